using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LossGen.Generators.Analyzers;
using LossGen.Generators.Rules;
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
    public static Task Reports(string source, params (string Id, string Message)[] expected) =>
        Reports(source, LanguageVersion.Default, expected);

    public static Task Reports(string source, LanguageVersion version, params (string Id, string Message)[] expected) =>
        Verify(new RefusalTest(), new ModelDeclarationAnalyzer(), source, version, expected);

    /// <summary>No diagnostic, and one generated file for each hint name.</summary>
    public static async Task IsFine(string source, params string[] hintNames)
    {
        await Analyze<ModelDeclarationAnalyzer>(source);

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
        new GeneratedConstructorAnalyzer(), new NamesAnalyzer(), new ListAnalyzer(), new WeightsWithSmoothingAnalyzer(), new AdversaryAnalyzer(),
    ];

    /// <summary>All rules, those of the analyzers and the one that a generator reports, by their ids.</summary>
    public static IOrderedEnumerable<DiagnosticDescriptor> Rules() => Analyzers()
        .SelectMany(static analyzer => analyzer.SupportedDiagnostics)
        .Append(SettingNameRules.NoSuchSetting)
        .OrderBy(static rule => rule.Id, StringComparer.Ordinal);

    /// <summary>The analyzer on a source together with what is generated for it.</summary>
    public static Task AnalyzeWithGenerated<TAnalyzer>(string source, params (string Id, string Message)[] expected)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>();
        foreach (GeneratedFile file in Generate(source).Files) test.TestState.Sources.Add((file.HintName, file.Text));
        return Verify(test, new TAnalyzer(), source, LanguageVersion.Default, expected);
    }

    public static Task Analyze<TAnalyzer>(string source, params (string Id, string Message)[] expected)
        where TAnalyzer : DiagnosticAnalyzer, new() =>
        Verify(new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>(), new TAnalyzer(), source, LanguageVersion.Default, expected);

    private static Task Verify(
        AnalyzerTest<DefaultVerifier> test,
        DiagnosticAnalyzer analyzer,
        string source,
        LanguageVersion version,
        (string Id, string Message)[] expected)
    {
        test.TestCode = Usings + source;
        test.UseRunningFramework(typeof(CrossEntropyModelAttribute).Assembly);
        test.SolutionTransforms.Add((solution, project) => solution.WithProjectParseOptions(
            project, ((CSharpParseOptions)solution.GetProject(project)!.ParseOptions!).WithLanguageVersion(version)));
        test.ExpectedDiagnostics.AddRange(expected.Select((report, i) =>
            new DiagnosticResult(Assert.Single(analyzer.SupportedDiagnostics, rule => rule.Id == report.Id))
                .WithLocation(i).WithMessage(report.Message)));
        return test.RunAsync();
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

    /// <summary>Runs the generator and the analyzer on one source. No generated file is expected, so writing one fails the test.</summary>
    private sealed class RefusalTest : CSharpSourceGeneratorTest<CrossEntropyModelGenerator, DefaultVerifier>
    {
        protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => [new ModelDeclarationAnalyzer()];
    }
}
