using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>The last layer of a network: z = W h + b are the logits, and the head's residuals r = p − t their δ.</summary>
/// <typeparam name="TLayer">The shape, and where everything is.</typeparam>
/// <remarks>
/// The layers have rows in memory one after another, the heads classes, as <see cref="Block"/> says: logits and residuals are transposed in between.
/// Not static: generated kernels derive a class and call it by that short name.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class OutputLayer<TLayer>
    where TLayer : struct, IDenseLayer
{
    private static int Length => Block.Rows * DenseLayer<TLayer>.Stride;

    /// <summary>Lays the weights out as the passes over a block read them; needed once for any number of blocks with the same parameters.</summary>
    public static void Prepare(ReadOnlySpan<float> parameters, Span<float> scratch) => DenseLayer<TLayer>.Prepare(parameters, scratch);

    /// <summary>The logits of a block, class by class.</summary>
    public static void Forward(ReadOnlySpan<float> inputs, int count, Span<float> scratch, Span<float> logits)
    {
        Span<float> outputs = scratch.Slice(TLayer.Outputs, Length);
        DenseLayer<TLayer>.Sums(inputs, count, scratch, ref outputs[0]);
        Span<int> starts = stackalloc int[Block.Rows];
        Block.Starts(DenseLayer<TLayer>.Stride, count, starts);
        Block.ToColumns(outputs, starts, TLayer.Units, count, logits);
    }

    /// <summary>The logits of one row, one after another, to the bits that they get in a block.</summary>
    public static void ForwardRow(ReadOnlySpan<float> parameters, ReadOnlySpan<float> inputs, Span<float> logits) =>
        DenseLayer<TLayer>.RowSums(parameters, inputs, logits);

    /// <summary>Takes the residuals of a block, class by class.</summary>
    public static void Residuals(ReadOnlySpan<float> residuals, int count, Span<float> scratch) =>
        Block.ToPaddedRows(residuals, TLayer.Units, count, scratch.Slice(TLayer.Residuals, Length));

    /// <summary>Adds Σ r hᵀ and Σ r over the rows of a block to the gradient of all parameters.</summary>
    public static void AddGradient(ReadOnlySpan<float> inputs, int count, Span<float> scratch, Span<float> gradient) =>
        DenseLayer<TLayer>.AddGradient(inputs, count, scratch, gradient);

    /// <summary>Writes dL/dh = Wᵀ r for the rows of a block, each row filled up to whole vectors.</summary>
    public static void InputDeltas(ReadOnlySpan<float> parameters, int count, Span<float> scratch, Span<float> deltas) =>
        DenseLayer<TLayer>.InputDeltas(parameters, count, scratch, deltas);

    /// <summary>Writes dL/dh = Wᵀ r for the rows of a block, row by row without a gap; <paramref name="deltas"/> has room for the rows with gaps.</summary>
    public static void InputGradient(ReadOnlySpan<float> parameters, int count, Span<float> scratch, Span<float> deltas, Span<float> gradient) =>
        DenseLayer<TLayer>.InputGradient(parameters, count, scratch, deltas, gradient);
}
