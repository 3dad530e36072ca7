using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.CodeFixes;

/// <summary>One replacement, ready to be written: its names resolve at their place.</summary>
/// <param name="Target">The expression to replace.</param>
/// <param name="Replacement">The text written there, without the parentheses that its place may require.</param>
/// <param name="Function">The name for titles.</param>
/// <param name="Using">The using to add, if one is missing.</param>
/// <param name="Comments">Comments within the target that the replacement lacks, to be kept on lines of their own above.</param>
/// <param name="CommentLine">Where the line begins above which the comments go.</param>
internal sealed record Rewriting(
    ExpressionSyntax Target,
    ExpressionSyntax Replacement,
    string Function,
    TextChange? Using,
    ImmutableArray<string> Comments,
    int CommentLine)
{
    /// <summary>The replacement as text, with what its neighbours make necessary.</summary>
    public string Text(SourceText text)
    {
        string replacement = Replacement.ToString();
        char before = Target.SpanStart > 0 ? text[Target.SpanStart - 1] : ' ';
        char after = Target.Span.End < text.Length ? text[Target.Span.End] : ' ';
        bool fuses = replacement[0] == before && before is '-' or '+'; // a--b is a decrement
        if (fuses || Parentheses.AreNeeded(Replacement, Target)) replacement = $"({replacement})";
        if (SyntaxFacts.IsIdentifierPartCharacter(before) && SyntaxFacts.IsIdentifierPartCharacter(replacement[0])) replacement = " " + replacement;
        return SyntaxFacts.IsIdentifierPartCharacter(after) && SyntaxFacts.IsIdentifierPartCharacter(replacement[replacement.Length - 1])
            ? replacement + " "
            : replacement;
    }

    /// <summary>This rewriting with another one, of an expression within its target, carried out in what it writes. Null if what it
    /// writes no longer holds that expression.</summary>
    public Rewriting? With(Rewriting inner)
    {
        ExpressionSyntax[] places = PlacesOf(inner.Target);
        // Copied without its enclosing parentheses.
        if (places.Length == 0 && inner.Target is ParenthesizedExpressionSyntax parenthesized) places = PlacesOf(parenthesized.Expression);
        if (places.Length == 0) return null;
        ExpressionSyntax replacement = Replacement.ReplaceNodes(places, (place, _) =>
        {
            ExpressionSyntax written = inner.Replacement.WithoutTrivia();
            if (Parentheses.AreNeeded(written, place)) written = SyntaxFactory.ParenthesizedExpression(written);
            return written.WithTriviaFrom(place);
        });
        return this with { Replacement = replacement };
    }

    private ExpressionSyntax[] PlacesOf(ExpressionSyntax target) =>
        [.. Replacement.DescendantNodes().OfType<ExpressionSyntax>().Where(node => SyntaxFactory.AreEquivalent(node, target))];
}
