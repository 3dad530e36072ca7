using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generators.Parsing;

/// <summary>The distinct values of an enum.</summary>
internal static class EnumValues
{
    /// <summary>Values up to which generated code names each; of more it looks them up in a table.</summary>
    /// <remarks>The compiler takes a switch over 3,000 values for 12 seconds, as it checks each of its arms against all the others.</remarks>
    public const int MostNamed = 32;

    /// <summary>Ascending; of several names for a value the first. A decimal holds those of every underlying type.</summary>
    public static IReadOnlyList<(decimal Value, IFieldSymbol Field)> Of(INamedTypeSymbol type)
    {
        var values = new SortedDictionary<decimal, IFieldSymbol>();
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>())
        {
            // While the user types, a member may have no name or no value yet.
            if (!SyntaxFacts.IsValidIdentifier(field.Name) || !field.HasConstantValue || field.ConstantValue is not { } constant) continue;
            decimal value = Convert.ToDecimal(constant, CultureInfo.InvariantCulture);
            if (!values.ContainsKey(value)) values.Add(value, field);
        }

        return values.Select(static pair => (pair.Key, pair.Value)).ToList();
    }

    /// <summary>Whether the values of an enum are sets of bits.</summary>
    public static bool IsFlags(INamedTypeSymbol type) => type.GetAttributes().Any(static attribute => attribute.AttributeClass is
    {
        Name: "FlagsAttribute",
        ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true },
    });

    /// <summary>Those values that are a single bit, the lowest bit first; the sign is the highest.</summary>
    public static IReadOnlyList<(decimal Value, IFieldSymbol Field)> SingleBits(
        IEnumerable<(decimal Value, IFieldSymbol Field)> values, INamedTypeSymbol type) => values
            .Where(entry => Bits(entry.Value, type) is var bits && bits != 0 && (bits & (bits - 1)) == 0)
            .OrderBy(entry => Bits(entry.Value, type))
            .ToList();

    /// <summary>
    /// A value with a bit that no single-bit value has, so that no set of flags gives it; null if there is none. All ones, by which some
    /// enums name every flag that may ever be, do not count.
    /// </summary>
    public static IFieldSymbol? BeyondFlags(IReadOnlyList<(decimal Value, IFieldSymbol Field)> values, INamedTypeSymbol type)
    {
        ulong flags = SingleBits(values, type).Aggregate(0UL, (all, entry) => all | Bits(entry.Value, type));
        return values
            .Where(entry => Bits(entry.Value, type) is var bits && (bits & ~flags) != 0 && unchecked(bits & (bits + 1)) != 0)
            .Select(static entry => entry.Field)
            .FirstOrDefault();
    }

    /// <summary>The values as generated code names them.</summary>
    public static EquatableArray<EnumValue> Written(IEnumerable<(decimal Value, IFieldSymbol Field)> values, string type) =>
        new(values.Select(entry => new EnumValue(entry.Field.Name, Expression(entry.Value, entry.Field, type))).ToImmutableArray());

    /// <summary>The names of the values alone, where they are too many to write each out.</summary>
    public static EquatableArray<EnumValue> Listed(IEnumerable<(decimal Value, IFieldSymbol Field)> values) =>
        new(values.Select(static entry => new EnumValue(entry.Field.Name, "")).ToImmutableArray());

    /// <summary>The table in which they are looked up.</summary>
    public static EnumTable Table(IReadOnlyList<(decimal Value, IFieldSymbol Field)> values, INamedTypeSymbol type) => new(
        SourceNames.Type(type),
        type.EnumUnderlyingType!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
        values[0].Value,
        IsContiguous(values) ? default : new(values.Select(static entry => entry.Value).ToImmutableArray()),
        values.Count);

    private static bool IsContiguous(IReadOnlyList<(decimal Value, IFieldSymbol Field)> values) =>
        values[values.Count - 1].Value - values[0].Value == values.Count - 1;

    private static ulong Bits(decimal value, INamedTypeSymbol type)
    {
        ulong width = type.EnumUnderlyingType?.SpecialType switch
        {
            SpecialType.System_SByte or SpecialType.System_Byte => byte.MaxValue,
            SpecialType.System_Int16 or SpecialType.System_UInt16 => ushort.MaxValue,
            SpecialType.System_Int32 or SpecialType.System_UInt32 => uint.MaxValue,
            _ => ulong.MaxValue,
        };
        return (value < 0 ? unchecked((ulong)(long)value) : (ulong)value) & width;
    }

    // To name a value whose use the compiler refuses or warns of, its number does as well.
    private static string Expression(decimal value, IFieldSymbol field, string type) =>
        field.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name is "ObsoleteAttribute" or "ExperimentalAttribute")
            ? $"({type})({value.ToString(CultureInfo.InvariantCulture)})"
            : $"{type}.{SourceNames.Escape(field.Name)}";
}
