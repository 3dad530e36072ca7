namespace LossGen.Generators.Planning;

/// <summary>A first layer over sparse rows. Its kernels are in the library, compiled for this shape.</summary>
/// <param name="Inputs">Features.</param>
/// <param name="Units">The number of outputs.</param>
/// <param name="Stride">Numbers of a row of outputs: LossGen.Kernels.ISparseLayer.Stride.</param>
internal sealed record SparsePlan(int Inputs, int Units, int Stride)
{
    /// <summary>Why the kernels look as they do, for the head of the generated file.</summary>
    public const string Reason = "The rows are sparse: the weights of a feature lie one after another, and only those of features that are not 0 are read or changed.";

    /// <summary>The plan for a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="isHidden">Whether further layers follow, which read its outputs in whole vectors.</param>
    public static SparsePlan For(LayerSpec layer, bool isHidden) => new(layer.Inputs, layer.Units, StrideOf(layer.Units, isHidden));

    // Up to four units share a vector with those of other features.
    private static int StrideOf(int units, bool isHidden) => (isHidden, units) switch
    {
        (false, 1 or 2) => units,
        (false, <= 4) => 4,
        _ => Budget.InVectors(units),
    };
}
