using LossGen;

namespace NativeAot;

/// <summary>Three species of iris.</summary>
internal enum Species
{
    Setosa,
    Versicolor,
    Virginica,
}

/// <summary>A flower's four lengths in centimetres, and what it is.</summary>
internal readonly record struct Flower(
    [Feature] float SepalLength, [Feature] float SepalWidth, [Feature] float PetalLength, [Feature] float PetalWidth, [Label] Species Species);

/// <summary>Tells the species of a flower by its four lengths.</summary>
[CrossEntropyModel<Flower>]
internal sealed partial class IrisModel;
