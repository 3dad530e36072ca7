using LossGen;

namespace Iris;

/// <summary>Three species of iris.</summary>
public enum Species
{
    /// <summary>Iris setosa.</summary>
    Setosa,

    /// <summary>Iris versicolor.</summary>
    Versicolor,

    /// <summary>Iris virginica.</summary>
    Virginica,
}

/// <summary>A measured flower, all lengths in centimetres.</summary>
/// <param name="SepalLength">Length of the sepals.</param>
/// <param name="SepalWidth">Width of the sepals.</param>
/// <param name="PetalLength">Length of the petals.</param>
/// <param name="PetalWidth">Width of the petals.</param>
/// <param name="Species">What the model learns to tell.</param>
public sealed record Flower(
    [Feature] float SepalLength,
    [Feature] float SepalWidth,
    [Feature] float PetalLength,
    [Feature] float PetalWidth,
    [Label] Species Species);

/// <summary>Tells the species of a flower by its four lengths.</summary>
[CrossEntropyModel<Flower>]
public sealed partial class IrisModel;
