using System.ComponentModel;
using System.Diagnostics;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Validation;

namespace LossGen.Passes;

/// <summary>A model of many classes: its hidden layers, if there are any, and a head in tiles, which never holds the logits of all classes for a block of rows.</summary>
/// <typeparam name="TNetwork">What is between the rows and the head.</typeparam>
/// <typeparam name="TTiles">The head.</typeparam>
/// <typeparam name="THead">What the outputs mean, and the loss of a single row.</typeparam>
/// <typeparam name="TActivation">What follows every hidden layer.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TiledPass<TNetwork, TTiles, THead, TActivation> : IPass
    where TNetwork : struct, ITiledNetwork
    where TTiles : struct, ITiledHead
    where THead : struct, IHeadKernels
    where TActivation : struct, IActivationKernels
{
    private static readonly ParameterLayout LayoutOfLayers = ParameterLayout.Of(TNetwork.Widths.ToArray());

    private static bool IsLinear => TNetwork.Widths.Length == 2;

    static ClassificationTask IGradientPass.Task => THead.Task;

    static int IGradientPass.ClassCount => THead.ClassCount;

    static int IGradientPass.FeatureCount => TNetwork.Inputs;

    static int IPass.LogitCount => TNetwork.Units;

    static int IGradientPass.ParameterCount => TNetwork.ParameterCount;

    static ParameterLayout IGradientPass.Layout => LayoutOfLayers;

    static Activation? IGradientPass.Activation => IsLinear ? null : TActivation.Kind;

    static WorkspaceSize IGradientPass.Size => new(Classes: 0, TNetwork.ScratchLength, Partial: 0, TNetwork.ParameterCount) { AddedRows = Block.Rows };

    static void IGradientPass.Prepare(ReadOnlySpan<float> parameters, in Workspace workspace) => TNetwork.Prepare(parameters, workspace.Scratch);

    static LossSums IGradientPass.Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace) =>
        Run(parameters, batch, settings, workspace, default, default);

    static LossSums IGradientPass.Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        gradient.Clear();
        return Run(parameters, batch, settings, workspace, gradient, default);
    }

    // Of one block each number of the gradient gets one sum.
    static LossSums IGradientPass.AddGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient) =>
        Run(parameters, batch, settings, workspace, gradient, default);

    static LossSums IPass.InputGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient) =>
        Run(parameters, batch, settings, workspace, default, gradient);

    static LossSums IPass.Residuals(in Batch batch, in LossSettings settings, int first, int count, in Workspace workspace) =>
        throw new UnreachableException("The logits of many classes are not held at once, and bounds of the worst loss are refused for them.");

    static long IGradientPass.CountRight(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace)
    {
        long right = 0;
        Span<int> starts = stackalloc int[TokenRows.Most];
        for (int first = 0; first < batch.Count; first += TNetwork.BlockRows)
        {
            int count = Math.Min(TNetwork.BlockRows, batch.Count - first);
            batch.Rows.Starts(batch.Range, first, count, starts);
            ReadOnlySpan<float> inputs = TNetwork.Forward(parameters, batch.Rows.Values, starts, count, default, 0, workspace.Scratch);
            right += TiledReading<TTiles>.CountRight(THead.Task, parameters, inputs, batch, first, count, workspace.Scratch);
        }

        return right;
    }

    static void IPass.Write(
        ReadOnlySpan<float> parameters, in Rows rows, int count, bool asProbabilities, in Workspace workspace, Span<float> destination) =>
        Write(parameters, rows, count, asProbabilities, workspace.Scratch, destination);

    static void IPass.Probabilities(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> destination)
    {
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(TNetwork.ScratchLength)], TNetwork.ScratchLength);
        TNetwork.Prepare(parameters, scratch.Memory);
        Write(parameters, new Rows(row, TNetwork.Inputs), 1, asProbabilities: true, scratch.Memory, destination);
    }

    static void IPass.MostProbable(ReadOnlySpan<float> parameters, in Rows rows, in RowRange range, in Workspace workspace, Span<int> classes)
    {
        Span<int> starts = stackalloc int[TokenRows.Most];
        for (int first = 0; first < range.Count; first += TNetwork.BlockRows)
        {
            int inBlock = Math.Min(TNetwork.BlockRows, range.Count - first);
            rows.Starts(range, first, inBlock, starts);
            ReadOnlySpan<float> inputs = TNetwork.Forward(parameters, rows.Values, starts, inBlock, default, 0, workspace.Scratch);
            TiledReading<TTiles>.MostProbable(parameters, inputs, inBlock, workspace.Scratch, classes[first..]);
            for (int row = 0; row < inBlock; row++)
            {
                if (IsNoRow(rows.Values, starts[row])) classes[first + row] = -1;
            }
        }
    }

    static int IPass.Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row)
    {
        int length = TNetwork.RowScratchLength + TNetwork.Units;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> logits = scratch.Memory[TNetwork.RowScratchLength..];
        TNetwork.ForwardRow(parameters, row, scratch.Memory, logits);
        return Check.IndexOfNonFinite(logits) >= 0 || !Check.AreFinite(row) ? -1 : THead.MostProbable(logits);
    }

    static float IPass.Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate) =>
        RowStep<TNetwork, THead, TActivation>.Take(parameters, LayoutOfLayers, row, label, learningRate, scaling: null);

    static float IPass.Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate, FeatureScaling scaling) =>
        RowStep<TNetwork, THead, TActivation>.Take(parameters, LayoutOfLayers, row, label, learningRate, scaling);

    /// <summary>A unit that saturates makes a finite number of an infinite feature, and finite logits, which are no answer to such a row.</summary>
    private static bool IsNoRow(ReadOnlySpan<float> rows, int start) => !IsLinear && !Check.AreFinite(rows.Slice(start, TNetwork.Inputs));

    /// <summary>The loss of rows, and unless it is empty their gradient added, or that by the rows written.</summary>
    private static LossSums Run(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient, Span<float> ofRows)
    {
        LossSums sums = default;
        Span<int> starts = stackalloc int[TokenRows.Most];
        Span<float> scratch = workspace.Scratch;
        for (int first = 0; first < batch.Count; first += TNetwork.BlockRows)
        {
            int count = Math.Min(TNetwork.BlockRows, batch.Count - first), firstRow = batch.Range.First + first;
            batch.Rows.Starts(batch.Range, first, count, starts);
            ReadOnlySpan<float> inputs = TNetwork.Forward(parameters, batch.Rows.Values, starts, count, settings.Dropout, firstRow, scratch);
            bool hasDeltas = !ofRows.IsEmpty || (!gradient.IsEmpty && !IsLinear);
            Span<float> deltas = hasDeltas ? TNetwork.Deltas(count, scratch) : default;
            sums.Add(TiledBlock<TTiles>.Run(THead.Task, parameters, inputs, batch, settings, first, count, scratch, gradient, deltas));
            if (!gradient.IsEmpty) TNetwork.Backward(parameters, batch.Rows.Values, starts, count, settings.Dropout, firstRow, scratch, gradient);
            if (!ofRows.IsEmpty)
                TNetwork.InputGradient(parameters, count, scratch, ofRows.Slice(first * TNetwork.Inputs, count * TNetwork.Inputs));
        }

        return sums;
    }

    private static void Write(
        ReadOnlySpan<float> parameters, in Rows rows, int count, bool asProbabilities, Span<float> scratch, Span<float> destination)
    {
        Span<int> starts = stackalloc int[TokenRows.Most];
        RowRange all = RowRange.All(count);
        for (int first = 0; first < count; first += TNetwork.BlockRows)
        {
            int inBlock = Math.Min(TNetwork.BlockRows, count - first);
            rows.Starts(all, first, inBlock, starts);
            ReadOnlySpan<float> inputs = TNetwork.Forward(parameters, rows.Values, starts, inBlock, default, 0, scratch);
            Span<float> own = destination.Slice(first * TNetwork.Units, inBlock * TNetwork.Units);
            TiledReading<TTiles>.Write(THead.Task, parameters, inputs, inBlock, asProbabilities, scratch, own);
            for (int row = 0; row < inBlock; row++)
            {
                if (IsNoRow(rows.Values, starts[row])) own.Slice(row * TNetwork.Units, TNetwork.Units).Fill(float.NaN);
            }
        }
    }
}
