using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.CodeFixes;

/// <summary>Comments inside an expression that its replacement lacks. They go to lines of their own above the statement or member.</summary>
internal static class LostComments
{
    /// <summary>The lines to insert, each with its indentation and line break, and where. Null if there is no place for them because
    /// the line before holds something else.</summary>
    public static (ImmutableArray<string> Lines, int Position)? Find(ExpressionSyntax target, ExpressionSyntax replacement, SourceText text)
    {
        string written = replacement.ToString();
        string[] lost = [.. target.DescendantTrivia()
            .Where(trivia => target.Span.Contains(trivia.Span) && IsComment(trivia))
            .Select(static trivia => trivia.ToString().TrimEnd())
            .Where(comment => !written.Contains(comment))];
        if (lost.Length == 0) return (ImmutableArray<string>.Empty, 0);

        if (target.Ancestors().FirstOrDefault(static node => node is StatementSyntax or MemberDeclarationSyntax or AccessorDeclarationSyntax) is not { } owner)
            return null;
        // Below attributes and documentation, above the first word.
        TextLine line = text.Lines.GetLineFromPosition(owner.SpanStart);
        string indentation = text.ToString(TextSpan.FromBounds(line.Start, owner.SpanStart));
        if (!string.IsNullOrWhiteSpace(indentation)) return null;
        string lineBreak = LineBreaks.Of(text);
        return (lost.Select(comment => indentation + comment + lineBreak).ToImmutableArray(), line.Start);
    }

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);
}
