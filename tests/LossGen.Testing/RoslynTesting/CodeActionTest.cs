using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeActions;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>What tests of code actions share: which action is meant, and how it is applied.</summary>
public abstract class CodeActionTest<TVerifier> : AnalyzerTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    /// <summary>The place of the action among those offered for a diagnostic, from 0.</summary>
    public int? CodeActionIndex { get; set; }

    /// <summary>The equivalence key of the action.</summary>
    public string? CodeActionEquivalenceKey { get; set; }

    public CodeActionValidationMode CodeActionValidationMode { get; set; } = CodeActionValidationMode.SemanticStructure;

    /// <summary>A further check of the action applied.</summary>
    public Action<CodeAction, IVerifier>? CodeActionVerifier { get; set; }

    public abstract Type SyntaxKindType { get; }

    /// <summary>Whether a state says anything that an action would have to bring about.</summary>
    protected static bool CodeActionExpected(SolutionState state) =>
        state.InheritanceMode is not null || state.MarkupHandling is not null || state.Sources.Count > 0
        || state.GeneratedSources.Count > 0 || state.AdditionalFiles.Count > 0 || state.AnalyzerConfigFiles.Count > 0
        || state.AdditionalReferences.Count > 0 || state.ExpectedDiagnostics.Count > 0;

    protected static bool HasAnyChange(ProjectState oldState, ProjectState newState, bool recursive) =>
        !SameFiles(oldState.Sources, newState.Sources)
        || !SameFiles(oldState.AdditionalFiles, newState.AdditionalFiles)
        || !SameFiles(oldState.AnalyzerConfigFiles, newState.AnalyzerConfigFiles);

    protected virtual ImmutableArray<CodeAction> FilterCodeActions(ImmutableArray<CodeAction> actions) => actions;

    /// <summary>The action the test means; null if none is offered.</summary>
    protected static CodeAction? TryGetCodeActionToApply(
        ImmutableArray<CodeAction> actions,
        int? codeActionIndex,
        string? codeActionEquivalenceKey,
        Action<CodeAction, IVerifier>? codeActionVerifier,
        IVerifier verifier)
    {
        CodeAction? chosen = codeActionIndex is { } index
            ? actions.ElementAtOrDefault(index)
            : codeActionEquivalenceKey is null ? actions.FirstOrDefault()
            : actions.FirstOrDefault(action => action.EquivalenceKey == codeActionEquivalenceKey);
        if (chosen is null)
        {
            if (actions.IsEmpty) return null;
            string offered = string.Join(", ", actions.Select(static action => $"'{action.Title}' (key {action.EquivalenceKey ?? "none"})"));
            verifier.Fail(codeActionIndex is not null
                ? $"There is no code action {codeActionIndex}; {actions.Length} are offered: {offered}."
                : $"No code action has the key '{codeActionEquivalenceKey}'; offered are: {offered}.");
        }

        if (codeActionIndex is not null && codeActionEquivalenceKey is not null)
        {
            verifier.Equal(codeActionEquivalenceKey, chosen.EquivalenceKey,
                $"Code action {codeActionIndex} has the key '{chosen.EquivalenceKey}', expected '{codeActionEquivalenceKey}'.");
        }

        codeActionVerifier?.Invoke(chosen, verifier);
        return chosen;
    }

    private protected async Task<Project> ApplyCodeActionAsync(
        Project project, CodeAction action, IVerifier verifier, CancellationToken cancellationToken)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(cancellationToken).ConfigureAwait(false);
        List<ApplyChangesOperation> changes = [.. operations.OfType<ApplyChangesOperation>()];
        verifier.True(changes.Count == 1, $"The code action '{action.Title}' changes the solution {changes.Count} times, expected once.");
        Project changed = changes[0].ChangedSolution.GetProject(project.Id)
            ?? throw new InvalidOperationException($"The code action '{action.Title}' removed the project.");
        await VerifyTreesAsync(changed, action, verifier, cancellationToken).ConfigureAwait(false);
        return await ReparseAsync(changed, cancellationToken).ConfigureAwait(false);
    }

    // A fix that builds nodes by hand may build some that no parser would make of their text; later fixes would then see another program.
    private async Task VerifyTreesAsync(Project project, CodeAction action, IVerifier verifier, CancellationToken cancellationToken)
    {
        if (CodeActionValidationMode == CodeActionValidationMode.None) return;
        foreach (Document document in project.Documents)
        {
            SyntaxNode root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new NotSupportedException($"{document.Name} has no syntax.");
            var options = (CSharp.CSharpParseOptions?)project.ParseOptions;
            SyntaxNode parsed = CSharp.SyntaxFactory.ParseSyntaxTree(root.ToFullString(), options, cancellationToken: cancellationToken)
                .GetRoot(cancellationToken);
            verifier.True(
                root.IsEquivalentTo(parsed, topLevel: false),
                $"The code action '{action.Title}' built a tree in {document.Name} that is not the one its text parses to:"
                    + Environment.NewLine + root.ToFullString());
        }
    }

    // The next diagnostics are to come from text, as they would after saving.
    private static async Task<Project> ReparseAsync(Project project, CancellationToken cancellationToken)
    {
        foreach (DocumentId id in project.DocumentIds)
        {
            Document document = project.GetDocument(id)!;
            Text.SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
            project = document.WithText(Text.SourceText.From(text.ToString(), text.Encoding, text.ChecksumAlgorithm)).Project;
        }

        return project;
    }

    private static bool SameFiles(SourceFileCollection left, SourceFileCollection right) =>
        left.Count == right.Count
        && left.Zip(right).All(static pair =>
            pair.First.filename == pair.Second.filename && pair.First.content.ToString() == pair.Second.content.ToString());
}
