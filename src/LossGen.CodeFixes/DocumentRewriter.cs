using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.CodeFixes;

/// <summary>Plans replacements in one document, each checked on its own, and carries out any number of them at once.</summary>
/// <remarks>All edits are edits of text, so that everything outside a replaced expression stays as it was typed.</remarks>
internal sealed class DocumentRewriter
{
    private readonly DocumentView _view;
    private readonly IReadOnlyList<DocumentView> _others;
    private readonly CompilationUnitSyntax _root;
    private readonly SourceText _text;
    private readonly CancellationToken _cancellation;

    private DocumentRewriter(DocumentView view, IReadOnlyList<DocumentView> others, SourceText text, CancellationToken cancellation)
    {
        _view = view;
        _others = others;
        _root = view.Root;
        _text = text;
        _cancellation = cancellation;
    }

    public static async Task<DocumentRewriter?> CreateAsync(Document document, CancellationToken cancellation)
    {
        if (await DocumentView.CreateAsync(document, cancellation).ConfigureAwait(false) is not { } view) return null;
        IReadOnlyList<DocumentView> others = await DocumentView.OthersOfAsync(document, cancellation).ConfigureAwait(false);
        return new(view, others, await document.GetTextAsync(cancellation).ConfigureAwait(false), cancellation);
    }

    /// <summary>The replacement that a diagnostic asks for; null where it would not be what was meant.</summary>
    public Rewriting? Plan(Diagnostic diagnostic)
    {
        if (StableForm.Read(diagnostic, _root) is not { } form) return null;
        if (!Placement.Allows(form, _view.Model, _cancellation)) return null;

        NameResolution names = NamesIn(_view, form);
        ExpressionSyntax replacement = names.Resolve(form.Replacement);
        ExpressionSyntax qualified = NameResolution.Qualify(form.Replacement);
        if (SyntaxFactory.AreEquivalent(form.Target, replacement)) return null;
        if (!form.IsCast && !_view.KeepsType(form.Target, qualified)) return null;

        TextChange? directive = names.MissingUsing;
        foreach (DocumentView other in _others)
        {
            if (other.Find(form.Target) is not { } target) continue;
            if (!form.IsCast && !other.KeepsType(target, qualified)) return null;

            // A global using of one target framework may be missing in another; full names mean the same in all.
            NameResolution there = NamesIn(other, form);
            if (SyntaxFactory.AreEquivalent(there.Resolve(form.Replacement), replacement) && there.MissingUsing == directive) continue;
            replacement = qualified;
            directive = null;
        }

        if (LostComments.Find(form.Target, replacement, _text) is not var (comments, line)) return null;
        var rewriting = new Rewriting(form.Target, replacement, form.Function, directive, comments, line);
        return ReadsAsMeant(rewriting) ? rewriting : null;
    }

    /// <summary>The text with all of these carried out. Of nested ones the inner is carried out within the outer.</summary>
    public SourceText Apply(IEnumerable<Rewriting> rewritings)
    {
        var merged = new List<Rewriting>();
        foreach (Rewriting rewriting in rewritings.OrderBy(static r => r.Target.Span.Length).ThenBy(static r => r.Target.SpanStart))
        {
            Rewriting outer = rewriting;
            bool isKnown = false;
            foreach (Rewriting inner in merged.Where(other => other.Target.Span.IntersectsWith(outer.Target.Span)).ToArray())
            {
                if (inner.Target == outer.Target)
                {
                    isKnown = true;
                    break;
                }

                // Where the outer one no longer holds the inner expression there is nothing left to do for the inner one.
                if (!outer.Target.Span.Contains(inner.Target.Span)) continue;
                outer = outer.With(inner) ?? outer;
                merged.Remove(inner);
            }

            if (!isKnown) merged.Add(outer);
        }

        var changes = new List<TextChange>();
        foreach (Rewriting rewriting in merged)
        {
            changes.Add(new TextChange(rewriting.Target.Span, rewriting.Text(_text)));
            if (rewriting.Using is { } directive && !changes.Contains(directive)) changes.Add(directive);
            foreach (string comment in rewriting.Comments)
                changes.Add(new TextChange(new TextSpan(rewriting.CommentLine, 0), comment));
        }

        // A stable sort: several comments above one line keep their order. What is inserted goes before what is replaced there.
        return _text.WithChanges(changes.OrderBy(static change => change.Span.Start).ThenBy(static change => change.Span.Length));
    }

    private NameResolution NamesIn(DocumentView view, StableForm form) =>
        new(view.Root, view.Model, _text, form.Target, form.Using, _cancellation);

    /// <summary>Whether the new text parses, at the place of the old expression, to the replacement and nothing else.</summary>
    private bool ReadsAsMeant(Rewriting rewriting)
    {
        string written = rewriting.Text(_text);
        SourceText changed = _text.WithChanges(new TextChange(rewriting.Target.Span, written));
        SyntaxTree tree = _root.SyntaxTree.WithChangedText(changed);
        int start = rewriting.Target.SpanStart + (written.Length - written.TrimStart().Length);
        SyntaxNode node = tree.GetRoot(_cancellation).FindNode(new TextSpan(start, written.Trim().Length), getInnermostNodeForTie: true);
        if (node is ParenthesizedExpressionSyntax parenthesized && written.TrimStart().StartsWith("(", StringComparison.Ordinal)
            && rewriting.Replacement is not ParenthesizedExpressionSyntax)
        {
            node = parenthesized.Expression;
        }

        return SyntaxFactory.AreEquivalent(node, rewriting.Replacement)
            && tree.GetDiagnostics(_cancellation).Count() <= _root.SyntaxTree.GetDiagnostics(_cancellation).Count();
    }
}
