using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LossGen.Generators.Analyzers;
using LossGen.Generators.Rules;
using LossGen.Generators.Tests.Weights;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>Rules, pages, help links and release notes say the same, and the pages' examples do what the pages say.</summary>
public partial class RulePageTests
{
    public static TheoryData<string> RuleIds { get; } = [.. Rules.Keys];

    private static SortedDictionary<string, DiagnosticDescriptor> Rules => new(DeclarationTest.Rules().ToDictionary(static rule => rule.Id), StringComparer.Ordinal);

    [Fact]
    public void Every_analyzer_of_the_assembly_is_tested_here() => Assert.Equal(
        typeof(ModelDeclarationAnalyzer).Assembly.GetTypes()
            .Where(static type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(static type => type.Name).Order(StringComparer.Ordinal),
        Analyzers().Select(static analyzer => analyzer.GetType().Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_rule_has_a_page_and_every_page_a_rule() => Assert.Equal(
        Rules.Keys,
        Directory.GetFiles(Docs(), "*.md").Select(static path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Rules_are_numbered_without_gaps() => Assert.Equal(
        Enumerable.Range(1, Rules.Count).Select(static number => $"LG{number:0000}"),
        Rules.Keys);

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void A_page_opens_with_the_rules_title_category_and_severity(string id)
    {
        DiagnosticDescriptor rule = Rules[id];
        string[] lines = Page(id).Split('\n');
        Assert.Equal($"# {id}: {rule.Title}", lines[0]);
        Assert.Equal($"Category `{rule.Category}`, severity {rule.DefaultSeverity}.", lines[2]);
        Assert.Equal(
            ["## What", "## Why", "## Non-compliant", "## Compliant"],
            lines.Where(static line => line.StartsWith("## ", StringComparison.Ordinal)));
    }

    /// <summary>To the page in the folder that the project's targets name, and to no address on the web while there is none.</summary>
    [Theory]
    [MemberData(nameof(RuleIds))]
    public async Task The_help_link_of_a_report_leads_to_the_page(string id)
    {
        var options = new GlobalOptionsProvider((HelpLinks.FolderProperty, Docs() + Path.DirectorySeparatorChar));
        ImmutableArray<Diagnostic> linked = await Analyze(id, Example(id, "Non-compliant"), options);

        Assert.NotEmpty(linked);
        Assert.All(linked, diagnostic => Assert.Equal(Path.Combine(Docs(), id + ".md"), new Uri(diagnostic.Descriptor.HelpLinkUri).LocalPath));
        Assert.True(File.Exists(new Uri(linked[0].Descriptor.HelpLinkUri).LocalPath));
        Assert.Equal(HelpLinks.For(id), Rules[id].HelpLinkUri);
    }

    [Fact]
    public void The_release_notes_list_every_rule_once() => Assert.Equal(
        Rules.Values.Select(static rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}"),
        new[] { "AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md" }
            .SelectMany(static file => File.ReadAllLines(Path.Combine(Project(), file)))
            .Where(static line => line.StartsWith("LG", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(RuleIds))]
    public async Task The_non_compliant_example_breaks_the_rule_and_no_other(string id)
    {
        ImmutableArray<Diagnostic> diagnostics = await Analyze(id, Example(id, "Non-compliant"));
        Assert.NotEmpty(diagnostics);
        Assert.All(diagnostics, diagnostic => Assert.Equal(id, diagnostic.Id));
    }

    [Theory]
    [MemberData(nameof(RuleIds))]
    public async Task The_compliant_example_breaks_no_rule(string id) => Assert.Empty(await Analyze(id, Example(id, "Compliant")));

    private static ImmutableArray<DiagnosticAnalyzer> Analyzers() => DeclarationTest.Analyzers();

    /// <summary>All analyzers, and the generator that reports, on an example, whose code must be without fault but for the rules.</summary>
    private static async Task<ImmutableArray<Diagnostic>> Analyze(
        string id, (string Code, LanguageVersion Version) example, AnalyzerConfigOptionsProvider? provider = null)
    {
        using var weights = new WeightsFolder();
        string path = weights.Write("iris.safetensors", SafetensorsBytes.Of(features: 4, classes: 3));
        GeneratorRun run = GeneratorRun.Of<CrossEntropyModelGenerator>()
            .WithLanguageVersion(example.Version)
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithSource("using System; using LossGen;\n" + example.Code);
        provider ??= new GlobalOptionsProvider();
        GeneratorRunOutcome outcome = run.And<OtherGenerator>().And<SettingNamesGenerator>().WithAdditionalFile(path).WithOptions(provider).Run().RunsWithoutException();

        // These stand beside the compiler's own error.
        Assert.DoesNotContain(
            outcome.Compilation.GetDiagnostics(),
            diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && (id, diagnostic.Id) is not (("LG0021", "CS1503") or ("LG0027", "CS0246")));
        var options = new AnalyzerOptions([new BinaryAdditionalFile(path)], provider);
        return outcome.Diagnostics.AddRange(await outcome.Compilation.WithAnalyzers(Analyzers(), options).GetAnalyzerDiagnosticsAsync());
    }

    private static (string Code, LanguageVersion Version) Example(string id, string section)
    {
        string text = Page(id).Split("\n## ").Single(part => part.StartsWith(section + "\n", StringComparison.Ordinal));
        Match version = LangVersion().Match(text);
        Assert.True(LanguageVersionFacts.TryParse(version.Success ? version.Groups[1].Value : "12", out LanguageVersion parsed));
        return (CodeBlock().Match(text).Groups[1].Value, parsed);
    }

    private static string Page(string id) => File.ReadAllText(Path.Combine(Docs(), id + ".md"));

    private static string Docs() => Path.Combine(Project(), "docs");

    private static string Project() => Repository.PathOf("src/LossGen.Generators");

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("<LangVersion>(.*?)</LangVersion>")]
    private static partial Regex LangVersion();
}
