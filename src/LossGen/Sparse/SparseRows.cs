using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>Rows of which only the features are listed that are not 0, one after another: CSR, as SciPy's <c>indptr</c>, <c>indices</c> and <c>data</c>.</summary>
/// <remarks>
/// The features of a row may stand in any order, and one that stands there twice counts with the sum. What is out of a model's range is refused by the
/// model. The memory is referenced, not copied.
/// </remarks>
public readonly ref struct SparseRows
{
    /// <summary>Rows in memory.</summary>
    /// <param name="starts">n + 1 numbers: where each row begins among the features, and where the last one ends. From 0 on, never less than the one before.</param>
    /// <param name="features">The features of all rows.</param>
    /// <param name="values">The value of each of them; empty: all 1.</param>
    /// <exception cref="ArgumentException"><paramref name="starts"/> is empty, or a length does not fit the others.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="starts"/> does not begin with 0, or decreases.</exception>
    public SparseRows(ReadOnlySpan<int> starts, ReadOnlySpan<int> features, ReadOnlySpan<float> values = default)
    {
        if (starts.IsEmpty) throw new ArgumentException("starts is empty; expected one number more than there are rows, so at least one.", nameof(starts));
        if (starts[0] != 0) throw new ArgumentOutOfRangeException(nameof(starts), starts[0], Invariant($"starts[0] is {starts[0]}; expected 0."));
        for (int row = 1; row < starts.Length; row++)
        {
            if (starts[row] < starts[row - 1])
            {
                throw new ArgumentOutOfRangeException(
                    nameof(starts), starts[row], Invariant($"starts[{row}] is {starts[row]}; expected {starts[row - 1]} or more, where row {row - 1} begins."));
            }
        }

        if (features.Length != starts[^1])
            throw new ArgumentException(Invariant($"features has length {features.Length}; expected {starts[^1]}, where starts says that the last row ends."), nameof(features));
        if (!values.IsEmpty && values.Length != features.Length)
            throw new ArgumentException(Invariant($"values has length {values.Length}; expected {features.Length}, one for each of features, or 0 for all 1."), nameof(values));
        Starts = starts;
        Features = features;
        Values = values;
    }

    private SparseRows(ReadOnlySpan<int> starts, ReadOnlySpan<int> features, ReadOnlySpan<float> values, int count)
    {
        Starts = starts[..(count + 1)];
        Features = features;
        Values = values;
    }

    /// <summary>Where each row begins, and where the last one ends.</summary>
    public ReadOnlySpan<int> Starts { get; }

    /// <summary>The features of all rows.</summary>
    public ReadOnlySpan<int> Features { get; }

    /// <summary>Their values; empty: all 1.</summary>
    public ReadOnlySpan<float> Values { get; }

    /// <summary>The number of rows.</summary>
    public int Count => Starts.IsEmpty ? 0 : Starts.Length - 1;

    /// <summary>Rows that have been checked; whoever reads them checks each access, since memory may change.</summary>
    internal static SparseRows Checked(ReadOnlySpan<int> starts, ReadOnlySpan<int> features, ReadOnlySpan<float> values) =>
        new(starts, features, values, starts.Length - 1);

    /// <summary>The features of a row.</summary>
    internal ReadOnlySpan<int> FeaturesOf(int row) => Features[Starts[row]..Starts[row + 1]];

    /// <summary>Their values; empty: all 1.</summary>
    internal ReadOnlySpan<float> ValuesOf(int row) => Values.IsEmpty ? default : Values[Starts[row]..Starts[row + 1]];

    /// <summary>How many rows and numbers there are.</summary>
    public override string ToString() => $"{Printed.Count(Count, "row", "rows")} with {Printed.Count(Features.Length, "feature", "features")} in all";
}
