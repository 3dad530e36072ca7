using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>The compiler's warnings about the use of obsolete and experimental symbols.</summary>
internal static class UseWarnings
{
    /// <summary>Whether no code may use a symbol at all.</summary>
    public static bool IsObsoleteAsError(ISymbol symbol) => symbol.GetAttributes().Any(static attribute =>
        IsObsolete(attribute.AttributeClass)
        && attribute.ConstructorArguments.Any(static argument => argument is { Kind: TypedConstantKind.Primitive, Value: true }));

    /// <summary>The ids that the symbols, or anything around or within them, chose for the warning of their use; sorted.</summary>
    public static EquatableArray<string> IdsOf(IEnumerable<ISymbol> symbols)
    {
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        foreach (ISymbol symbol in symbols) Add(ids, symbol);
        return new(ids.ToImmutableArray());
    }

    private static void Add(SortedSet<string> ids, ISymbol symbol)
    {
        for (ISymbol? around = symbol; around is not null and not INamespaceSymbol; around = around.ContainingSymbol) AddOwn(ids, around);
        if (symbol.ContainingModule is { } module) AddOwn(ids, module);
        if (symbol.ContainingAssembly is { } assembly) AddOwn(ids, assembly);

        switch (symbol)
        {
            case IPropertySymbol property:
                if (property.GetMethod is { } getter) AddOwn(ids, getter);
                Add(ids, property.Type);
                break;
            case IFieldSymbol { ContainingType.TypeKind: not TypeKind.Enum } variable:
                Add(ids, variable.Type);
                break;
            case IArrayTypeSymbol array:
                Add(ids, array.ElementType);
                break;
            case INamedTypeSymbol named:
                foreach (ITypeSymbol argument in named.TypeArguments) Add(ids, argument);
                break;
        }
    }

    private static void AddOwn(SortedSet<string> ids, ISymbol symbol)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            object? id = null;
            if (IsObsolete(attribute.AttributeClass))
                id = attribute.NamedArguments.FirstOrDefault(static argument => argument.Key == "DiagnosticId").Value.Value;
            else if (attribute.AttributeClass?.Name == "ExperimentalAttribute" && attribute.ConstructorArguments.Length == 1)
                id = attribute.ConstructorArguments[0] is { Kind: TypedConstantKind.Primitive } argument ? argument.Value : null;
            if (id is string { Length: > 0 } text) ids.Add(text);
        }
    }

    private static bool IsObsolete(INamedTypeSymbol? attribute) => attribute is
    {
        Name: "ObsoleteAttribute",
        ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true },
    };
}
