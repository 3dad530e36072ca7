using System.Collections.Immutable;
using LossGen.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LossGen.Analyzers.Tests;

/// <summary>What lossgen_accuracy_severity in .editorconfig does: it moves the rules about accuracy, and no other.</summary>
public sealed class SeverityTests
{
    private const string Option = "lossgen_accuracy_severity";
    private const string AccuracyRule = "LG1001";

    private const string Source = """
        internal static class Example
        {
            public static double Rate(double x) => Math.Log(1 + x);

            public static double Softplus(double x) => Math.Log(1 + Math.Exp(x));
        }
        """;

    [Fact]
    public void Rules_about_accuracy_are_suggestions_and_the_others_warnings()
    {
        string[] suggestions = ["LG1001", "LG1002", "LG1015", "LG1016", "LG1017", "LG1018", "LG1020"];
        Assert.All(RuleDescriptors.All, rule => Assert.Equal(
            suggestions.Contains(rule.Id) ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning, rule.DefaultSeverity));
    }

    [Theory]
    [InlineData(null, DiagnosticSeverity.Info)]
    [InlineData("suggestion", DiagnosticSeverity.Info)]
    [InlineData("warning", DiagnosticSeverity.Warning)]
    [InlineData("error", DiagnosticSeverity.Error)]
    [InlineData("Warning", DiagnosticSeverity.Warning)]
    [InlineData("loud", DiagnosticSeverity.Info)]
    public async Task The_option_moves_the_rules_about_accuracy_and_no_other(string? value, DiagnosticSeverity expected)
    {
        var options = new AnalyzerOptions([], new Provider(value));
        ImmutableArray<Diagnostic> diagnostics = await NumericsRun.Analyze(NumericsRun.Compile(Source), options);
        Assert.Equal(
            [(AccuracyRule, expected), ("LG1005", DiagnosticSeverity.Warning)],
            diagnostics.Select(static diagnostic => (diagnostic.Id, diagnostic.Severity)));
    }

    [Theory]
    [InlineData("Math.Pow(x, k) * Math.Exp(-x)", "LG1020", DiagnosticSeverity.Warning)]
    [InlineData("Math.Pow(x / k, k - 1) * Math.Exp(-Math.Pow(x / k, k))", "LG1020", DiagnosticSeverity.Warning)]
    [InlineData("Math.Pow(y, k) * Math.Exp(-x)", "LG1020", DiagnosticSeverity.Info)]
    [InlineData("(1 - Math.Exp(-k * Math.Abs(x))) / Math.Abs(x)", "LG1002", DiagnosticSeverity.Warning)]
    [InlineData("(1 - Math.Exp(-k * x)) / x", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("Math.Log(Math.Pow(1 / (1 + y * y), x))", "LG1018", DiagnosticSeverity.Warning)]
    [InlineData("Math.Log(Math.Pow(k, x))", "LG1018", DiagnosticSeverity.Info)]
    public async Task What_turns_infinite_or_NaN_is_a_warning_and_what_loses_digits_a_suggestion(string formula, string id, DiagnosticSeverity expected)
    {
        string source = $"internal static class Example {{ public static double Value(double x, double y, double k) => {formula}; }}";
        Diagnostic diagnostic = Assert.Single(await NumericsRun.Analyze(NumericsRun.Compile(source)));
        Assert.Equal((id, expected), (diagnostic.Id, diagnostic.Severity));
    }

    private sealed class Provider(string? value) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(null);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options(value);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Options(string? value) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? found)
        {
            found = key == Option ? value : null;
            return found is not null;
        }
    }
}
