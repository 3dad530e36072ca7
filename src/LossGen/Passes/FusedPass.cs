using System.ComponentModel;
using System.Runtime.CompilerServices;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>A pass whose commonest work, plain cross-entropy against one true class a row, is one kernel; another pass does everything else.</summary>
/// <typeparam name="TPass">The other pass.</typeparam>
/// <typeparam name="TFused">Layers and head in one, with eight partial sums for each entry of the gradient.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct FusedPass<TPass, TFused> : IPass
    where TPass : struct, IPass
    where TFused : struct, IFusedKernels
{
    static ClassificationTask IGradientPass.Task => TPass.Task;

    static int IGradientPass.ClassCount => TPass.ClassCount;

    static int IGradientPass.FeatureCount => TPass.FeatureCount;

    static int IPass.LogitCount => TPass.LogitCount;

    static int IGradientPass.ParameterCount => TPass.ParameterCount;

    static ParameterLayout IGradientPass.Layout => TPass.Layout;

    static Activation? IGradientPass.Activation => TPass.Activation;

    static WorkspaceSize IGradientPass.Size => TPass.Size with
    {
        Scratch = Math.Max(TPass.Size.Scratch, TFused.ScratchLength),
        Partial = Lanes.Width * TPass.ParameterCount,
    };

    static void IGradientPass.Prepare(ReadOnlySpan<float> parameters, in Workspace workspace) => TPass.Prepare(parameters, workspace);

    static void IPass.Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int count, in Workspace workspace) =>
        TPass.Forward(parameters, rows, starts, count, workspace);

    static void IPass.Probabilities(int count, in Workspace workspace) => TPass.Probabilities(count, workspace);

    static void IPass.MostProbable(int count, in Workspace workspace, Span<int> classes) => TPass.MostProbable(count, workspace, classes);

    static LossSums IPass.Residuals(in Batch batch, in LossSettings settings, int first, int count, in Workspace workspace) =>
        TPass.Residuals(batch, settings, first, count, workspace);

    static LossSums IGradientPass.Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace) =>
        TPass.Loss(parameters, batch, settings, workspace);

    static LossSums IGradientPass.Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient) =>
        batch.Truth.Kind == TruthKind.Labels && settings.IsUnweighted && settings.Dropout.IsNone
            ? FusedGradient(parameters, batch, workspace, gradient)
            : TPass.Gradient(parameters, batch, settings, workspace, gradient);

    static long IGradientPass.CountRight(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace) =>
        TPass.CountRight(parameters, batch, workspace);

    static LossSums IPass.InputGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient) =>
        TPass.InputGradient(parameters, batch, settings, workspace, gradient);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int IPass.Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row) => TFused.PredictRow(parameters, row);

    static void IPass.Probabilities(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> destination) =>
        TPass.Probabilities(parameters, row, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static float IPass.Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate) =>
        TFused.UpdateRow(parameters, row, label, learningRate);

    static float IPass.Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate, FeatureScaling scaling) =>
        TPass.Update(parameters, row, label, learningRate, scaling);

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
            batch.Truth.BlockLabels(batch.Range, first, count, TPass.ClassCount, labels);
            sums.Loss += TFused.LossAndGradient(parameters, batch.Rows.Values, starts, labels, count, workspace.Scratch, partial);
        }

        Lanes.SumEach(partial, gradient);
        return sums;
    }
}
