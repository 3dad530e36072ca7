using System.ComponentModel;
using System.Runtime.CompilerServices;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>A pass whose commonest work, plain cross-entropy against one true class a row, is one kernel; everything else is done step by step.</summary>
/// <typeparam name="TLayer">The layer's kernels, with eight partial sums for each entry of the gradient.</typeparam>
/// <typeparam name="THead">The head's kernels.</typeparam>
/// <typeparam name="TFused">Both in one.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct FusedPass<TLayer, THead, TFused> : IPass
    where TLayer : struct, ILayerKernels
    where THead : struct, IHeadKernels
    where TFused : struct, IFusedKernels
{
    static ClassificationTask IPass.Task => THead.Task;

    static int IPass.ClassCount => THead.ClassCount;

    static int IPass.FeatureCount => TLayer.Inputs;

    static int IPass.LogitCount => TLayer.Units;

    static int IPass.ParameterCount => BlockPass<TLayer, THead>.ParameterCount;

    static ParameterLayout IPass.Layout => BlockPass<TLayer, THead>.Layout;

    static WorkspaceSize IPass.Size => BlockPass<TLayer, THead>.Size(Math.Max(TLayer.ScratchLength, TFused.ScratchLength));

    static void IPass.Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int count, in Workspace workspace) =>
        TLayer.Forward(parameters, rows, starts, count, workspace.Scratch, workspace.Logits);

    static void IPass.Probabilities(int count, in Workspace workspace) => THead.Probabilities(workspace.Logits, count);

    static void IPass.MostProbable(int count, in Workspace workspace, Span<int> classes) => THead.MostProbable(workspace.Logits, count, classes);

    static LossSums IPass.Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace) =>
        BlockPass<TLayer, THead>.Loss(parameters, batch, settings, workspace);

    static LossSums IPass.Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient) =>
        batch.Truth.Kind == TruthKind.Labels && settings.IsUnweighted
            ? FusedGradient(parameters, batch, workspace, gradient)
            : BlockPass<TLayer, THead>.Gradient(parameters, batch, settings, workspace, gradient);

    static LossSums IPass.InputGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient) =>
        BlockPass<TLayer, THead>.InputGradient(parameters, batch, settings, workspace, gradient);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int IPass.Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row) => TFused.PredictRow(parameters, row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float IPass.Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate) =>
        TFused.UpdateRow(parameters, row, label, learningRate);

    /// <summary>Every row counts once and has one true class: everything in one pass over up to 256 rows.</summary>
    private static LossSums FusedGradient(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace, Span<float> gradient)
    {
        Span<float> partial = workspace.Partial;
        partial.Clear();
        LossSums sums = new() { Divisor = batch.Count };
        Span<int> starts = stackalloc int[Block.StraightRows];
        Span<int> labels = stackalloc int[Block.StraightRows];
        for (int first = 0; first < batch.Count; first += Block.StraightRows)
        {
            int count = Math.Min(Block.StraightRows, batch.Count - first);
            batch.Rows.Starts(batch.Range, first, count, starts);
            batch.Truth.BlockLabels(batch.Range, first, count, THead.ClassCount, labels);
            sums.Loss += TFused.LossAndGradient(parameters, batch.Rows.Values, starts, labels, count, workspace.Scratch, partial);
        }

        Lanes.SumEach(partial, gradient);
        return sums;
    }
}
