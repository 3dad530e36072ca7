using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>A growing list of sparse rows. Adding a row allocates only when the list has to grow; after <see cref="Clear"/> it reuses its memory.</summary>
/// <remarks>One thread at a time may change a list.</remarks>
/// <example><code>
/// var rows = new SparseRowList();
/// rows.Add([3, 17], [0.5f, 2]);
/// rows.Add([3]); // its value is 1
/// </code></example>
public sealed class SparseRowList
{
    private int[] _starts = new int[17];
    private int[] _features = new int[64];
    private float[] _values = [];
    private int _open;

    /// <summary>The number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>The rows that the list has now. Their memory is the list's: <see cref="Add"/> does not change them, but a row added after <see cref="Clear"/> does.</summary>
    public SparseRows Rows
    {
        get
        {
            int end = _starts[Count];
            return SparseRows.OfChecked(_starts.AsSpan(0, Count + 1), _features.AsSpan(0, end), _values.Length == 0 ? default : _values.AsSpan(0, end));
        }
    }

    /// <summary>Adds a row.</summary>
    /// <param name="features">The features that are not 0, in any order. If one is listed twice, its values add up. Empty: all features are 0.</param>
    /// <param name="values">The value of each; empty: all 1.</param>
    /// <exception cref="ArgumentException">The number of values is neither 0 nor that of <paramref name="features"/>; nothing is added.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A feature is negative; nothing is added.</exception>
    /// <exception cref="InvalidOperationException">The list would have more features than an array can hold; nothing is added.</exception>
    public void Add(ReadOnlySpan<int> features, ReadOnlySpan<float> values = default)
    {
        if (!values.IsEmpty && values.Length != features.Length)
            throw new ArgumentException(Invariant($"values has length {values.Length}; expected {features.Length}, one for each of features, or 0 for all 1."), nameof(values));
        for (int i = 0; i < features.Length; i++)
        {
            if (features[i] < 0) throw new ArgumentOutOfRangeException(nameof(features), features[i], Invariant($"features[{i}] is {features[i]}; expected 0 or above."));
        }

        int start = _starts[Count], end = EndOf(features.Length);
        Grow(end, hasValues: !values.IsEmpty);
        features.CopyTo(_features.AsSpan(start));
        if (!values.IsEmpty) values.CopyTo(_values.AsSpan(start));
        else if (_values.Length > 0) _values.AsSpan(start, features.Length).Fill(1);
        _open = 0;
        _starts[++Count] = end;
    }

    /// <summary>The features that its memory holds.</summary>
    internal int FeatureCapacity => _features.Length;

    /// <summary>Adds a feature, 0 or above, to the row that is being written; it counts once <see cref="EndRow"/> is called.</summary>
    internal void AddToRow(int feature, float value)
    {
        int end = EndOf(_open + 1);
        if (end > _features.Length || _values.Length < _features.Length) Grow(end, hasValues: true);
        _features[end - 1] = feature;
        _values[end - 1] = value;
        _open++;
    }

    /// <summary>Forgets what <see cref="AddToRow"/> has written since the last row.</summary>
    internal void DropRow() => _open = 0;

    /// <summary>Ends the row that is being written, and adds it.</summary>
    internal void EndRow()
    {
        int end = EndOf(_open);
        Grow(end, hasValues: false);
        _open = 0;
        _starts[++Count] = end;
    }

    /// <summary>Adds rows of another list, in this order; one may be added any number of times.</summary>
    internal void AddRows(in SparseRows rows, ReadOnlySpan<int> indices)
    {
        foreach (int row in indices) Add(rows.FeaturesOf(row), rows.ValuesOf(row));
    }

    /// <summary>Removes all rows and keeps the memory.</summary>
    public void Clear() => (Count, _open) = (0, 0);

    /// <summary>The number of rows and of features in them.</summary>
    public override string ToString() => $"{Printed.Count(Count, "row", "rows")} with {Printed.Count(_starts[Count], "feature", "features")} in all";

    private int EndOf(int length)
    {
        int start = _starts[Count];
        return length <= Array.MaxLength - start
            ? start + length
            : throw new InvalidOperationException(Invariant($"The list has {start} features and cannot hold {length} more; expected {Array.MaxLength} in all at most."));
    }

    private void Grow(int end, bool hasValues)
    {
        if (Count + 1 == _starts.Length) Array.Resize(ref _starts, Capacity(_starts.Length, Count + 2));
        if (end > _features.Length) Array.Resize(ref _features, Capacity(_features.Length, end));
        if (!hasValues && _values.Length == 0) return;

        bool isFirst = _values.Length == 0;
        if (_values.Length < _features.Length) Array.Resize(ref _values, _features.Length);
        if (isFirst) _values.AsSpan(0, _starts[Count]).Fill(1); // the rows before have no values, which means 1
    }

    private static int Capacity(int current, int needed) => (int)Math.Min(Math.Max(2L * current, needed), Array.MaxLength);
}
