using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LossGen.Analyzers;
using LossGen.Generators.Analyzers;
using LossGen.Generators.Tests.Declarations;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace LossGen.Generators.Tests.Samples;

/// <summary>A line of a page's code whose comment names a rule (<c>// warning LG1005</c>) gets that report, and no other line gets any.</summary>
public sealed partial class NamedRuleTests
{
    // The weights that the snippets name exist only while they are compiled, so the two analyzers that read them would miss the file.
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
        [new NumericsAnalyzer(), .. DeclarationTest.Analyzers().Where(static analyzer => analyzer is not (WeightsAnalyzer or GeneratedModelAnalyzer))];

    public static TheoryData<string, int> LinesOfCode() => PageTests.LinesOfCode();

    [Theory]
    [MemberData(nameof(LinesOfCode))]
    public async Task The_rules_that_comments_name_are_those_reported(string page, int line) =>
        await Check(Pages.All[page].Compile(Pages.All[page].BlockAt(line)));

    /// <summary>If comments were written in another form, nothing would be left to compare.</summary>
    [Fact]
    public void These_pages_name_rules() => Assert.Equal(
        ["README.md", "docs/numerics-rules.md"],
        Pages.All.Values.Where(static page => page.Code.Any(static block => NamedRule().IsMatch(block.Text))).Select(static page => page.Path));

    [Theory]
    [InlineData("double margin = -800;\nConsole.WriteLine(Math.Log(1 + Math.Exp(-margin)));   // LG1005: Infinity", false)] // without the severity
    [InlineData("double margin = -800;\nConsole.WriteLine(Math.Log(1 + Math.Exp(-margin)));   // warning LG1005: Infinity", true)]
    [InlineData("static double F(double x) => Math.Log(1 + Math.Exp(x));   // warning LG1005", true)]
    [InlineData("static double F(double x) => Math.Log(1 + Math.Exp(x));   // info LG1005", false)]
    [InlineData("static double F(double x) => Math.Log(1 + Math.Exp(x));   // warning LG1006", false)]
    [InlineData("static double F(double x) => Math.Log(1 + Math.Exp(x));", false)]
    [InlineData("static double F(double x) =>   // warning LG1005\n    Math.Log(1 + Math.Exp(x));", false)]
    public async Task A_comment_that_is_wrong_is_noticed(string code, bool isRight)
    {
        GeneratorRunOutcome outcome = DeclarationTest.Generate($"static class Snippet {{ static void Run() {{\n{code}\n}} }}");
        if (isRight) await Check(outcome);
        else await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => Check(outcome));
    }

    private static async Task Check(GeneratorRunOutcome outcome)
    {
        SyntaxTree[] written = [.. outcome.Compilation.SyntaxTrees.Where(tree => outcome.Files.All(file => file.Tree != tree))];
        ImmutableArray<Diagnostic> reports = await outcome.Compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync();

        Assert.Equal(
            written.SelectMany(Named).Order(StringComparer.Ordinal),
            reports.Select(static report => $"{LineOf(report)} // {report.Severity.ToString().ToLowerInvariant()} {report.Id}").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Named(SyntaxTree tree) => tree.GetText().Lines.SelectMany(
        static line => NamedRule().Matches(line.ToString()),
        (line, named) => $"{tree.FilePath}:{line.LineNumber + 1} // {named.Groups["rule"].Value}");

    private static string LineOf(Diagnostic report)
    {
        FileLinePositionSpan span = report.Location.GetLineSpan();
        return $"{span.Path}:{span.StartLinePosition.Line + 1}";
    }

    /// <summary>A comment that leaves the severity out is found, and agrees with no report.</summary>
    [GeneratedRegex(@"//.*?\b(?<rule>((info|warning|error) )?LG\d{4})\b")]
    private static partial Regex NamedRule();
}
