using LossGen.Numerics;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Rows of numbers of which a fraction has been drawn for validation.</summary>
internal sealed class HeldOut : HeldOutSet
{
    private readonly RowsWithTruth _kept;

    private HeldOut(RowsWithTruth kept, RowsWithTruth drawn, LossOptions? loss, ReadOnlyMemory<float> keptWeights, ReadOnlyMemory<float> drawnWeights)
        : base(loss, keptWeights, drawnWeights, drawn.Validation) => _kept = kept;

    /// <inheritdoc/>
    protected override Batch Training => _kept.Set;

    /// <summary>Draws the fraction that the options ask for, by their seed, stratified where rows have labels.</summary>
    /// <exception cref="ArgumentException">There are too few rows.</exception>
    public static HeldOut Of(in Batch set, int classes, TrainingOptions options)
    {
        (int[] kept, int[] drawn) = Draw(set, classes, options);
        return new HeldOut(
            RowsWithTruth.Of(set, kept, classes),
            RowsWithTruth.Of(set, drawn, classes),
            options.Loss,
            WeightsOf(options.Loss, kept),
            WeightsOf(options.Loss, drawn));
    }

    /// <summary>The places of the rows to train on, and of those that are drawn.</summary>
    /// <exception cref="ArgumentException">There are too few rows.</exception>
    public static (int[] Kept, int[] Drawn) Draw(in Batch set, int classes, TrainingOptions options)
    {
        if (set.Count < 2) throw new ArgumentException("ValidationFraction is set, and there is one row; expected at least two.", "rows");
        return set.Truth.Kind == TruthKind.Labels
            ? Stratified(Copied(set.Truth.Labels, classes), classes, options)
            : StratifiedDraw.Rows(set.Count, options.ValidationFraction, options.Seed);
    }

    private static (int[] Kept, int[] Drawn) Stratified(int[] labels, int classes, TrainingOptions options)
    {
        try
        {
            return StratifiedDraw.Rows(labels, classes, options.ValidationFraction, options.Seed);
        }
        catch (ArgumentException refused)
        {
            throw Refusal.Of("ValidationFraction is set, and no row can be drawn", refused, "labels");
        }
    }

    /// <summary>Labels that no other thread changes, checked once more.</summary>
    private static int[] Copied(ReadOnlySpan<int> labels, int classes)
    {
        int[] copy = labels.ToArray();
        Check.Labels(copy, copy.Length, classes);
        return copy;
    }

    /// <summary>Some rows, in memory of their own, with what is true of them: labels, or targets, or numbers through bins.</summary>
    // No record: what a record prints are its public properties, and Batch cannot be boxed, so its method would be invalid IL.
    private sealed class RowsWithTruth(float[] rows, int width, int[]? labels, float[] targets, int classes, Bins? bins)
    {
        public Batch Set => new(new Rows(rows, width), Truth, RowRange.All(rows.Length / width));

        private Truth Truth => labels is not null ? Truth.OfLabels(labels) : bins is null ? Truth.OfTargets(targets, classes) : Truth.OfNumbers(targets, bins);

        public static RowsWithTruth Of(in Batch set, int[] rows, int classes)
        {
            bool hasLabels = set.Truth.Kind == TruthKind.Labels;
            return new RowsWithTruth(
                Resampling.Take(set.Rows.Values, rows, set.Rows.Width),
                set.Rows.Width,
                hasLabels ? Resampling.Take(set.Truth.Labels, rows) : null,
                hasLabels ? [] : Resampling.Take(set.Truth.Targets, rows, set.Truth.Width),
                classes,
                set.Truth.Bins);
        }

        public ValidationSet Validation(ReadOnlyMemory<float> weights) =>
            labels is not null ? new ValidationSet(rows, labels) { SampleWeights = weights }
            : bins is null ? new ValidationSet(rows, targets) { SampleWeights = weights }
            : new ValidationSet(rows, bins, targets) { SampleWeights = weights };
    }
}
