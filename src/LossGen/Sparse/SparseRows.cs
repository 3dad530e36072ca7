using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>Rows that list only the features that are not 0: compressed sparse rows, as SciPy's <c>indptr</c>, <c>indices</c> and <c>data</c> of a <c>csr_matrix</c>.</summary>
/// <remarks>
/// The features of a row may be in any order; if one is listed twice, its values add up. Which features and values are allowed depends on the model,
/// which checks them. The memory is referenced, not copied.
/// </remarks>
/// <example>Two rows: features 3 and 17 with 0.5 and 2, then feature 3 with 1.<code>
/// var rows = new SparseRows(starts: [0, 2, 3], features: [3, 17, 3], values: [0.5f, 2, 1]);
/// </code></example>
public readonly ref struct SparseRows
{
    /// <summary>Rows over memory of the caller.</summary>
    /// <param name="starts">n + 1 indices into <paramref name="features"/>: where each row begins, and where the last one ends.
    /// The first is 0, and none is below the one before it.</param>
    /// <param name="features">The features of all rows, row after row, counted from 0.</param>
    /// <param name="values">The value of each; empty: all 1.</param>
    /// <exception cref="ArgumentException"><paramref name="starts"/> is empty, <paramref name="features"/> does not end where it says,
    /// or the number of values is neither 0 nor that of the features.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="starts"/> does not begin with 0, or it decreases.</exception>
    public SparseRows(ReadOnlySpan<int> starts, ReadOnlySpan<int> features, ReadOnlySpan<float> values = default)
    {
        if (starts.IsEmpty) throw new ArgumentException("starts is empty; expected one number more than there are rows, at least a 0.", nameof(starts));
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

    /// <summary>Where each row begins, and where the last one ends.</summary>
    public ReadOnlySpan<int> Starts { get; private init; }

    /// <summary>The features of all rows.</summary>
    public ReadOnlySpan<int> Features { get; private init; }

    /// <summary>Their values; empty: all 1.</summary>
    public ReadOnlySpan<float> Values { get; private init; }

    /// <summary>The number of rows.</summary>
    public int Count => Starts.IsEmpty ? 0 : Starts.Length - 1;

    /// <summary>The features of a row.</summary>
    internal ReadOnlySpan<int> FeaturesOf(int row) => Features[Starts[row]..Starts[row + 1]];

    /// <summary>Their values; empty: all 1.</summary>
    internal ReadOnlySpan<float> ValuesOf(int row) => Values.IsEmpty ? default : Values[Starts[row]..Starts[row + 1]];

    /// <summary>Rows that are known to be consistent, without looking at every start again.</summary>
    internal static SparseRows OfChecked(ReadOnlySpan<int> starts, ReadOnlySpan<int> features, ReadOnlySpan<float> values) =>
        new() { Starts = starts, Features = features, Values = values };

    /// <summary>The number of rows and of features in them.</summary>
    public override string ToString() => $"{Printed.Count(Count, "row", "rows")} with {Printed.Count(Features.Length, "feature", "features")} in all";
}
