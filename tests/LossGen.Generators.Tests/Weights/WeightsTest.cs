using System.Collections.Immutable;
using LossGen.Generators.Tests.Declarations;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LossGen.Generators.Tests.Weights;

/// <summary>One source and the additional files of its project, given to the generator and to the analyzer.</summary>
internal static class WeightsTest
{
    /// <summary>The only diagnostic, at the value of Weights; the model is generated all the same, without its trained weights.</summary>
    public static async Task Reports(string source, IEnumerable<string> files, string id, string message)
    {
        GeneratorRunOutcome outcome = Run(source, files);
        Diagnostic diagnostic = Assert.Single(await Analyze(outcome.Compilation, files));
        Assert.Equal((id, message), (diagnostic.Id, diagnostic.GetMessage()));
        Assert.StartsWith("\"", outcome.Compilation.SyntaxTrees.First().GetText().ToString(diagnostic.Location.SourceSpan), StringComparison.Ordinal);

        Assert.Empty(outcome.Diagnostics);
        Assert.Contains("Logits(", outcome.SingleText, StringComparison.Ordinal);
        Assert.DoesNotContain("Pretrained", outcome.SingleText, StringComparison.Ordinal);
        Assert.DoesNotContain(outcome.Compilation.GetDiagnostics(), static fault => fault.Severity == DiagnosticSeverity.Error);
    }

    /// <summary>No diagnostic, and the trained weights are there.</summary>
    public static async Task<GeneratorRunOutcome> IsFine(string source, params string[] files)
    {
        GeneratorRunOutcome outcome = Run(source, files);
        Assert.Empty(await Analyze(outcome.Compilation, files));
        Assert.Contains("PretrainedParameters", outcome.SingleText, StringComparison.Ordinal);
        Assert.DoesNotContain(outcome.Compilation.GetDiagnostics(), static fault => fault.Severity == DiagnosticSeverity.Error);
        return outcome;
    }

    private static GeneratorRunOutcome Run(string source, IEnumerable<string> files) => files
        .Aggregate(DeclarationTest.RunOf(source), static (run, file) => run.WithAdditionalFile(file))
        .Run()
        .RunsWithoutException();

    private static async Task<ImmutableArray<Diagnostic>> Analyze(Compilation compilation, IEnumerable<string> files)
    {
        var options = new AnalyzerOptions([.. files.Select(static file => new BinaryAdditionalFile(file))]);
        return await compilation.WithAnalyzers(DeclarationTest.Analyzers(), options).GetAnalyzerDiagnosticsAsync();
    }
}
