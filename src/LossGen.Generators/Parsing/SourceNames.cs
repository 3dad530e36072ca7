using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generators.Parsing;

/// <summary>Names of symbols in the form in which source, and the file system, can repeat them.</summary>
internal static class SourceNames
{
    private static readonly SymbolDisplayFormat AsWritten =
        SymbolDisplayFormat.CSharpShortErrorMessageFormat.RemoveMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseAsterisksInMultiDimensionalArrays);

    /// <summary>A type in a message, as source has it: <c>double[,]</c>, and not the <c>double[*,*]</c> of metadata.</summary>
    public static string Shown(ITypeSymbol type) => type.ToDisplayString(AsWritten);

    /// <summary>Whether the type and all around it have names yet: while the user types, some do not.</summary>
    public static bool AreComplete(INamedTypeSymbol type)
    {
        ISymbol symbol = type;
        for (; symbol is INamedTypeSymbol or INamespaceSymbol { IsGlobalNamespace: false }; symbol = symbol.ContainingSymbol)
        {
            if (!SyntaxFacts.IsValidIdentifier(symbol.Name)) return false;
        }

        return true;
    }

    /// <summary>Whether a type, whatever it is made of, is known and has a name.</summary>
    public static bool IsComplete(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsComplete(array.ElementType),
        INamedTypeSymbol named => named.TypeKind != TypeKind.Error && AreComplete(named) && named.TypeArguments.All(IsComplete),
        _ => type.TypeKind != TypeKind.Error,
    };

    /// <summary>The full name of the namespace around a type, empty for the global one.</summary>
    public static string Namespace(INamedTypeSymbol type)
    {
        var parts = new Stack<string>();
        for (INamespaceSymbol? part = type.ContainingNamespace; part is { IsGlobalNamespace: false }; part = part.ContainingNamespace)
            parts.Push(Escape(part.Name));
        return string.Join(".", parts);
    }

    /// <summary>The types around a type, outermost first.</summary>
    public static EquatableArray<ContainingType> Containers(INamedTypeSymbol type)
    {
        var containers = new Stack<ContainingType>();
        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
            containers.Push(new ContainingType(Keyword(container), EscapeType(container.Name)));
        return new EquatableArray<ContainingType>(containers.ToImmutableArray());
    }

    /// <summary>A name as source can write it: keywords get their @, contextual ones too, since some cannot name a type bare.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None
            ? name
            : "@" + name;

    /// <summary>The name of a type as its declaration writes it: one in lower case gets its @ too, without which it is warned of (CS8981).</summary>
    public static string EscapeType(string name) =>
        name.All(static c => c is >= 'a' and <= 'z') ? "@" + name : Escape(name);

    /// <summary>A type as generated code names it, whatever code surrounds it.</summary>
    public static string Type(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>
    /// Empty, unless names that differ only in case exist beside this one or beside something around it. The compiler compares the names
    /// of generated files without regard to case and fails the whole generator over two equal ones; ranks keep <c>Iris</c> and
    /// <c>IRIS</c> apart.
    /// </summary>
    public static string HintSuffix(INamedTypeSymbol type)
    {
        var ranks = new Stack<int>();
        ISymbol symbol = type;
        for (; symbol is INamedTypeSymbol or INamespaceSymbol { IsGlobalNamespace: false }; symbol = symbol.ContainingSymbol)
            ranks.Push(RankAmongCaseVariants(symbol));
        return ranks.All(static rank => rank == 0) ? "" : "-" + string.Join("-", ranks);
    }

    private static int RankAmongCaseVariants(ISymbol symbol)
    {
        if (symbol.ContainingSymbol is not INamespaceOrTypeSymbol parent) return 0;
        return parent.GetMembers()
            .Where(sibling => sibling is INamespaceOrTypeSymbol
                && string.Equals(sibling.Name, symbol.Name, StringComparison.OrdinalIgnoreCase)
                && string.CompareOrdinal(sibling.Name, symbol.Name) < 0)
            .Select(static sibling => sibling.Name)
            .Distinct(StringComparer.Ordinal)
            .Count();
    }

    private static string Keyword(INamedTypeSymbol type) => (type.TypeKind, type.IsRecord) switch
    {
        (TypeKind.Interface, _) => "interface",
        (TypeKind.Struct, true) => "record struct",
        (TypeKind.Struct, false) => "struct",
        (_, true) => "record",
        _ => "class",
    };
}
