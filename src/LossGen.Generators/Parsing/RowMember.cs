using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>A member of a row type that carries <c>[Feature]</c>, <c>[Label]</c> or both.</summary>
/// <param name="symbol">A property or a field; a parameter where it has no property.</param>
internal sealed class RowMember(ISymbol symbol)
{
    public const string FeatureMetadataName = "LossGen.FeatureAttribute";
    public const string LabelMetadataName = "LossGen.LabelAttribute";

    public ISymbol Symbol { get; } = symbol;

    /// <summary>The use of <c>[Feature]</c>, if there is one.</summary>
    public AttributeData? Feature { get; private set; }

    public bool IsFeature => Feature is not null;

    /// <summary>The use of <c>[Label]</c>, if there is one.</summary>
    public AttributeData? Label { get; private set; }

    /// <summary>How messages name it.</summary>
    public string Display
    {
        get
        {
            ISymbol shown = SetBy(Symbol) ?? Symbol;
            return shown is IParameterSymbol
                ? shown.Name
                : $"{shown.ContainingType.Name}.{shown.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat).Split('.').Last()}";
        }
    }

    /// <summary>The type of its values.</summary>
    public ITypeSymbol Type => Symbol switch
    {
        IPropertySymbol property => property.Type,
        IFieldSymbol variable => variable.Type,
        _ => ((IParameterSymbol)Symbol).Type,
    };

    /// <summary>Its location, or the given one if it is declared in another assembly, whose source an IDE may know but no diagnostic may point to.</summary>
    public Location LocationOr(Location otherwise, Compilation compilation) =>
        Symbol.Locations.FirstOrDefault(location => location.SourceTree is { } tree && compilation.ContainsSyntaxTree(tree)) ?? otherwise;

    /// <summary>The marked members of a type and of those it derives from: base before derived, each in the order of its declaration.</summary>
    public static IReadOnlyList<RowMember> AllOf(INamedTypeSymbol row)
    {
        var members = new List<RowMember>();
        var types = new Stack<INamedTypeSymbol>();
        for (INamedTypeSymbol? type = row; type is { SpecialType: SpecialType.None }; type = type.BaseType) types.Push(type);
        foreach (INamedTypeSymbol type in types)
        {
            foreach (ISymbol symbol in type.GetMembers().SelectMany(WithParameters).OrderBy(Order(type)))
            {
                foreach (AttributeData attribute in symbol.GetAttributes()) Add(members, symbol, attribute);
            }
        }

        return members;
    }

    /// <summary>The property, if the symbol is the parameter of its setter.</summary>
    public static IPropertySymbol? SetBy(ISymbol symbol) =>
        symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { AssociatedSymbol: IPropertySymbol { IsIndexer: false } property } } ? property : null;

    private static IEnumerable<ISymbol> WithParameters(ISymbol member) => member switch
    {
        IMethodSymbol method => method.Parameters,
        IPropertySymbol { IsIndexer: true } indexer => indexer.Parameters.Cast<ISymbol>().Prepend(member),
        IPropertySymbol or IFieldSymbol => [member],

        // The compiler reports the attributes on anything else.
        _ => [],
    };

    /// <summary>By the place in source, since a record's own properties follow those it derives from its parameters only there.</summary>
    private static Func<ISymbol, (int Part, int Position)> Order(INamedTypeSymbol type)
    {
        List<SyntaxTree> parts = type.DeclaringSyntaxReferences.Select(static reference => reference.SyntaxTree).ToList();
        if (parts.Count == 0) return OrderOfMetadata(type);
        return symbol => symbol.Locations.FirstOrDefault() is { SourceTree: { } tree } location
            ? (parts.IndexOf(tree), location.SourceSpan.Start)
            : default;
    }

    /// <summary>What an assembly keeps of the order: parameters of a record before its other members, and those in order of declaration.</summary>
    private static Func<ISymbol, (int Part, int Position)> OrderOfMetadata(INamedTypeSymbol type)
    {
        // The longest constructor of a record is the one that its parameters make.
        IMethodSymbol? primary = type.IsRecord || type.IsValueType
            ? type.InstanceConstructors.OrderByDescending(static constructor => constructor.Parameters.Length).FirstOrDefault()
            : null;
        return symbol =>
        {
            if (symbol is IParameterSymbol parameter) return (0, parameter.Ordinal);
            IParameterSymbol? positional = symbol is IPropertySymbol ? primary?.Parameters.FirstOrDefault(candidate => candidate.Name == symbol.Name) : null;
            return positional is null ? (1, 0) : (0, positional.Ordinal);
        };
    }

    private static void Add(List<RowMember> members, ISymbol marked, AttributeData attribute)
    {
        bool isFeature = IsNamed(attribute, FeatureMetadataName);
        if (!isFeature && !IsNamed(attribute, LabelMetadataName)) return;

        ISymbol symbol = Subject(marked);
        RowMember? member = members.FirstOrDefault(known => IsSame(known.Symbol, symbol));
        if (member is null) members.Add(member = new RowMember(symbol));
        if (isFeature) member.Feature ??= attribute;
        else member.Label ??= attribute;
    }

    /// <summary>The property that a record's parameter or a backing field belongs to; else the symbol itself.</summary>
    private static ISymbol Subject(ISymbol marked) => marked switch
    {
        IFieldSymbol { AssociatedSymbol: IPropertySymbol property } => property,
        IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } parameter
            when StandsForProperties(constructor) => PropertyOf(parameter, constructor.ContainingType) ?? marked,
        _ => marked,
    };

    // A record struct from another assembly can no longer be distinguished from a struct.
    private static bool StandsForProperties(IMethodSymbol constructor) => constructor.ContainingType.IsRecord
        || (constructor.ContainingType.IsValueType && constructor.DeclaringSyntaxReferences.IsEmpty);

    private static ISymbol? PropertyOf(IParameterSymbol parameter, INamedTypeSymbol type) => type
        .GetMembers(parameter.Name)
        .FirstOrDefault(member => member is IPropertySymbol or IFieldSymbol);

    /// <summary>The same member, or one that overrides it.</summary>
    private static bool IsSame(ISymbol known, ISymbol symbol)
    {
        for (ISymbol? candidate = symbol; candidate is not null; candidate = (candidate as IPropertySymbol)?.OverriddenProperty)
        {
            if (SymbolEqualityComparer.Default.Equals(known, candidate)) return true;
        }

        return false;
    }

    private static bool IsNamed(AttributeData attribute, string metadataName) => attribute.AttributeClass is
    {
        ContainingType: null,
        ContainingNamespace: { Name: "LossGen", ContainingNamespace.IsGlobalNamespace: true },
    } type && metadataName.EndsWith("." + type.Name, StringComparison.Ordinal);
}
