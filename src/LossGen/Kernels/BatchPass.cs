using System.Runtime.Intrinsics;
using LossGen.Losses;

namespace LossGen.Kernels;

/// <summary>Forward and backward over a batch, block by block: logits, cross-entropy and residuals, gradient.</summary>
internal static class BatchPass<TKernels>
    where TKernels : struct, IModelKernels
{
    private static int LogitCount => Workspace<TKernels>.LogitCount;

    /// <summary>The loss alone.</summary>
    public static LossSums Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace<TKernels> workspace)
    {
        LossSums sums = default;
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, batch.Count - first);
            sums.Add(ForwardAndResiduals(parameters, batch, settings, first, count, workspace, out _));
        }

        return sums;
    }

    /// <summary>The loss, and the sum over the rows of its gradient (not yet divided by the sum of the weights).</summary>
    public static LossSums Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace<TKernels> workspace, Span<float> gradient)
    {
        Span<float> sumsOfEntries = TKernels.GradientLanes == 1 ? gradient : workspace.Partial;
        sumsOfEntries.Clear();

        LossSums sums = default;
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, batch.Count - first);
            sums.Add(ForwardAndResiduals(parameters, batch, settings, first, count, workspace, out BlockRows block));
            TKernels.AddGradient(block.Backward, count, workspace.Logits, sumsOfEntries);
        }

        if (TKernels.GradientLanes != 1) Lanes.SumEach(sumsOfEntries, gradient);
        return sums;
    }

    /// <summary>The loss, and its gradient with respect to each row, not yet divided by the sum of the weights.</summary>
    public static LossSums InputGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace<TKernels> workspace, Span<float> gradient)
    {
        LossSums sums = default;
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, batch.Count - first);
            sums.Add(ForwardAndResiduals(parameters, batch, settings, first, count, workspace, out _));

            Span<float> rows = gradient.Slice(first * TKernels.FeatureCount, count * TKernels.FeatureCount);
            Span<float> destination = TKernels.BackwardTakesColumns ? workspace.Columns : rows;
            TKernels.InputGradient(parameters, count, workspace.Logits, destination);
            if (TKernels.BackwardTakesColumns) Block.ToRows(workspace.Columns, TKernels.FeatureCount, count, rows);
        }

        return sums;
    }

    /// <summary>Rows, logits and weighted residuals of one block, and its part of the loss.</summary>
    private static LossSums ForwardAndResiduals(
        ReadOnlySpan<float> parameters,
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        in Workspace<TKernels> workspace,
        out BlockRows block)
    {
        block = ReadBlock(batch, first, count, workspace);
        Forward(parameters, block, count, workspace);
        return Residuals(batch, settings, first, count, workspace);
    }

    /// <summary>The rows of one block, in the layouts that the kernels want.</summary>
    public static BlockRows ReadBlock(in Batch batch, int first, int count, in Workspace<TKernels> workspace)
    {
        int width = TKernels.FeatureCount;
        if (TKernels.ForwardTakesColumns || TKernels.BackwardTakesColumns)
        {
            Span<int> starts = stackalloc int[Block.Rows];

            // An absent row repeats the first, so that whatever is computed of it is as finite as the batch.
            for (int r = 0; r < Block.Rows; r++) starts[r] = batch.Place(first + (r < count ? r : 0)) * width;
            Block.ToColumns(batch.Rows, starts, width, workspace.Columns);
        }

        ReadOnlySpan<float> rows = default;
        if (!(TKernels.ForwardTakesColumns && TKernels.BackwardTakesColumns))
        {
            if (batch.Order.IsEmpty)
            {
                rows = batch.Rows.Slice(batch.Place(first) * width, count * width);
            }
            else
            {
                Block.Gather(batch.Rows, width, batch.Order.Slice(first, count), workspace.Rows);
                rows = workspace.Rows;
            }
        }

        return new BlockRows(
            TKernels.ForwardTakesColumns ? workspace.Columns : rows,
            TKernels.BackwardTakesColumns ? workspace.Columns : rows);
    }

    /// <summary>Logits of a block; those of absent rows are finite.</summary>
    public static void Forward(ReadOnlySpan<float> parameters, BlockRows block, int count, in Workspace<TKernels> workspace)
    {
        if (count < Block.Rows) workspace.Logits.Clear();
        TKernels.Logits(parameters, block.Forward, count, workspace.Logits);
    }

    /// <summary>Turns a block's logits into weighted residuals and returns its part of the loss.</summary>
    private static LossSums Residuals(in Batch batch, in LossSettings settings, int first, int count, in Workspace<TKernels> workspace)
    {
        Span<int> labels = stackalloc int[Block.Rows];
        Span<float> losses = stackalloc float[Block.Rows];
        Span<float> weights = stackalloc float[Block.Rows];
        Span<float> logits = workspace.Logits[..(LogitCount * Block.Rows)];
        Span<float> targets = workspace.Targets[..(LogitCount * Block.Rows)];
        bool plain = settings.IsPlain(batch.HasLabels);

        if (batch.HasLabels)
        {
            for (int r = 0; r < count; r++) labels[r] = batch.Labels[batch.Place(first + r)];
            if (plain) TKernels.CrossEntropy(logits, labels, losses);
            else OneHot(labels, targets);
        }
        else
        {
            ReadTargets(batch, first, count, targets);
            if (plain) TKernels.CrossEntropy(logits, targets, losses);
        }

        if (!plain)
        {
            if (TKernels.Task == ClassificationTask.Multiclass) SoftmaxLoss.CrossEntropy(logits, targets, settings, losses);
            else SigmoidLoss.CrossEntropy(logits, targets, settings, TKernels.Task == ClassificationTask.Binary, losses);
        }

        return Weigh(batch, settings, first, count, labels, losses, weights, logits);
    }

    /// <summary>Applies the weights of the rows to their residuals, and sums losses and weights in double.</summary>
    private static LossSums Weigh(
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        ReadOnlySpan<int> labels,
        ReadOnlySpan<float> losses,
        Span<float> weights,
        Span<float> logits)
    {
        bool classWeighted = batch.HasLabels && !settings.ClassWeights.IsEmpty;
        LossSums sums = default;
        if (!classWeighted && settings.SampleWeights.IsEmpty)
        {
            sums.Loss = Lanes.SumFirst(losses, count);
            sums.Divisor = count;
            if (count < Block.Rows) weights[..count].Fill(1);
        }
        else
        {
            bool plain = settings.IsPlain(batch.HasLabels);
            for (int r = 0; r < count; r++)
            {
                float sample = settings.SampleWeights.IsEmpty ? 1 : settings.SampleWeights[batch.Place(first + r)];
                float weight = classWeighted ? sample * settings.ClassWeights[labels[r]] : sample;

                // Outside the plain form the class weights already stand inside the row's loss, and only divide here.
                weights[r] = plain ? weight : sample;
                sums.Loss += (double)weights[r] * losses[r];
                sums.Divisor += weight;
            }
        }

        if (TKernels.Task == ClassificationTask.MultiLabel) sums.Divisor *= TKernels.ClassCount;

        bool weighted = count < Block.Rows || classWeighted || !settings.SampleWeights.IsEmpty;
        if (weighted) Lanes.ScaleRows(logits, weights);
        return sums;
    }

    /// <summary>The targets of a block, class by class; of a binary model only those of class 1.</summary>
    private static void ReadTargets(in Batch batch, int first, int count, Span<float> targets)
    {
        int classes = TKernels.ClassCount;
        if (count < Block.Rows) targets.Clear();
        for (int r = 0; r < count; r++)
        {
            ReadOnlySpan<float> row = batch.Targets.Slice(batch.Place(first + r) * classes, classes);
            if (TKernels.Task == ClassificationTask.Binary) row = row[1..];
            for (int k = 0; k < row.Length; k++) targets[(k * Block.Rows) + r] = row[k];
        }
    }

    /// <summary>Labels as target distributions; of a binary model only class 1.</summary>
    private static void OneHot(ReadOnlySpan<int> labels, Span<float> targets)
    {
        targets.Clear();
        for (int r = 0; r < Block.Rows; r++)
        {
            if (TKernels.Task == ClassificationTask.Binary) targets[r] = labels[r];
            else targets[(labels[r] * Block.Rows) + r] = 1;
        }
    }
}
