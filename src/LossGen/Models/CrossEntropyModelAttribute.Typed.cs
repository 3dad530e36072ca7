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
}
