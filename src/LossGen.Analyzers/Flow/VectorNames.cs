using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Flow;

/// <summary>Types whose values are many numbers, and the names of the methods that do something to each of them.</summary>
internal static class VectorNames
{
    public static bool IsExp(string name) => name is "Exp" or "exp" or "Exps" or "PointwiseExp";

    public static bool IsSum(string name) => name.ToLowerInvariant() is "sum" or "summ" or "sums" or "sumall" or "reducesum";

    public static bool IsDivision(string name) => name.ToLowerInvariant() is "divide" or "div" or "divideby" or "pointwisedivide";

    /// <summary>What weights and inputs are brought together by.</summary>
    public static bool IsProduct(string name) => name.ToLowerInvariant()
        is "dot" or "matmul" or "mul" or "multiply" or "times" or "product" or "linear" or "affine" or "add" or "plus";

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
}
