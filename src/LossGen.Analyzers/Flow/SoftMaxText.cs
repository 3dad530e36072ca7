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
        { RawKind: (int)SyntaxKind.DivideAssignmentExpression } => IsSum(store.Right, member) && TakesExponentials(member),
        { RawKind: (int)SyntaxKind.MultiplyAssignmentExpression } => IsReciprocal(store.Right, member) && TakesExponentials(member),
        { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Right: BinaryExpressionSyntax value } => IsShare(value, member),
        _ => false,
    };

    /// <summary>The same of whole vectors, or of one: exponentials over their sum, and no other mean.</summary>
    public static bool IsShareOfExponentials(BinaryExpressionSyntax value, SyntaxNode member) =>
        IsShare(value, member) && (IsExponential(value.Left, member) || (value.IsKind(SyntaxKind.MultiplyExpression) && IsExponential(value.Right, member)));

    private static bool IsExponential(ExpressionSyntax value, SyntaxNode member) => value switch
    {
        InvocationExpressionSyntax call => VectorNames.IsExp(CalledNames.Of(call)) || call.ArgumentList.Arguments.Any(IsMethodExp)
            || call.ArgumentList.Arguments.Any(static argument => argument.Expression is LambdaExpressionSyntax { ExpressionBody: InvocationExpressionSyntax body }
                && VectorNames.IsExp(CalledNames.Of(body))),
        IdentifierNameSyntax { Identifier.ValueText: var name } => Values(name, member).Any(set => set is InvocationExpressionSyntax && IsExponential(set, member)),
        _ => false,
    };

    /// <summary>e / sum, e * inverse.</summary>
    private static bool IsShare(BinaryExpressionSyntax value, SyntaxNode member) => value.Kind() switch
    {
        SyntaxKind.DivideExpression => !IsOne(value.Left) && IsSum(value.Right, member) && TakesExponentials(member),
        SyntaxKind.MultiplyExpression => (IsReciprocal(value.Left, member) || IsReciprocal(value.Right, member)) && TakesExponentials(member),
        _ => false,
    };

    /// <summary>e.Select(v => v / sum), Array.ConvertAll(e, v => v / sum).</summary>
    public static bool IsMapped(InvocationExpressionSyntax call, SyntaxNode member) => CalledNames.Of(call) is "Select" or "ConvertAll" or "Map"
        && call.ArgumentList.Arguments.LastOrDefault()?.Expression is LambdaExpressionSyntax { ExpressionBody: BinaryExpressionSyntax share } && IsShare(share, member);

    private static bool TakesExponentials(SyntaxNode member)
    {
        string[] calls = [.. member.DescendantNodes().OfType<InvocationExpressionSyntax>().Select(CalledNames.Of)];
        return (calls.Any(VectorNames.IsExp) || member.DescendantNodes().OfType<ArgumentSyntax>().Any(IsMethodExp))
            && !calls.Any(static call => call.StartsWith("Log", StringComparison.Ordinal));
    }

    private static bool IsMethodExp(ArgumentSyntax argument) =>
        argument.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Exp", Expression: IdentifierNameSyntax { Identifier.ValueText: "Math" or "MathF" } };

    /// <summary>What the member adds up in a loop, or a call that adds up.</summary>
    private static bool IsSum(ExpressionSyntax divisor, SyntaxNode member) => divisor switch
    {
        ParenthesizedExpressionSyntax inner => IsSum(inner.Expression, member),
        CastExpressionSyntax cast => IsSum(cast.Expression, member),
        InvocationExpressionSyntax call => VectorNames.IsSum(CalledNames.Of(call)),
        IdentifierNameSyntax { Identifier.ValueText: var name } => Values(name, member).Any(static value => value is InvocationExpressionSyntax call
                && VectorNames.IsSum(CalledNames.Of(call)))
            || member.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(added => added.IsKind(SyntaxKind.AddAssignmentExpression) && IsNamed(added.Left, name)),
        _ => false,
    };

    private static bool IsReciprocal(ExpressionSyntax factor, SyntaxNode member) => factor switch
    {
        ParenthesizedExpressionSyntax inner => IsReciprocal(inner.Expression, member),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.DivideExpression } quotient => IsOne(quotient.Left) && IsSum(quotient.Right, member),
        IdentifierNameSyntax { Identifier.ValueText: var name } => Values(name, member).Any(value => value is BinaryExpressionSyntax && IsReciprocal(value, member)),
        _ => false,
    };

    /// <summary>What a local is declared as or set to.</summary>
    private static IEnumerable<ExpressionSyntax> Values(string name, SyntaxNode member) => member.DescendantNodes().Select(node => node switch
    {
        VariableDeclaratorSyntax { Initializer.Value: { } value } local when local.Identifier.ValueText == name => value,
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } set when IsNamed(set.Left, name) => set.Right,
        _ => null,
    }).OfType<ExpressionSyntax>();

    private static bool IsOne(ExpressionSyntax value) => value is LiteralExpressionSyntax { Token.Value: 1 or 1.0 or 1f };

    private static bool IsNamed(ExpressionSyntax expression, string name) => expression is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == name;
}
