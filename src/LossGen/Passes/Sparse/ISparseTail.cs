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

    /// <summary>Lays the parameters out as the passes over blocks read them.</summary>
    internal static abstract void Prepare(ReadOnlySpan<float> parameters, Span<float> scratch);

    /// <summary>The logits of a block, class by class.</summary>
    internal static abstract void Forward(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, in Dropout dropout, int firstRow, Span<float> scratch, Span<float> logits);

    /// <summary>Turns the logits of a block into probabilities.</summary>
    internal static abstract void Probabilities(Span<float> logits, int count);

    /// <summary>Writes the most probable class of each row of a block, or −1 where a logit is not finite.</summary>
    internal static abstract void MostProbable(ReadOnlySpan<float> logits, int count, Span<int> classes);

    /// <summary>Turns a block's logits in the workspace into weighted residuals, and returns its part of the loss.</summary>
    internal static abstract LossSums Residuals(in Batch batch, in LossSettings settings, int first, int count, in Workspace workspace);

    /// <summary>Turns the sums of the block that has last gone forward into their δ, with zeros behind the units, and adds the gradient of the layers behind.</summary>
    internal static abstract void Backward(
        ReadOnlySpan<float> parameters,
        Span<float> sums,
        int count,
        in Dropout dropout,
        int firstRow,
        Span<float> scratch,
        ReadOnlySpan<float> residuals,
        Span<float> gradient);
}
