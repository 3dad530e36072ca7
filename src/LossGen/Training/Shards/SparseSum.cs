using LossGen.Passes;

namespace LossGen.Training;

/// <summary>The sums of some shards of sparse rows: losses, right answers, and perhaps the gradient of the features that they hold.</summary>
/// <param name="stride">Numbers of a feature's row of the gradient.</param>
/// <param name="rest">Parameters behind the table.</param>
internal sealed class SparseSum(int stride, int rest)
{
    private int[] _features = [];
    private float[] _rows = [];

    /// <summary>The losses.</summary>
    public LossSums Losses;

    /// <summary>How many rows or labels the model is right about.</summary>
    public long Right;

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

/// <summary>The tree of such sums, and those that are not in use.</summary>
internal sealed class SparseSums
{
    private readonly Stack<SparseSum> _free;
    private readonly List<SparseSum> _all = [];
    private readonly int _stride;
    private readonly int _rest;
    private readonly FeatureSlots _slots;
    private bool _hasGradients;

    /// <summary>Prepares for a number of shards and the shape of a model.</summary>
    public SparseSums(int shards, int stride, int rest, FeatureSlots slots)
    {
        _stride = stride;
        _rest = rest;
        _slots = slots;
        _free = new Stack<SparseSum>(shards);
        Tree = new SumTree<SparseSum>(shards, Add);
    }

    /// <summary>The tree.</summary>
    public SumTree<SparseSum> Tree { get; }

    /// <summary>Forgets all sums.</summary>
    /// <param name="hasGradients">Whether the next ones have gradients.</param>
    public void Begin(bool hasGradients)
    {
        _hasGradients = hasGradients;
        Tree.Clear();
        _free.Clear();
        foreach (SparseSum sum in _all) _free.Push(sum);
    }

    /// <summary>One that is not in use; what it holds is to be overwritten.</summary>
    public SparseSum Rent()
    {
        if (!_free.TryPop(out SparseSum? sum))
        {
            sum = new SparseSum(_stride, _rest);
            _all.Add(sum);
        }

        sum.Clear();
        return sum;
    }

    /// <summary>Writes the nodes that are known.</summary>
    public void Write(MessageWriter writer)
    {
        writer.Int(Tree.CountKnown());
        for (int level = 0; level < Tree.Levels; level++)
        {
            for (int index = 0; index < Tree.NodesOf(level); index++)
            {
                if (Tree.TryGet(level, index, out SparseSum? sum)) Write(writer, level, index, sum);
            }
        }
    }

    /// <summary>Enters the nodes of a message.</summary>
    public void Read(ref MessageReader reader)
    {
        for (int nodes = reader.Count(); nodes > 0; nodes--)
        {
            (int level, int index) = (reader.Int(), reader.Int());
            if ((uint)level >= (uint)Tree.Levels || (uint)index >= (uint)Tree.NodesOf(level)) throw new InvalidDataException("The message has a sum of shards that do not exist.");
            SparseSum? sum = reader.Flag() ? Rent() : null;
            if (sum is not null) Read(ref reader, sum);
            Tree.Put(level, index, sum);
        }
    }

    private void Write(MessageWriter writer, int level, int index, SparseSum? sum)
    {
        writer.Int(level);
        writer.Int(index);
        writer.Flag(sum is not null);
        if (sum is null) return;
        writer.Double(sum.Losses.Loss);
        writer.Double(sum.Losses.Divisor);
        writer.Long(sum.Right);
        if (!_hasGradients) return;
        writer.Counted(sum.Features);
        writer.Floats(sum.Rows);
        writer.Floats(sum.Rest);
    }

    private void Read(ref MessageReader reader, SparseSum sum)
    {
        sum.Losses = new LossSums { Loss = reader.Double(), Divisor = reader.Double() };
        sum.Right = reader.Long();
        if (!_hasGradients) return;
        ReadOnlySpan<int> features = reader.CountedInts();
        sum.Grow(features.Length);
        foreach (int feature in features) sum.Append(feature);
        reader.Floats(features.Length * _stride).CopyTo(sum.Rows);
        reader.Floats(_rest).CopyTo(sum.Rest);
    }

    private SparseSum Add(SparseSum left, SparseSum right)
    {
        left.Losses.Add(right.Losses);
        left.Right += right.Right;
        if (_hasGradients)
        {
            PartSums.Add(left.Rest, right.Rest);
            _slots.Take(left.Features);
            ReadOnlySpan<int> features = right.Features;
            for (int i = 0; i < features.Length; i++)
            {
                int slot = _slots[features[i]];
                if (slot < 0) right.Row(i).CopyTo(left.Row(left.Append(features[i])));
                else PartSums.Add(left.Row(slot), right.Row(i));
            }

            // Those that were added last have taken no slot.
            _slots.Clear();
        }

        _free.Push(right);
        return left;
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
