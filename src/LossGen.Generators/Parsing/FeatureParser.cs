using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generators.Parsing;

/// <summary>Turns a member marked with <c>[Feature]</c> into a <see cref="FeatureSpec"/>, or says why it cannot be one.</summary>
internal static class FeatureParser
{
    /// <summary>A specification, an objection, or neither where the compiler itself reports the fault.</summary>
    public static (FeatureSpec? Spec, string? Objection) Parse(
        RowMember member, INamedTypeSymbol row, INamedTypeSymbol model, Compilation compilation)
    {
        if (RowAccess.ObjectionToReading(member.Symbol, row, model, compilation) is { } objection) return (null, objection);
        if (!SyntaxFacts.IsValidIdentifier(member.Symbol.Name) || !SourceNames.IsComplete(member.Type)) return default;
        if (member.Type is INamedTypeSymbol { TypeKind: TypeKind.Enum } type) return ParseEnum(member, type, model, compilation);
        return KindOf(member.Type) is { } kind
            ? (new FeatureSpec(member.Symbol.Name, SourceNames.Escape(member.Symbol.Name), kind, default), null)
            : (null, WrongType(
                member.Symbol, member.Type, "a number (sbyte to ulong, Half, float, double, decimal), bool or enum", "Feature"));
    }

    /// <summary>The message for a type that is not one of those expected, and the way out: only the user knows what its values mean as numbers.</summary>
    public static string WrongType(ISymbol member, ITypeSymbol type, string expected, string attribute)
    {
        if (type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T)
            return $"its type is {Name(type)}; expected {expected}: mark a computed property that makes one of it";
        ITypeSymbol inner = ((INamedTypeSymbol)type).TypeArguments[0];
        (string suffix, string missing) = inner.SpecialType switch
        {
            SpecialType.System_Boolean => ("OrFalse", "false"),
            _ when KindOf(inner) is not null => ("OrZero", "0"),
            _ => ("OrDefault", "default"),
        };
        string access = SourceNames.Escape(member.Name);
        return $"its type {Name(type)} may be null, and null is not a number; expected {Name(inner)}: mark a computed property, "
            + $"such as [{attribute}] public {Name(inner)} {member.Name}{suffix} => {access} ?? {missing};";
    }

    private static FeatureKind? KindOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => FeatureKind.Bool,
        SpecialType.System_Single => FeatureKind.Single,
        >= SpecialType.System_SByte and <= SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_Decimal => FeatureKind.Number,
        _ => type is { Name: "Half", ContainingType: null, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
            ? FeatureKind.Number
            : null,
    };

    private static (FeatureSpec? Spec, string? Objection) ParseEnum(
        RowMember member, INamedTypeSymbol type, INamedTypeSymbol model, Compilation compilation)
    {
        if (!RowAccess.CanBeNamed(type) || !compilation.IsSymbolAccessibleWithin(type, model))
            return (null, $"'{model.Name}' has no access to its type {type.Name}");
        IReadOnlyList<(decimal Value, IFieldSymbol Field)> values = EnumValues.Of(type);
        if (values.Count == 0) return (null, $"{type.Name} defines no value");
        return EnumValues.IsFlags(type) ? ParseFlags(member, type, values) : (OneHot(member, type, values), null);
    }

    private static FeatureSpec OneHot(RowMember member, INamedTypeSymbol type, IReadOnlyList<(decimal Value, IFieldSymbol Field)> values)
    {
        bool isLarge = values.Count > EnumValues.MostNamed;
        return new(
            member.Symbol.Name,
            SourceNames.Escape(member.Symbol.Name),
            FeatureKind.Enum,
            isLarge ? EnumValues.Listed(values) : EnumValues.Written(values, SourceNames.Type(type)))
        {
            EnumType = SourceNames.Type(type),
            Table = isLarge ? EnumValues.Table(values, type) : null,
        };
    }

    private static (FeatureSpec? Spec, string? Objection) ParseFlags(
        RowMember member, INamedTypeSymbol type, IReadOnlyList<(decimal Value, IFieldSymbol Field)> values)
    {
        IReadOnlyList<(decimal Value, IFieldSymbol Field)> flags = EnumValues.SingleBits(values, type);
        if (flags.Count == 0) return (null, $"{type.Name} has [Flags] but defines no flag, a value of a single bit");
        if (EnumValues.BeyondFlags(values, type) is { } beyond)
            return (null, $"{type.Name} has [Flags], but {type.Name}.{beyond.Name} has a bit without a name of its own; expected a name for each single bit");
        return (
            new FeatureSpec(
                member.Symbol.Name, SourceNames.Escape(member.Symbol.Name), FeatureKind.Flags, EnumValues.Written(flags, SourceNames.Type(type)))
            {
                EnumType = SourceNames.Type(type),
            },
            null);
    }

    private static string Name(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
