using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>Layer and head of a shape so small that one method does everything, cut to it by the generator.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IFusedKernels
{
    /// <summary>Floats of scratch memory that <see cref="LossAndGradient"/> needs.</summary>
    static abstract int ScratchLength { get; }

    /// <summary>
    /// Forward pass, cross-entropy and gradient of up to <see cref="Block.StraightRows"/> rows in one: adds to the gradient's partial sums,
    /// eight for each entry, and returns the sum of the losses.
    /// </summary>
    static abstract double LossAndGradient(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<int> starts,
        ReadOnlySpan<int> labels,
        int count,
        Span<float> scratch,
        Span<float> gradient);

    /// <summary>The most probable class of one row, or −1 where a logit is not finite.</summary>
    static abstract int PredictRow(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row);

    /// <summary>
    /// A gradient step on one row; returns the loss before it. Where the loss is not finite, or the step so large that a parameter might
    /// not stay finite (<see cref="Lanes.IsFiniteStep"/>), it returns NaN and changes nothing. Each feature is read once.
    /// </summary>
    static abstract float UpdateRow(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate);
}
