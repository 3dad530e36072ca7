using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0017: models and rows that another generator of the same project completes.</summary>
public sealed class OtherGeneratorTests
{
    private const string Unseen = "; a source generator does not see what other generators write, so write ";
    private const string Nothing = "'M' is a valid model, but nothing was generated for it" + Unseen
        + "the class and the [Feature] and [Label] members of its rows in your own code";
    private const string Other = "'M' was generated from another declaration than it has now" + Unseen
        + "what the model and its rows consist of in your own code";
    private const string Model = "[CrossEntropyModel<Row>] partial class M;\n";

    [Theory]
    [InlineData("partial class Row { [Feature] public float A; [Label] public bool Y; }\n//# partial class Row { [LossGen.Feature] public float B; }", "A", "A, B")]
    [InlineData("class Row { [Feature] public K A; [Label] public bool Y; }\n//# enum K { U, V }", null, null)]
    [InlineData("partial class Row { [Feature] public float A; }\n//# partial class Row { [LossGen.Label] public bool Y; }", null, null)]
    [InlineData("partial class Row { [Label] public bool Y; }\n//# partial class Row { [LossGen.Feature] public float A; }", null, null)]
    [InlineData("//# class Row { [LossGen.Feature] public float A; [LossGen.Label] public bool Y; }", null, null)]
    [InlineData("partial class Row : Base { [Feature] public float A; [Label] public bool Y; } partial class Base { }\n//# partial class Base { [LossGen.Feature] public float B; }", "A", "B, A")]
    public async Task Rows_that_another_generator_completes_are_reported(string rows, string? generated, string? now) =>
        await Reports(Model + rows, ("LG0017", generated is null ? Nothing : Features(generated, now!)));

    [Fact]
    public async Task So_are_classes_that_another_generator_adds() => await Reports(
        Model + """
        class Row { [Feature] public float A; [Label] public K Y; }
        //# partial class Values { internal const int V = 7; }
        enum K { U = Values.V, W = 8, Z = 9 }
        partial class Values { }
        """.Replace("Values.V", "Values.V", StringComparison.Ordinal),
        ("LG0017", "'M' was generated with the classes W, Z, but its rows have U, W, Z now" + Unseen
            + "the label and the values of its type in your own code"));

    [Theory]
    [InlineData("[CrossEntropyModel(4, 3)] partial class M { }\n//# partial class M { internal M(int x) { } }")]
    [InlineData("[CrossEntropyModel(4, 3)] partial class M { internal required string T; }\n//# partial class M { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] internal M() => T = \"\"; }")]
    public async Task So_are_members_that_change_the_generated_text(string source) => await Reports(source, ("LG0017", Other));

    [Fact]
    public async Task So_is_a_model_that_another_generator_writes() =>
        await Reports("//# [LossGen.CrossEntropyModel(4, 3)] partial class M;", ("LG0017", Nothing));

    [Fact]
    public async Task An_attribute_that_another_generator_writes_is_not_seen() =>
        await Reports("partial class M;\n//# [LossGen.CrossEntropyModel(4, 3)] partial class M;", ("LG0017", Nothing));

    [Fact]
    public async Task What_is_wrong_in_the_other_generators_file_is_reported_there() => await Reports(
        Model + "partial class Row { [Feature] public float A; [Label] public bool Y; }\n//# partial class Row { [LossGen.Feature] public string? B; }",
        ("LG0015", "'Row.B' cannot be a feature: its type is string?; expected [Feature(buckets: 64)], by which each of 64 groups of strings is a column, a model with Sparse = true, in which each string has a column by its hash, or a computed property that makes a number, bool or enum of it"));

    [Fact]
    public async Task An_invalid_model_that_another_generator_writes_has_its_rule() => await Reports(
        "//# [LossGen.CrossEntropyModel(4, 3)] class M;",
        ("LG0001", "'M' must be partial, so that the generator can add its members"));

    [Theory]
    [InlineData("[CrossEntropyModel(4, 3)] partial class M { }\n//# partial class M { internal void Log() { } }")]
    [InlineData("[CrossEntropyModel(4, 3)] partial class M { }\n//# partial class M { internal M() { } }")]
    [InlineData(Model + "partial class Row { [Feature] public float A; [Label] public bool Y; }\n//# partial class Row { public float B; }")]
    [InlineData("[CrossEntropyModel(4, 3)] partial class M { }\n//# class Unrelated;")]
    public async Task What_changes_nothing_is_fine(string source) => await Reports(source);

    [Fact]
    public async Task Rows_of_another_project_are_complete()
    {
        Compilation rows = GeneratorRun.Of(new OtherGenerator())
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithAssemblyName("Rows")
            .WithSource("""
                public partial class Row { [LossGen.Feature] public float A; [LossGen.Label] public bool Y; }
                //# public partial class Row { [LossGen.Feature] public float B; }
                """)
            .Run().Compilation;
        GeneratorRunOutcome outcome = DeclarationTest.RunOf(Model).WithReferences(rows.ToMetadataReference()).Run().CompilesCleanly();
        Assert.Contains("{ \"A\", \"B\" }", outcome.SingleText, StringComparison.Ordinal);
        Assert.Empty(await DeclarationTest.AnalyzeAll(outcome.Compilation));
    }

    [Fact]
    public async Task A_model_without_its_generator_is_reported() => Assert.Equal(
        ["LG0017"],
        (await DeclarationTest.AnalyzeAll(DeclarationTest.RunOf("[CrossEntropyModel(4, 3)] partial class M;").CreateCompilation()))
            .Select(static diagnostic => diagnostic.Id));

    private static string Features(string generated, string now) =>
        $"'M' was generated with the features {generated}, but its rows have {now} now{Unseen}all members marked with [Feature] in your own code";

    /// <summary>Exactly these diagnostics, whatever the order of the two generators.</summary>
    private static async Task Reports(string source, params (string Id, string Message)[] expected)
    {
        foreach (GeneratorRun run in new[] { DeclarationTest.RunOf(source).And<OtherGenerator>(), Reversed(source) })
        {
            GeneratorRunOutcome outcome = run.Run().RunsWithoutException();
            IReadOnlyList<Diagnostic> reported = await DeclarationTest.AnalyzeAll(outcome.Compilation);
            Assert.Equal(expected, reported.Select(static diagnostic => (diagnostic.Id, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture))));
        }
    }

    private static GeneratorRun Reversed(string source) => GeneratorRun
        .Of(new OtherGenerator(), new CrossEntropyModelGenerator())
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithSource("using System; using LossGen;\n" + source);
}
