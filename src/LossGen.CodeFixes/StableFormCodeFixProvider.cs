using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace LossGen.CodeFixes;

/// <summary>
/// Replaces the expression that a numerics rule found by the form that it proposes. The replacement comes with the diagnostic; what
/// is decided here is how to write it at that place: names, parentheses, comments, the using.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(StableFormCodeFixProvider)), Shared]
public sealed class StableFormCodeFixProvider : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = FixProtocol.RuleIds.ToImmutableArray();

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
    {
        // The batch fixer would drop one of two nested fixes; here they are merged.
        DocumentRewriter? rewriter = await DocumentRewriter.CreateAsync(document, context.CancellationToken).ConfigureAwait(false);
        if (rewriter is null) return document;

        return document.WithText(rewriter.Apply(diagnostics.Select(rewriter.Plan).OfType<Rewriting>()));
    });

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        DocumentRewriter? rewriter = null;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.ContainsKey(FixProtocol.Replacement)) continue;
            rewriter ??= await DocumentRewriter.CreateAsync(context.Document, context.CancellationToken).ConfigureAwait(false);
            if (rewriter?.Plan(diagnostic) is not { } rewriting) continue;

            DocumentRewriter source = rewriter;
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Use {rewriting.Function}",
                    _ => Task.FromResult(context.Document.WithText(source.Apply([rewriting]))),
                    FixProtocol.EquivalenceKey),
                diagnostic);
        }
    }
}
