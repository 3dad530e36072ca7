using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>What follows a layer over sparse rows: the head, or activation, further layers and head.</summary>
/// <remarks>Its parameters are those behind the biases of the sparse layer. The sparse layer's sums z and their δ = dL/dz lie row by row, a stride each.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ISparseTail
{
    /// <summary>What the outputs mean.</summary>
    internal static abstract ClassificationTask Task { get; }

    /// <summary>Classes, or labels of a multi-label model.</summary>
    internal static abstract int ClassCount { get; }

    /// <summary>Logits of a row.</summary>
    internal static abstract int LogitCount { get; }

    /// <summary>What follows the sparse layer and every other hidden one; null: it gives the logits.</summary>
    internal static abstract Activation? Activation { get; }

    /// <summary>Parameters of the layers behind the sparse one.</summary>
    internal static abstract int ParameterCount { get; }

    /// <summary>The units of the layers behind the sparse one.</summary>
    internal static abstract ReadOnlySpan<int> Units { get; }

    /// <summary>Floats of scratch memory for a block.</summary>
    internal static abstract int ScratchLength { get; }

    /// <summary>Classes whose logits and targets are held for a block of rows; 0: they are not.</summary>
    internal static abstract int BlockClasses { get; }

    /// <summary>Rows that are taken at once.</summary>
    internal static abstract int BlockRows { get; }

    /// <summary>Lays the parameters out as the passes over blocks read them.</summary>
    internal static abstract void Prepare(ReadOnlySpan<float> parameters, Span<float> scratch);

    /// <summary>
    /// The loss of a block of rows. Unless it is all that is wanted, the sums become their δ, with zeros behind the units, and the gradient of the layers
    /// behind is added.
    /// </summary>
    /// <param name="parameters">The parameters behind the sparse layer.</param>
    /// <param name="sums">The sparse layer's sums.</param>
    /// <param name="batch">The rows that these are some of.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="first">The first of them in the batch.</param>
    /// <param name="count">Their number.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="scratch">The tail's share of its scratch memory.</param>
    /// <param name="isLossAlone">Whether nothing but the loss is wanted.</param>
    /// <param name="gradient">The gradient of the layers behind.</param>
    internal static abstract LossSums Run(
        ReadOnlySpan<float> parameters,
        Span<float> sums,
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        in Workspace workspace,
        Span<float> scratch,
        bool isLossAlone,
        Span<float> gradient);

    /// <summary>Writes the logits of a block of rows, row by row, or their probabilities.</summary>
    internal static abstract void Write(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, bool asProbabilities, in Workspace workspace, Span<float> scratch, Span<float> destination);

    /// <summary>Writes the most probable class of each row of a block, or −1 where a logit is not finite.</summary>
    internal static abstract void MostProbable(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, in Workspace workspace, Span<float> scratch, Span<int> classes);

    /// <summary>Writes for each row of a block how many of its labels are right.</summary>
    internal static abstract void RightLabels(
        ReadOnlySpan<float> parameters, Span<float> sums, in Batch batch, int first, int count, in Workspace workspace, Span<float> scratch, Span<int> right);
}
