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
    static ClassificationTask ISparseTail.Task => THead.Task;

    static int ISparseTail.ClassCount => THead.ClassCount;

    static int ISparseTail.LogitCount => TNetwork.Units;

    static Activation? ISparseTail.Activation => TActivation.Kind;

    static int ISparseTail.ParameterCount => TNetwork.ParameterCount;

    static ReadOnlySpan<int> ISparseTail.Units => TNetwork.Widths[1..];

    static int ISparseTail.ScratchLength => SparseOutputs<TLayer, TActivation>.Length + TNetwork.ScratchLength;

    static int ISparseTail.BlockClasses => THead.ClassCount;

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
        Span<float> own = Own(scratch);
        ReadOnlySpan<float> outputs = SparseOutputs<TLayer, TActivation>.Activate(sums, count, settings.Dropout, firstRow, scratch, starts);
        TNetwork.Forward(parameters, outputs, starts, count, settings.Dropout, firstRow, own, workspace.Logits);
        LossSums loss = BlockLoss<THead>.Residuals(batch, settings, first, count, TNetwork.Units, workspace);
        if (isLossAlone) return loss;
        TNetwork.Backward(parameters, outputs, starts, count, settings.Dropout, firstRow, own, workspace.Logits, gradient);
        TNetwork.InputGradient(parameters, count, own, workspace.Logits, SparseOutputs<TLayer, TActivation>.Deltas(count, scratch));
        SparseOutputs<TLayer, TActivation>.Residuals(sums, count, settings.Dropout, firstRow, scratch);
        return loss;
    }

    static void ISparseTail.Write(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, bool asProbabilities, in Workspace workspace, Span<float> scratch, Span<float> destination)
    {
        Logits(parameters, sums, count, workspace, scratch);
        if (asProbabilities) THead.Probabilities(workspace.Logits, count);
        Block.ToRows(workspace.Logits, asProbabilities ? THead.ClassCount : TNetwork.Units, count, destination);
    }

    static void ISparseTail.MostProbable(
        ReadOnlySpan<float> parameters, Span<float> sums, int count, in Workspace workspace, Span<float> scratch, Span<int> classes)
    {
        Logits(parameters, sums, count, workspace, scratch);
        THead.MostProbable(workspace.Logits, count, classes);
    }

    static void ISparseTail.RightLabels(
        ReadOnlySpan<float> parameters, Span<float> sums, in Batch batch, int first, int count, in Workspace workspace, Span<float> scratch, Span<int> right)
    {
        Logits(parameters, sums, count, workspace, scratch);
        BlockLogits.RightLabels(batch, first, count, TNetwork.Units, workspace, right);
    }

    private static void Logits(ReadOnlySpan<float> parameters, Span<float> sums, int count, in Workspace workspace, Span<float> scratch)
    {
        Span<int> starts = stackalloc int[Block.Rows];
        ReadOnlySpan<float> outputs = SparseOutputs<TLayer, TActivation>.Activate(sums, count, default, 0, scratch, starts);
        TNetwork.Forward(parameters, outputs, starts, count, default, 0, Own(scratch), workspace.Logits);
    }

    private static Span<float> Own(Span<float> scratch) => scratch[SparseOutputs<TLayer, TActivation>.Length..];
}
