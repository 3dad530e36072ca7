using System.Collections.Immutable;
using System.Globalization;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>Finds the members by which the user names the features and classes of a model without a row type.</summary>
internal static class NameParser
{
    public const string Features = "FeatureNames";
    public const string Classes = "ClassNames";

    private const string Strings = "global::System.ReadOnlySpan<string>";

    /// <summary>The sources that a model has: none, one or two.</summary>
    public static EquatableArray<NameSource> All(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken) =>
        new(new[] { Features, Classes }
            .Select(property => Parse(type, property, compilation, cancellationToken).Source)
            .OfType<NameSource>()
            .ToImmutableArray());

    /// <summary>The outcome for the member of that name: a source, an objection to it, or neither if there is no such member.</summary>
    public static (NameSource? Source, ISymbol? Member, string? Objection) Parse(
        INamedTypeSymbol type, string property, Compilation compilation, CancellationToken cancellationToken)
    {
        ISymbol? explicitly = type.GetMembers().FirstOrDefault(member =>
            member is IPropertySymbol { IsStatic: true }
            && member.Name.EndsWith("." + property, StringComparison.Ordinal)
            && MemberChecks.IsUsers(member, cancellationToken));
        if (explicitly is not null) return (new(property, null), explicitly, null);

        if (Find(type, property, compilation, cancellationToken) is not { } found) return OutOfReach(type, property, compilation);
        (string? expression, string? objection) = Read(found, type);
        if (objection is not null) return (null, found, objection);
        bool implements = expression is null && found is IPropertySymbol { DeclaredAccessibility: Accessibility.Public }
            && SymbolEqualityComparer.Default.Equals(found.ContainingType, type);
        return (new(property, implements ? null : string.Format(CultureInfo.InvariantCulture, expression ?? "{0}", Access(type, property))), found, null);
    }

    /// <summary>The member of that name, the type's own before an inherited one. A method with parameters is not about names alone.</summary>
    private static ISymbol? Find(INamedTypeSymbol type, string property, Compilation compilation, CancellationToken cancellationToken)
    {
        for (INamedTypeSymbol? holder = type; holder is { SpecialType: SpecialType.None }; holder = holder.BaseType)
        {
            foreach (ISymbol member in holder.GetMembers(property))
            {
                bool isSeen = SymbolEqualityComparer.Default.Equals(holder, type)
                    ? MemberChecks.IsUsers(member, cancellationToken)
                    : compilation.IsSymbolAccessibleWithin(member, type);
                if (isSeen && member is not IMethodSymbol { Parameters.IsEmpty: false }) return member;
            }
        }

        return null;
    }

    /// <summary>A member of a base class that would give names, but that the model cannot read.</summary>
    private static (NameSource? Source, ISymbol? Member, string? Objection) OutOfReach(INamedTypeSymbol type, string property, Compilation compilation)
    {
        for (INamedTypeSymbol? holder = type.BaseType; holder is { SpecialType: SpecialType.None }; holder = holder.BaseType)
        {
            ISymbol? member = holder.GetMembers(property)
                .FirstOrDefault(member => !compilation.IsSymbolAccessibleWithin(member, type) && Read(member, type).Objection is null);
            if (member is not null) return (null, member, $"'{type.Name}' has no access to it");
        }

        return default;
    }

    /// <summary>How a value of the member becomes a span, {0} being the member (null: by itself); or why it does not.</summary>
    private static (string? Expression, string? Objection) Read(ISymbol member, INamedTypeSymbol model)
    {
        switch (member)
        {
            case not (IPropertySymbol or IFieldSymbol):
                return (null, $"it is {Kind(member)}");
            case { IsStatic: false }:
                return (null, "it is not static, and names belong to the class");
            case IPropertySymbol { GetMethod: null }:
                return (null, "it has no getter");
        }

        if (UseWarnings.IsObsoleteAsError(member)) return (null, "it is obsolete as an error, so that no code may read it");
        ITypeSymbol type = member is IPropertySymbol read ? read.Type : ((IFieldSymbol)member).Type;
        return type switch
        {
            IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_String } => ("{0}!", null),
            INamedTypeSymbol named when IsOfStrings(named) => OfGeneric(named),
            INamedTypeSymbol named when named.AllInterfaces.Any(IsList) => (Copied, null),
            _ => WrongType(type),
        };
    }

    private static (string? Expression, string? Objection) OfGeneric(INamedTypeSymbol type) => (Namespace(type), type.Name) switch
    {
        ("System", "ReadOnlySpan") => (null, null),
        ("System", "Span") => ("{0}", null),
        ("System", "ReadOnlyMemory" or "Memory") => ("{0}.Span", null),
        ("System.Collections.Immutable", "ImmutableArray") => ("{0}.AsSpan()", null),
        ("System.Collections.Generic", "List") => ("global::System.Runtime.InteropServices.CollectionsMarshal.AsSpan<string>({0}!)", null),
        _ => IsList(type) || type.AllInterfaces.Any(IsList) ? (Copied, null) : WrongType(type),
    };

    // While the class is being initialised there may be no list yet.
    private const string Copied = "{0} is {{ }} names ? global::System.Linq.Enumerable.ToArray<string>(names!) : default(" + Strings + ")";

    private static (string? Expression, string? Objection) WrongType(ITypeSymbol type) =>
        (null, $"its type is {SourceNames.Shown(type)}");

    private static bool IsOfStrings(INamedTypeSymbol type) =>
        type.ContainingType is null && type.TypeArguments.Length == 1 && type.TypeArguments[0].SpecialType == SpecialType.System_String;

    private static bool IsList(INamedTypeSymbol type) =>
        IsOfStrings(type) && type.Name is "IReadOnlyList" or "IList" && Namespace(type) == "System.Collections.Generic";

    private static string Namespace(INamedTypeSymbol type) => type.ContainingNamespace?.ToDisplayString() ?? "";

    private static string Access(INamedTypeSymbol type, string property) => $"{SourceNames.Escape(type.Name)}.{property}";

    private static string Kind(ISymbol member) => member switch
    {
        IMethodSymbol => "a method",
        IEventSymbol => "an event",
        _ => "a type",
    };
}
