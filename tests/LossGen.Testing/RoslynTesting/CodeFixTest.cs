using System.Collections.Immutable;
using LossGen.Testing;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// Checks the diagnostics before, fixes them one by one until none is left, checks text and diagnostics after, and does the same with
/// each scope of FixAll.
/// </summary>
public abstract class CodeFixTest<TVerifier> : CodeActionTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    // Enough for any test; a fix that brings back its own diagnostic ends here.
    private const int MostIterations = 1000;

    protected CodeFixTest()
    {
        FixedState = new SolutionState(DefaultTestProjectName, Language, DefaultFilePathPrefix, DefaultFileExt);
        BatchFixedState = new SolutionState(DefaultTestProjectName, Language, DefaultFilePathPrefix, DefaultFileExt);
    }

    public string FixedCode
    {
        set
        {
            if (value is not null) SetOnlySource(FixedState, value);
        }
    }

    /// <summary>What FixAll gives, where it differs from fixing one by one.</summary>
    public string BatchFixedCode
    {
        set
        {
            if (value is not null) SetOnlySource(BatchFixedState, value);
        }
    }

    public SolutionState FixedState { get; }

    public SolutionState BatchFixedState { get; }

    /// <summary>How many fixes lead to the fixed state; negative: at most so many; null: as many as it takes.</summary>
    public int? NumberOfIncrementalIterations { get; set; }

    /// <summary>How many FixAll actions lead to the fixed state; negative: at most so many; null: one, or none if nothing changes.</summary>
    public int? NumberOfFixAllIterations { get; set; }

    public int? NumberOfFixAllInDocumentIterations { get; set; }

    public int? NumberOfFixAllInProjectIterations { get; set; }

    public CodeFixTestBehaviors CodeFixTestBehaviors { get; set; }

    protected abstract IEnumerable<CodeFixProvider> GetCodeFixProviders();

    protected virtual bool IsFixable(Diagnostic diagnostic) => true;

    protected override async Task RunImplAsync(CancellationToken cancellationToken)
    {
        TVerifier verify = Verify;
        verify.NotEmpty($"{nameof(TestState)}.{nameof(SolutionState.Sources)}", TestState.Sources);
        ImmutableArray<CodeFixProvider> providers = [.. GetCodeFixProviders()];
        ImmutableArray<string> fixable = [.. providers.SelectMany(static provider => provider.FixableDiagnosticIds).Distinct()];
        SolutionState rawTest = TestState.WithInheritedValuesApplied(null, fixable);
        SolutionState rawFixed = FixedState.WithInheritedValuesApplied(rawTest, fixable);
        SolutionState rawBatch = BatchFixedState.WithInheritedValuesApplied(rawFixed, fixable);
        // What the batch state inherits are the fixed state's sources, whose markup means what it means there.
        if (BatchFixedState.Sources.Count == 0) rawBatch.MarkupHandling = rawFixed.MarkupHandling;

        SolutionState test = Evaluate(rawTest, fixable), fixedState = Evaluate(rawFixed, fixable), batch = Evaluate(rawBatch, fixable);
        await VerifyStateAsync(test, "test state", verify, cancellationToken).ConfigureAwait(false);
        if (!CodeActionExpected(FixedState) && !CodeActionExpected(BatchFixedState))
        {
            await VerifyFixAsync(test, test, providers, null, NumberOfIncrementalIterations ?? 0, verify, cancellationToken).ConfigureAwait(false);
            return;
        }

        await VerifyStateAsync(fixedState, "fixed state", verify, cancellationToken).ConfigureAwait(false);
        if (HasAnyChange(fixedState, batch, recursive: true) || CodeActionExpected(BatchFixedState))
            await VerifyStateAsync(batch, "batch-fixed state", verify, cancellationToken).ConfigureAwait(false);

        bool changes = HasAnyChange(test, fixedState, recursive: true);
        int iterations = NumberOfIncrementalIterations ?? (changes ? -MostIterations : 0);
        await VerifyFixAsync(test, fixedState, providers, null, iterations, verify, cancellationToken).ConfigureAwait(false);

        int all = NumberOfFixAllIterations ?? (HasAnyChange(test, batch, recursive: true) ? 1 : 0);
        (FixAllScope Scope, CodeFixTestBehaviors Skip, int Iterations)[] scopes =
        [
            (FixAllScope.Document, CodeFixTestBehaviors.SkipFixAllInDocumentCheck, NumberOfFixAllInDocumentIterations ?? all),
            (FixAllScope.Project, CodeFixTestBehaviors.SkipFixAllInProjectCheck, NumberOfFixAllInProjectIterations ?? all),
            (FixAllScope.Solution, CodeFixTestBehaviors.SkipFixAllInSolutionCheck, all),
        ];
        foreach ((FixAllScope scope, CodeFixTestBehaviors skip, int expected) in scopes)
        {
            if (CodeFixTestBehaviors.HasFlag(skip)) continue;
            // One document at a time takes as many actions as there are documents to change.
            bool isDefault = NumberOfFixAllInDocumentIterations is null && NumberOfFixAllIterations is null;
            int wanted = scope == FixAllScope.Document && isDefault && expected == 1
                ? ChangedSources(test, batch)
                : expected;
            await VerifyFixAsync(test, batch, providers, scope, wanted, verify, cancellationToken).ConfigureAwait(false);
        }
    }

    private static int ChangedSources(SolutionState before, SolutionState after) =>
        Math.Max(1, before.Sources.Count(source => after.Sources.Any(other =>
            other.filename == source.filename && other.content.ToString() != source.content.ToString())));

    // A null scope fixes one diagnostic at a time.
    private async Task VerifyFixAsync(
        SolutionState test,
        SolutionState expected,
        ImmutableArray<CodeFixProvider> providers,
        FixAllScope? scope,
        int iterations,
        IVerifier verifier,
        CancellationToken cancellationToken)
    {
        string way = scope is null ? "Fixing one diagnostic at a time" : $"FixAll in {scope}";
        verifier = verifier.PushContext(way);
        if (scope is { } wide && !providers.Any(provider => provider.GetFixAllProvider()?.GetSupportedFixAllScopes().Contains(wide) == true))
            return;

        Project project = await CreateProjectAsync(test, cancellationToken).ConfigureAwait(false);
        int limit = Math.Abs(iterations);
        int done = 0;
        while (true)
        {
            Project? next = await FixOnceAsync(project, providers, scope, verifier, cancellationToken).ConfigureAwait(false);
            if (next is null) break;
            bool changed = await DiffersAsync(project, next, cancellationToken).ConfigureAwait(false);
            project = next;
            done++;
            verifier.True(changed, $"{way}: code fix {done} was offered, but it changes nothing.");
            if (scope is null && CodeFixTestBehaviors.HasFlag(CodeFixTestBehaviors.FixOne)) break;
            if (done > limit) break;
        }

        await VerifyTextAsync(project, expected, way, verifier, cancellationToken).ConfigureAwait(false);
        if (iterations >= 0)
            verifier.True(done == iterations, $"{way} took {(done > limit ? "more than " + limit : done)} code actions, expected {iterations}.");
        else
            verifier.True(done <= limit, $"{way} took more than {limit} code actions: a fix may bring back its own diagnostic.");
    }

    private async Task<Project?> FixOnceAsync(
        Project project, ImmutableArray<CodeFixProvider> providers, FixAllScope? scope, IVerifier verifier, CancellationToken cancellationToken)
    {
        ImmutableArray<DiagnosticAnalyzer> analyzers = [.. GetDiagnosticAnalyzers()];
        AnalyzedProject analyzed = await AnalyzeAsync(project, analyzers, cancellationToken).ConfigureAwait(false);
        foreach (Diagnostic diagnostic in analyzed.Diagnostics)
        {
            if (diagnostic.IsSuppressed || !IsFixable(diagnostic)) continue;
            if (project.Solution.GetDocument(diagnostic.Location.SourceTree) is not { } document) continue;
            var offered = ImmutableArray.CreateBuilder<CodeAction>();
            var origin = new Dictionary<CodeAction, CodeFixProvider>();
            foreach (CodeFixProvider provider in providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
            {
                await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) =>
                {
                    offered.Add(action);
                    origin[action] = provider;
                }, cancellationToken)).ConfigureAwait(false);
            }

            CodeAction? chosen = TryGetCodeActionToApply(
                FilterCodeActions(offered.ToImmutable()), CodeActionIndex, CodeActionEquivalenceKey, CodeActionVerifier, verifier);
            if (chosen is null) continue;
            if (scope is not { } wide) return await ApplyCodeActionAsync(project, chosen, verifier, cancellationToken).ConfigureAwait(false);

            CodeFixProvider owner = origin[chosen];
            FixAllProvider? fixAll = owner.GetFixAllProvider();
            if (fixAll is null || !fixAll.GetSupportedFixAllScopes().Contains(wide)) continue;
            var context = new FixAllContext(
                document, owner, wide, chosen.EquivalenceKey, owner.FixableDiagnosticIds, new ReportedDiagnostics(analyzed), cancellationToken);
            CodeAction? batch = await fixAll.GetFixAsync(context).ConfigureAwait(false);
            if (batch is null) continue;
            return await ApplyCodeActionAsync(project, batch, verifier, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private static async Task<bool> DiffersAsync(Project before, Project after, CancellationToken cancellationToken)
    {
        if (before.DocumentIds.Count != after.DocumentIds.Count) return true;
        foreach (Document document in before.Documents)
        {
            if (after.GetDocument(document.Id) is not { } other) return true;
            SourceText left = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
            SourceText right = await other.GetTextAsync(cancellationToken).ConfigureAwait(false);
            if (!left.ContentEquals(right)) return true;
        }

        return false;
    }

    private static async Task VerifyTextAsync(
        Project project, SolutionState expected, string way, IVerifier verifier, CancellationToken cancellationToken)
    {
        Dictionary<string, Document> documents = project.Documents.ToDictionary(static document => document.FilePath ?? document.Name);
        string[] missing = [.. expected.Sources.Select(static source => source.filename).Except(documents.Keys)];
        string[] surplus = [.. documents.Keys.Except(expected.Sources.Select(static source => source.filename))];
        verifier.True(
            missing.Length + surplus.Length == 0,
            $"{way} gave other files than expected. Missing: {string.Join(", ", missing)}; surplus: {string.Join(", ", surplus)}.");
        foreach ((string filename, SourceText content) in expected.Sources)
        {
            SourceText actual = await documents[filename].GetTextAsync(cancellationToken).ConfigureAwait(false);
            verifier.EqualOrDiff(content.ToString(), actual.ToString(), $"{way} gave another text in {filename} (- expected, + actual):");
        }
    }

    private sealed class ReportedDiagnostics(AnalyzedProject analyzed) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(project.Id == analyzed.Project.Id ? analyzed.Diagnostics : []);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(analyzed.Diagnostics.Where(diagnostic =>
                diagnostic.Location.SourceTree is { } tree && analyzed.Project.Solution.GetDocument(tree)?.Id == document.Id));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(analyzed.Diagnostics.Where(static diagnostic => diagnostic.Location == Location.None));
    }
}
