using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>A softmax as a member writes it out: exponentials, which no logarithm stands beside, over what they are added up to.</summary>
internal static class SoftMaxText
{
    /// <summary>x[i] /= sum, x[i] = e / sum, x[i] *= 1 / sum; x /= sum of a whole vector.</summary>
    public static bool IsShare(AssignmentExpressionSyntax store, SyntaxNode member) => store switch
    {
        { RawKind: (int)SyntaxKind.DivideAssignmentExpression } => IsSum(store.Right, member) && ExponentialText.Is(store.Left, member),
        { RawKind: (int)SyntaxKind.MultiplyAssignmentExpression } => IsReciprocal(store.Right, member) && ExponentialText.Is(store.Left, member),
        { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Right: BinaryExpressionSyntax value } => IsShareOfExponentials(value, member),
        _ => false,
    } && !TakesLogarithms(member);

    /// <summary>e / sum, e * inverse, of exponentials or of one.</summary>
    public static bool IsShareOfExponentials(BinaryExpressionSyntax value, SyntaxNode member) => value.Kind() switch
    {
        SyntaxKind.DivideExpression => IsSum(value.Right, member) && ExponentialText.Is(value.Left, member),
        SyntaxKind.MultiplyExpression => (IsReciprocal(value.Right, member) && ExponentialText.Is(value.Left, member))
            || (IsReciprocal(value.Left, member) && ExponentialText.Is(value.Right, member)),
        _ => false,
    } && !TakesLogarithms(member);

    /// <summary>e.Select(v => v / sum), Array.ConvertAll(e, v => v / sum).</summary>
    public static bool IsMapped(InvocationExpressionSyntax call, SyntaxNode member) => CalledNames.Of(call) is "Select" or "ConvertAll" or "Map"
        && call.ArgumentList.Arguments is [.., { Expression: LambdaExpressionSyntax { ExpressionBody: BinaryExpressionSyntax share } map }]
        && (IsShareOfExponentials(share, member) || (IsShareOf(map, share, member) && SourceOf(call) is { } source && ExponentialText.Is(source, member)));

    /// <summary>The parameter of the lambda itself over the sum.</summary>
    private static bool IsShareOf(LambdaExpressionSyntax map, BinaryExpressionSyntax share, SyntaxNode member)
    {
        string? parameter = map switch
        {
            SimpleLambdaExpressionSyntax simple => simple.Parameter.Identifier.ValueText,
            ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [var first, ..] } => first.Identifier.ValueText,
            _ => null,
        };
        return parameter is not null && !TakesLogarithms(member) && share.Kind() switch
        {
            SyntaxKind.DivideExpression => SyntaxText.IsNamed(share.Left, parameter) && IsSum(share.Right, member),
            SyntaxKind.MultiplyExpression => (SyntaxText.IsNamed(share.Left, parameter) && IsReciprocal(share.Right, member))
                || (SyntaxText.IsNamed(share.Right, parameter) && IsReciprocal(share.Left, member)),
            _ => false,
        };
    }

    /// <summary>What a query or a conversion runs over.</summary>
    private static ExpressionSyntax? SourceOf(InvocationExpressionSyntax call) => call.ArgumentList.Arguments.Count > 1 ? call.ArgumentList.Arguments[0].Expression
        : (call.Expression as MemberAccessExpressionSyntax)?.Expression;

    private static bool TakesLogarithms(SyntaxNode member) =>
        member.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(static call => CalledNames.Of(call).StartsWith("Log", StringComparison.Ordinal));

    /// <summary>What the member adds up in a loop, or a call that adds up.</summary>
    private static bool IsSum(ExpressionSyntax divisor, SyntaxNode member) => divisor switch
    {
        ParenthesizedExpressionSyntax inner => IsSum(inner.Expression, member),
        CastExpressionSyntax cast => IsSum(cast.Expression, member),
        InvocationExpressionSyntax call => VectorNames.IsSum(CalledNames.Of(call)),
        IdentifierNameSyntax { Identifier.ValueText: var name } => SyntaxText.Values(name, member).Any(static value => value is InvocationExpressionSyntax call
                && VectorNames.IsSum(CalledNames.Of(call)))
            || member.DescendantNodes().OfType<AssignmentExpressionSyntax>()
                .Any(added => added.IsKind(SyntaxKind.AddAssignmentExpression) && SyntaxText.IsNamed(added.Left, name)),
        _ => false,
    };

    private static bool IsReciprocal(ExpressionSyntax factor, SyntaxNode member) => factor switch
    {
        ParenthesizedExpressionSyntax inner => IsReciprocal(inner.Expression, member),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.DivideExpression } quotient => IsOne(quotient.Left) && IsSum(quotient.Right, member),
        IdentifierNameSyntax { Identifier.ValueText: var name } => SyntaxText.Values(name, member).Any(value => value is BinaryExpressionSyntax && IsReciprocal(value, member)),
        _ => false,
    };

    private static bool IsOne(ExpressionSyntax value) => value is LiteralExpressionSyntax { Token.Value: 1 or 1.0 or 1f };
}
