using System.Runtime.CompilerServices;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Validation;

namespace LossGen.Passes;

/// <summary>Forward pass, head and backward pass one after another, block by block.</summary>
/// <typeparam name="TLayer">The layer's kernels.</typeparam>
/// <typeparam name="THead">The head's kernels.</typeparam>
internal static class BlockPass<TLayer, THead>
    where TLayer : struct, ILayerKernels
    where THead : struct, IHeadKernels
{
    /// <summary>Where the parameters lie.</summary>
    public static readonly ParameterLayout Layout = ParameterLayout.Of(TLayer.Inputs, TLayer.Units);

    /// <summary>Weights and biases.</summary>
    public static int ParameterCount => TLayer.Units * (TLayer.Inputs + 1);

    /// <summary>The scratch memory that the passes need.</summary>
    /// <param name="scratch">Floats that the kernels ask for.</param>
    public static WorkspaceSize Size(int scratch) => new(
        THead.ClassCount, scratch, TLayer.GradientLanes == 1 ? 0 : TLayer.GradientLanes * ParameterCount, ParameterCount)
    {
        // Of one block every entry of the gradient gets one sum, unless the kernels keep several for an entry.
        AddedRows = TLayer.GradientLanes == 1 ? Block.Rows : 0,
    };

    /// <summary>The loss of rows that are not divided further.</summary>
    public static LossSums Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace)
    {
        LossSums sums = default;
        Span<int> starts = stackalloc int[Block.Rows];
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, batch.Count - first);
            batch.Rows.Starts(batch.Range, first, count, starts);
            sums.Add(Residuals(parameters, batch, settings, first, count, starts, workspace));
        }

        return sums;
    }

    /// <summary>Their loss, and the sum over the rows of its gradient.</summary>
    public static LossSums Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        Span<float> partial = TLayer.GradientLanes == 1 ? gradient : workspace.Partial;
        partial.Clear();
        LossSums sums = AddGradient(parameters, batch, settings, workspace, partial);
        if (TLayer.GradientLanes != 1) Lanes.SumEach(partial, gradient);
        return sums;
    }

    /// <summary>Their loss, and block after block the sums of its gradient added to those there are.</summary>
    public static LossSums AddGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> partial)
    {
        LossSums sums = default;
        Span<int> starts = stackalloc int[Block.Rows];
        Span<int> next = stackalloc int[Block.Rows];
        batch.Rows.Starts(batch.Range, 0, Math.Min(Block.Rows, batch.Count), next);
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            // The backward pass fetches the next block's rows into the cache meanwhile: behind the last block those of the batch or
            // part to come, or its own if that is not known.
            int count = Math.Min(Block.Rows, batch.Count - first);
            int rest = Math.Min(Block.Rows, batch.Count - first - count);
            next.CopyTo(starts);
            if (rest > 0) batch.Rows.Starts(batch.Range, first + count, rest, next);
            else batch.Rows.NextStarts(batch.Range, next);

            sums.Add(Residuals(parameters, batch, settings, first, count, starts, workspace));
            TLayer.AddGradient(batch.Rows.Values, starts, next, count, workspace.Scratch, workspace.Logits, partial);
        }

        return sums;
    }

    /// <summary>Their loss, and its gradient with respect to each row.</summary>
    public static LossSums InputGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        LossSums sums = default;
        Span<int> starts = stackalloc int[Block.Rows];
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, batch.Count - first);
            batch.Rows.Starts(batch.Range, first, count, starts);
            sums.Add(Residuals(parameters, batch, settings, first, count, starts, workspace));
            Span<float> rows = gradient.Slice(first * TLayer.Inputs, count * TLayer.Inputs);
            TLayer.InputGradient(parameters, count, workspace.Logits, workspace.Scratch, rows);
        }

        return sums;
    }

    /// <summary>The most probable class of one row, or −1 where a logit is not finite.</summary>
    public static int Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row)
    {
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(TLayer.Units)], TLayer.Units);
        Span<float> logits = scratch.Memory;
        TLayer.ForwardRow(parameters, row, logits);
        return Check.IndexOfNonFinite(logits) >= 0 ? -1 : THead.MostProbable(logits);
    }

    /// <summary>The probabilities of one row.</summary>
    public static void Probabilities(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> destination)
    {
        int length = Lanes.InVectors(THead.ClassCount);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> logits = scratch.Memory;
        TLayer.ForwardRow(parameters, row, logits);
        THead.ProbabilitiesOfRow(logits);
        logits[..THead.ClassCount].CopyTo(destination);
    }

    /// <summary>
    /// A gradient step on one row; returns the loss before it. Where a feature or the loss is not finite, or the step so large that a
    /// parameter might not stay finite, it returns NaN and changes nothing.
    /// </summary>
    public static float Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate)
    {
        int padded = Lanes.InVectors(TLayer.Units), length = padded + TLayer.Inputs;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);

        // Another thread may change the row between the two times it is read. The step is taken with a copy whose size has been checked; the
        // logits are read from the row itself, since a load that meets two of the copy's stores would wait for both, and their loss is checked.
        Span<float> logits = scratch.Memory[..padded], features = scratch.Memory[padded..];
        if (!FiniteStep.IsSafe(learningRate, FiniteStep.Copy(row[..TLayer.Inputs], features))) return float.NaN;

        TLayer.ForwardRow(parameters, row, logits);
        float loss = THead.CrossEntropyOfRow(logits, label);
        if (!float.IsFinite(loss)) return float.NaN;

        Span<float> biases = parameters.Slice(Layout.Last.Biases, TLayer.Units);
        for (int k = 0; k < TLayer.Units; k++)
        {
            float step = -learningRate * logits[k];
            Lanes.AddScaled(parameters.Slice(k * TLayer.Inputs, TLayer.Inputs), step, features);
            biases[k] += step;
        }

        return loss;
    }

    /// <summary>The same, the step being taken in the parameters for standardised features.</summary>
    public static float Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate, FeatureScaling scaling)
    {
        int padded = Lanes.InVectors(TLayer.Units), length = padded + TLayer.Inputs;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> logits = scratch.Memory[..padded], direction = scratch.Memory[padded..];
        float biasDirection = scaling.Direction(row[..TLayer.Inputs], direction);
        if (!FiniteStep.IsSafe(learningRate, FiniteStep.Sum(direction) + MathF.Abs(biasDirection))) return float.NaN;

        TLayer.ForwardRow(parameters, row, logits);
        float loss = THead.CrossEntropyOfRow(logits, label);
        if (!float.IsFinite(loss)) return float.NaN;

        Span<float> biases = parameters.Slice(Layout.Last.Biases, TLayer.Units);
        for (int k = 0; k < TLayer.Units; k++)
        {
            float step = -learningRate * logits[k];
            Lanes.AddScaled(parameters.Slice(k * TLayer.Inputs, TLayer.Inputs), step, direction);
            biases[k] += step * biasDirection;
        }

        return loss;
    }

    /// <summary>The logits of a block and, in their place, its residuals; returns its part of the loss.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static LossSums Residuals(
        ReadOnlySpan<float> parameters,
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        ReadOnlySpan<int> starts,
        in Workspace workspace)
    {
        TLayer.Forward(parameters, batch.Rows.Values, starts, count, workspace.Scratch, workspace.Logits);
        return BlockLoss<THead>.Residuals(batch, settings, first, count, TLayer.Units, workspace);
    }
}
