using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generators.Parsing;

/// <summary>The distinct values of an enum.</summary>
internal static class EnumValues
{
    /// <summary>Ascending; of several names for a value the first. Null if a value does not fit into a long.</summary>
    public static IReadOnlyList<(long Value, IFieldSymbol Field)>? Of(INamedTypeSymbol type)
    {
        var values = new SortedDictionary<long, IFieldSymbol>();
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>())
        {
            // While somebody types, a member may have no name or no value yet.
            if (!SyntaxFacts.IsValidIdentifier(field.Name) || !field.HasConstantValue || field.ConstantValue is not { } constant) continue;
            if (constant is ulong and > long.MaxValue) return null;
            long value = Convert.ToInt64(constant, CultureInfo.InvariantCulture);
            if (!values.ContainsKey(value)) values.Add(value, field);
        }

        return values.Select(static pair => (pair.Key, pair.Value)).ToList();
    }

    /// <summary>Those values that are a single bit, the lowest bit first; the sign is the highest.</summary>
    public static IReadOnlyList<(long Value, IFieldSymbol Field)> SingleBits(
        IEnumerable<(long Value, IFieldSymbol Field)> values, INamedTypeSymbol type)
    {
        ulong width = type.EnumUnderlyingType?.SpecialType switch
        {
            SpecialType.System_SByte or SpecialType.System_Byte => byte.MaxValue,
            SpecialType.System_Int16 or SpecialType.System_UInt16 => ushort.MaxValue,
            SpecialType.System_Int32 or SpecialType.System_UInt32 => uint.MaxValue,
            _ => ulong.MaxValue,
        };
        return values
            .Where(entry => Bits(entry.Value) is var bits && bits != 0 && (bits & (bits - 1)) == 0)
            .OrderBy(entry => Bits(entry.Value))
            .ToList();

        ulong Bits(long value) => unchecked((ulong)value) & width;
    }

    public static EquatableArray<EnumValue> Written(IEnumerable<(long Value, IFieldSymbol Field)> values, string type) =>
        new(values.Select(entry => new EnumValue(entry.Field.Name, Expression(entry.Value, entry.Field, type))).ToImmutableArray());

    // To name a value whose use the compiler refuses or warns of, its number does as well.
    private static string Expression(long value, IFieldSymbol field, string type) =>
        field.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name is "ObsoleteAttribute" or "ExperimentalAttribute")
            ? $"({type})({value.ToString(CultureInfo.InvariantCulture)})"
            : $"{type}.{SourceNames.Escape(field.Name)}";
}
