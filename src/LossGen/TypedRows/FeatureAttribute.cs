namespace LossGen;

/// <summary>Marks a member of a row type as something the model sees; see <see cref="CrossEntropyModelAttribute{TRow}"/>.</summary>
/// <remarks>
/// <para>A number (sbyte to ulong, Half, float, double, decimal) is one feature, rounded to float; a <see cref="TimeSpan"/> is its seconds. A bool is one feature,
/// 0 or 1. An enum is one feature for each of its distinct values, in ascending order, of which that of the row is 1 and the others are 0.
/// An enum with <see cref="FlagsAttribute"/> is one feature for each flag, a value of a single bit, the lowest bit first: 1 if the row has it, else 0.</para>
/// <para>A string is <see cref="Buckets"/> features, a date or time those of its <see cref="Parts"/>. What may be missing (null or NaN) has one feature
/// more if <see cref="Missing"/> says so.</para>
/// <para>Features are in the order in which the members are declared, those of a base class first. The parameter of a positional
/// record represents its property.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class FeatureAttribute : Attribute
{
    /// <summary>A number, bool or enum, a duration, or a date with its <see cref="Parts"/>.</summary>
    public FeatureAttribute()
    {
    }

    /// <summary>A string, one feature for each of several buckets: 1 for the bucket that its hash leads to, 0 for the others.</summary>
    /// <param name="buckets">Buckets, 2 to 65,536; where rows are sparse, up to 16,777,216.</param>
    public FeatureAttribute(int buckets) => Buckets = buckets;

    /// <summary>The buckets of a string; 0 for other members.</summary>
    /// <remarks>
    /// The bucket is |h| mod <see cref="Buckets"/> with h the 32-bit MurmurHash3 (x86 variant, seed 0, as a signed integer) of the string's UTF-8 bytes, as in
    /// scikit-learn's FeatureHasher, and so the same in every process and on every platform. Upper and lower case differ. Two strings may share a bucket, and then
    /// the model cannot tell them apart: with twice as many buckets as strings about four in ten do. If the strings are known, an enum has no such collisions.
    /// </remarks>
    public int Buckets { get; }

    /// <summary>
    /// The longest run of neighbouring words of a text that counts, beside all shorter ones: 1 for single words; 0 (the default): no words. Only for strings, and where
    /// rows are <see cref="CrossEntropyModelAttribute{TRow}.Sparse"/>.
    /// </summary>
    /// <remarks>
    /// The string is then a text, whose features are those of <see cref="TextFeatures"/>: counts with the sign of their hash, in lower case, scaled to length 1. With
    /// <see cref="Buckets"/> they are in columns of their own, and those of scikit-learn's HashingVectorizer; without, in the columns that such members share,
    /// hashed with the hash of the member's name as the seed, so that a word of one member is not the same feature as that of another.
    /// </remarks>
    public int WordNGrams { get; set; }

    /// <summary>The shortest group of neighbouring characters of a text that counts; with a maximum above 0, 0 (the default) means 1.</summary>
    public int MinCharacterNGram { get; set; }

    /// <summary>The longest group of characters of a text that counts; 0 (the default): none. As <see cref="WordNGrams"/>, it makes the string a text.</summary>
    public int MaxCharacterNGram { get; set; }

    /// <summary>What of a DateTime, DateTimeOffset, DateOnly or TimeOnly the model sees.</summary>
    public DateParts Parts { get; set; }

    /// <summary>What becomes of a missing value: null, and NaN in a float, double or Half.</summary>
    public MissingValues Missing { get; set; }

    /// <summary>The number in place of a missing one, with <see cref="MissingValues.Indicator"/>; by default 0. Only for numbers.</summary>
    public double Fill { get; set; }
}
