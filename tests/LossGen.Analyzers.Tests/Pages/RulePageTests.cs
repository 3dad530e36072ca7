using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using LossGen.Analyzers.Rules;
using LossGen.Analyzers.Tests.Fixes.Proofs;
using LossGen.Generators.Tests;
using LossGen.Generators.Tests.Samples;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LossGen.Analyzers.Tests.Pages;

/// <summary>Rules, pages, help links, release notes and documentation say the same, and the pages' examples do what the pages say.</summary>
public sealed partial class RulePageTests
{
    private const string Project = "src/LossGen.Analyzers";
    private const string Docs = Project + "/docs";
    private const string NonCompliant = "Non-compliant";
    private const string Compliant = "Compliant";
    private const string Measured = "Measured";

    public static TheoryData<string> RuleIds { get; } = [.. RuleDescriptors.All.Select(static rule => rule.Id)];

    [Fact]
    public void The_analyzer_supports_every_rule() => Assert.Equal(RuleDescriptors.All, NumericsRun.Analyzer().SupportedDiagnostics);

    [Fact]
    public void Rules_are_numbered_without_gaps() => Assert.Equal(
        Enumerable.Range(1001, RuleDescriptors.All.Length).Select(static number => $"LG{number}"),
        RuleDescriptors.All.Select(static rule => rule.Id));

    [Fact]
    public void Every_descriptor_of_the_class_is_in_the_list_of_all() => Assert.Equal(
        typeof(RuleDescriptors).GetFields()
            .Where(static field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(static field => ((DiagnosticDescriptor)field.GetValue(null)!).Id).Order(StringComparer.Ordinal),
        RuleDescriptors.All.Select(static rule => rule.Id));

    [Fact]
    public void Every_rule_has_a_page_and_every_page_a_rule() => Assert.Equal(
        RuleDescriptors.All.Select(static rule => rule.Id),
        Directory.GetFiles(Repository.PathOf(Docs), "*.md").Select(static path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void A_page_opens_with_the_rules_title_category_severity_and_fix(string id)
    {
        DiagnosticDescriptor rule = Rule(id);
        string[] lines = Page(id).Split('\n');
        Assert.Equal($"# {id}: {rule.Title}", lines[0]);
        Assert.Equal($"Category `{rule.Category}`, severity {rule.DefaultSeverity}.", lines[2]);
        Assert.Matches(FixLine(), lines[3]);
    }

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void A_page_has_its_sections_in_order(string id)
    {
        string[] sections = Sections(id);
        Assert.Equal(["What", "Why", NonCompliant, Compliant, "Known limitations", "Severity"], sections.Where(static section => section != Measured));
        Assert.Equal(Fix(id) is not null, sections.Contains(Measured));
        if (sections.Contains(Measured)) Assert.Equal(Array.IndexOf(sections, Compliant) + 1, Array.IndexOf(sections, Measured));
    }

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void A_page_says_how_to_set_the_severity(string id)
    {
        string text = Section(id, "Severity");
        Assert.Contains($"dotnet_diagnostic.{id}.severity = ", text, StringComparison.Ordinal);
        Assert.Contains($"#pragma warning disable {id} ", text, StringComparison.Ordinal);
        Assert.Equal(
            Rule(id).DefaultSeverity == DiagnosticSeverity.Info,
            text.Contains("lossgen_accuracy_severity = warning", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void A_message_names_the_expression_and_the_advice(string id) => Assert.Matches(
        "^'\\{0\\}' [^{}]*; \\{1\\}$",
        Rule(id).MessageFormat.ToString(CultureInfo.InvariantCulture));

    /// <summary>To the page in the folder that the project's targets name, and to no address on the web while there is none.</summary>
    [Theory]
    [MemberData(nameof(RuleIds))]
    public async Task The_help_link_of_a_report_leads_to_the_page(string id)
    {
        string folder = Repository.PathOf(Docs) + Path.DirectorySeparatorChar;
        var options = new AnalyzerOptions([], new GlobalOptionsProvider((HelpLinks.FolderProperty, folder)));
        Diagnostic[] plain = [.. await Analyze(id, NonCompliant)];
        Diagnostic[] linked = [.. await Analyze(id, NonCompliant, options)];

        Assert.NotEmpty(linked);
        Assert.All(linked, diagnostic => Assert.Equal(Repository.PathOf($"{Docs}/{id}.md"), new Uri(diagnostic.Descriptor.HelpLinkUri).LocalPath));
        Assert.True(File.Exists(new Uri(linked[0].Descriptor.HelpLinkUri).LocalPath));
        Assert.All(plain, static diagnostic => Assert.Equal(HelpLinks.For(diagnostic.Id), diagnostic.Descriptor.HelpLinkUri));

        // Nothing else of the report changes.
        Assert.Equal(plain.Select(Facts), linked.Select(Facts));
        Assert.Equal(plain.Select(static one => one.Properties), linked.Select(static one => one.Properties));
        static object Facts(Diagnostic one) => (
            one.Id, one.GetMessage(CultureInfo.InvariantCulture), one.Location.SourceSpan, one.AdditionalLocations.Count, one.Severity, one.DefaultSeverity,
            one.WarningLevel, one.Descriptor.Title.ToString(CultureInfo.InvariantCulture), one.Descriptor.Description.ToString(CultureInfo.InvariantCulture),
            one.Descriptor.Category);
    }

    [Fact]
    public void The_release_notes_list_every_rule_once() => Assert.Equal(
        RuleDescriptors.All.Select(static rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}"),
        new[] { "AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md" }
            .SelectMany(static file => Repository.Read($"{Project}/{file}").Split('\n'))
            .Where(static line => line.StartsWith("LG", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));

    [Fact]
    public void The_table_in_the_documentation_is_complete()
    {
        string table = string.Concat(RuleDescriptors.All.Select(static rule => string.Create(
            CultureInfo.InvariantCulture,
            $"| [{rule.Id}](../{Docs}/{rule.Id}.md) | {rule.DefaultSeverity.ToString().ToLowerInvariant()} | {rule.Title} | {Fix(rule.Id) ?? "-"} |\n")));
        string page = Repository.Read("docs/numerics-rules.md");
        Assert.Contains(table, page, StringComparison.Ordinal);
        Assert.Contains("lossgen_accuracy_severity = warning", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RuleIds))]
    public async Task The_non_compliant_example_breaks_the_rule_and_no_other(string id)
    {
        ImmutableArray<Diagnostic> diagnostics = await Analyze(id, NonCompliant);
        Assert.NotEmpty(diagnostics);
        Assert.All(diagnostics, diagnostic => Assert.Equal(id, diagnostic.Id));
    }

    /// <summary>"Fix: … only." where some places of the example have one and others have none; "Fix: …." where each has one; "No fix." where none has.</summary>
    [Theory]
    [MemberData(nameof(RuleIds))]
    public async Task A_page_promises_the_fix_that_its_example_gets(string id)
    {
        ImmutableArray<Diagnostic> reported = await Analyze(id, NonCompliant);
        bool[] fixable = [.. reported.Select(static report => report.Properties.ContainsKey("Replacement"))];
        string got = !fixable.Contains(true) ? "none" : fixable.Contains(false) ? "some" : "all";
        string promised = Fix(id) is not { } fix ? "none" : fix.EndsWith(" only", StringComparison.Ordinal) ? "some" : "all";
        Assert.True(got == promised, $"The page of {id} promises a fix of {promised} of the {fixable.Length} places of its example; the rule offers one for {got}.");
    }

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void A_page_names_the_functions_that_the_proved_fixes_write(string id)
    {
        string[] proved = [.. FixProofs.All.Concat(FixProofs.OfGenerators).Where(proof => proof.Rule == id && proof.IsOffered).Select(static proof => proof.After)];
        string[] named = FunctionsIn(Fix(id) ?? "");
        Assert.All(named, function => Assert.Contains(proved, after => FunctionsIn(after).Contains(function)));
        Assert.Equal(
            proved.SelectMany(FunctionsIn).Where(IsStable).Distinct().Order(StringComparer.Ordinal),
            named.Where(IsStable).Order(StringComparer.Ordinal));

        static bool IsStable(string function) => function.StartsWith(nameof(StableMath), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(RuleIds))]
    public async Task The_compliant_example_breaks_no_rule(string id) => Assert.Empty(await Analyze(id, Compliant));

    private static async Task<ImmutableArray<Diagnostic>> Analyze(string id, string section, AnalyzerOptions? options = null)
    {
        string example = Assert.Single(MarkdownBlock.In(Section(id, section)), static block => block.Language == "csharp").Text;
        CSharpCompilation compilation = NumericsRun.Compile($"internal static class Example\n{{\n{example}}}\n");
        Assert.DoesNotContain(compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        return await NumericsRun.Analyze(compilation, options);
    }

    private static DiagnosticDescriptor Rule(string id) => RuleDescriptors.All.Single(rule => rule.Id == id);

    /// <summary>What the page says that the fix puts in place; null where there is none.</summary>
    private static string? Fix(string id)
    {
        Match line = FixLine().Match(Page(id).Split('\n')[3]);
        return line.Groups["fix"].Success ? line.Groups["fix"].Value : null;
    }

    private static string[] FunctionsIn(string text) => [.. Function().Matches(text).Select(static match => match.Value.Replace("MathF.", "Math.", StringComparison.Ordinal))];

    private static string[] Sections(string id) =>
        [.. Page(id).Split('\n').Where(static line => line.StartsWith("## ", StringComparison.Ordinal)).Select(static line => line[3..])];

    private static string Section(string id, string name) =>
        Page(id).Split("\n## ").Single(part => part.StartsWith(name + "\n", StringComparison.Ordinal));

    private static string Page(string id) => Repository.Read($"{Docs}/{id}.md");

    [GeneratedRegex(@"\b(StableMath|MathF?)\.[A-Z]\w*")]
    private static partial Regex Function();

    [GeneratedRegex(@"^(Fix: (?<fix>.+)|No fix)\.$")]
    private static partial Regex FixLine();
}
