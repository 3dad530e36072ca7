using System.Buffers;
using LossGen.Numerics;

namespace LossGen.Text;

/// <summary>Counts of pieces of text by the column of their hash, in pooled memory.</summary>
internal ref struct HashedCounts
{
    private const int FirstCapacity = 256;

    private readonly int _columns;
    private readonly uint _seed;
    private readonly bool _isSigned;
    private int[] _features;
    private float[] _values;
    private int _count;

    public HashedCounts(int columns, uint seed, bool isSigned)
    {
        _columns = columns;
        _seed = seed;
        _isSigned = isSigned;
        _features = ArrayPool<int>.Shared.Rent(FirstCapacity);
        _values = ArrayPool<float>.Shared.Rent(FirstCapacity);
        _count = 0;
    }

    /// <summary>Counts a piece.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        if (_count == Math.Min(_features.Length, _values.Length)) Grow();

        // As scikit-learn's FeatureHasher: the absolute value of the signed hash, which for int.MinValue is 2³¹.
        int hash = (int)MurmurHash3.Hash32(piece, _seed);
        _features[_count] = (int)(Math.Abs((long)hash) % _columns);
        _values[_count++] = _isSigned && hash < 0 ? -1 : 1;
    }

    /// <summary>Ends counting: columns ascending, each once, also where counts have cancelled to 0, as scikit-learn does.</summary>
    public void Finish(bool normalize)
    {
        Span<int> features = _features.AsSpan(0, _count);
        Span<float> values = _values.AsSpan(0, _count);
        features.Sort(values);
        int distinct = 0;
        for (int i = 0; i < _count; i++)
        {
            if (distinct > 0 && features[distinct - 1] == features[i]) values[distinct - 1] += values[i];
            else (features[distinct], values[distinct++]) = (features[i], values[i]);
        }

        if (normalize) Normalize(values[..distinct]);
        _count = distinct;
    }

    /// <summary>The columns, finished.</summary>
    public readonly ReadOnlySpan<int> Features => _features.AsSpan(0, _count);

    /// <summary>Their values.</summary>
    public readonly ReadOnlySpan<float> Values => _values.AsSpan(0, _count);

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_features);
        ArrayPool<float>.Shared.Return(_values);
        _features = [];
        _values = [];
    }

    private static void Normalize(Span<float> values)
    {
        double squares = 0;
        foreach (float value in values) squares += (double)value * value;
        if (squares == 0) return; // all counts have cancelled
        double length = Math.Sqrt(squares);
        foreach (ref float value in values) value = (float)(value / length);
    }

    private void Grow()
    {
        int[] features = ArrayPool<int>.Shared.Rent(2 * _count);
        float[] values = ArrayPool<float>.Shared.Rent(2 * _count);
        _features.AsSpan(0, _count).CopyTo(features);
        _values.AsSpan(0, _count).CopyTo(values);
        Dispose();
        (_features, _values) = (features, values);
    }
}
