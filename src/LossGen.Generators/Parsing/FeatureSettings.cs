using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>What a use of <c>[Feature]</c> says, as written.</summary>
/// <param name="Buckets">The buckets; null if they are not written.</param>
/// <param name="Parts">The value of DateParts; null if it is not written.</param>
/// <param name="Missing">The value of MissingValues, which a cast can take outside the enum.</param>
/// <param name="Fill">The number in place of a missing one; null if it is not written.</param>
internal readonly record struct FeatureSettings(int? Buckets, int? Parts, int Missing, double? Fill)
{
    /// <summary>The names of the settings that make a string a text.</summary>
    public const string WordNGramsName = "WordNGrams", MinCharacterNGramName = "MinCharacterNGram", MaxCharacterNGramName = "MaxCharacterNGram";

    /// <summary>What of a text counts; null where nothing says that the string is one.</summary>
    public TextSpec? Words { get; private init; }

    /// <summary>MissingValues.Indicator.</summary>
    public const int Indicator = 1;

    /// <summary>Whether missing values have a column.</summary>
    public bool HasIndicator => Missing == Indicator;

    private static TextSpec NoWords { get; } = new(0, 0, 0);

    /// <summary>The settings, or null when the arguments do not compile, which the compiler itself reports.</summary>
    public static FeatureSettings? Read(AttributeData attribute)
    {
        if (attribute.AttributeConstructor is null) return null;
        var settings = default(FeatureSettings);
        if (attribute.ConstructorArguments.Length > 0)
        {
            if (attribute.ConstructorArguments[0] is not { Kind: TypedConstantKind.Primitive, Value: int buckets }) return null;
            settings = settings with { Buckets = buckets };
        }

        foreach (KeyValuePair<string, TypedConstant> named in attribute.NamedArguments)
        {
            if (named.Value.Kind is not (TypedConstantKind.Primitive or TypedConstantKind.Enum)) return null;
            switch (named.Key, named.Value.Value)
            {
                case ("Parts", int parts):
                    settings = settings with { Parts = parts };
                    break;
                case ("Missing", int missing):
                    settings = settings with { Missing = missing };
                    break;
                case (WordNGramsName, int words):
                    settings = settings with { Words = (settings.Words ?? NoWords) with { WordNGrams = words } };
                    break;
                case (MinCharacterNGramName, int shortest):
                    settings = settings with { Words = (settings.Words ?? NoWords) with { MinCharacterNGram = shortest } };
                    break;
                case (MaxCharacterNGramName, int longest):
                    settings = settings with { Words = (settings.Words ?? NoWords) with { MaxCharacterNGram = longest } };
                    break;
                case ("Fill", double fill):
                    settings = settings with { Fill = fill };
                    break;
                default:
                    return null;
            }
        }

        return settings;
    }
}
