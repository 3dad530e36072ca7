namespace LossGen.Kernels;

/// <summary>Some rows of a sparse set, and those that come after them.</summary>
/// <remarks>Where they start is read once: the set is the caller's, and may change at any time.</remarks>
internal readonly ref struct SparseBlock
{
    /// <summary>How many of the rows that come next are known.</summary>
    public const int Ahead = 6;

    /// <summary>Numbers of a table that stays in the second-level cache: half a megabyte. What is read of a larger one is fetched ahead.</summary>
    public const int CachedNumbers = 128 * 1024;

    private const int LineLength = 16;

    private readonly ReadOnlySpan<int> _features;
    private readonly ReadOnlySpan<float> _values;
    private readonly ReadOnlySpan<int> _starts;
    private readonly ReadOnlySpan<int> _lengths;

    /// <summary>Rows of a set.</summary>
    /// <param name="features">The features of the set.</param>
    /// <param name="values">Their values; empty: all 1.</param>
    /// <param name="starts">Where each row starts, then where up to <see cref="Ahead"/> more start that come next.</param>
    /// <param name="lengths">Their lengths.</param>
    /// <param name="count">Rows of the block.</param>
    public SparseBlock(ReadOnlySpan<int> features, ReadOnlySpan<float> values, ReadOnlySpan<int> starts, ReadOnlySpan<int> lengths, int count)
    {
        _features = features;
        _values = values;
        _starts = starts;
        _lengths = lengths;
        Count = count;
        foreach (int length in lengths[..count]) Numbers = checked(Numbers + Math.Max(length, 0));
    }

    /// <summary>Rows.</summary>
    public int Count { get; }

    /// <summary>Numbers in them.</summary>
    public int Numbers { get; }

    /// <summary>Whether all values are 1.</summary>
    public bool AreOnes => _values.IsEmpty;

    /// <summary>The features of a row.</summary>
    public ReadOnlySpan<int> Features(int row) => _features.Slice(_starts[row], _lengths[row]);

    /// <summary>Their values; empty: all 1.</summary>
    public ReadOnlySpan<float> Values(int row) => _values.IsEmpty ? default : _values.Slice(_starts[row], _lengths[row]);

    /// <summary>Fetches the row <see cref="Ahead"/> rows on, which may lie anywhere in memory; of a long one the first lines, behind which the processor goes on
    /// by itself.</summary>
    public void FetchAhead(int row)
    {
        row += Ahead;
        if (row >= _starts.Length || _lengths[row] == 0) return;
        int last = _lengths[row] - 1, second = Math.Min(last, LineLength), third = Math.Min(last, 2 * LineLength);
        ref int feature = ref Lanes.Start(_features.Slice(_starts[row], _lengths[row]));
        Lanes.FetchNear(ref feature);
        Lanes.FetchNear(ref Lanes.At(ref feature, second));
        Lanes.FetchNear(ref Lanes.At(ref feature, third));
        if (_values.IsEmpty) return;
        ref float value = ref Lanes.Start(_values.Slice(_starts[row], _lengths[row]));
        Lanes.FetchNear(ref value);
        Lanes.FetchNear(ref Lanes.At(ref value, second));
        Lanes.FetchNear(ref Lanes.At(ref value, third));
    }
}
