using LossGen.Generators.Parsing;
using LossGen.Generators.Specification;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>The page of LG0007 lists the members of the table that emission and the clash check use.</summary>
public sealed class MemberPageTests
{
    private const string Path = "src/LossGen.Generators/docs/LG0007.md";
    private const string Start = "<!-- generated members -->\n";
    private const string End = "<!-- end of generated members -->\n";
    private const string Update = "LOSSGEN_UPDATE_GENERATED";

    [Fact]
    public void The_page_lists_the_members_of_the_table()
    {
        string page = Repository.Read(Path);
        int start = page.IndexOf(Start, StringComparison.Ordinal) + Start.Length, end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(start >= Start.Length && end >= start, $"{Path} has no place for the list.");

        string expected = string.Concat(Lines().Select(static line => line + "\n"));
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            page = page[..start] + expected + page[end..];
            end = start + expected.Length;
            File.WriteAllText(Repository.PathOf(Path), page);
        }

        Assert.True(expected == page[start..end], $"""
            The list of members in {Path} is out of date; run this test with {Update}=1 to rewrite it. Expected:
            {expected}
            """);
    }

    [Fact]
    public void Every_condition_has_members() => Assert.Equal(
        Enum.GetValues<MemberCondition>(), ModelMembers.All.Select(static member => member.Condition).Distinct().Order());

    private static IEnumerable<string> Lines() =>
    [
        "| Member | Kind | Generated for |",
        "|---|---|---|",
        .. ModelMembers.All.Select(static member => Line(member)),
    ];

    private static string Line(MemberSpec member)
    {
        GeneratedMember generated = GeneratedMember.Of(member, new MemberTypes("TModel", "TRow", "TLabel", "Evaluation"));
        return $"| `{generated.Text}` | {generated.KindText} | {Models(member.Condition)} |";
    }

    private static string Models(MemberCondition condition) => condition switch
    {
        MemberCondition.Always => "every model",
        MemberCondition.Labels => "all but multi-label models",
        MemberCondition.Rows => "models with a row type",
        MemberCondition.DenseRowType => "models with a row type, without `Sparse = true`",
        MemberCondition.SparseRowType => "models with a row type and `Sparse = true`",
        MemberCondition.ClassRows => "models with a row type whose label is a class",
        MemberCondition.NumberRows => "models with a row type whose label is a number through bins",
        MemberCondition.DenseRows => "models whose rows are dense",
        MemberCondition.DenseRowsWithLabels => "models whose rows are dense, all but multi-label models",
        MemberCondition.HiddenLayers => "models with hidden layers",
        MemberCondition.Creation => "models that `new` without arguments makes",
        MemberCondition.Weights => "models whose attribute names a file of `Weights`",
        MemberCondition.DenseWeights => "models whose rows are dense and whose attribute names a file of `Weights`",
        MemberCondition.SparseWeights => "models whose rows are sparse and whose attribute names a file of `Weights`",
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };
}
