using LossGen.Numerics;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Sparse rows of which a fraction has been drawn for validation.</summary>
internal sealed class SparseHeldOut : HeldOutSet
{
    private readonly RowsWithTruth _kept;

    private SparseHeldOut(RowsWithTruth kept, RowsWithTruth drawn, LossOptions? loss, ReadOnlyMemory<float> keptWeights, ReadOnlyMemory<float> drawnWeights)
        : base(loss, keptWeights, drawnWeights, drawn.Validation) => _kept = kept;

    /// <inheritdoc/>
    protected override Batch Training => _kept.Set;

    /// <summary>Draws the fraction that the options ask for, by their seed, stratified where rows have labels.</summary>
    /// <exception cref="ArgumentException">There are too few rows.</exception>
    public static SparseHeldOut Of(in Batch set, int classes, TrainingOptions options)
    {
        (int[] kept, int[] drawn) = HeldOut.Draw(set, classes, options);
        return new SparseHeldOut(
            RowsWithTruth.Of(set, kept, classes),
            RowsWithTruth.Of(set, drawn, classes),
            options.Loss,
            WeightsOf(options.Loss, kept),
            WeightsOf(options.Loss, drawn));
    }

    /// <summary>Some rows, in memory of their own, with what is true of them: labels or targets.</summary>
    // No record: what a record prints are its public properties, and Batch cannot be boxed, so its method would be invalid IL.
    private sealed class RowsWithTruth(SparseRowList rows, int[]? labels, float[] targets, int classes)
    {
        public Batch Set => new(new Rows(rows.Rows), labels is not null ? Truth.OfLabels(labels) : Truth.OfTargets(targets, classes), RowRange.All(rows.Count));

        public static RowsWithTruth Of(in Batch set, int[] rows, int classes)
        {
            bool hasLabels = set.Truth.Kind == TruthKind.Labels;
            return new RowsWithTruth(
                SparseResampling.Take(set.Rows.Sparse, rows),
                hasLabels ? Resampling.Take(set.Truth.Labels, rows) : null,
                hasLabels ? [] : Resampling.Take(set.Truth.Targets, rows, classes),
                classes);
        }

        public ValidationSet Validation(ReadOnlyMemory<float> weights) => labels is not null
            ? new ValidationSet(rows, labels) { SampleWeights = weights }
            : new ValidationSet(rows, targets) { SampleWeights = weights };
    }
}

/// <summary>Some rows of a set of sparse rows, in memory of their own.</summary>
internal static class SparseResampling
{
    /// <summary>The rows at the places given, in that order.</summary>
    public static SparseRowList Take(in SparseRows rows, ReadOnlySpan<int> places)
    {
        var taken = new SparseRowList();
        foreach (int row in places) taken.Add(rows.FeaturesOf(row), rows.ValuesOf(row));
        return taken;
    }
}
