using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generators.Parsing;

/// <summary>Turns a member marked with <c>[Label]</c> into a <see cref="LabelSpec"/>, or says why it cannot be one.</summary>
internal static class LabelParser
{
    private const string Expected = "an enum or bool, a byte, short, int or long with the number of classes, or any number with [Label(bins: 51)]";
    private const string Numbers = "a number (sbyte to ulong, Half, float, double, decimal)";
    private const string BinsParameter = "bins";

    /// <summary>The range of Bins.Smoothing other than 0.</summary>
    private const double LeastSmoothing = 0.01, MostSmoothing = 100;

    /// <summary>A specification, an objection, or neither where the compiler itself reports the fault.</summary>
    public static (LabelSpec? Spec, string? Objection) Parse(
        RowMember member, INamedTypeSymbol row, INamedTypeSymbol model, Compilation compilation)
    {
        if (RowAccess.ObjectionToReading(member.Symbol, row, model, compilation) is { } objection) return (null, objection);
        if (!SyntaxFacts.IsValidIdentifier(member.Symbol.Name) || !SourceNames.IsComplete(member.Type)) return default;
        if (member.Label!.AttributeConstructor is null) return default;

        ITypeSymbol value = FeatureParser.ValueType(member.Type);
        if (member.Label.AttributeConstructor.Parameters.FirstOrDefault()?.Name == BinsParameter) return ParseBins(member, value);
        (LabelSpec? spec, string? problem) = value switch
        {
            INamedTypeSymbol { TypeKind: TypeKind.Enum } type => ParseEnum(member, type, model),
            { SpecialType: SpecialType.System_Boolean } => WithoutClasses(member, LabelKind.Bool, default, 2),
            { SpecialType: SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_Int32 or SpecialType.System_Int64 } =>
                ParseNumber(member),
            _ => (null, FeatureParser.WrongType(member.Type, Expected)),
        };
        return spec is { ClassCount: < ShapeChecks.MinClasses or > ShapeChecks.MaxClasses }
            ? (null, $"it makes {Classes(spec)}; expected {Text(ShapeChecks.MinClasses)} to {Text(ShapeChecks.MaxClasses)}")
            : (spec, problem);
    }

    private static (LabelSpec? Spec, string? Objection) ParseEnum(RowMember member, INamedTypeSymbol type, INamedTypeSymbol model)
    {
        if (!RowAccess.CanBeNamed(type) || !RowAccess.IsAsVisibleAs(type, model))
            return (null, $"its type {type.Name} is less accessible than '{model.Name}', whose members return it");

        IReadOnlyList<(decimal Value, IFieldSymbol Field)> values = EnumValues.Of(type);
        string name = SourceNames.Type(type);
        if (EnumValues.IsFlags(type))
        {
            values = EnumValues.SingleBits(values, type);
            return WithoutClasses(member, LabelKind.Flags, EnumValues.Written(values, name), values.Count);
        }

        if (values.Count <= EnumValues.MostNamed) return WithoutClasses(member, LabelKind.Enum, EnumValues.Written(values, name), values.Count);
        (LabelSpec? spec, string? objection) = WithoutClasses(member, LabelKind.Enum, EnumValues.Listed(values), values.Count);
        return (spec is null ? null : spec with { Table = EnumValues.Table(values, type) }, objection);
    }

    /// <summary>A label whose type says how many classes there are.</summary>
    private static (LabelSpec? Spec, string? Objection) WithoutClasses(
        RowMember member, LabelKind kind, EquatableArray<EnumValue> values, int classes) => member.Label!.ConstructorArguments.IsEmpty
            ? (Spec(member, kind, values, classes), null)
            : (null, $"the classes of {(kind == LabelKind.Bool ? "a bool" : "an enum")} are its values; expected [Label] without a number");

    private static (LabelSpec? Spec, string? Objection) ParseNumber(RowMember member)
    {
        if (member.Label!.ConstructorArguments.FirstOrDefault() is not { Kind: TypedConstantKind.Primitive, Value: int classes })
            return member.Label.ConstructorArguments.IsEmpty ? (null, "its type does not say how many classes there are; expected [Label(classes: 10)]") : default;

        (string type, long largest) = FeatureParser.ValueType(member.Type).SpecialType switch
        {
            SpecialType.System_Byte => ("byte", byte.MaxValue),
            SpecialType.System_Int16 => ("short", short.MaxValue),
            _ => ("int", int.MaxValue),
        };
        return classes - 1L <= largest
            ? (Spec(member, LabelKind.Number, default, classes), null)
            : (null, $"a {type} holds no class above {Text(largest)}, but {Text(classes)} classes are declared");
    }

    /// <summary>A number of which a distribution over bins is predicted.</summary>
    private static (LabelSpec? Spec, string? Objection) ParseBins(RowMember member, ITypeSymbol value)
    {
        ImmutableArray<TypedConstant> arguments = member.Label!.ConstructorArguments;
        if (arguments.Length != 2 || arguments.Any(static argument => argument.Kind != TypedConstantKind.Primitive)) return default;
        if (arguments[0].Value is not int bins || arguments[1].Value is not double smoothing) return default;
        if (FeatureParser.KindOf(value) is not (FeatureKind.Single or FeatureKind.Number))
            return (null, $"bins cut the range of a number, but its type is {SourceNames.Shown(member.Type)}; expected {Numbers}");
        if (bins is < ShapeChecks.MinClasses or > ShapeChecks.MaxClasses)
            return (null, $"it has {Text(bins)} {(bins == 1 ? "bin" : "bins")}; expected {Text(ShapeChecks.MinClasses)} to {Text(ShapeChecks.MaxClasses)}");
        if (!(smoothing is 0 or (>= LeastSmoothing and <= MostSmoothing)))
        {
            return (null, $"its smoothing is {smoothing.ToString(CultureInfo.InvariantCulture)}; expected 0, "
                + $"or a number from {LeastSmoothing.ToString(CultureInfo.InvariantCulture)} to {MostSmoothing.ToString(CultureInfo.InvariantCulture)}");
        }

        return (Spec(member, LabelKind.Bins, default, bins) with { Type = "float", DisplayType = "float", Smoothing = smoothing }, null);
    }

    private static LabelSpec Spec(RowMember member, LabelKind kind, EquatableArray<EnumValue> values, int classes) => new(
        member.Symbol.Name,
        SourceNames.Escape(member.Symbol.Name),
        SourceNames.Type(FeatureParser.ValueType(member.Type)),
        MemberChecks.TypeName(FeatureParser.ValueType(member.Type)),
        kind,
        values,
        classes)
    {
        IsNullable = !ReferenceEquals(FeatureParser.ValueType(member.Type), member.Type),
    };

    private static string Classes(LabelSpec spec) => spec.Kind == LabelKind.Flags
        ? $"{Text(spec.ClassCount)} labels, one for each single bit that has a name"
        : $"{Text(spec.ClassCount)} {(spec.ClassCount == 1 ? "class" : "classes")}";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
