using System.ComponentModel;
using System.Runtime.CompilerServices;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Validation;

namespace LossGen.Passes;

/// <summary>A layer over sparse rows and what follows it, block by block.</summary>
/// <typeparam name="TLayer">The sparse layer's shape.</typeparam>
/// <typeparam name="TTail">What follows it.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SparsePass<TLayer, TTail> : ISparsePass
    where TLayer : struct, ISparseLayer
    where TTail : struct, ISparseTail
{
    static ClassificationTask ISparsePass.Task => TTail.Task;

    static int ISparsePass.ClassCount => TTail.ClassCount;

    static int ISparsePass.FeatureCount => TLayer.Inputs;

    static int ISparsePass.LogitCount => TTail.LogitCount;

    static int ISparsePass.ParameterCount => (TLayer.Inputs * TLayer.Units) + RestCount;

    static int ISparsePass.Units => TLayer.Units;

    static int ISparsePass.Stride => TLayer.Stride;

    static int ISparsePass.RestCount => RestCount;

    static Activation? ISparsePass.Activation => TTail.Activation;

    static WorkspaceSize ISparsePass.Size => new(TTail.ClassCount, SumsLength + TTail.ScratchLength, Partial: 0, Parameters: 0);

    private const int FetchedRows = 3, FetchedNumbers = 64, LineLength = 16;

    private static int RestCount => TLayer.Units + TTail.ParameterCount;

    private static int SumsLength => Lanes.InVectors(Block.Rows * TLayer.Stride);

    static ParameterLayout ISparsePass.LayoutOf(int features) => ParameterLayout.OfTable([features, TLayer.Units, .. TTail.Units]);

    static void ISparsePass.Prepare(ReadOnlySpan<float> parameters, in Workspace workspace) => TTail.Prepare(Behind(parameters), TailScratch(workspace));

    static void ISparsePass.Forward(ReadOnlySpan<float> parameters, in Batch batch, int first, int count, in Workspace workspace)
    {
        Sums(parameters, batch, first, count, workspace);
        Span<float> sums = workspace.Scratch[..SumsLength];
        if (TTail.Activation is null)
        {
            TTail.Forward(Behind(parameters), sums, count, default, 0, TailScratch(workspace), workspace.Logits);
            return;
        }

        // A unit that saturates makes a finite number of an infinite sum, and finite logits, which are no answer to such a row.
        Span<bool> isFinite = stackalloc bool[Block.Rows];
        for (int r = 0; r < count; r++) isFinite[r] = Check.AreFinite(sums.Slice(r * TLayer.Stride, TLayer.Units));
        TTail.Forward(Behind(parameters), sums, count, default, 0, TailScratch(workspace), workspace.Logits);
        for (int r = 0; r < count; r++)
        {
            if (isFinite[r]) continue;
            for (int k = 0; k < TTail.LogitCount; k++) workspace.Logits[(k * Block.Rows) + r] = float.NaN;
        }
    }

    static void ISparsePass.Probabilities(int count, in Workspace workspace) => TTail.Probabilities(workspace.Logits, count);

    static void ISparsePass.MostProbable(int count, in Workspace workspace, Span<int> classes) => TTail.MostProbable(workspace.Logits, count, classes);

    static LossSums ISparsePass.Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace)
    {
        LossSums sums = default;
        for (int first = 0; first < batch.Count; first += Block.Rows)
            sums.Add(ForwardAndLoss(parameters, batch, settings, first, Math.Min(Block.Rows, batch.Count - first), workspace));
        return sums;
    }

    static LossSums ISparsePass.Residuals(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> residuals, Span<float> rest)
    {
        LossSums sums = default;
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, batch.Count - first);
            sums.Add(ForwardAndLoss(parameters, batch, settings, first, count, workspace));
            Span<float> block = workspace.Scratch[..SumsLength];
            TTail.Backward(
                Behind(parameters),
                block,
                count,
                settings.Dropout,
                batch.Range.First + first,
                TailScratch(workspace),
                workspace.Logits,
                rest[TLayer.Units..]);
            block = block[..(count * TLayer.Stride)];
            block.CopyTo(residuals[(first * TLayer.Stride)..]);
            AddToBiases(block, count, rest[..TLayer.Units]);
        }

        return sums;
    }

    static void ISparsePass.AddToTable(in Batch batch, ReadOnlySpan<float> residuals, Span<float> gradient)
    {
        int features = FeaturesOf(gradient.Length);
        SparseRows rows = batch.Rows.Sparse;
        for (int r = 0; r < batch.Count; r++)
        {
            int place = batch.Range.Place(r);
            SparseLayer<TLayer>.AddToTable(rows.FeaturesOf(place), rows.ValuesOf(place), residuals[(r * TLayer.Stride)..], gradient, features);
        }
    }

    static void ISparsePass.AddToTouched(in Batch batch, ReadOnlySpan<float> residuals, TouchedFeatures touched)
    {
        SparseRows rows = batch.Rows.Sparse;
        for (int r = 0; r < batch.Count; r++)
        {
            int place = batch.Range.Place(r);
            SparseLayer<TLayer>.AddToTouched(rows.FeaturesOf(place), rows.ValuesOf(place), residuals[(r * TLayer.Stride)..], touched);
        }
    }

    private static int FeaturesOf(int parameters) => (parameters - RestCount) / TLayer.Units;

    private static ReadOnlySpan<float> Behind(ReadOnlySpan<float> parameters) => parameters[^TTail.ParameterCount..];

    private static Span<float> TailScratch(in Workspace workspace) => workspace.Scratch.Slice(SumsLength, TTail.ScratchLength);

    /// <summary>z = b + Σ x_f w_f for the rows of a block, at the beginning of the scratch memory.</summary>
    private static void Sums(ReadOnlySpan<float> parameters, in Batch batch, int first, int count, in Workspace workspace)
    {
        int features = FeaturesOf(parameters.Length);
        SparseRows rows = batch.Rows.Sparse;
        for (int r = 0; r < count; r++)
        {
            // Rows of a shuffled set lie anywhere; the next ones are fetched meanwhile.
            int ahead = first + r + FetchedRows;
            if (ahead < batch.Count) Fetch(rows, batch.Range.Place(ahead));
            int place = batch.Range.Place(first + r);
            SparseLayer<TLayer>.Forward(parameters, features, rows.FeaturesOf(place), rows.ValuesOf(place), workspace.Scratch.Slice(r * TLayer.Stride, TLayer.Stride));
        }
    }

    private static void Fetch(in SparseRows rows, int place)
    {
        int start = rows.Starts[place], length = rows.Starts[place + 1] - start;
        ReadOnlySpan<int> features = rows.Features.Slice(start, length);
        for (int i = 0; i < Math.Min(length, FetchedNumbers); i += LineLength)
        {
            Lanes.Fetch(ref Unsafe.As<int, float>(ref Unsafe.AsRef(in features[i])));
            if (!rows.Values.IsEmpty) Lanes.Fetch(ref Unsafe.AsRef(in rows.Values[start + i]));
        }
    }

    private static LossSums ForwardAndLoss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, int first, int count, in Workspace workspace)
    {
        Sums(parameters, batch, first, count, workspace);
        TTail.Forward(
            Behind(parameters), workspace.Scratch[..SumsLength], count, settings.Dropout, batch.Range.First + first, TailScratch(workspace), workspace.Logits);
        return TTail.Residuals(batch, settings, first, count, workspace);
    }

    /// <summary>The block's rows are summed by themselves first, so that a small sum is not lost in a large one row by row.</summary>
    private static void AddToBiases(ReadOnlySpan<float> residuals, int count, Span<float> biases)
    {
        for (int u = 0; u < biases.Length; u++)
        {
            float sum = 0;
            for (int r = 0; r < count; r++) sum += residuals[(r * TLayer.Stride) + u];
            biases[u] += sum;
        }
    }
}
