using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LossGen.Generators.Diagnostics;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>One source, given to the analyzer and to the generator: what the one reports, the other must pass over in silence.</summary>
internal static partial class DeclarationTest
{
    /// <summary>Every span {|#n:…|} gets the n-th diagnostic, with its id and full message, and no model of the source is generated.</summary>
    public static async Task Reports(string source, params (string Id, string Message)[] expected) =>
        await Reports(source, LanguageVersion.Default, expected);

    public static async Task Reports(string source, LanguageVersion version, params (string Id, string Message)[] expected)
    {
        await Analyze<ModelDeclarationAnalyzer>(source, version, expected);

        GeneratorRunOutcome outcome = Generate(source, version);
        Assert.Empty(outcome.Files);
        Assert.Empty(outcome.Diagnostics);
    }

    /// <summary>No diagnostic, and one generated file for each hint name.</summary>
    public static async Task IsFine(string source, params string[] hintNames)
    {
        await Analyze<ModelDeclarationAnalyzer>(source, LanguageVersion.Default, []);

        GeneratorRunOutcome outcome = Generate(source, LanguageVersion.Default);
        Assert.Equal(hintNames.Order(StringComparer.Ordinal), outcome.Files.Select(static file => file.HintName).Order(StringComparer.Ordinal));
        Assert.Empty(outcome.Diagnostics);
        Assert.DoesNotContain(outcome.Compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Empty(await AnalyzeAll(outcome.Compilation));
    }

    /// <summary>What all analyzers of the package say of a compilation, generated code included.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> AnalyzeAll(Compilation compilation, params AdditionalText[] files) => await new CompilationWithAnalyzers(
        compilation,
        Analyzers(),
        new CompilationWithAnalyzersOptions(new AnalyzerOptions([.. files]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false))
        .GetAnalyzerDiagnosticsAsync();

    /// <summary>All analyzers of the package.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers() =>
    [
        new ModelDeclarationAnalyzer(), new WeightsAnalyzer(), new SettingRangeAnalyzer(), new ArrayLengthAnalyzer(), new GeneratedModelAnalyzer(),
        new GeneratedConstructorAnalyzer(), new NamesAnalyzer(), new ListAnalyzer(),
    ];

    /// <summary>The analyzer on a source together with what is generated for it.</summary>
    public static Task AnalyzeWithGenerated<TAnalyzer>(string source, params (string Id, string Message)[] expected)
        where TAnalyzer : DiagnosticAnalyzer, new() =>
        Analyze<TAnalyzer>(source, LanguageVersion.Default, expected, [.. Generate(source).Files.Select(static file => (file.HintName, file.Text))]);

    public static Task Analyze<TAnalyzer>(string source, params (string Id, string Message)[] expected)
        where TAnalyzer : DiagnosticAnalyzer, new() => Analyze<TAnalyzer>(source, LanguageVersion.Default, expected);

    private static async Task Analyze<TAnalyzer>(
        string source, LanguageVersion version, (string Id, string Message)[] expected, params (string Name, string Text)[] generated)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new Test<TAnalyzer>(version) { TestCode = Usings + source };
        // Declarations that another generator writes have their rules as well.
        if (typeof(TAnalyzer) == typeof(ModelDeclarationAnalyzer)) test.TestBehaviors |= TestBehaviors.SkipGeneratedCodeCheck;
        test.TestState.AdditionalReferences.Add(FrameworkReferences.To(typeof(CrossEntropyModelAttribute).Assembly));
        foreach ((string name, string text) in generated) test.TestState.Sources.Add((name, text));
        DiagnosticDescriptor[] rules = [.. new TAnalyzer().SupportedDiagnostics];
        for (int i = 0; i < expected.Length; i++)
        {
            DiagnosticDescriptor rule = Assert.Single(rules, candidate => candidate.Id == expected[i].Id);
            test.ExpectedDiagnostics.Add(new DiagnosticResult(rule).WithLocation(i).WithMessage(expected[i].Message));
        }

        await test.RunAsync();
    }

    public static GeneratorRunOutcome Generate(string source, LanguageVersion version = LanguageVersion.Default) =>
        RunOf(source, version).Run().RunsWithoutException();

    public static GeneratorRun RunOf(string source, LanguageVersion version = LanguageVersion.Default) => GeneratorRun
        .Of<CrossEntropyModelGenerator>()
        .WithSource(Usings + WithoutMarkup(source))
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithLanguageVersion(version);

    public static string WithoutMarkup(string source) => Markup().Replace(source, "");

    private const string Usings = "using System; using LossGen;\n";

    [GeneratedRegex(@"\{\|#\d+:|\|\}")]
    private static partial Regex Markup();

    private sealed class Test<TAnalyzer>(LanguageVersion version) : CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        protected override ParseOptions CreateParseOptions() =>
            ((CSharpParseOptions)base.CreateParseOptions()).WithLanguageVersion(version);
    }
}
