using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using LossGen.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Xunit.Abstractions;

namespace LossGen.Analyzers.Tests.Corpus;

/// <summary>Every snippet gets exactly the reports that it is marked with.</summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    private const int FewestSnippets = 200;
    private const int FewestPositives = 4;
    private const int FewestNegatives = 6;
    private const int FewestUnbound = 20;
    private const string BindingGroup = "Binding";

    private static readonly ConcurrentDictionary<(string Name, SnippetFlags Flags), Task<ImmutableArray<Report>>> Known = new();

    private static readonly ImmutableDictionary<string, Snippet> ByName = Snippets.All.ToImmutableDictionary(static snippet => snippet.ToString());

    public static TheoryData<string> Names { get; } = [.. Snippets.All.Select(static snippet => snippet.ToString())];

    public static TheoryData<string> RuleIds { get; } = [.. RuleDescriptors.All.Select(static rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_snippet_gets_exactly_the_reports_it_is_marked_with(string name)
    {
        Snippet snippet = ByName[name];
        ImmutableArray<Report> got = await Reports(snippet);
        Assert.True(got.SequenceEqual(snippet.Expected), $"""
            {snippet}
            {snippet.Source}
            expected:
            {Listing(snippet, snippet.Expected)}
            got:
            {Listing(snippet, got)}
            """);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_snippet_compiles_unless_it_says_that_it_does_not(string name)
    {
        Snippet snippet = ByName[name];
        Diagnostic[] errors = [.. Compile(snippet).GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        Assert.True(
            errors.Length > 0 == snippet.Has(SnippetFlags.Unbound),
            $"{snippet}\n{snippet.Source}\nerrors: {string.Join("\n", errors.Select(static error => error.ToString()))}");
    }

    [Fact]
    public async Task Precision_and_recall_are_one()
    {
        var figures = new SortedDictionary<string, Figures>(StringComparer.Ordinal);
        foreach (Snippet snippet in Snippets.All)
        {
            ImmutableArray<Report> got = await Reports(snippet);
            foreach (Report report in snippet.Expected.Union(got))
            {
                Figures before = figures.GetValueOrDefault(report.Id, new());
                figures[report.Id] = before.With(isExpected: snippet.Expected.Contains(report), isGot: got.Contains(report));
            }
        }

        int positives = Snippets.All.Count(static snippet => snippet.IsPositive);
        output.WriteLine($"{Snippets.All.Length} snippets: {positives} with reports, {Snippets.All.Length - positives} without");
        foreach ((string id, Figures rule) in figures) output.WriteLine($"{id}: {rule}");
        Figures total = figures.Values.Aggregate(new Figures(), static (sum, rule) => sum + rule);
        output.WriteLine($"all: {total}");

        Assert.Equal(new Figures(Right: Snippets.All.Sum(static snippet => snippet.Expected.Length)), total);
        Assert.Equal((1.0, 1.0), (total.Precision, total.Recall));
    }

    [Theory]
    [MemberData(nameof(RuleIds))]
    public void Each_rule_has_enough_snippets_with_and_without_a_report(string id)
    {
        Snippet[] about = [.. Snippets.All.Where(snippet => snippet.Group == id)];
        int positives = about.Count(snippet => snippet.Expected.Any(report => report.Id == id));
        int negatives = about.Count(static snippet => !snippet.IsPositive);
        Assert.Equal(about.Length, positives + negatives);
        Assert.True(positives >= FewestPositives, $"{id} has {positives} snippets with a report; expected {FewestPositives} or more");
        Assert.True(negatives >= FewestNegatives, $"{id} has {negatives} snippets without; expected {FewestNegatives} or more");
    }

    [Fact]
    public void There_are_enough_snippets_and_each_is_there_once()
    {
        Assert.True(Snippets.All.Length >= FewestSnippets);
        Assert.True(Snippets.All.Count(static snippet => snippet.Has(SnippetFlags.Unbound)) >= FewestUnbound);
        Assert.Empty(Snippets.All.GroupBy(static snippet => snippet.Text).Where(static same => same.Count() > 1).Select(static same => same.First().ToString()));
        Assert.Equal(
            RuleDescriptors.All.Select(static rule => rule.Id).Append(BindingGroup).Order(StringComparer.Ordinal),
            Snippets.All.Select(static snippet => snippet.Group).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(
            RuleDescriptors.All.Select(static rule => rule.Id),
            Snippets.All.SelectMany(static snippet => snippet.Expected).Select(static report => report.Id).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Generated_code_gets_no_report()
    {
        Snippet[] positive = [.. Snippets.All.Where(static snippet => snippet.IsPositive)];
        Assert.NotEmpty(positive);
        foreach (Snippet snippet in positive)
        {
            Compilation compilation = NumericsRun.Compile("// <auto-generated/>\n" + snippet.Source, snippet.Has(SnippetFlags.Program), !snippet.Has(SnippetFlags.Alone));
            Assert.True((await NumericsRun.Analyze(compilation)).IsEmpty, snippet.ToString());
        }
    }

    [Fact]
    public async Task Reports_do_not_depend_on_a_reference_to_the_runtime_library()
    {
        Snippet[] independent = [.. Snippets.All.Where(static snippet =>
            !snippet.Has(SnippetFlags.Alone) && !snippet.Text.Contains(nameof(StableMath), StringComparison.Ordinal))];
        Assert.Contains(independent, static snippet => snippet.IsPositive);
        foreach (Snippet snippet in independent)
        {
            ImmutableArray<Report> with = await Reports(snippet);
            ImmutableArray<Report> without = await Reports(snippet with { Flags = snippet.Flags | SnippetFlags.Alone });
            Assert.True(with.SequenceEqual(without), $"{snippet}\nwith:\n{Listing(snippet, with)}\nwithout:\n{Listing(snippet, without)}");
        }
    }

    private static CSharpCompilation Compile(Snippet snippet) =>
        NumericsRun.Compile(snippet.Source, snippet.Has(SnippetFlags.Program), !snippet.Has(SnippetFlags.Alone));

    /// <summary>What a snippet gets, analysed once for all tests.</summary>
    private static Task<ImmutableArray<Report>> Reports(Snippet snippet) => Known.GetOrAdd(
        (snippet.ToString(), snippet.Flags),
        static async (_, snippet) => [.. (await NumericsRun.Analyze(Compile(snippet))).Select(Report.Of)],
        snippet);

    private static string Listing(Snippet snippet, ImmutableArray<Report> reports) =>
        reports.IsEmpty ? "nothing" : string.Join('\n', reports.Select(report => report.In(snippet.Source)));

    /// <summary>How many reports of a rule are right, missing and wrong.</summary>
    private sealed record Figures(int Right = 0, int Missing = 0, int Wrong = 0)
    {
        public double Precision => Right + Wrong == 0 ? 1 : (double)Right / (Right + Wrong);

        public double Recall => Right + Missing == 0 ? 1 : (double)Right / (Right + Missing);

        public static Figures operator +(Figures a, Figures b) => new(a.Right + b.Right, a.Missing + b.Missing, a.Wrong + b.Wrong);

        public Figures With(bool isExpected, bool isGot) => this + new Figures(
            Right: isExpected && isGot ? 1 : 0,
            Missing: isExpected && !isGot ? 1 : 0,
            Wrong: !isExpected ? 1 : 0);

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{Right} right, {Missing} missing, {Wrong} wrong, precision {Precision:F3}, recall {Recall:F3}");
    }
}
