using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generators.Parsing;

/// <summary>Turns a member marked with <c>[Feature]</c> into a <see cref="FeatureSpec"/>, or says why it cannot be one.</summary>
internal static class FeatureParser
{
    private const string Expected = "a number (sbyte to ulong, Half, float, double, decimal), bool or enum";
    private const string Indicator = "[Feature(Missing = MissingValues.Indicator)]";
    private const int MinBuckets = 2;

    /// <summary>A specification, an objection, or neither where the compiler itself reports the fault.</summary>
    public static (FeatureSpec? Spec, string? Objection) Parse(
        RowMember member, INamedTypeSymbol row, INamedTypeSymbol model, bool isSparse, Compilation compilation)
    {
        if (RowAccess.ObjectionToReading(member.Symbol, row, model, compilation) is { } objection) return (null, objection);
        if (!SyntaxFacts.IsValidIdentifier(member.Symbol.Name) || !SourceNames.IsComplete(member.Type)) return default;
        if (FeatureSettings.Read(member.Feature!) is not { } settings) return default;

        ITypeSymbol type = ValueType(member.Type);
        bool isNullable = !ReferenceEquals(type, member.Type);
        (FeatureSpec? spec, string? wrong) = type is INamedTypeSymbol { TypeKind: TypeKind.Enum } @enum
            ? ParseEnum(member, @enum, model, compilation)
            : ParseValue(member, type, settings, isSparse);
        if (spec is null) return (null, wrong);
        spec = spec with { IsNullable = isNullable };
        if (ObjectionToSettings(spec, member.Type, settings, isSparse) is { } unfit) return (null, unfit);
        if (settings.HasIndicator) return WithIndicator(spec, member, settings);
        return isNullable ? (null, MayBeNull(member, type)) : (spec, null);
    }

    /// <summary>The type of a value that is there: without the nullability of a value type.</summary>
    public static ITypeSymbol ValueType(ITypeSymbol type) =>
        type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? ((INamedTypeSymbol)type).TypeArguments[0] : type;

    /// <summary>The message for a type that is not one of those expected, and the way out: only the user knows what its values mean as numbers.</summary>
    public static string WrongType(ITypeSymbol type, string expected) =>
        $"its type is {Name(type)}; expected {expected}: mark a computed property that makes one of it";

    private static (FeatureSpec? Spec, string? Objection) ParseValue(RowMember member, ITypeSymbol type, in FeatureSettings settings, bool isSparse)
    {
        if (type.SpecialType == SpecialType.System_String)
        {
            // In sparse rows a string without columns of its own has one among those that such members share.
            return settings.Buckets is not null || settings.Words is not null || isSparse
                ? (Spec(member, FeatureKind.Text) with { Buckets = settings.Buckets ?? 0, Words = settings.Words }, null)
                : (null, $"its type is {Name(type)}; expected [Feature(buckets: 64)], by which each of 64 groups of strings is a column, a model with Sparse = true, "
                    + "in which each string has a column by its hash, or a computed property that makes a number, bool or enum of it");
        }

        if (DateParts(type) is { } possible)
        {
            return settings.Parts is { } parts
                ? (Spec(member, FeatureKind.Date) with { Parts = (DatePartSet)parts }, null)
                : (null, $"its type is {Name(type)}; expected [Feature(Parts = {DateColumns.Expression(possible & ~(DatePartSet.DayOfYear | DatePartSet.Days), "DateParts")})], "
                    + "which says what of it matters");
        }

        if (KindOf(type) is { } kind) return (Spec(member, kind), null);
        ITypeSymbol? element = type is IArrayTypeSymbol array ? array.ElementType : ElementTypes.Of(type);
        return (null, element is not null && KindOf(element) is not null ? Several(member.Type) : WrongType(member.Type, Expected));
    }

    /// <summary>The message for many numbers in one member, whose count its type does not say.</summary>
    private static string Several(ITypeSymbol type) =>
        $"its type is {Name(type)}, but a feature is one value; expected a member for each, or a model without a row type, [CrossEntropyModel(features: …, classes: …)], "
        + "whose rows are such numbers";

    /// <summary>Why the settings do not fit the member, or null if they do.</summary>
    private static string? ObjectionToSettings(FeatureSpec spec, ITypeSymbol type, in FeatureSettings settings, bool isSparse)
    {
        if (settings.Words is { } words && ObjectionToWords(words, spec.Kind, type, isSparse) is { } unfit) return unfit;
        if (settings.Buckets is { } buckets)
        {
            if (spec.Kind != FeatureKind.Text) return $"buckets are those of a string, but its type is {Name(type)}; expected [Feature] without a number";
            int most = isSparse ? ShapeChecks.MaxSparseFeatures : ShapeChecks.MaxFeatures;
            if (buckets < MinBuckets || buckets > most) return $"it has {Text(buckets)} {(buckets == 1 ? "bucket" : "buckets")}; expected {Text(MinBuckets)} to {Text(most)}";
        }

        if (settings.Parts is { } written)
        {
            if (spec.Kind != FeatureKind.Date) return $"Parts are those of a date or time, but its type is {Name(type)}; expected [Feature] without them";
            DatePartSet possible = DateParts(ValueType(type))!.Value, parts = (DatePartSet)written;
            if (parts == DatePartSet.None || (parts & ~possible) != 0)
                return $"its Parts are {Shown(parts)}; expected one or more of those of a {Name(ValueType(type))}: {DateColumns.Expression(possible, "DateParts").Replace(" | ", ", ")}";
        }

        if (settings.Missing is not (0 or FeatureSettings.Indicator)) return $"its Missing is {Text(settings.Missing)}; expected a value that MissingValues defines";
        if (settings.Fill is not { } fill) return null;
        if (!settings.HasIndicator) return "its Fill has no effect without Missing = MissingValues.Indicator";
        if (spec.Kind is not (FeatureKind.Number or FeatureKind.Single or FeatureKind.Duration)) return $"Fill is that of a number, but its type is {Name(type)}; its columns are 0 where it is missing";
        return IsFinite((float)fill) ? null : $"its Fill is {fill.ToString(CultureInfo.InvariantCulture)} as a float; expected a finite number";
    }

    private static string? ObjectionToWords(TextSpec words, FeatureKind kind, ITypeSymbol type, bool isSparse)
    {
        const string settings = $"{FeatureSettings.WordNGramsName} and {FeatureSettings.MaxCharacterNGramName}";
        if (kind != FeatureKind.Text) return $"{settings} are those of a string, but its type is {Name(type)}; expected [Feature] without them";
        if (!isSparse) return $"{settings} make it a text, whose words are features of sparse rows; expected a model with Sparse = true";
        if (words.WordNGrams < 0) return $"its {FeatureSettings.WordNGramsName} is {Text(words.WordNGrams)}; expected 0 or above";
        if (words.MinCharacterNGram < 0) return $"its {FeatureSettings.MinCharacterNGramName} is {Text(words.MinCharacterNGram)}; expected 0 or above";
        if (words.MaxCharacterNGram < 0) return $"its {FeatureSettings.MaxCharacterNGramName} is {Text(words.MaxCharacterNGram)}; expected 0 or above";
        if (words.MinCharacterNGram > words.MaxCharacterNGram)
        {
            return $"its {FeatureSettings.MinCharacterNGramName} is {Text(words.MinCharacterNGram)} and its {FeatureSettings.MaxCharacterNGramName} "
                + $"{Text(words.MaxCharacterNGram)}; expected a maximum that is not below the minimum";
        }

        return words is { WordNGrams: 0, MaxCharacterNGram: 0 } ? $"its {settings} are both 0, so that nothing of it counts; expected one of them to be 1 or above" : null;
    }

    private static (FeatureSpec? Spec, string? Objection) WithIndicator(FeatureSpec spec, RowMember member, in FeatureSettings settings)
    {
        if (!spec.IsNullable && spec.Kind != FeatureKind.Text && !CanBeNaN(member.Type))
            return (null, $"its type {Name(member.Type)} is never missing; expected [Feature] without Missing, or a nullable type");
        return spec.IsEnum && spec.Values.Any(static value => value.Name == FeatureSpec.MissingColumn)
            ? (null, $"its enum has a value named {FeatureSpec.MissingColumn}, as the column for missing values would be named; expected another name, or a value for what is missing")
            : (spec with { Fill = settings.Fill ?? 0 }, null);
    }

    private static string MayBeNull(RowMember member, ITypeSymbol inner)
    {
        (string suffix, string missing) = inner.SpecialType switch
        {
            SpecialType.System_Boolean => ("OrFalse", "false"),
            _ when KindOf(inner) is FeatureKind.Single or FeatureKind.Number => ("OrZero", "0"),
            _ => ("OrDefault", "default"),
        };
        string access = SourceNames.Escape(member.Symbol.Name);
        return $"its type {Name(member.Type)} may be null, and null is not a number; expected {Indicator}, which adds a column for what is missing, or a computed property, "
            + $"such as [Feature] public {Name(inner)} {member.Symbol.Name}{suffix} => {access} ?? {missing};";
    }

    private static FeatureSpec Spec(RowMember member, FeatureKind kind) =>
        new(member.Symbol.Name, SourceNames.Escape(member.Symbol.Name), kind, default);

    /// <summary>How a value that is no enum, string or date becomes a number; null if it does not.</summary>
    internal static FeatureKind? KindOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => FeatureKind.Bool,
        SpecialType.System_Single => FeatureKind.Single,
        >= SpecialType.System_SByte and <= SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_Decimal => FeatureKind.Number,
        _ when IsOfSystem(type, "Half") => FeatureKind.Number,
        _ => IsOfSystem(type, "TimeSpan") ? FeatureKind.Duration : null,
    };

    /// <summary>The parts that a date or time has; null for other types.</summary>
    private static DatePartSet? DateParts(ITypeSymbol type)
    {
        if (type.SpecialType == SpecialType.System_DateTime || IsOfSystem(type, "DateTimeOffset")) return DatePartSet.All;
        if (IsOfSystem(type, "DateOnly")) return DatePartSet.OfDate;
        return IsOfSystem(type, "TimeOnly") ? DatePartSet.TimeOfDay : null;
    }

    private static bool CanBeNaN(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_Single or SpecialType.System_Double || IsOfSystem(type, "Half");

    private static bool IsOfSystem(ITypeSymbol type, string name) => type.Name == name
        && type is INamedTypeSymbol { Arity: 0, ContainingType: null, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

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
        return Spec(member, FeatureKind.Enum) with
        {
            Values = isLarge ? EnumValues.Listed(values) : EnumValues.Written(values, SourceNames.Type(type)),
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
            Spec(member, FeatureKind.Flags) with { Values = EnumValues.Written(flags, SourceNames.Type(type)), EnumType = SourceNames.Type(type) },
            null);
    }

    private static bool IsFinite(float value) => !float.IsNaN(value) && !float.IsInfinity(value);

    private static string Shown(DatePartSet parts) => (parts & ~DatePartSet.All) == 0 && parts != DatePartSet.None
        ? DateColumns.Expression(parts, "DateParts")
        : Text((int)parts);

    private static string Name(ITypeSymbol type) => SourceNames.Shown(type);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
