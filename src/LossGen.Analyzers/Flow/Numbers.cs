using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Flow;

/// <summary>What kind of number a type is.</summary>
internal static class Numbers
{
    public static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_UInt64
        or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    /// <summary>How many bits a type of whole numbers has; 0 for every other type.</summary>
    public static int BitsOf(ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_Byte or SpecialType.System_SByte => 8,
        SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Char => 16,
        SpecialType.System_Int32 or SpecialType.System_UInt32 => 32,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr => 64,
        _ => 0,
    };

    private static bool IsUnsigned(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Char or SpecialType.System_Byte
        or SpecialType.System_UInt16 or SpecialType.System_UInt32 or SpecialType.System_UInt64 or SpecialType.System_UIntPtr;

    /// <summary>What a type of 8 or 16 bits can hold, and that an unsigned one has no negative values; the members of an enumeration; everything for any other type.</summary>
    public static Interval RangeOf(ITypeSymbol? type) => (BitsOf(type), IsUnsigned(type)) switch
    {
        (8, true) => new Interval(0, byte.MaxValue),
        (8, false) => new Interval(sbyte.MinValue, sbyte.MaxValue),
        (16, true) => new Interval(0, ushort.MaxValue),
        (16, false) => new Interval(short.MinValue, short.MaxValue),
        (_, true) => Interval.NonNegative,
        _ => RangeOfMembers(type),
    };

    /// <summary>What lies between the members of an enumeration that is no set of flags; everything for any other type.</summary>
    private static Interval RangeOfMembers(ITypeSymbol? type)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration)
        {
            return Interval.Everything;
        }

        double[] values =
        [
            .. enumeration.GetMembers().OfType<IFieldSymbol>().Where(static one => one.HasConstantValue)
                .Select(static one => TryGetValue(one.ConstantValue, out double value) ? value : double.NaN),
        ];
        return values.Length == 0 || enumeration.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "FlagsAttribute")
            ? Interval.Everything
            : new Interval(values.Min(), values.Max());
    }

    /// <summary>What a collection holds, by its type; null where that is not known.</summary>
    public static ITypeSymbol? ElementTypeOf(ITypeSymbol? collection) => collection switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments: [var only] } => only,
        _ => null,
    };

    /// <summary>float, double, decimal, Half, a type parameter of generic mathematics; or a type the compiler could not find.</summary>
    public static bool IsReal(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal
        || type is { TypeKind: TypeKind.TypeParameter or TypeKind.Error }
        || type is { Name: "Half" or "NFloat", IsValueType: true };

    /// <summary>float or double.</summary>
    public static RealType RealTypeOf(ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_Single => RealType.Single,
        SpecialType.System_Double => RealType.Double,
        _ => RealType.None,
    };

    public static bool IsNumber(ITypeSymbol? type) => IsInteger(type) || IsReal(type) || type is null;

    /// <summary>Spans and memory of an array represent the array; an interface of a list represents the list.</summary>
    public static bool IsCollection(ITypeSymbol? type) => type is IArrayTypeSymbol or INamedTypeSymbol { IsGenericType: true };

    public static bool TryGetValue(object? constant, out double value)
    {
        switch (constant)
        {
            case bool flag:
                value = flag ? 1 : 0;
                return true;
            case char character:
                value = character;
                return true;
            case sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal:
                value = Convert.ToDouble(constant, System.Globalization.CultureInfo.InvariantCulture);
                return true;
            default:
                value = 0;
                return false;
        }
    }
}
