using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.CodeFixes;

/// <summary>What a diagnostic proposes, read from its properties and its first additional location.</summary>
/// <param name="Target">The expression to replace.</param>
/// <param name="Replacement">The replacement, as parsed from the diagnostic.</param>
/// <param name="Function">Its short name, for titles.</param>
/// <param name="Using">The namespace that the replacement needs, if any.</param>
internal sealed record StableForm(ExpressionSyntax Target, ExpressionSyntax Replacement, string Function, string? Using)
{
    /// <summary>Whether the replacement is what it replaces, cast: another type is then the point.</summary>
    public bool IsCast => Replacement is CastExpressionSyntax cast && SyntaxFactory.AreEquivalent(Bare(cast.Expression), Bare(Target));

    /// <summary>Null where the diagnostic proposes nothing, or nothing that is an expression in place of an expression.</summary>
    public static StableForm? Read(Diagnostic diagnostic, SyntaxNode root)
    {
        if (!diagnostic.Properties.TryGetValue(FixProtocol.Replacement, out string? text) || string.IsNullOrWhiteSpace(text)) return null;
        if (diagnostic.AdditionalLocations.Count == 0) return null;
        Location place = diagnostic.AdditionalLocations[0];
        if (place.SourceTree?.FilePath != root.SyntaxTree.FilePath || !root.FullSpan.Contains(place.SourceSpan)) return null;
        if (root.FindNode(place.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax target || target.Span != place.SourceSpan) return null;

        ExpressionSyntax replacement = SyntaxFactory.ParseExpression(text!.Trim(), options: root.SyntaxTree.Options, consumeFullText: true);
        if (replacement.ContainsDiagnostics || SyntaxFactory.AreEquivalent(target, replacement)) return null;

        // (Exp(x) - 1) / x: the parentheses were there for the difference, and go with it.
        while (target.Parent is ParenthesizedExpressionSyntax around && !KeepsComments(around, target)
            && Parentheses.AreNeeded(target, around) && !Parentheses.AreNeeded(replacement, around))
        {
            target = around;
        }

        diagnostic.Properties.TryGetValue(FixProtocol.Function, out string? function);
        diagnostic.Properties.TryGetValue(FixProtocol.Using, out string? space);
        return new(target, replacement, string.IsNullOrEmpty(function) ? replacement.ToString() : function!, space);
    }

    private static ExpressionSyntax Bare(ExpressionSyntax expression) => expression is ParenthesizedExpressionSyntax around ? Bare(around.Expression) : expression;

    private static bool KeepsComments(ParenthesizedExpressionSyntax around, ExpressionSyntax inner) =>
        around.DescendantTrivia().Any(trivia => !inner.Span.Contains(trivia.Span) && around.Span.Contains(trivia.Span)
            && !trivia.IsKind(SyntaxKind.WhitespaceTrivia) && !trivia.IsKind(SyntaxKind.EndOfLineTrivia));
}
