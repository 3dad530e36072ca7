using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>Puts texts of expressions together.</summary>
internal static class ExpressionText
{
    /// <summary>The text as an operand of any operator: in parentheses unless it is a primary expression.</summary>
    public static string Bracketed(string text) => SyntaxFactory.ParseExpression(text) is IdentifierNameSyntax or LiteralExpressionSyntax
        or InvocationExpressionSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax
            ? text
            : "(" + text + ")";

    public static string Negated(string text) => text.StartsWith("-", StringComparison.Ordinal) ? "-(" + text + ")" : "-" + Bracketed(text);
}
