using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>What follows a model's last layer, cut to its number of classes by the generator: logits become probabilities, or losses and residuals.</summary>
/// <remarks>Logits, targets, probabilities and residuals of a block lie class by class, as <see cref="Block"/> says. Losses are in nats.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IHeadKernels
{
    /// <summary>What the outputs mean; never <see cref="ClassificationTask.Auto"/>.</summary>
    static abstract ClassificationTask Task { get; }

    /// <summary>Classes, or labels of a multi-label model.</summary>
    static abstract int ClassCount { get; }

    /// <summary>Turns a block's logits into probabilities, in place; every class of a row with a logit that is not finite becomes NaN.</summary>
    static abstract void Probabilities(Span<float> logits, int count);

    /// <summary>
    /// The same for one row whose logits lie one after another, in memory of whole vectors that has room for a number for each class: the bits are those
    /// that the row gets in a block.
    /// </summary>
    static abstract void ProbabilitiesOfRow(Span<float> logits);

    /// <summary>Cross-entropy against target probabilities; the logits become the residuals p − t.</summary>
    static abstract void CrossEntropy(Span<float> logits, ReadOnlySpan<float> targets, int count, Span<float> losses);

    /// <summary>Cross-entropy against one true class a row (of labels: that one is 1, the others are 0); the logits become the residuals p − t.</summary>
    static abstract void CrossEntropy(Span<float> logits, ReadOnlySpan<int> labels, int count, Span<float> losses);

    /// <summary>
    /// Writes the most probable class of each row of a block, the lowest of equals; −1 where a logit is not finite.
    /// <paramref name="classes"/> has room for a whole block.
    /// </summary>
    static abstract void MostProbable(ReadOnlySpan<float> logits, int count, Span<int> classes);

    /// <summary>The most probable class of one row whose logits are finite and lie one after another, the lowest of equals.</summary>
    static abstract int MostProbable(ReadOnlySpan<float> logits);

    /// <summary>
    /// Cross-entropy of one row whose logits lie one after another, in memory of whole vectors; they become the residuals p − t.
    /// </summary>
    static abstract float CrossEntropyOfRow(Span<float> logits, int label);
}
