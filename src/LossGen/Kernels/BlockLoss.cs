using LossGen.Losses;

namespace LossGen.Kernels;

/// <summary>Between the forward and the backward pass of a block: logits become weighted residuals, and losses are summed.</summary>
internal static class BlockLoss<TKernels>
    where TKernels : struct, IModelKernels
{
    private static int LogitCount => Workspace<TKernels>.LogitCount;

    /// <summary>Turns a block's logits into weighted residuals and returns its part of the loss.</summary>
    public static LossSums Residuals(in Batch batch, in LossSettings settings, int first, int count, in Workspace<TKernels> workspace)
    {
        Span<int> labels = stackalloc int[Block.Rows];
        Span<float> losses = stackalloc float[Block.Rows];
        Span<float> logits = workspace.Logits[..(LogitCount * Block.Rows)];
        Span<float> targets = workspace.Targets[..(TKernels.ClassCount * Block.Rows)];
        bool plain = settings.IsPlain(batch.HasLabels);

        if (batch.HasLabels)
        {
            batch.BlockLabels(first, count, TKernels.ClassCount, labels);
            if (plain) TKernels.CrossEntropy(logits, labels, count, losses);
            else OneHot(labels, count, targets);
        }
        else
        {
            ReadTargets(batch, first, count, targets);
            if (plain) TKernels.CrossEntropy(logits, targets, count, losses);
        }

        if (!plain)
        {
            if (TKernels.Task == ClassificationTask.Multiclass) SoftmaxLoss.CrossEntropy(logits, targets, settings, count, losses);
            else SigmoidLoss.CrossEntropy(logits, targets, settings, TKernels.Task == ClassificationTask.Binary, count, losses);
        }

        LossSums sums = batch.HasLabels && !settings.ClassWeights.IsEmpty || !settings.SampleWeights.IsEmpty
            ? Weigh(batch, settings, first, count, labels, losses, logits)
            : new LossSums { Loss = Lanes.SumFirst(losses, count), Divisor = count };
        if (count < Block.Rows) Lanes.ClearRowsFrom(count, logits);
        if (TKernels.Task == ClassificationTask.MultiLabel) sums.Divisor *= TKernels.ClassCount;
        return sums;
    }

    /// <summary>Applies the weights of the rows to their residuals, and sums losses and weights in double.</summary>
    private static LossSums Weigh(
        in Batch batch, in LossSettings settings, int first, int count, ReadOnlySpan<int> labels, ReadOnlySpan<float> losses, Span<float> logits)
    {
        bool classWeighted = batch.HasLabels && !settings.ClassWeights.IsEmpty;
        bool plain = settings.IsPlain(batch.HasLabels);
        Span<float> weights = stackalloc float[Block.Rows];
        LossSums sums = default;
        for (int r = 0; r < count; r++)
        {
            float sample = settings.SampleWeights.IsEmpty ? 1 : settings.SampleWeights[batch.Place(first + r)];
            float weight = classWeighted ? sample * settings.ClassWeights[labels[r]] : sample;

            // Outside the plain form the class weights already stand inside the row's loss, and only divide here.
            weights[r] = plain ? weight : sample;
            sums.Loss += (double)weights[r] * losses[r];
            sums.Divisor += weight;
        }

        Lanes.ScaleRows(logits, weights);
        return sums;
    }

    /// <summary>The targets of a block, class by class.</summary>
    private static void ReadTargets(in Batch batch, int first, int count, Span<float> targets)
    {
        int classes = TKernels.ClassCount;
        if (count < Block.Rows) targets.Clear();
        for (int r = 0; r < count; r++)
        {
            ReadOnlySpan<float> row = batch.Targets.Slice(batch.Place(first + r) * classes, classes);
            for (int k = 0; k < row.Length; k++) targets[(k * Block.Rows) + r] = row[k];
        }
    }

    /// <summary>Labels as target distributions.</summary>
    private static void OneHot(ReadOnlySpan<int> labels, int count, Span<float> targets)
    {
        targets.Clear();
        for (int r = 0; r < count; r++) targets[(labels[r] * Block.Rows) + r] = 1;
    }
}
