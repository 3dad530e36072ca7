using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Validation;

namespace LossGen.Passes;

/// <summary>The layers of a network, the head, and the layers back again, block by block.</summary>
/// <typeparam name="TNetwork">The layers' kernels.</typeparam>
/// <typeparam name="THead">The head's kernels.</typeparam>
/// <typeparam name="TActivation">What follows every hidden layer.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct NetworkPass<TNetwork, THead, TActivation> : IPass
    where TNetwork : struct, INetworkKernels
    where THead : struct, IHeadKernels
    where TActivation : struct, IActivationKernels
{
    private static readonly ParameterLayout LayoutOfLayers = ParameterLayout.Of(TNetwork.Widths.ToArray());

    static ClassificationTask IGradientPass.Task => THead.Task;

    static int IGradientPass.ClassCount => THead.ClassCount;

    static int IGradientPass.FeatureCount => TNetwork.Inputs;

    static int IPass.LogitCount => TNetwork.Units;

    static int IGradientPass.ParameterCount => TNetwork.ParameterCount;

    static ParameterLayout IGradientPass.Layout => LayoutOfLayers;

    static Activation? IGradientPass.Activation => TActivation.Kind;

    static WorkspaceSize IGradientPass.Size => new(THead.ClassCount, TNetwork.ScratchLength, Partial: 0, TNetwork.ParameterCount);

    static void IGradientPass.Prepare(ReadOnlySpan<float> parameters, in Workspace workspace) => TNetwork.Prepare(parameters, workspace.Scratch);

    static void IPass.Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int count, in Workspace workspace)
    {
        TNetwork.Forward(parameters, rows, starts, count, default, 0, workspace.Scratch, workspace.Logits);

        // A unit that saturates makes a finite number of an infinite feature, and finite logits, which are no answer to such a row.
        for (int row = 0; row < count; row++)
        {
            if (Check.AreFinite(rows.Slice(starts[row], TNetwork.Inputs))) continue;
            for (int k = 0; k < TNetwork.Units; k++) workspace.Logits[(k * Block.Rows) + row] = float.NaN;
        }
    }

    static void IPass.Probabilities(int count, in Workspace workspace) => THead.Probabilities(workspace.Logits, count);

    static void IPass.MostProbable(int count, in Workspace workspace, Span<int> classes) => THead.MostProbable(workspace.Logits, count, classes);

    static LossSums IPass.Residuals(in Batch batch, in LossSettings settings, int first, int count, in Workspace workspace) =>
        BlockLoss<THead>.Residuals(batch, settings, first, count, TNetwork.Units, workspace);

    static LossSums IGradientPass.Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace)
    {
        LossSums sums = default;
        Span<int> starts = stackalloc int[Block.Rows];
        for (int first = 0; first < batch.Count; first += Block.Rows)
            sums.Add(Forward(parameters, batch, settings, first, Math.Min(Block.Rows, batch.Count - first), starts, workspace));
        return sums;
    }

    static LossSums IGradientPass.Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        gradient.Clear();
        LossSums sums = default;
        Span<int> starts = stackalloc int[Block.Rows];
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, batch.Count - first);
            sums.Add(Forward(parameters, batch, settings, first, count, starts, workspace));
            TNetwork.Backward(
                parameters, batch.Rows.Values, starts, count, settings.Dropout, batch.Range.First + first, workspace.Scratch, workspace.Logits, gradient);
        }

        return sums;
    }

    static long IGradientPass.CountRight(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace) =>
        RightAnswers<NetworkPass<TNetwork, THead, TActivation>>.Count(parameters, batch, workspace);

    static LossSums IPass.InputGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        LossSums sums = default;
        Span<int> starts = stackalloc int[Block.Rows];
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, batch.Count - first);
            sums.Add(Forward(parameters, batch, settings, first, count, starts, workspace));
            Span<float> rows = gradient.Slice(first * TNetwork.Inputs, count * TNetwork.Inputs);
            TNetwork.InputGradient(parameters, count, workspace.Scratch, workspace.Logits, rows);
        }

        return sums;
    }

    static int IPass.Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row)
    {
        int length = TNetwork.RowScratchLength + TNetwork.Units;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> logits = scratch.Memory[TNetwork.RowScratchLength..];
        TNetwork.ForwardRow(parameters, row, scratch.Memory, logits);
        return Check.IndexOfNonFinite(logits) >= 0 || !Check.AreFinite(row) ? -1 : THead.MostProbable(logits);
    }

    static void IPass.Probabilities(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> destination)
    {
        int length = TNetwork.RowScratchLength + Lanes.InVectors(THead.ClassCount);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> logits = scratch.Memory[TNetwork.RowScratchLength..];
        TNetwork.ForwardRow(parameters, row, scratch.Memory, logits);
        if (!Check.AreFinite(row)) logits[0] = float.NaN;
        THead.ProbabilitiesOfRow(logits);
        logits[..THead.ClassCount].CopyTo(destination);
    }

    static float IPass.Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate) =>
        RowStep<TNetwork, THead, TActivation>.Take(parameters, LayoutOfLayers, row, label, learningRate, scaling: null);

    static float IPass.Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate, FeatureScaling scaling) =>
        RowStep<TNetwork, THead, TActivation>.Take(parameters, LayoutOfLayers, row, label, learningRate, scaling);

    /// <summary>The weighted residuals of a block in the workspace, and its part of the loss.</summary>
    private static LossSums Forward(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, int first, int count, Span<int> starts, in Workspace workspace)
    {
        batch.Rows.Starts(batch.Range, first, count, starts);
        TNetwork.Forward(
            parameters, batch.Rows.Values, starts, count, settings.Dropout, batch.Range.First + first, workspace.Scratch, workspace.Logits);
        return BlockLoss<THead>.Residuals(batch, settings, first, count, TNetwork.Units, workspace);
    }
}
