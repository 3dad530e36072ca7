using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>What a use of <c>[Feature]</c> says, as written.</summary>
/// <param name="Buckets">The buckets; null if they are not written.</param>
/// <param name="Parts">The value of DateParts; null if it is not written.</param>
/// <param name="Missing">The value of MissingValues, which a cast can take outside the enum.</param>
/// <param name="Fill">The number in place of a missing one; null if it is not written.</param>
internal readonly record struct FeatureSettings(int? Buckets, int? Parts, int Missing, double? Fill)
{
    /// <summary>MissingValues.Indicator.</summary>
    public const int Indicator = 1;

    /// <summary>Whether missing values have a column.</summary>
    public bool HasIndicator => Missing == Indicator;

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
