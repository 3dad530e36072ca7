using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>The activation of the sparse layer, the hidden layers behind it, and a head of many classes in tiles.</summary>
/// <typeparam name="TLayer">The sparse layer's shape; its stride is whole vectors.</typeparam>
/// <typeparam name="TNetwork">The hidden layers behind it, whose rows are the sparse layer's outputs.</typeparam>
/// <typeparam name="TTiles">The head.</typeparam>
/// <typeparam name="THead">What its outputs mean.</typeparam>
/// <typeparam name="TActivation">What follows every hidden layer.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TiledTail<TLayer, TNetwork, TTiles, THead, TActivation> : ISparseTail
    where TLayer : struct, ISparseLayer
    where TNetwork : struct, ITiledNetwork
    where TTiles : struct, ITiledHead
    where THead : struct, IHeadKernels
    where TActivation : struct, IActivationKernels
{
    static ClassificationTask ISparseTail.Task => THead.Task;

    static int ISparseTail.ClassCount => THead.ClassCount;

    static int ISparseTail.LogitCount => TNetwork.Units;

    static Activation? ISparseTail.Activation => TActivation.Kind;

    static int ISparseTail.ParameterCount => TNetwork.ParameterCount;

    static ReadOnlySpan<int> ISparseTail.Units => TNetwork.Widths[1..];

    static int ISparseTail.ScratchLength => SparseOutputs<TLayer, TActivation>.Length + TNetwork.ScratchLength;

    static int ISparseTail.BlockClasses => 0;

    static int ISparseTail.BlockRows => Block.Rows;

    static void ISparseTail.Prepare(ReadOnlySpan<float> parameters, Span<float> scratch) => TNetwork.Prepare(parameters, Own(scratch));

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
        int firstRow = batch.Range.First + first;
        Span<int> starts = stackalloc int[Block.Rows];
        Span<float> own = Own(scratch), deltas = isLossAlone ? default : TNetwork.Deltas(count, own);
        ReadOnlySpan<float> outputs = SparseOutputs<TLayer, TActivation>.Activate(sums, count, settings.Dropout, firstRow, scratch, starts);
        ReadOnlySpan<float> inputs = TNetwork.Forward(parameters, outputs, starts, count, settings.Dropout, firstRow, own);
        if (isLossAlone) gradient = default;
        LossSums loss = TiledBlock<TTiles>.Run(THead.Task, parameters, inputs, batch, settings, first, count, own, gradient, deltas);
        if (isLossAlone) return loss;
        TNetwork.Backward(parameters, outputs, starts, count, settings.Dropout, firstRow, own, gradient);
        TNetwork.InputGradient(parameters, count, own, SparseOutputs<TLayer, TActivation>.Deltas(count, scratch));
        SparseOutputs<TLayer, TActivation>.Residuals(sums, count, settings.Dropout, firstRow, scratch);
        return loss;
    }

    static void ISparseTail.Write(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, bool asProbabilities, in Workspace workspace, Span<float> scratch, Span<float> destination)
    {
        Span<int> starts = stackalloc int[Block.Rows];
        ReadOnlySpan<float> outputs = SparseOutputs<TLayer, TActivation>.Activate(sums, count, default, 0, scratch, starts);
        ReadOnlySpan<float> inputs = TNetwork.Forward(parameters, outputs, starts, count, default, 0, Own(scratch));
        TiledReading<TTiles>.Write(THead.Task, parameters, inputs, count, asProbabilities, Own(scratch), destination[..(count * TNetwork.Units)]);
    }

    static void ISparseTail.MostProbable(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, in Workspace workspace, Span<float> scratch, Span<int> classes)
    {
        Span<int> starts = stackalloc int[Block.Rows];
        ReadOnlySpan<float> outputs = SparseOutputs<TLayer, TActivation>.Activate(sums, count, default, 0, scratch, starts);
        ReadOnlySpan<float> inputs = TNetwork.Forward(parameters, outputs, starts, count, default, 0, Own(scratch));
        TiledReading<TTiles>.MostProbable(parameters, inputs, count, Own(scratch), classes);
    }

    static void ISparseTail.RightLabels(
        ReadOnlySpan<float> parameters, Span<float> sums, in Batch batch, int first, int count, in Workspace workspace, Span<float> scratch, Span<int> right)
    {
        Span<int> starts = stackalloc int[Block.Rows];
        ReadOnlySpan<float> outputs = SparseOutputs<TLayer, TActivation>.Activate(sums, count, default, 0, scratch, starts);
        ReadOnlySpan<float> inputs = TNetwork.Forward(parameters, outputs, starts, count, default, 0, Own(scratch));
        TiledLabels<TTiles>.CountRight(parameters, inputs, batch, first, count, Own(scratch), right);
    }

    private static Span<float> Own(Span<float> scratch) => scratch[SparseOutputs<TLayer, TActivation>.Length..];
}
