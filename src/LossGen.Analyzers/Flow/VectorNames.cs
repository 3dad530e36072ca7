using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>Types whose values are many numbers, and the names of the methods that do something to each of them.</summary>
internal static class VectorNames
{
    public static bool IsExp(string name) => name is "Exp" or "exp" or "Exps" or "PointwiseExp";

    public static bool IsSum(string name) => name.ToLowerInvariant() is "sum" or "summ" or "sums" or "sumall" or "reducesum";

    public static bool IsDivision(string name) => name.ToLowerInvariant() is "divide" or "div" or "divideby" or "pointwisedivide";

    /// <summary>Real numbers in an array or a collection, or a type with an indexer that gives them: a vector, a matrix, a tensor.</summary>
    public static bool IsVector(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol { ElementType: var element } => Numbers.IsReal(element) || (element is IArrayTypeSymbol && IsVector(element)),
        INamedTypeSymbol { SpecialType: SpecialType.None, TypeArguments: [var element] } generic => Numbers.IsReal(element)
            && (generic.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T || HasIndexer(generic)
                || generic.AllInterfaces.Any(static part => part.SpecialType == SpecialType.System_Collections_IEnumerable)),
        INamedTypeSymbol { SpecialType: SpecialType.None, TypeArguments.IsEmpty: true } plain => HasIndexer(plain),
        _ => false,
    };

    private static bool HasIndexer(ITypeSymbol type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().OfType<IPropertySymbol>().Any(property => property.IsIndexer && property.Parameters.All(static index => Numbers.IsInteger(index.Type))
                && (Numbers.IsReal(property.Type) || SymbolEqualityComparer.Default.Equals(property.Type, type))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a method whose body is available takes the exponential of each element as it is: nothing is subtracted in the exponent, and no maximum is mentioned.
    /// </summary>
    public static bool IsPlainExp(IMethodSymbol method) => method.OriginalDefinition.DeclaringSyntaxReferences.All(static reference =>
    {
        SyntaxNode body = reference.GetSyntax();
        return !body.DescendantTokens().Any(static token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText.IndexOf("max", StringComparison.OrdinalIgnoreCase) >= 0)
            && !body.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(static call => IsExp(CalledNames.Of(call))
                && call.ArgumentList.DescendantNodes().Any(static node => node.Kind() is SyntaxKind.SubtractExpression or SyntaxKind.UnaryMinusExpression));
    });
}
