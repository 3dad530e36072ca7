using System.Collections.Immutable;
using LossGen.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LossGen.Analyzers.Tests.Fixes;

/// <summary>The analyzer and its fix on a document that compiles, one fix after the other as a user applies them.</summary>
internal static class FixRun
{
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Document document)
    {
        Compilation compilation = (await document.Project.GetCompilationAsync())!;
        Assert.Empty(compilation.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        ImmutableArray<Diagnostic> reported = await compilation.WithAnalyzers([new NumericsAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return [.. reported.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    public static async Task<Document> FixAsync(Document document, Diagnostic diagnostic)
    {
        CodeAction? action = null;
        await new StableFormCodeFixProvider().RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (offered, _) => action ??= offered, CancellationToken.None));
        Assert.True(action is not null, $"No fix is offered for {diagnostic}, which proposes {diagnostic.Properties["Replacement"]}.");
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
    }
}
