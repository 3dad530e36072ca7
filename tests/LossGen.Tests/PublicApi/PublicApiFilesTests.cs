using System.Text.RegularExpressions;
using LossGen.Generators.Tests;
using Xunit;

namespace LossGen.Tests.PublicApi;

/// <summary>
/// The files that list the public members: those for users in PublicAPI.*.txt, those that exist for generated code in PublicAPI.*.GeneratedCode.txt.
/// That the files and the library agree is what the build checks; these tests check which member is in which file.
/// </summary>
public sealed partial class PublicApiFilesTests
{
    private const string Update = "LOSSGEN_UPDATE_GENERATED";

    private const string Header = "#nullable enable";

    /// <summary>On what is removed, its former place decides; the library no longer knows it.</summary>
    private const string Removed = "*REMOVED*";

    private const string Version = "LossGen.Kernels.INeedsLossGen";

    [Theory]
    [InlineData("Shipped")]
    [InlineData("Unshipped")]
    public void Members_for_generated_code_are_listed_apart(string state)
    {
        string users = FileOf(state, ""), generated = FileOf(state, ".GeneratedCode");
        string[] listed = [.. Entries(users), .. Entries(generated)];
        HashSet<string> formerlyGenerated = [.. Entries(FileOf("Shipped", ".GeneratedCode")).Select(static entry => Removed + entry)];
        var members = new GeneratedCodeMembers(typeof(CrossEntropyModelAttribute).Assembly);
        ILookup<bool, string> halves = listed.ToLookup(entry =>
            entry.StartsWith(Removed, StringComparison.Ordinal) ? formerlyGenerated.Contains(entry) : members.Contains(entry));

        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            Write(users, halves[false]);
            Write(generated, halves[true]);
        }

        Assert.Equal(Sorted(halves[false]), Entries(users));
        Assert.Equal(Sorted(halves[true]), Entries(generated));
    }

    [Fact]
    public void Every_type_for_generated_code_is_listed()
    {
        string[] entries = [.. Entries(FileOf("Shipped", ".GeneratedCode")), .. Entries(FileOf("Unshipped", ".GeneratedCode"))];
        var members = new GeneratedCodeMembers(typeof(CrossEntropyModelAttribute).Assembly);

        Assert.NotEmpty(members.Names);
        Assert.All(members.Names, name => Assert.Contains(entries, entry => GeneratedCodeMembers.IsOf(entry, name)));
    }

    [Theory]
    [InlineData("LossGen.Kernels.Lanes", "LossGen.Kernels.Lanes", true)]
    [InlineData("LossGen.Kernels.Lanes", "static LossGen.Kernels.Lanes.Sum(System.ReadOnlySpan<float> values) -> float", true)]
    [InlineData("LossGen.Kernels.ModelEngine", "static LossGen.Kernels.ModelEngine<TKernels>.Logits() -> void", true)]
    [InlineData("LossGen.Kernels.Lanes", "LossGen.Kernels.LanesOfOthers", false)]
    [InlineData("LossGen.Kernels.Lanes", "static LossGen.StableMath.Sum(LossGen.Kernels.Lanes values) -> float", false)]
    [InlineData("LossGen.ITypedModel.Encode", "abstract static LossGen.ITypedModel<TModel, TRow>.Encode(in TRow row) -> void", true)]
    [InlineData("LossGen.ITypedModel.Encode", "LossGen.ITypedModel<TModel, TRow>", false)]
    [InlineData("LossGen.ITypedModel.Encode", "abstract static LossGen.ITypedModel<TModel, TRow>.EncodeAll() -> void", false)]
    public void An_entry_belongs_to_the_type_or_member_that_it_names_first(string name, string entry, bool isOf) =>
        Assert.Equal(isOf, GeneratedCodeMembers.IsOf(entry, name));

    [Fact]
    public void A_change_that_breaks_compiled_models_renames_the_version_of_their_interface() => Assert.False(
        BreaksUnnoticed(Entries(FileOf("Shipped", ".GeneratedCode")), Entries(FileOf("Unshipped", ".GeneratedCode"))),
        $"A shipped member for generated code was removed or changed, or an interface asks for one more: rename {Version}… and what writes it.");

    [Theory]
    [InlineData("LossGen.Kernels.Lanes.New() -> void", false)]
    [InlineData("LossGen.Kernels.INew.Member() -> void", false)]
    [InlineData("LossGen.Kernels.IOld<T>.Member() -> void", true)]
    [InlineData("static LossGen.Kernels.IOld<T>.Member.get -> int", true)]
    [InlineData("*REMOVED*LossGen.Kernels.Lanes.Old() -> void", true)]
    public void Members_that_are_removed_or_asked_for_break_compiled_models(string entry, bool breaks)
    {
        string[] shipped = ["LossGen.Kernels.IOld<T>", "LossGen.Kernels.Lanes", "LossGen.Kernels.Lanes.Old() -> void", Version + "02"];

        Assert.Equal(breaks, BreaksUnnoticed(shipped, [entry]));
        Assert.False(BreaksUnnoticed(shipped, [entry, $"{Removed}{Version}02", $"{Version}03"]));
    }

    /// <summary>The files do not say whether a new member of an interface has a body; each one counts.</summary>
    private static bool BreaksUnnoticed(string[] shipped, string[] unshipped)
    {
        string[] interfaces = [.. shipped.Where(static entry => Interface().IsMatch(entry))];
        bool breaks = unshipped.Any(entry =>
            entry.StartsWith(Removed, StringComparison.Ordinal)
            || interfaces.Any(type => entry[entry.IndexOf("LossGen.", StringComparison.Ordinal)..].StartsWith(type + ".", StringComparison.Ordinal)));
        return breaks && !unshipped.Any(static entry => entry.StartsWith(Removed + Version, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^[\w.]+\.I[A-Z]\w*(<.*>)?$")]
    private static partial Regex Interface();

    private static string FileOf(string state, string kind) => Repository.PathOf($"src/LossGen/PublicAPI.{state}{kind}.txt");

    private static string[] Entries(string file)
    {
        string[] lines = File.ReadAllLines(file);
        Assert.Equal(Header, lines[0]);
        return lines[1..];
    }

    private static string[] Sorted(IEnumerable<string> entries) => [.. entries.Order(StringComparer.Ordinal)];

    private static void Write(string file, IEnumerable<string> entries) =>
        File.WriteAllText(file, string.Concat(Sorted(entries).Prepend(Header).Select(static line => line + "\n")));
}
