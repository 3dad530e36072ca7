namespace LossGen;

/// <summary>
/// Marks a partial class as a classifier of the rows of a type: the members of <typeparamref name="TRow"/> marked with
/// <see cref="FeatureAttribute"/> and <see cref="LabelAttribute"/> give the number of features, the classes and their names.
/// </summary>
/// <example>
/// <code>
/// public enum Species { Setosa, Versicolor, Virginica }
///
/// public sealed record Flower(
///     [Feature] double SepalLength, [Feature] double SepalWidth, [Feature] double PetalLength, [Feature] double PetalWidth,
///     [Label] Species Species);
///
/// [CrossEntropyModel&lt;Flower&gt;]
/// public sealed partial class FlowerModel;
/// </code>
/// </example>
/// <typeparam name="TRow">A class, struct, record or record struct, at least as accessible as the model.</typeparam>
// AllowMultiple leaves the second use of the attribute to rule LG0009, whose message says more than the compiler's.
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class CrossEntropyModelAttribute<TRow> : Attribute
{
    /// <summary>What the outputs mean; <see cref="ClassificationTask.Auto"/> decides by the label.</summary>
    public ClassificationTask Task { get; set; }

    /// <inheritdoc cref="CrossEntropyModelAttribute.HiddenLayers"/>
    public int[] HiddenLayers { get; set; } = [];

    /// <inheritdoc cref="CrossEntropyModelAttribute.Activation"/>
    public Activation Activation { get; set; }

    /// <inheritdoc cref="CrossEntropyModelAttribute.Weights"/>
    public string? Weights { get; set; }

    /// <summary>Whether rows become sparse rows, which list the features that are not 0: for strings of any values, for texts, and for enums of many values.</summary>
    /// <remarks>
    /// <para>A string without <see cref="FeatureAttribute.Buckets"/> is then one feature, 1, in the column that the hash of member and value gives among
    /// <see cref="HashedFeatures"/> columns that all such members share; with <see cref="FeatureAttribute.WordNGrams"/> or
    /// <see cref="FeatureAttribute.MaxCharacterNGram"/> it is a text. All other members have the columns that they have in dense rows. Time and memory follow the
    /// features that rows have, so a string may have 16,777,216 buckets.</para>
    /// <para>The hash is the signed 32-bit MurmurHash3 of <c>member=value</c> in UTF-8, the column |h| mod <see cref="HashedFeatures"/>, as in scikit-learn's FeatureHasher
    /// (<c>alternate_sign=False</c>).</para>
    /// </remarks>
    public bool Sparse { get; set; }

    /// <summary>The columns that strings without buckets of their own share, where rows are <see cref="Sparse"/>: 2 to 16,777,216; 262,144 unless set.</summary>
    public int HashedFeatures { get; set; } = 1 << 18;
}
