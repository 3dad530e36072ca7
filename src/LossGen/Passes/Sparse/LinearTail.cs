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

    static int ISparseTail.BlockClasses => THead.ClassCount;

    static int ISparseTail.BlockRows => Block.Rows;

    static void ISparseTail.Prepare(ReadOnlySpan<float> parameters, Span<float> scratch)
    {
        // There are no further layers.
    }

    static LossSums ISparseTail.Run(
        ReadOnlySpan<float> parameters,
        Span<float> sums,
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        in Workspace workspace,
        Span<float> scratch,
        bool isLossAlone,
        Span<float> gradient)
    {
        ToColumns(sums, count, workspace.Logits);
        LossSums loss = BlockLoss<THead>.Residuals(batch, settings, first, count, TLayer.Units, workspace);
        if (!isLossAlone) ToRows(workspace.Logits, count, sums);
        return loss;
    }

    static void ISparseTail.Write(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, bool asProbabilities, in Workspace workspace, Span<float> scratch, Span<float> destination)
    {
        ToColumns(sums, count, workspace.Logits);
        if (asProbabilities) THead.Probabilities(workspace.Logits, count);
        Block.ToRows(workspace.Logits, asProbabilities ? THead.ClassCount : TLayer.Units, count, destination);
    }

    static void ISparseTail.MostProbable(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, in Workspace workspace, Span<float> scratch, Span<int> classes)
    {
        ToColumns(sums, count, workspace.Logits);
        THead.MostProbable(workspace.Logits, count, classes);
    }

    static void ISparseTail.RightLabels(
        ReadOnlySpan<float> parameters, Span<float> sums, in Batch batch, int first, int count, in Workspace workspace, Span<float> scratch, Span<int> right)
    {
        ToColumns(sums, count, workspace.Logits);
        BlockLogits.RightLabels(batch, first, count, TLayer.Units, workspace, right);
    }

    private static void ToColumns(ReadOnlySpan<float> sums, int count, Span<float> logits)
    {
        sums = sums[..(count * TLayer.Stride)];
        for (int k = 0; k < TLayer.Units; k++)
        {
            Span<float> column = logits.Slice(k * Block.Rows, Block.Rows);
            if (TLayer.Stride == 1) sums.CopyTo(column);
            else for (int r = 0; r < count; r++) column[r] = sums[(r * TLayer.Stride) + k];

            // An absent row of the last group of eight repeats the first, so that what is computed of it is as finite.
            for (int r = count; r % Lanes.Width != 0; r++) column[r] = column[0];
        }
    }

    private static void ToRows(ReadOnlySpan<float> residuals, int count, Span<float> sums)
    {
        if (TLayer.Stride == 1)
        {
            residuals[..count].CopyTo(sums);
            return;
        }

        for (int r = 0; r < count; r++)
        {
            Span<float> row = sums.Slice(r * TLayer.Stride, TLayer.Stride);
            for (int k = 0; k < TLayer.Units; k++) row[k] = residuals[(k * Block.Rows) + r];
            for (int k = TLayer.Units; k < row.Length; k++) row[k] = 0;
        }
    }
}
