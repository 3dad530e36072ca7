using System.Runtime.InteropServices;

namespace LossGen.Kernels;

/// <summary>The gradient of a table of features that has a row only for the features that some rows have touched.</summary>
/// <remarks>Time and memory follow the touched features. What it holds beyond them is a number for each feature of the table: where its row is.</remarks>
internal sealed class TouchedFeatures
{
    private readonly int[] _slots;
    private readonly int _stride;
    private int[] _features;
    private float[] _rows;

    /// <summary>Prepares for a table.</summary>
    /// <param name="features">Features of the table.</param>
    /// <param name="stride">Numbers of a row of the gradient.</param>
    /// <param name="capacity">Features that may be touched at once; more take their room when they come.</param>
    public TouchedFeatures(int features, int stride, int capacity)
    {
        _slots = new int[features];
        Array.Fill(_slots, -1);
        _stride = stride;

        // One entry more than features: a row that is touched again writes its entry again, one that is new the next.
        _features = new int[capacity + 1];
        _rows = GC.AllocateArray<float>(checked((capacity * stride) + Lanes.Width), pinned: true);
    }

    /// <summary>Features of the table.</summary>
    public int Limit => _slots.Length;

    /// <summary>Features that have room.</summary>
    public int Capacity => _features.Length - 1;

    /// <summary>Numbers of a row.</summary>
    public int Stride => _stride;

    /// <summary>Touched features.</summary>
    public int Count { get; set; }

    /// <summary>For each feature the place of its row, or −1.</summary>
    public ref int Slots => ref MemoryMarshal.GetArrayDataReference(_slots);

    /// <summary>The touched features, in the order in which they were touched first.</summary>
    public ref int Features => ref MemoryMarshal.GetArrayDataReference(_features);

    /// <summary>Their rows; what is behind them is 0.</summary>
    public ref float Rows => ref MemoryMarshal.GetArrayDataReference(_rows);

    /// <summary>The touched features as a span.</summary>
    public ReadOnlySpan<int> List => _features.AsSpan(0, Count);

    /// <summary>All their rows.</summary>
    public ReadOnlySpan<float> All => _rows.AsSpan(0, Count * _stride);

    /// <summary>The gradient's row of a touched feature.</summary>
    public Span<float> Row(int index) => _rows.AsSpan(index * _stride, _stride);

    /// <summary>Ensures that some more features have room.</summary>
    public void Reserve(int more)
    {
        int needed = Math.Min(Count + more, Limit);
        if (needed < _features.Length) return;
        int capacity = (int)Math.Min(Math.Max(2L * _features.Length, needed), Limit);
        Array.Resize(ref _features, capacity + 1);
        float[] rows = GC.AllocateArray<float>(checked((capacity * _stride) + Lanes.Width), pinned: true);
        _rows.AsSpan(0, Count * _stride).CopyTo(rows);
        _rows = rows;
    }

    /// <summary>Adds another gradient of the same table.</summary>
    public void Add(TouchedFeatures other)
    {
        Reserve(other.Count);
        ref int slots = ref Slots;
        for (int i = 0; i < other.Count; i++)
        {
            int feature = other._features[i];
            ref int slot = ref _slots[feature];
            if (slot < 0)
            {
                slot = Count++;
                _features[slot] = feature;
            }

            Span<float> to = Row(slot);
            ReadOnlySpan<float> from = other.Row(i);
            for (int u = 0; u < to.Length; u++) to[u] += from[u];
        }
    }

    /// <summary>Writes the gradient of the whole table: of features that are not touched 0.</summary>
    public void CopyTo(Span<float> table, int units)
    {
        table.Clear();
        for (int i = 0; i < Count; i++) Row(i)[..units].CopyTo(table[(_features[i] * units)..]);
    }

    /// <summary>Forgets all features.</summary>
    public void Clear()
    {
        for (int i = 0; i < Count; i++) _slots[_features[i]] = -1;
        _rows.AsSpan(0, Count * _stride).Clear();
        Count = 0;
    }
}
