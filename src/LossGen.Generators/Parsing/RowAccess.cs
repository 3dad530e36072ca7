using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>Whether generated code can name a type and read a member.</summary>
internal static class RowAccess
{
    /// <summary>Why the model cannot read a member of a row, or null if it can.</summary>
    public static string? ObjectionToReading(ISymbol member, INamedTypeSymbol row, INamedTypeSymbol model, Compilation compilation)
    {
        switch (member)
        {
            case IParameterSymbol when RowMember.SetBy(member) is not null:
                return "the mark is on its setter's parameter; mark the property itself";
            case IParameterSymbol:
                return "it is a parameter, which is kept only as a property of a record; mark a property or field";
            case IPropertySymbol { IsIndexer: true }:
                return "it is an indexer; expected a property or field";
            case { IsStatic: true }:
                return "it is static, the same for all rows";
            case IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: false }:
                return "it implements an interface explicitly, so the row has no member of its name";
            case IPropertySymbol { GetMethod: null }:
                return "it has no getter";
        }

        ISymbol read = member is IPropertySymbol { GetMethod: { } getter } ? getter : member;
        if (!compilation.IsSymbolAccessibleWithin(read, model, row))
            return $"'{model.Name}' has no access to {(member is IFieldSymbol ? "it" : "its getter")}";
        if (UseWarnings.IsObsoleteAsError(member) || UseWarnings.IsObsoleteAsError(read)) return "it is obsolete as an error, so that no code may read it";
        return HiddenBy(member, row) is { } hiding ? $"it is hidden by '{hiding.ContainingType.Name}.{hiding.Name}'" : null;
    }

    /// <summary>Whether code in another file can write the name of a type at all.</summary>
    public static bool CanBeNamed(ITypeSymbol type)
    {
        while (type is IArrayTypeSymbol array) type = array.ElementType;
        if (type is IPointerTypeSymbol or IFunctionPointerTypeSymbol) return false;
        for (INamedTypeSymbol? named = type as INamedTypeSymbol; named is not null; named = named.ContainingType)
        {
            if (named.IsFileLocal || !named.TypeArguments.All(CanBeNamed)) return false;
        }

        return true;
    }

    /// <summary>Whether a public member of the model may have the type in its signature: all code that can access the model can access the type.</summary>
    public static bool IsAsVisibleAs(ITypeSymbol type, INamedTypeSymbol model)
    {
        while (type is IArrayTypeSymbol array) type = array.ElementType;
        for (INamedTypeSymbol? named = type as INamedTypeSymbol; named is not null; named = named.ContainingType)
        {
            if (!named.TypeArguments.All(argument => IsAsVisibleAs(argument, model))) return false;
            if (named.DeclaredAccessibility != Accessibility.Public && !Around(model).Any(outer => IsAsRestricted(outer, named))) return false;
        }

        return true;
    }

    private static IEnumerable<INamedTypeSymbol> Around(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType) yield return outer;
    }

    /// <summary>Whether all code that can access <paramref name="outer"/> can access <paramref name="type"/>, which is not public.</summary>
    private static bool IsAsRestricted(INamedTypeSymbol outer, INamedTypeSymbol type)
    {
        bool inside = outer.ContainingType is not null && Around(outer.ContainingType).Any(around => Equal(around, type.ContainingType));
        bool ofHeirs = outer.ContainingType is { } parent && DerivesFrom(parent, type.ContainingType);
        return (outer.DeclaredAccessibility, type.DeclaredAccessibility) switch
        {
            (Accessibility.Private, Accessibility.Private) => inside,
            (Accessibility.Private, Accessibility.Internal or Accessibility.ProtectedOrInternal) => true,
            (Accessibility.Private, _) => inside || ofHeirs,
            (Accessibility.Internal, Accessibility.Internal or Accessibility.ProtectedOrInternal) => true,
            (Accessibility.ProtectedAndInternal, Accessibility.Internal or Accessibility.ProtectedOrInternal) => true,
            (Accessibility.ProtectedAndInternal, Accessibility.Protected or Accessibility.ProtectedAndInternal) => ofHeirs,
            (Accessibility.Protected, Accessibility.Protected or Accessibility.ProtectedOrInternal) => ofHeirs,
            (Accessibility.ProtectedOrInternal, Accessibility.ProtectedOrInternal) => ofHeirs,
            _ => false,
        };
    }

    private static bool DerivesFrom(INamedTypeSymbol type, INamedTypeSymbol? parent)
    {
        for (INamedTypeSymbol? candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (Equal(candidate, parent)) return true;
        }

        return false;
    }

    private static bool Equal(ISymbol left, ISymbol? right) => SymbolEqualityComparer.Default.Equals(left, right);

    private static ISymbol? HiddenBy(ISymbol member, INamedTypeSymbol row)
    {
        for (INamedTypeSymbol? type = row; type is not null && !Equal(type, member.ContainingType); type = type.BaseType)
        {
            ISymbol? hiding = type.GetMembers(member.Name).FirstOrDefault(static candidate => !candidate.IsOverride);
            if (hiding is not null) return hiding;
        }

        return null;
    }
}
