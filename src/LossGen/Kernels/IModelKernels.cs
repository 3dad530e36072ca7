using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>
/// What the generator writes for one shape: the passes over a <see cref="Block"/> of rows, and over a single row. A struct
/// implements it, so that the engine is compiled once for each model with the shape as constants.
/// </summary>
/// <remarks>
/// Notation: x a row, W the weights [logit][feature], b the biases, z = W x + b the logits, p the probabilities, t the target
/// distribution, r = p − t the residuals. A block's logits, targets and residuals are laid out as <see cref="Block"/> says.
/// A pass reads the rows where they lie: row i of the block begins at <c>rows[starts[i]]</c>. Where it wants columns, <c>rows</c>
/// is the transposed block and <c>starts</c> does not matter.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IModelKernels
{
    /// <summary>Numbers in a row.</summary>
    static abstract int FeatureCount { get; }

    /// <summary>Classes, or labels of a multi-label model.</summary>
    static abstract int ClassCount { get; }

    /// <summary>What the outputs mean; never <see cref="ClassificationTask.Auto"/>.</summary>
    static abstract ClassificationTask Task { get; }

    /// <summary>Whether the shape is so small, and its rows have one true class, that <see cref="LossAndGradient"/>, <see cref="PredictRow"/> and <see cref="UpdateRow"/> are written out.</summary>
    static virtual bool IsStraight => false;

    /// <summary>Whether <see cref="Logits"/> wants a block's rows transposed (feature by feature) or as they are.</summary>
    static abstract bool ForwardTakesColumns { get; }

    /// <summary>Whether <see cref="AddGradient"/> wants them transposed, and <see cref="InputGradient"/> writes them so.</summary>
    static abstract bool BackwardTakesColumns { get; }

    /// <summary>Partial sums kept for each entry of the gradient while a batch is summed: 1, or 8 with the rows in the lanes.</summary>
    static abstract int GradientLanes { get; }

    /// <summary>Numbers of scratch memory that <see cref="Logits"/> and <see cref="LossAndGradient"/> want.</summary>
    static abstract int ScratchLength { get; }

    /// <summary>z = W x + b for the rows of a block.</summary>
    static abstract void Logits(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int count, Span<float> scratch, Span<float> logits);

    /// <summary>z = W x + b for one row, one logit after another.</summary>
    static abstract void RowLogits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> logits);

    /// <summary>Turns a block's logits into probabilities, in place; every class of a row with a logit that is not finite becomes NaN.</summary>
    static abstract void Probabilities(Span<float> logits, int count);

    /// <summary>Cross-entropy against one true class a row; the logits become the residuals p − t.</summary>
    static virtual void CrossEntropy(Span<float> logits, ReadOnlySpan<int> labels, int count, Span<float> losses) =>
        throw new NotSupportedException("A multi-label model has no single true class; give targets.");

    /// <summary>Cross-entropy against target probabilities, class by class as logits lie; the logits become the residuals p − t.</summary>
    static abstract void CrossEntropy(Span<float> logits, ReadOnlySpan<float> targets, int count, Span<float> losses);

    /// <summary>Adds Σ r xᵀ and Σ r over a block to the gradient's partial sums; <paramref name="next"/> says where the rows of the next block start.</summary>
    static abstract void AddGradient(
        ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, ReadOnlySpan<int> next, int count, ReadOnlySpan<float> residuals, Span<float> gradient);

    /// <summary>Wᵀ r for the rows of a block, in the layout that the backward pass wants rows in.</summary>
    static abstract void InputGradient(ReadOnlySpan<float> parameters, int count, ReadOnlySpan<float> residuals, Span<float> gradient);

    /// <summary>Forward pass, cross-entropy and gradient of up to <see cref="Block.StraightRows"/> rows in one: adds to the gradient's partial sums and returns the sum of the losses.</summary>
    static virtual double LossAndGradient(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<int> starts,
        ReadOnlySpan<int> labels,
        int count,
        Span<float> scratch,
        Span<float> gradient) =>
        throw new NotSupportedException("The passes of this shape are separate.");

    /// <summary>The most probable class of one row, or −1 where a logit is not finite.</summary>
    static virtual int PredictRow(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row) =>
        throw new NotSupportedException("The passes of this shape are separate.");

    /// <summary>
    /// A gradient step on one row; returns the loss before it. Where the loss is not finite, or the step so large that a parameter might
    /// not stay finite (<see cref="Lanes.IsFiniteStep"/>), it returns NaN and changes nothing. Each feature is read once.
    /// </summary>
    static virtual float UpdateRow(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate) =>
        throw new NotSupportedException("The passes of this shape are separate.");
}
