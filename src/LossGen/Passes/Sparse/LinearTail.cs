using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>The head alone: the sums of the sparse layer are the logits.</summary>
/// <typeparam name="TLayer">The sparse layer's shape.</typeparam>
/// <typeparam name="THead">The head's kernels.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LinearTail<TLayer, THead> : ISparseTail
    where TLayer : struct, ISparseLayer
    where THead : struct, IHeadKernels
{
    static ClassificationTask ISparseTail.Task => THead.Task;

    static int ISparseTail.ClassCount => THead.ClassCount;

    static int ISparseTail.LogitCount => TLayer.Units;

    static Activation? ISparseTail.Activation => null;

    static int ISparseTail.ParameterCount => 0;

    static ReadOnlySpan<int> ISparseTail.Units => default;

    static int ISparseTail.ScratchLength => 0;

    static void ISparseTail.Prepare(ReadOnlySpan<float> parameters, Span<float> scratch)
    {
        // There are no further layers.
    }

    static void ISparseTail.Forward(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, in Dropout dropout, int firstRow, Span<float> scratch, Span<float> logits)
    {
        sums = sums[..(count * TLayer.Stride)];
        for (int k = 0; k < TLayer.Units; k++)
        {
            Span<float> column = logits.Slice(k * Block.Rows, Block.Rows);
            for (int r = 0; r < count; r++) column[r] = sums[(r * TLayer.Stride) + k];

            // An absent row of the last group of eight repeats the first, so that what is computed of it is as finite.
            for (int r = count; r % Lanes.Width != 0; r++) column[r] = column[0];
        }
    }

    static void ISparseTail.Probabilities(Span<float> logits, int count) => THead.Probabilities(logits, count);

    static void ISparseTail.MostProbable(ReadOnlySpan<float> logits, int count, Span<int> classes) => THead.MostProbable(logits, count, classes);

    static LossSums ISparseTail.Residuals(in Batch batch, in LossSettings settings, int first, int count, in Workspace workspace) =>
        BlockLoss<THead>.Residuals(batch, settings, first, count, TLayer.Units, workspace);

    static void ISparseTail.Backward(
        ReadOnlySpan<float> parameters,
        Span<float> sums,
        int count,
        in Dropout dropout,
        int firstRow,
        Span<float> scratch,
        ReadOnlySpan<float> residuals,
        Span<float> gradient)
    {
        for (int r = 0; r < count; r++)
        {
            Span<float> row = sums.Slice(r * TLayer.Stride, TLayer.Stride);
            for (int k = 0; k < TLayer.Units; k++) row[k] = residuals[(k * Block.Rows) + r];
            for (int k = TLayer.Units; k < row.Length; k++) row[k] = 0;
        }
    }
}
