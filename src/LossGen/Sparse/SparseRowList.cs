using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>Sparse rows that are added one after another. Adding allocates only where the list has to grow.</summary>
public sealed class SparseRowList
{
    private int[] _starts = new int[17];
    private int[] _features = new int[64];
    private float[] _values = [];

    /// <summary>The number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>The rows; what is added later is not among them.</summary>
    public SparseRows Rows
    {
        get
        {
            int end = _starts[Count];
            return new(_starts.AsSpan(0, Count + 1), _features.AsSpan(0, end), _values.Length == 0 ? default : _values.AsSpan(0, end));
        }
    }

    /// <summary>Adds a row.</summary>
    /// <param name="features">Its features that are not 0, in any order; one that stands there twice counts with the sum.</param>
    /// <param name="values">Their values; empty: all 1.</param>
    /// <exception cref="ArgumentException">There are values, but not one for each of <paramref name="features"/>; nothing has been added.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A feature is negative; nothing has been added.</exception>
    public void Add(ReadOnlySpan<int> features, ReadOnlySpan<float> values = default)
    {
        if (!values.IsEmpty && values.Length != features.Length)
            throw new ArgumentException(Invariant($"values has length {values.Length}; expected {features.Length}, one for each of features, or 0 for all 1."), nameof(values));
        for (int i = 0; i < features.Length; i++)
        {
            if (features[i] < 0) throw new ArgumentOutOfRangeException(nameof(features), features[i], Invariant($"features[{i}] is {features[i]}; expected 0 or above."));
        }

        int start = _starts[Count], end = checked(start + features.Length);
        Grow(end, hasValues: !values.IsEmpty);
        features.CopyTo(_features.AsSpan(start));
        if (!values.IsEmpty) values.CopyTo(_values.AsSpan(start));
        else if (_values.Length > 0) _values.AsSpan(start, features.Length).Fill(1);
        _starts[++Count] = end;
    }

    /// <summary>Forgets all rows; the memory is kept for others.</summary>
    public void Clear() => Count = 0;

    /// <summary>How many rows and numbers there are.</summary>
    public override string ToString() => $"{Printed.Count(Count, "row", "rows")} with {Printed.Count(_starts[Count], "feature", "features")} in all";

    private void Grow(int end, bool hasValues)
    {
        if (Count + 1 == _starts.Length) Array.Resize(ref _starts, Capacity(_starts.Length, Count + 2));
        if (end > _features.Length) Array.Resize(ref _features, Capacity(_features.Length, end));
        if (!hasValues && _values.Length == 0) return;

        // The rows before the first one with values have 1 everywhere.
        int filled = _values.Length == 0 ? 0 : _starts[Count];
        if (_values.Length < _features.Length) Array.Resize(ref _values, _features.Length);
        if (filled == 0) _values.AsSpan(0, _starts[Count]).Fill(1);
    }

    private static int Capacity(int current, int needed) => (int)Math.Min(Math.Max(2L * current, needed), Array.MaxLength);
}
