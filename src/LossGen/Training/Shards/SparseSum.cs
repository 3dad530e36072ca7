using LossGen.Passes;

namespace LossGen.Training;

/// <summary>The sums of some shards of sparse rows: losses, right answers, and perhaps the gradient of the features that they hold.</summary>
/// <param name="stride">Numbers of a feature's row of the gradient.</param>
/// <param name="rest">Parameters behind the table.</param>
internal sealed class SparseSum(int stride, int rest) : ShardSum
{
    private int[] _features = [];
    private float[] _rows = [];

    /// <summary>Features of the gradient.</summary>
    public int Count { get; private set; }

    /// <summary>The features, as the model numbers them, in the order in which they were added.</summary>
    public ReadOnlySpan<int> Features => _features.AsSpan(0, Count);

    /// <summary>Their rows of the gradient.</summary>
    public Span<float> Rows => _rows.AsSpan(0, Count * stride);

    /// <summary>The gradient of the parameters behind the table.</summary>
    public float[] Rest { get; } = new float[rest];

    /// <summary>A feature's row.</summary>
    public Span<float> Row(int index) => _rows.AsSpan(index * stride, stride);

    /// <summary>Forgets the features.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds room for a feature; what its row holds is to be overwritten.</summary>
    public int Append(int feature)
    {
        if (Count == _features.Length) Grow(Count + 1);
        _features[Count] = feature;
        return Count++;
    }

    /// <summary>Makes room.</summary>
    public void Grow(int needed)
    {
        if (needed <= _features.Length) return;
        int capacity = Math.Max(2 * _features.Length, Math.Max(needed, 64));
        Array.Resize(ref _features, capacity);
        Array.Resize(ref _rows, checked(capacity * stride));
    }
}

/// <summary>The tree of such sums.</summary>
/// <param name="shards">The shards.</param>
/// <param name="stride">Numbers of a feature's row of a gradient.</param>
/// <param name="rest">Parameters behind the table.</param>
/// <param name="slots">Finds a feature in a sum.</param>
internal sealed class SparseSums(int shards, int stride, int rest, FeatureSlots slots) : ShardSums<SparseSum>(shards)
{
    /// <inheritdoc/>
    protected override SparseSum Create() => new(stride, rest);

    /// <inheritdoc/>
    protected override void Clear(SparseSum sum) => sum.Clear();

    /// <inheritdoc/>
    protected override void AddGradient(SparseSum left, SparseSum right)
    {
        PartSums.Add(left.Rest, right.Rest);
        slots.Take(left.Features);
        ReadOnlySpan<int> features = right.Features;
        for (int i = 0; i < features.Length; i++)
        {
            int slot = slots[features[i]];
            if (slot < 0) right.Row(i).CopyTo(left.Row(left.Append(features[i])));
            else PartSums.Add(left.Row(slot), right.Row(i));
        }

        // Those that were added last have taken no slot.
        slots.Clear();
    }

    /// <inheritdoc/>
    protected override void WriteGradient(MessageWriter writer, SparseSum sum)
    {
        writer.Counted(sum.Features);
        writer.Floats(sum.Rows);
        writer.Floats(sum.Rest);
    }

    /// <inheritdoc/>
    protected override void ReadGradient(ref MessageReader reader, SparseSum sum)
    {
        ReadOnlySpan<int> features = reader.CountedInts();
        sum.Grow(features.Length);
        foreach (int feature in features) sum.Append(feature);
        reader.Floats(features.Length * stride).CopyTo(sum.Rows);
        reader.Floats(rest).CopyTo(sum.Rest);
    }
}

/// <summary>For each feature of a model its place in a list, or −1.</summary>
/// <param name="features">Features of the model.</param>
internal sealed class FeatureSlots(int features)
{
    private readonly List<int> _taken = [];
    private int[] _slots = [];

    /// <summary>The place of a feature.</summary>
    public int this[int feature] => _slots[feature];

    /// <summary>The features that have a place, in the order of their places.</summary>
    public ReadOnlySpan<int> Taken => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_taken);

    /// <summary>Gives places to features that have none.</summary>
    public void Take(ReadOnlySpan<int> list)
    {
        if (_slots.Length == 0)
        {
            _slots = new int[features];
            Array.Fill(_slots, -1);
        }

        foreach (int feature in list)
        {
            if (_slots[feature] >= 0) continue;
            _slots[feature] = _taken.Count;
            _taken.Add(feature);
        }
    }

    /// <summary>Takes all places away.</summary>
    public void Clear()
    {
        foreach (int feature in _taken) _slots[feature] = -1;
        _taken.Clear();
    }
}
