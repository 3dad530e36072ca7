using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// Exponentials as a member writes them: the call itself, a variable that is set to one, an element that one is stored in, or a whole vector of them. What is made
/// of an exponential and something else is none: data times a weight, counts plus a pseudo-count.
/// </summary>
internal static class ExponentialText
{
    private const int Deepest = 5;

    public static bool Is(ExpressionSyntax value, SyntaxNode member) => Is(value, member, 0);

    private static bool Is(ExpressionSyntax value, SyntaxNode member, int depth) => depth < Deepest && value switch
    {
        ParenthesizedExpressionSyntax inner => Is(inner.Expression, member, depth),
        CastExpressionSyntax cast => Is(cast.Expression, member, depth),
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } set => Is(set.Right, member, depth),
        ConditionalExpressionSyntax choice => Is(choice.WhenTrue, member, depth) || Is(choice.WhenFalse, member, depth),
        InvocationExpressionSyntax call => IsCall(call, member, depth),
        ElementAccessExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax => SyntaxText.HolderOf(value) is { } name
            && (SyntaxText.Values(name, member).Any(set => Is(set, member, depth + 1)) || SyntaxText.Stored(name, member).Any(stored => Is(stored, member, depth + 1))
                || IsFilled(name, member)),
        _ => false,
    };

    private static bool IsCall(InvocationExpressionSyntax call, SyntaxNode member, int depth)
    {
        if (VectorNames.IsExp(CalledNames.Of(call)))
        {
            return !call.ArgumentList.Arguments.Any(argument => IsDecay(argument.Expression, member, 0));
        }

        if (call.Expression is MemberAccessExpressionSyntax { Expression: var made, Name.Identifier.ValueText: "ToArray" or "ToList" or "AsSpan" })
        {
            return Is(made, member, depth);
        }

        return CalledNames.Of(call) is "Select" or "ConvertAll" or "Map" or "Apply" or "Zip" && call.ArgumentList.Arguments.Any(argument => argument.Expression switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exp" } => true,
            LambdaExpressionSyntax { ExpressionBody: { } body } => Is(body, member, depth + 1),
            _ => false,
        });
    }

    /// <summary>TensorPrimitives.Exp(x, e): a call of two spans or arrays, the last of which it writes.</summary>
    private static bool IsFilled(string name, SyntaxNode member) => member.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call =>
        VectorNames.IsExp(CalledNames.Of(call)) && call.ArgumentList.Arguments is [_, .., var last] && SyntaxText.IsNamed(last.Expression, name));

    /// <summary>-i * i / 8.0, -rate * t, -Math.Abs(d), also by way of a variable: a kernel or a decay of what is positive, and not a score.</summary>
    private static bool IsDecay(ExpressionSyntax exponent, SyntaxNode member, int depth)
    {
        (ExpressionSyntax leftmost, bool isProduct) = Leftmost(exponent);
        return leftmost switch
        {
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus => isProduct
                || minus.Operand is ParenthesizedExpressionSyntax { Expression: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression } }
                || (minus.Operand is InvocationExpressionSyntax call && CalledNames.Of(call) is "Abs" or "Pow" or "Sqrt"),
            IdentifierNameSyntax { Identifier.ValueText: var name } => depth < Deepest && SyntaxText.Values(name, member)
                .Any(value => IsDecay(value, member, depth + 1) || (isProduct && Leftmost(value).Factor.IsKind(SyntaxKind.UnaryMinusExpression))),
            _ => false,
        };
    }

    private static (ExpressionSyntax Factor, bool IsProduct) Leftmost(ExpressionSyntax value)
    {
        bool isProduct = false;
        while (true)
        {
            switch (value)
            {
                case ParenthesizedExpressionSyntax inner:
                    value = inner.Expression;
                    break;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression or (int)SyntaxKind.DivideExpression } part:
                    isProduct |= part.IsKind(SyntaxKind.MultiplyExpression);
                    value = part.Left;
                    break;
                default:
                    return (value, isProduct);
            }
        }
    }
}
