using static System.FormattableString;

namespace LossGen;

/// <summary>Some rows with their labels or targets: one portion of a training set that is read piece by piece.</summary>
/// <remarks>
/// The memory is referenced, not copied. A batch is no longer read once the next one is requested, so a source may fill the same arrays again.
/// </remarks>
public readonly struct TrainingBatch
{
    /// <summary>Rows that each have one true class.</summary>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    public TrainingBatch(ReadOnlyMemory<float> rows, ReadOnlyMemory<int> labels)
    {
        Rows = rows;
        Labels = labels;
    }

    /// <summary>Rows with targets.</summary>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="targets">n x ClassCount target probabilities.</param>
    public TrainingBatch(ReadOnlyMemory<float> rows, ReadOnlyMemory<float> targets)
    {
        Rows = rows;
        Targets = targets;
    }

    /// <summary>Rows with a number each, which is predicted through bins.</summary>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="bins">
    /// As many bins as the model has classes; their targets are made block by block. Null: those of a model that keeps its bins (<see cref="IBinnedModel"/>), or, where it
    /// has none yet, bins from the smallest to the largest number of the training set.
    /// </param>
    /// <param name="values">n finite numbers.</param>
    public TrainingBatch(ReadOnlyMemory<float> rows, Bins? bins, ReadOnlyMemory<float> values)
    {
        Rows = rows;
        Bins = bins;
        Targets = values;
        HasNumbers = true;
    }

    /// <summary>Sparse rows that each have one true class.</summary>
    /// <param name="rows">n rows with finite values.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    public TrainingBatch(SparseRowList rows, ReadOnlyMemory<int> labels)
    {
        ArgumentNullException.ThrowIfNull(rows);
        SparseRows = rows;
        Labels = labels;
    }

    /// <summary>Sparse rows with targets.</summary>
    /// <param name="rows">n rows with finite values.</param>
    /// <param name="targets">n x ClassCount target probabilities.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    public TrainingBatch(SparseRowList rows, ReadOnlyMemory<float> targets)
    {
        ArgumentNullException.ThrowIfNull(rows);
        SparseRows = rows;
        Targets = targets;
    }

    /// <summary>The rows of a model with sparse rows; null where they are dense.</summary>
    public SparseRowList? SparseRows { get; }

    /// <summary>n x FeatureCount numbers.</summary>
    public ReadOnlyMemory<float> Rows { get; }

    /// <summary>The true class of each row; empty where there are targets.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>n x ClassCount target probabilities, or n numbers that are predicted through bins; empty where there are labels.</summary>
    public ReadOnlyMemory<float> Targets { get; }

    /// <summary>The bins through which numbers are predicted; null where there are labels or target probabilities, or where they are left to the model.</summary>
    public Bins? Bins { get; internal init; }

    /// <summary>Whether <see cref="Targets"/> are numbers, one a row.</summary>
    internal bool HasNumbers { get; }

    /// <summary>One weight a row, finite, 0 or above; empty for a weight of 1 each.</summary>
    public ReadOnlyMemory<float> SampleWeights { get; init; }

    /// <summary>Whether it has nothing at all: a source may give such a batch, and it counts for nothing.</summary>
    internal bool IsEmpty => Rows.IsEmpty && Labels.IsEmpty && Targets.IsEmpty && SampleWeights.IsEmpty && SparseRows is null or { Count: 0 };

    /// <summary>Checks that a model which keeps its bins gets numbers for them: with classes in their place it would learn, and have no bins to predict numbers with.</summary>
    /// <exception cref="ArgumentException">It has labels or targets.</exception>
    internal void RequireNumbers()
    {
        if (HasNumbers) return;
        throw new ArgumentException(
            $"it has {(Targets.IsEmpty ? "labels" : "targets")}, but the model predicts numbers through bins; expected new TrainingBatch(rows, bins, values).");
    }

    /// <summary>How many numbers it refers to.</summary>
    public override string ToString() => (SparseRows is null ? Invariant($"rows of {Rows.Length} numbers, ") : SparseRows + ", ")
        + (Targets.IsEmpty ? Invariant($"{Labels.Length} labels") : Invariant($"{Targets.Length} {(HasNumbers ? "values" : "targets")}"))
        + (SampleWeights.IsEmpty ? "" : Invariant($", {SampleWeights.Length} sample weights"));
}
