using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>
/// What the generator writes for one shape: the passes over a <see cref="Block"/> of up to sixteen rows. A struct
/// implements it, so that the engine is compiled once for each model with the shape as constants.
/// </summary>
/// <remarks>
/// Notation: x a row, W the weights [logit][feature], b the biases, z = W x + b the logits, p the probabilities, t the target
/// distribution, r = p − t the residuals. A block's logits, targets and residuals are laid out as <see cref="Block"/> says.
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

    /// <summary>Whether <see cref="Logits"/> wants a block's rows transposed (feature by feature, sixteen each) or as they are.</summary>
    static abstract bool ForwardTakesColumns { get; }

    /// <summary>Whether <see cref="AddGradient"/> wants them transposed, and <see cref="InputGradient"/> writes them so.</summary>
    static abstract bool BackwardTakesColumns { get; }

    /// <summary>Partial sums kept for each entry of the gradient while a batch is summed: 1, or 8 with the rows in the lanes.</summary>
    static abstract int GradientLanes { get; }

    /// <summary>z = W x + b for the rows of a block.</summary>
    static abstract void Logits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> block, int count, Span<float> logits);

    /// <summary>z = W x + b for one row, one logit after another.</summary>
    static abstract void RowLogits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> logits);

    /// <summary>Turns a block's logits into probabilities, in place; every class of a row with a logit that is not finite becomes NaN.</summary>
    static abstract void Probabilities(Span<float> logits);

    /// <summary>Cross-entropy against one true class a row; the logits become the residuals p − t.</summary>
    static virtual void CrossEntropy(Span<float> logits, ReadOnlySpan<int> labels, Span<float> losses) =>
        throw new NotSupportedException("A multi-label model has no single true class; give targets.");

    /// <summary>Cross-entropy against target probabilities, laid out like the logits; the logits become the residuals p − t.</summary>
    static abstract void CrossEntropy(Span<float> logits, ReadOnlySpan<float> targets, Span<float> losses);

    /// <summary>Adds Σ r xᵀ and Σ r over a block to the gradient's partial sums.</summary>
    static abstract void AddGradient(ReadOnlySpan<float> block, int count, ReadOnlySpan<float> residuals, Span<float> gradient);

    /// <summary>Wᵀ r for the rows of a block, in the layout that the backward pass wants rows in.</summary>
    static abstract void InputGradient(ReadOnlySpan<float> parameters, int count, ReadOnlySpan<float> residuals, Span<float> gradient);
}
