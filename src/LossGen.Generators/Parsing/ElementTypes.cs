using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>The types of what arrays, spans, lists and other collections hold.</summary>
internal static class ElementTypes
{
    /// <summary>The type of the elements, one after another; null for a table, a string and what is no collection.</summary>
    public static ITypeSymbol? Of(ITypeSymbol type)
    {
        if (type is IArrayTypeSymbol array) return array.Rank == 1 ? array.ElementType : null;
        if (IsSpan(type) || IsMemory(type)) return ((INamedTypeSymbol)type).TypeArguments[0];
        if (type is not INamedTypeSymbol { IsRefLikeType: false } named || type.SpecialType == SpecialType.System_String) return null;
        return named.AllInterfaces.Add(named)
            .FirstOrDefault(static face => face.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?
            .TypeArguments[0];
    }

    public static bool IsSpan(ITypeSymbol type) => IsOf(type, "System", "Span") || IsOf(type, "System", "ReadOnlySpan");

    public static bool IsMemory(ITypeSymbol type) => IsOf(type, "System", "Memory") || IsOf(type, "System", "ReadOnlyMemory");

    /// <summary>Whether a type has that name in that namespace.</summary>
    public static bool IsOf(ITypeSymbol type, string space, string name) => type.Name == name && type.ContainingNamespace?.ToDisplayString() == space;
}
