using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>The names of called methods: where the body of a method is not available, or it did not bind, its name may still say what it is.</summary>
internal static class CalledNames
{
    public static string Of(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => "",
    };

    /// <summary>The name of the method that is called as an argument, through casts; null where there is no call.</summary>
    public static string? Of(IOperation operation)
    {
        SyntaxNode node = operation.Syntax;
        while (node is ParenthesizedExpressionSyntax or CastExpressionSyntax)
        {
            node = node is CastExpressionSyntax cast ? cast.Expression : ((ParenthesizedExpressionSyntax)node).Expression;
        }

        return node is InvocationExpressionSyntax call ? Of(call) : null;
    }
}
