using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>The activation of the sparse layer, the layers behind it, and the head.</summary>
/// <typeparam name="TLayer">The sparse layer's shape; its stride is whole vectors.</typeparam>
/// <typeparam name="TNetwork">The layers behind it, whose rows are the sparse layer's outputs.</typeparam>
/// <typeparam name="THead">The head's kernels.</typeparam>
/// <typeparam name="TActivation">What follows every hidden layer.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct NetworkTail<TLayer, TNetwork, THead, TActivation> : ISparseTail
    where TLayer : struct, ISparseLayer
    where TNetwork : struct, INetworkKernels
    where THead : struct, IHeadKernels
    where TActivation : struct, IActivationKernels
{
    private static int BlockLength => Block.Rows * TLayer.Stride;

    static ClassificationTask ISparseTail.Task => THead.Task;

    static int ISparseTail.ClassCount => THead.ClassCount;

    static int ISparseTail.LogitCount => TNetwork.Units;

    static Activation? ISparseTail.Activation => TActivation.Kind;

    static int ISparseTail.ParameterCount => TNetwork.ParameterCount;

    static ReadOnlySpan<int> ISparseTail.Units => TNetwork.Widths[1..];

    // The outputs, the same with some dropped, and the kernels' own.
    static int ISparseTail.ScratchLength => (2 * BlockLength) + TNetwork.ScratchLength;

    static void ISparseTail.Prepare(ReadOnlySpan<float> parameters, Span<float> scratch) => TNetwork.Prepare(parameters, Own(scratch));

    static void ISparseTail.Forward(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, in Dropout dropout, int firstRow, Span<float> scratch, Span<float> logits)
    {
        // h = f(z)
        int length = count * TLayer.Stride;
        ref float z = ref Lanes.Start(sums[..length]);
        ref float h = ref Lanes.Start(scratch[..length]);
        for (int i = 0; i < length; i += Lanes.Width) Lanes.Store(TActivation.Value(Lanes.Load(ref z, i)), ref h, i);
        if (!dropout.IsNone) dropout.Apply(scratch[..length], scratch.Slice(BlockLength, length), count, TLayer.Units, TLayer.Stride, firstRow, layer: 0);

        Span<int> starts = stackalloc int[Block.Rows];
        Block.Starts(TLayer.Stride, count, starts);
        TNetwork.Forward(parameters, Outputs(dropout, scratch), starts, count, dropout, firstRow, Own(scratch), logits);
    }

    static void ISparseTail.Probabilities(Span<float> logits, int count) => THead.Probabilities(logits, count);

    static void ISparseTail.MostProbable(ReadOnlySpan<float> logits, int count, Span<int> classes) => THead.MostProbable(logits, count, classes);

    static LossSums ISparseTail.Residuals(in Batch batch, in LossSettings settings, int first, int count, in Workspace workspace) =>
        BlockLoss<THead>.Residuals(batch, settings, first, count, TNetwork.Units, workspace);

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
        Span<int> starts = stackalloc int[Block.Rows];
        Block.Starts(TLayer.Stride, count, starts);
        Span<float> own = Own(scratch), deltas = scratch.Slice(BlockLength, BlockLength);
        TNetwork.Backward(parameters, Outputs(dropout, scratch), starts, count, dropout, firstRow, own, residuals, gradient);

        // δ = dL/dh ⊙ f′(z); dL/dh comes row by row without gaps, and takes the place of the dropped outputs.
        TNetwork.InputGradient(parameters, count, own, residuals, deltas[..(count * TLayer.Units)]);
        for (int r = count - 1; r >= 0 && TLayer.Units < TLayer.Stride; r--)
        {
            Span<float> row = deltas.Slice(r * TLayer.Stride, TLayer.Stride);
            deltas.Slice(r * TLayer.Units, TLayer.Units).CopyTo(row);
            row[TLayer.Units..].Clear();
        }

        int length = count * TLayer.Stride;
        if (!dropout.IsNone) dropout.Apply(deltas[..length], deltas[..length], count, TLayer.Units, TLayer.Stride, firstRow, layer: 0);
        ref float z = ref Lanes.Start(sums[..length]);
        ref float h = ref Lanes.Start(scratch);
        ref float d = ref Lanes.Start(deltas);
        for (int i = 0; i < length; i += Lanes.Width)
            Lanes.Store(Lanes.Load(ref d, i) * TActivation.Derivative(Lanes.Load(ref z, i), Lanes.Load(ref h, i)), ref z, i);
        for (int r = 0; r < count; r++) sums.Slice(r * TLayer.Stride, TLayer.Stride)[TLayer.Units..].Clear();
    }

    private static Span<float> Own(Span<float> scratch) => scratch[(2 * BlockLength)..];

    private static ReadOnlySpan<float> Outputs(in Dropout dropout, Span<float> scratch) => scratch.Slice(dropout.IsNone ? 0 : BlockLength, BlockLength);
}
