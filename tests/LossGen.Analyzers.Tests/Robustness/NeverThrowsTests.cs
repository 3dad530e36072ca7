using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using LossGen.Analyzers.Tests.Corpus;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LossGen.Analyzers.Tests.Robustness;

/// <summary>Whatever stands in a file, finished or not, the analyzer ends without an exception (AD0001).</summary>
[SuppressMessage("Usage", "CA1861", Justification = "Test data.")]
[Trait("Category", "Slow")]
public sealed class NeverThrowsTests
{
    private const int Seed = 20_240_517;

    public static TheoryData<string> Features { get; } = [.. LanguageFeatures.All.Select(static feature => feature.Name)];

    public static TheoryData<string> Large { get; } = [.. LargeMembers.All.Keys];

    public static TheoryData<string> Nested { get; } = [.. LargeMembers.Nested.Keys];

    public static TheoryData<string> Groups { get; } = [.. Snippets.All.Select(static snippet => snippet.Group).Distinct()];

    [Theory]
    [MemberData(nameof(Groups))]
    public void On_mutations_of_the_snippets(string group)
    {
        // All snippets of a group in one file: a mutation then meets several of them, and one compilation serves them all.
        string text = Together(Snippets.All.Where(snippet => snippet.Group == group && (snippet.Flags & (SnippetFlags.File | SnippetFlags.Program)) == 0));
        Assert.Equal(12, Replay(text).Mutate(Seed, 12));
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void While_a_snippet_is_typed(string group)
    {
        Snippet shortest = Snippets.All.Where(snippet => snippet.Group == group && snippet.IsPositive).MinBy(static snippet => snippet.Source.Length)!;
        Assert.Equal(shortest.Source.Length + 1, Replay(shortest.Source).TypeOut());
    }

    [Theory]
    [MemberData(nameof(Features))]
    public async Task In_every_corner_of_the_language(string name)
    {
        string text = LanguageFeatures.All.Single(feature => feature.Name == name).Text;
        await NumericsRun.Analyze(NumericsRun.Compile(text, isProgram: name == "top-level statements"));
        await NumericsRun.Analyze(NumericsRun.Compile(text, withRuntime: false));
    }

    [Theory]
    [MemberData(nameof(Features))]
    public void On_mutations_of_every_corner_of_the_language(string name) =>
        Assert.Equal(20, Replay(LanguageFeatures.All.Single(feature => feature.Name == name).Text).Mutate(Seed, 20));

    [Theory]
    [MemberData(nameof(Large))]
    public async Task In_members_with_much_of_one_thing(string name) => await NumericsRun.Analyze(NumericsRun.Compile(LargeMembers.All[name](60)));

    [Theory]
    [MemberData(nameof(Nested))]
    public async Task In_members_with_one_thing_inside_the_other(string name) =>
        await NumericsRun.Analyze(NumericsRun.Compile(LargeMembers.Nested[name](name == "lambdas called at once" ? 6 : 30)));

    [Theory]
    [InlineData("terms of one sum")]
    [InlineData("constant terms of a field")]
    [InlineData("locals made of the local before")]
    [InlineData("whole locals made of the local before")]
    [InlineData("elements of an array initializer")]
    public async Task With_three_thousand_parts_of_one_expression(string name)
    {
        // More than the stack of a thread has frames for, were each part one inside the other.
        ImmutableArray<Diagnostic> reports = [];
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    reports = NumericsRun.Analyze(NumericsRun.Compile(LargeMembers.All[name](3000))).GetAwaiter().GetResult();
                }
                catch (InvalidOperationException exception)
                {
                    failure = exception;
                }
            },
            maxStackSize: 8 << 20);
        thread.Start();
        await Task.Run(thread.Join);
        Assert.Null(failure);
        Assert.All(reports, static report => Assert.StartsWith("LG", report.Id, StringComparison.Ordinal));
    }

    /// <summary>What does not bind in another file is asked of that file's model.</summary>
    [Theory]
    [InlineData("=> Maths.Log(1 + Missing.Exp(x));")]
    [InlineData("{ if (x > 3) return Missing.Log(Maths.Exp(x)); return Maths.Log(x); }")]
    public async Task A_helper_in_another_file_that_does_not_bind(string body)
    {
        Compilation compilation = NumericsRun.Compile("static class User { static double F(double z) => Math.Log(Helper.L(Math.Exp(z))) + Math.Exp(Helper.Field); }");
        compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(
            $"static class Helper {{ public static readonly double Field = Missing.Log(2); public static double L(double x) {body} }}",
            (CSharpParseOptions)compilation.SyntaxTrees.First().Options, "Helper.cs"));
        await NumericsRun.Analyze(compilation);
    }

    [Fact]
    public async Task On_helpers_and_constants_of_another_project_in_the_editor()
    {
        // An editor refers to a project as a compilation: its symbols have source, in trees that are not of this compilation.
        Compilation library = NumericsRun.Compile("""
            public static class Library
            {
                public static readonly double LogTwo = Math.Log(2);
                public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
                public static void Positive(double x) { if (x <= 0) throw new ArgumentException(null, nameof(x)); }
            }
            """);
        Compilation user = NumericsRun.Compile("""
            internal static class User
            {
                static double M(double x) { Library.Positive(x); return Math.Log(Library.Sigmoid(x)) / Library.LogTwo; }
            }
            """).AddReferences(library.ToMetadataReference());
        Assert.Equal(["LG1006"], (await NumericsRun.Analyze(user)).Select(static report => report.Id));
    }

    private static string Together(IEnumerable<Snippet> snippets) => string.Join('\n', snippets.Select(static (snippet, index) =>
        snippet.Source.Replace("partial class Snippet", $"class Snippet{index}", StringComparison.Ordinal)));

    private static TypingReplay Replay(string text) => new(
        GeneratorRun.OfNone()
            .WithSource("Usings.cs", NumericsRun.Usings)
            .WithReferences(FrameworkReferences.To(typeof(StableMath).Assembly), FrameworkReferences.To(typeof(TensorPrimitives).Assembly)),
        text,
        static () => [NumericsRun.Analyzer()]);
}
