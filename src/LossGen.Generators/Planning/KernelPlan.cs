using LossGen.Generators.Parsing;

namespace LossGen.Generators.Planning;

/// <summary>How the kernels of one shape are written. Decided here once; the emitters only follow it.</summary>
/// <param name="Spec">The declaration.</param>
/// <param name="Forward">What lies in the lanes of a vector on the way from a row to its logits.</param>
/// <param name="Backward">What lies there on the way from the residuals to the gradients.</param>
/// <param name="UnrollLogits">Whether every product of the forward and backward pass is written out; else classes are looped over.</param>
/// <param name="UnrollSoftmax">Whether the softmax of a row is written out class by class; else it is a loop.</param>
/// <param name="GradientLanes">Partial sums kept for each gradient entry while a batch is summed: 8 or 1.</param>
internal sealed record KernelPlan(
    ModelSpec Spec, LaneLayout Forward, LaneLayout Backward, bool UnrollLogits, bool UnrollSoftmax, int GradientLanes)
{
    /// <summary>Rows in a block: LossGen.Kernels.Block.Rows, to which the emitted indices are cut.</summary>
    public const int BlockRows = 16;

    /// <summary>Floats in a vector: LossGen.Kernels.Lanes.Width.</summary>
    public const int LaneWidth = 8;

    /// <summary>
    /// Products written out at most. Each becomes a few locals after inlining, and the JIT stops inlining past 512 locals.
    /// </summary>
    public const int UnrollBudget = 96;

    /// <summary>Classes up to which the softmax is written out; beyond it a loop keeps the text short.</summary>
    public const int SoftmaxUnrollLimit = 6;

    /// <summary>
    /// Classes up to which exponentials are simply added: n − 1 additions err by at most (n − 1) u relatively, 1.5e-5 for 256.
    /// </summary>
    public const int PlainSumClasses = 256;

    /// <summary>Features up to which a small model has its rows in the lanes both ways.</summary>
    public const int SampleLaneFeatures = 48;

    /// <summary>
    /// Features up to which the forward pass transposes the rows, which saves the horizontal sum of every dot product. Beyond it a
    /// block and its transposed copy (16 KiB each for 256 features) no longer fit into a first-level cache of 32 KiB.
    /// </summary>
    public const int TransposedFeatures = 256;

    /// <summary>Parameters up to which eight partial sums an entry take at most 32 KiB, the size of a first-level cache.</summary>
    public const int PartialSumParameters = 1024;

    /// <summary>Features of a row in whole pairs of vectors.</summary>
    public int PairedFeatures => Spec.Features / (2 * LaneWidth) * (2 * LaneWidth);

    /// <summary>Whether one whole vector of features follows the pairs.</summary>
    public bool HasSingleVector => Spec.Features - PairedFeatures >= LaneWidth;

    /// <summary>Features behind the last whole vector.</summary>
    public int RestFeatures => Spec.Features % LaneWidth;

    /// <summary>Where the biases begin among the parameters.</summary>
    public int BiasStart => Spec.Features * Spec.Logits;

    /// <summary>Whether sums over the classes carry a compensation (Kahan 1965, Further Remarks on Reducing Truncation Errors).</summary>
    public bool CompensateSums => Spec.Logits > PlainSumClasses;

    /// <summary>The plan for a shape.</summary>
    public static KernelPlan For(ModelSpec spec)
    {
        bool keepsPartialSums = spec.Parameters <= PartialSumParameters;
        bool small = spec.Features < LaneWidth || (spec.Features <= SampleLaneFeatures && keepsPartialSums);
        return new KernelPlan(
            spec,
            Forward: small || spec.Features <= TransposedFeatures ? LaneLayout.Samples : LaneLayout.Features,
            Backward: small ? LaneLayout.Samples : LaneLayout.Features,
            UnrollLogits: small && spec.Logits * spec.Features <= UnrollBudget,
            UnrollSoftmax: spec.Logits <= SoftmaxUnrollLimit,
            GradientLanes: small && keepsPartialSums ? LaneWidth : 1);
    }

    /// <summary>The full tile, where there is one, and what is left over.</summary>
    public static IEnumerable<int> TileSizes(int count, int full)
    {
        if (count >= full) yield return full;
        if (count % full != 0) yield return count % full;
    }

    /// <summary>Why the kernels look as they do, for the head of the generated file.</summary>
    public string Reason => (Forward, Backward) switch
    {
        (LaneLayout.Samples, LaneLayout.Samples) =>
            "The shape is small: eight rows lie in the lanes of a vector, and a weight multiplies all of them at once."
            + (UnrollLogits ? " Every product is written out." : " The classes are looped over, to keep the code within what the JIT optimises."),
        (LaneLayout.Samples, _) =>
            "Forward, eight rows lie in the lanes of a vector, so that no sum crosses lanes; backward, eight features of a row.",
        _ => "The rows are long: eight features lie in the lanes of a vector, and a tile of rows and classes stays in registers.",
    };
}

/// <summary>What the lanes of a vector hold.</summary>
internal enum LaneLayout
{
    /// <summary>The same feature of eight rows.</summary>
    Samples,

    /// <summary>Eight features of one row.</summary>
    Features,
}
