using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>Between the forward and the backward pass of a block: logits become weighted residuals, and losses are summed.</summary>
internal static class BlockLoss<THead>
    where THead : struct, IHeadKernels
{
    /// <summary>Turns a block's logits into weighted residuals and returns its part of the loss.</summary>
    public static LossSums Residuals(
        in Batch batch, in LossSettings settings, int first, int count, int logitCount, in Workspace workspace)
    {
        Span<int> labels = stackalloc int[Block.Rows];
        Span<float> losses = stackalloc float[Block.Rows];
        Span<float> logits = workspace.Logits[..(logitCount * Block.Rows)];
        bool hasLabels = batch.Truth.Kind == TruthKind.Labels;
        if (hasLabels) batch.Truth.BlockLabels(batch.Range, first, count, THead.ClassCount, labels);
        if (settings.IsForDirection && hasLabels) return Directions(labels, count, logits);
        if (!settings.Margins.IsEmpty) AddMargins(settings.Margins, labels, count, logitCount, logits);
        if (hasLabels && settings.IsPlain(hasLabels)) THead.CrossEntropy(logits, labels, count, losses);
        else AgainstTargets(batch, settings, first, count, labels, logits, workspace.Targets, losses);

        LossSums sums = (hasLabels && !settings.ClassWeights.IsEmpty) || !settings.SampleWeights.IsEmpty
            ? Weigh(batch, settings, first, count, labels, losses, logits)
            : new LossSums { Loss = Lanes.SumFirst(losses, count), Divisor = count };
        if (count < Block.Rows) Lanes.ClearRowsFrom(count, logits);
        if (!settings.Margins.IsEmpty) SumMargins(labels, count, logitCount, logits, settings.MarginSums);
        if (THead.Task == ClassificationTask.MultiLabel) sums.Divisor *= THead.ClassCount;
        return sums;
    }

    /// <summary>Residuals up to a factor of each row, where nothing else is wanted of them; without losses.</summary>
    private static LossSums Directions(ReadOnlySpan<int> labels, int count, Span<float> logits)
    {
        if (THead.Task == ClassificationTask.Binary) Unsaturated.OfTwo(logits, labels, count);
        else Unsaturated.OfClasses(logits, labels, count);
        if (count < Block.Rows) Lanes.ClearRowsFrom(count, logits);
        return default;
    }

    /// <summary>Cross-entropy against targets, by the head's kernel where that suffices, else by the general formulas.</summary>
    private static void AgainstTargets(
        in Batch batch,
        in LossSettings settings,
        int first,
        int count,
        ReadOnlySpan<int> labels,
        Span<float> logits,
        Span<float> targets,
        Span<float> losses)
    {
        targets = targets[..(THead.ClassCount * Block.Rows)];
        bool hasLabels = batch.Truth.Kind == TruthKind.Labels;
        if (hasLabels) OneHot(labels, count, targets);
        else batch.Truth.BlockTargets(batch.Range, first, count, targets);
        if (settings.IsForDirection && THead.Task == ClassificationTask.MultiLabel) Unsaturated.Labels(logits, targets, count);
        else if (settings.IsForDirection) Unsaturated.CertainTargets(logits, targets, count);

        if (settings.IsPlain(hasLabels)) THead.CrossEntropy(logits, targets, count, losses);
        else if (THead.Task == ClassificationTask.Multiclass) SoftmaxLoss.CrossEntropy(logits, targets, settings, count, losses);
        else SigmoidLoss.CrossEntropy(logits, targets, settings, THead.Task == ClassificationTask.Binary, count, losses);
    }

    /// <summary>Applies the weights of the rows to their residuals, and sums losses and weights in double.</summary>
    private static LossSums Weigh(
        in Batch batch, in LossSettings settings, int first, int count, ReadOnlySpan<int> labels, ReadOnlySpan<float> losses, Span<float> logits)
    {
        bool hasLabels = batch.Truth.Kind == TruthKind.Labels;
        bool classWeighted = hasLabels && !settings.ClassWeights.IsEmpty;
        bool plain = settings.IsPlain(hasLabels);
        Span<float> weights = stackalloc float[Block.Rows];
        LossSums sums = default;
        for (int r = 0; r < count; r++)
        {
            float sample = settings.SampleWeights.IsEmpty ? 1 : settings.SampleWeights[batch.Range.Place(first + r)];
            float weight = classWeighted ? sample * settings.ClassWeights[labels[r]] : sample;

            // Outside the plain form the class weights are already part of the row's loss, and only divide here.
            weights[r] = plain ? weight : sample;
            sums.Loss += (double)weights[r] * losses[r];
            sums.Divisor += weight;
        }

        Lanes.ScaleRows(logits, weights);
        return sums;
    }

    /// <summary>Moves each logit to its worst: by how much depends on the row's class alone.</summary>
    private static void AddMargins(ReadOnlySpan<float> margins, ReadOnlySpan<int> labels, int count, int logitCount, Span<float> logits)
    {
        for (int r = 0; r < count; r++)
        {
            ReadOnlySpan<float> ofClass = margins.Slice(labels[r] * logitCount, logitCount);
            for (int j = 0; j < ofClass.Length; j++) logits[(j * Block.Rows) + r] += ofClass[j];
        }
    }

    /// <summary>Adds the residuals of the rows of each class.</summary>
    private static void SumMargins(ReadOnlySpan<int> labels, int count, int logitCount, ReadOnlySpan<float> residuals, Span<float> sums)
    {
        for (int r = 0; r < count; r++)
        {
            Span<float> ofClass = sums.Slice(labels[r] * logitCount, logitCount);
            for (int j = 0; j < ofClass.Length; j++) ofClass[j] += residuals[(j * Block.Rows) + r];
        }
    }

    /// <summary>Labels as target distributions.</summary>
    private static void OneHot(ReadOnlySpan<int> labels, int count, Span<float> targets)
    {
        targets.Clear();
        for (int r = 0; r < count; r++) targets[(labels[r] * Block.Rows) + r] = 1;
    }
}
