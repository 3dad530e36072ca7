using System.Runtime.InteropServices;

namespace LossGen.Kernels;

/// <summary>Forward and backward over a batch, block by block: logits, cross-entropy and residuals, gradient.</summary>
internal static class BatchPass<TKernels>
    where TKernels : struct, IModelKernels
{
    private static int ParameterCount => Workspace<TKernels>.ParameterCount;

    /// <summary>The loss alone.</summary>
    public static LossSums Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace<TKernels> workspace)
    {
        Partition partition = Partition.Of(batch.Count, ParameterCount);
        LossSums sums = default;
        for (int part = 0; part < partition.Parts; part++)
        {
            Batch rows = batch.Slice(partition.First(part), partition.Count(part));
            sums.Add(LossOfPart(parameters, rows, settings, workspace));
        }

        return sums;
    }

    /// <summary>The loss, and the sum over the rows of its gradient (not yet divided by the sum of the weights).</summary>
    public static LossSums Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace<TKernels> workspace, Span<float> gradient)
    {
        Partition partition = Partition.Of(batch.Count, ParameterCount);
        if (partition.Parts == 1) return GradientOfPart(parameters, batch, settings, workspace, gradient);

        Span<float> partGradient = workspace.PartGradient;
        LossSums sums = default;
        for (int part = 0; part < partition.Parts; part++)
        {
            Batch rows = batch.Slice(partition.First(part), partition.Count(part));
            sums.Add(GradientOfPart(parameters, rows, settings, workspace, part == 0 ? gradient : partGradient));
            if (part > 0) PartSums.Add(gradient, partGradient);
        }

        return sums;
    }

    /// <summary>The loss, and its gradient with respect to each row, not yet divided by the sum of the weights.</summary>
    public static LossSums InputGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace<TKernels> workspace, Span<float> gradient)
    {
        Partition partition = Partition.Of(batch.Count, ParameterCount);
        LossSums sums = default;
        for (int part = 0; part < partition.Parts; part++)
        {
            int first = partition.First(part), count = partition.Count(part);
            Span<float> rows = gradient.Slice(first * TKernels.FeatureCount, count * TKernels.FeatureCount);
            sums.Add(InputGradientOfPart(parameters, batch.Slice(first, count), settings, workspace, rows));
        }

        return sums;
    }

    /// <summary>The loss of rows that are not divided further.</summary>
    public static LossSums LossOfPart(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace<TKernels> workspace)
    {
        LossSums sums = default;
        Span<int> starts = stackalloc int[Block.Rows];
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, batch.Count - first);
            sums.Add(ForwardAndResiduals(parameters, batch, settings, first, count, starts, workspace));
        }

        return sums;
    }

    /// <summary>Loss and gradient of rows that are not divided further.</summary>
    public static LossSums GradientOfPart(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace<TKernels> workspace, Span<float> gradient)
    {
        Span<float> partial = TKernels.GradientLanes == 1 ? gradient : workspace.Partial;
        partial.Clear();
        LossSums sums = TKernels.IsStraight && batch.HasLabels && settings.IsUnweighted
            ? StraightGradient(parameters, batch, workspace, partial)
            : BlockGradient(parameters, batch, settings, workspace, partial);
        if (TKernels.GradientLanes != 1) Lanes.SumEach(partial, gradient);
        return sums;
    }

    /// <summary>From the rows of a block to its residuals; returns its part of the loss.</summary>
    private static LossSums ForwardAndResiduals(
        ReadOnlySpan<float> parameters,
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        Span<int> starts,
        in Workspace<TKernels> workspace)
    {
        batch.Starts(first, count, TKernels.FeatureCount, starts);
        Forward(parameters, batch.Rows, starts, count, workspace);
        return BlockLoss<TKernels>.Residuals(batch, settings, first, count, workspace);
    }

    /// <summary>Logits of a block. The rows are transposed first where a pass wants columns.</summary>
    public static void Forward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int count, in Workspace<TKernels> workspace)
    {
        if (TKernels.ForwardTakesColumns || TKernels.BackwardTakesColumns)
        {
            Block.ToColumns(rows, starts, TKernels.FeatureCount, count, workspace.Columns);

            // A kernel that adds whole blocks multiplies absent rows with residuals of 0: what lies there must be finite.
            if (TKernels.BackwardTakesColumns && TKernels.GradientLanes == 1 && count < Block.Rows) Lanes.ClearRowsFrom(count, workspace.Columns);
        }

        TKernels.Logits(
            parameters, TKernels.ForwardTakesColumns ? workspace.Columns : rows, starts, count, workspace.Kernel, workspace.Logits);
    }

    private static LossSums InputGradientOfPart(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace<TKernels> workspace, Span<float> gradient)
    {
        LossSums sums = default;
        Span<int> starts = stackalloc int[Block.Rows];
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, batch.Count - first);
            sums.Add(ForwardAndResiduals(parameters, batch, settings, first, count, starts, workspace));

            Span<float> rows = gradient.Slice(first * TKernels.FeatureCount, count * TKernels.FeatureCount);
            Span<float> destination = TKernels.BackwardTakesColumns ? workspace.Columns : rows;
            TKernels.InputGradient(parameters, count, workspace.Logits, destination);
            if (TKernels.BackwardTakesColumns) Block.ToRows(workspace.Columns, TKernels.FeatureCount, count, rows);
        }

        return sums;
    }

    /// <summary>Small shapes: everything in one pass over the rows.</summary>
    private static LossSums StraightGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in Workspace<TKernels> workspace, Span<float> partial)
    {
        LossSums sums = new() { Divisor = batch.Count };
        Span<int> starts = stackalloc int[Block.StraightRows];
        Span<int> labels = stackalloc int[Block.StraightRows];
        for (int first = 0; first < batch.Count; first += Block.StraightRows)
        {
            int count = Math.Min(Block.StraightRows, batch.Count - first);
            batch.Starts(first, count, TKernels.FeatureCount, starts);
            batch.BlockLabels(first, count, TKernels.ClassCount, labels);
            sums.Loss += TKernels.LossAndGradient(parameters, batch.Rows, starts, labels, count, workspace.Kernel, partial);
        }

        return sums;
    }

    private static LossSums BlockGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace<TKernels> workspace, Span<float> partial)
    {
        LossSums sums = default;
        Span<int> starts = stackalloc int[Block.Rows];
        Span<int> next = stackalloc int[Block.Rows];
        batch.Starts(0, Math.Min(Block.Rows, batch.Count), TKernels.FeatureCount, next);
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            // The backward pass fetches the next block's rows into the cache meanwhile: behind the last block those of the batch or
            // part to come, or its own if that is not known.
            int count = Math.Min(Block.Rows, batch.Count - first);
            int rest = Math.Min(Block.Rows, batch.Count - first - count);
            next.CopyTo(starts);
            if (rest > 0) batch.Starts(first + count, rest, TKernels.FeatureCount, next);
            else batch.NextStarts(TKernels.FeatureCount, next);

            Forward(parameters, batch.Rows, starts, count, workspace);
            sums.Add(BlockLoss<TKernels>.Residuals(batch, settings, first, count, workspace));
            ReadOnlySpan<float> rows = TKernels.BackwardTakesColumns ? workspace.Columns : batch.Rows;
            TKernels.AddGradient(rows, starts, next, count, workspace.Logits, partial);
        }

        return sums;
    }
}
