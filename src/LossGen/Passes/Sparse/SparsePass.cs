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

    static WorkspaceSize ISparsePass.Size => new(TTail.BlockClasses, SumsLength + TTail.ScratchLength, Partial: 0, Parameters: 0);

    private const int FetchedNumbers = 64;

    private static int RestCount => TLayer.Units + TTail.ParameterCount;

    private static int SumsLength => Lanes.InVectors(TTail.BlockRows * TLayer.Stride);

    static ParameterLayout ISparsePass.LayoutOf(int features) => ParameterLayout.OfTable([features, TLayer.Units, .. TTail.Units]);

    static void ISparsePass.Prepare(ReadOnlySpan<float> parameters, in Workspace workspace) => TTail.Prepare(Behind(parameters), TailScratch(workspace));

    static int ISparsePass.MostResiduals => TTail.BlockRows < Block.Rows ? TTail.BlockRows : int.MaxValue;

    static void ISparsePass.Write(ReadOnlySpan<float> parameters, in Batch batch, bool asProbabilities, in Workspace workspace, Span<float> destination)
    {
        int width = asProbabilities ? TTail.ClassCount : TTail.LogitCount;
        Span<bool> isFinite = stackalloc bool[Block.Rows];
        for (int first = 0; first < batch.Count; first += TTail.BlockRows)
        {
            int count = SumBlock(parameters, batch, first, workspace, isFinite);
            Span<float> own = destination.Slice(first * width, count * width);
            TTail.Write(Behind(parameters), workspace.Scratch[..SumsLength], count, asProbabilities, workspace, TailScratch(workspace), own);
            for (int r = 0; r < count; r++)
            {
                if (!isFinite[r]) own.Slice(r * width, width).Fill(float.NaN);
            }
        }
    }

    static void ISparsePass.MostProbable(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace, Span<int> classes)
    {
        Span<bool> isFinite = stackalloc bool[Block.Rows];
        Span<int> best = stackalloc int[Block.Rows];
        for (int first = 0; first < batch.Count; first += TTail.BlockRows)
        {
            int count = SumBlock(parameters, batch, first, workspace, isFinite);
            TTail.MostProbable(Behind(parameters), workspace.Scratch[..SumsLength], count, workspace, TailScratch(workspace), best);
            for (int r = 0; r < count; r++) classes[first + r] = isFinite[r] ? best[r] : -1;
        }
    }

    static long ISparsePass.CountRight(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace)
    {
        long right = 0;
        Span<bool> isFinite = stackalloc bool[Block.Rows];
        Span<int> found = stackalloc int[Block.Rows];
        for (int first = 0; first < batch.Count; first += TTail.BlockRows)
        {
            int count = SumBlock(parameters, batch, first, workspace, isFinite);
            Span<float> sums = workspace.Scratch[..SumsLength];
            if (TTail.Task == ClassificationTask.MultiLabel)
            {
                // Of a row that is not finite no label is taken to be set.
                TTail.RightLabels(Behind(parameters), sums, batch, first, count, workspace, TailScratch(workspace), found);
                for (int r = 0; r < count; r++) right += isFinite[r] ? found[r] : batch.Truth.UnsetLabels(batch.Range.Place(first + r));
                continue;
            }

            TTail.MostProbable(Behind(parameters), sums, count, workspace, TailScratch(workspace), found);
            for (int r = 0; r < count; r++) right += isFinite[r] && found[r] == batch.Truth.Expected(batch.Range.Place(first + r)) ? 1 : 0;
        }

        return right;
    }

    static LossSums ISparsePass.Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace)
    {
        LossSums sums = default;
        for (int first = 0; first < batch.Count; first += TTail.BlockRows)
            sums.Add(Run(parameters, batch, settings, first, Math.Min(TTail.BlockRows, batch.Count - first), workspace, isLossAlone: true, default));
        return sums;
    }

    static LossSums ISparsePass.Residuals(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> residuals, Span<float> rest)
    {
        LossSums sums = default;
        for (int first = 0; first < batch.Count; first += TTail.BlockRows)
        {
            int count = Math.Min(TTail.BlockRows, batch.Count - first);
            sums.Add(Run(parameters, batch, settings, first, count, workspace, isLossAlone: false, rest[TLayer.Units..]));
            Span<float> block = workspace.Scratch[..(count * TLayer.Stride)];
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

    static LossSums ISparsePass.AddGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, TouchedFeatures touched, Span<float> rest)
    {
        LossSums sums = default;
        int features = FeaturesOf(parameters.Length);
        Span<int> starts = stackalloc int[KnownRows], lengths = stackalloc int[KnownRows];
        for (int first = 0; first < batch.Count; first += TTail.BlockRows)
        {
            int count = Math.Min(TTail.BlockRows, batch.Count - first);
            SparseBlock block = BlockOf(batch, first, count, starts, lengths);
            SparseLayer<TLayer>.Forward(parameters, features, block, touched, workspace.Scratch[..SumsLength]);
            sums.Add(TTail.Run(
                Behind(parameters), workspace.Scratch[..SumsLength], batch, settings, first, count, workspace, TailScratch(workspace), isLossAlone: false, rest[TLayer.Units..]));
            ReadOnlySpan<float> residuals = workspace.Scratch[..(count * TLayer.Stride)];
            AddToBiases(residuals, count, rest[..TLayer.Units]);
            SparseLayer<TLayer>.AddToTouched(block, residuals, touched);
        }

        return sums;
    }

    private static int FeaturesOf(int parameters) => (parameters - RestCount) / TLayer.Units;

    private static ReadOnlySpan<float> Behind(ReadOnlySpan<float> parameters) => parameters[^TTail.ParameterCount..];

    private static Span<float> TailScratch(in Workspace workspace) => workspace.Scratch.Slice(SumsLength, TTail.ScratchLength);

    /// <summary>z = b + Σ x_f w_f for the rows of a block, at the beginning of the scratch memory.</summary>
    private static void Sums(ReadOnlySpan<float> parameters, in Batch batch, int first, int count, in Workspace workspace)
    {
        int features = FeaturesOf(parameters.Length);
        bool isLarge = features * TLayer.Units > SparseBlock.CachedNumbers;
        SparseBlock block = BlockOf(batch, first, count, stackalloc int[KnownRows], stackalloc int[KnownRows]);
        for (int r = 0; r < count; r++)
        {
            block.FetchAhead(r);
            if (isLarge && r + 1 < count) FetchWeights(parameters, features, block.Features(r + 1));
            SparseLayer<TLayer>.Forward(parameters, features, block.Features(r), block.Values(r), workspace.Scratch.Slice(r * TLayer.Stride, TLayer.Stride));
        }
    }

    private static int KnownRows => Block.Rows + SparseBlock.Ahead;

    /// <summary>Some rows of a batch, and those that follow in the order of its set.</summary>
    private static SparseBlock BlockOf(in Batch batch, int first, int count, Span<int> starts, Span<int> lengths)
    {
        SparseRows rows = batch.Rows.Sparse;
        int known = Math.Min(count + SparseBlock.Ahead, batch.Range.SetCount - batch.Range.First - first);
        starts = starts[..known];
        for (int r = 0; r < starts.Length; r++)
        {
            int place = batch.Range.Place(first + r), start = rows.Starts[place];
            starts[r] = start;
            lengths[r] = rows.Starts[place + 1] - start;
            batch.Truth.FetchLabel(place);
        }

        return new SparseBlock(rows.Features, rows.Values, starts, lengths[..known], count);
    }

    /// <summary>Fetches the weights of a row's features; of many units the first lines, behind which the processor goes on by itself.</summary>
    private static void FetchWeights(ReadOnlySpan<float> parameters, int features, ReadOnlySpan<int> row)
    {
        ref float table = ref Unsafe.AsRef(in parameters[0]);
        foreach (int feature in row[..Math.Min(row.Length, FetchedNumbers)])
        {
            // A feature that is not there is refused when it is its row's turn.
            if ((uint)feature >= (uint)features) return;
            Lanes.Fetch(ref Lanes.At(ref table, feature * TLayer.Units), TLayer.Units);
        }
    }

    /// <summary>The sums of a block, at the beginning of the scratch memory; its rows are returned.</summary>
    /// <remarks>A unit that saturates makes a finite number of an infinite sum, and finite logits, which are no answer to such a row.</remarks>
    private static int SumBlock(ReadOnlySpan<float> parameters, in Batch batch, int first, in Workspace workspace, Span<bool> isFinite)
    {
        int count = Math.Min(TTail.BlockRows, batch.Count - first);
        Sums(parameters, batch, first, count, workspace);
        for (int r = 0; r < count; r++)
            isFinite[r] = TTail.Activation is null || Check.AreFinite(workspace.Scratch.Slice(r * TLayer.Stride, TLayer.Units));
        return count;
    }

    private static LossSums Run(
        ReadOnlySpan<float> parameters,
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        in Workspace workspace,
        bool isLossAlone,
        Span<float> gradient)
    {
        Sums(parameters, batch, first, count, workspace);
        return TTail.Run(
            Behind(parameters), workspace.Scratch[..SumsLength], batch, settings, first, count, workspace, TailScratch(workspace), isLossAlone, gradient);
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
