using System.Runtime.InteropServices;

namespace LossGen.Kernels;

/// <summary>The gradient of a table of features that has a row only for the features that some rows have touched.</summary>
/// <remarks>
/// Time and memory follow the touched features. What it holds beyond them is a number for each feature of the table: where its row is. To forget all features takes no
/// look at them: numbers below <see cref="Base"/> mean nothing, and the next features get numbers from beyond those in use.
/// </remarks>
internal sealed class TouchedFeatures
{
    private readonly int[] _slots;
    private TouchedSum _sum;
    private int[] _places;

    /// <summary>Prepares for a table.</summary>
    /// <param name="features">Features of the table.</param>
    /// <param name="stride">Numbers of a row of the gradient.</param>
    /// <param name="capacity">Features that may be touched at once; more take their room when they come.</param>
    /// <param name="places">Numbers other than 0 in a block of rows; likewise.</param>
    public TouchedFeatures(int features, int stride, int capacity, int places = 0)
    {
        _places = new int[places];
        _slots = new int[features];
        Array.Fill(_slots, -1);
        Stride = stride;
        _sum = new TouchedSum(stride, capacity);
    }

    /// <summary>Features of the table.</summary>
    public int Limit => _slots.Length;

    /// <summary>Features that have room.</summary>
    public int Capacity => _sum.Capacity;

    /// <summary>Numbers of a row.</summary>
    public int Stride { get; }

    /// <summary>Touched features.</summary>
    public int Count
    {
        get => _sum.Count;
        set => _sum.Count = value;
    }

    /// <summary>What is added to the place of a row in <see cref="Slots"/>.</summary>
    public int Base { get; private set; }

    /// <summary>For each feature the place of its row plus <see cref="Base"/>, or less than that.</summary>
    public ref int Slots => ref MemoryMarshal.GetArrayDataReference(_slots);

    /// <summary>The touched features, in the order in which they were touched first.</summary>
    public ref int Features => ref MemoryMarshal.GetArrayDataReference(_sum.Features);

    /// <summary>Their rows; what is behind them is 0.</summary>
    public ref float Rows => ref MemoryMarshal.GetArrayDataReference(_sum.Rows);

    /// <summary>Where the gradient's row is for each number of a block of rows.</summary>
    public ref int Places => ref MemoryMarshal.GetArrayDataReference(_places);

    /// <summary>The touched features as a span.</summary>
    public ReadOnlySpan<int> List => _sum.Features.AsSpan(0, Count);

    /// <summary>All their rows.</summary>
    public ReadOnlySpan<float> All => _sum.Rows.AsSpan(0, Count * Stride);

    /// <summary>The gradient's row of a touched feature.</summary>
    public Span<float> Row(int index) => _sum.Rows.AsSpan(index * Stride, Stride);

    /// <summary>Ensures that a block of rows has room.</summary>
    /// <param name="more">Numbers in its rows.</param>
    public void Reserve(int more)
    {
        if (more > _places.Length) _places = new int[Math.Max(more, 2 * _places.Length)];
        ReserveFeatures(more);
    }

    private void ReserveFeatures(int more)
    {
        int needed = Math.Min(Count + more, Limit);
        if (needed > _sum.Capacity) _sum.Grow((int)Math.Min(Math.Max(2L * _sum.Capacity, needed), Limit));
    }

    /// <summary>Adds another gradient of the same table, and empties it.</summary>
    public void Take(TouchedSum other)
    {
        ReserveFeatures(other.Count);
        for (int i = 0; i < other.Count; i++)
        {
            int feature = other.Features[i];
            ref int slot = ref _slots[feature];
            if (slot < Base)
            {
                _sum.Features[Count] = feature;
                slot = Base + Count++;
            }

            Span<float> to = Row(slot - Base), from = other.Rows.AsSpan(i * Stride, Stride);
            for (int u = 0; u < to.Length; u++) to[u] += from[u];
            from.Clear();
        }

        other.Count = 0;
    }

    /// <summary>Gives away what has been summed, for an empty sum.</summary>
    public TouchedSum Exchange(TouchedSum empty)
    {
        Forget();
        TouchedSum sum = _sum;
        _sum = empty;
        return sum;
    }

    /// <summary>Writes the gradient of the whole table: of features that are not touched 0.</summary>
    public void CopyTo(Span<float> table, int units)
    {
        table.Clear();
        for (int i = 0; i < Count; i++) Row(i)[..units].CopyTo(table[(_sum.Features[i] * units)..]);
    }

    /// <summary>Forgets all features.</summary>
    public void Clear()
    {
        Forget();
        _sum.Rows.AsSpan(0, Count * Stride).Clear();
        Count = 0;
    }

    private void Forget()
    {
        Base += Count;
        if (Base < int.MaxValue - Limit) return;
        Array.Fill(_slots, -1);
        Base = 0;
    }
}

/// <summary>The rows of a gradient and the features that they belong to.</summary>
internal sealed class TouchedSum
{
    private readonly int _stride;

    /// <summary>An empty one.</summary>
    /// <param name="stride">Numbers of a row.</param>
    /// <param name="capacity">Features that have room.</param>
    public TouchedSum(int stride, int capacity)
    {
        _stride = stride;

        // One entry more than features: a row that is touched again writes its entry again, one that is new the next.
        Features = new int[capacity + 1];
        Rows = GC.AllocateArray<float>(checked((capacity * stride) + Lanes.Width), pinned: true);
    }

    /// <summary>Features that have room.</summary>
    public int Capacity => Features.Length - 1;

    /// <summary>Features.</summary>
    public int Count { get; set; }

    /// <summary>The features.</summary>
    public int[] Features { get; private set; }

    /// <summary>Their rows, then zeros.</summary>
    public float[] Rows { get; private set; }

    /// <summary>Makes room for more.</summary>
    public void Grow(int capacity)
    {
        int[] features = Features;
        Array.Resize(ref features, capacity + 1);
        Features = features;
        float[] rows = GC.AllocateArray<float>(checked((capacity * _stride) + Lanes.Width), pinned: true);
        Rows.AsSpan(0, Count * _stride).CopyTo(rows);
        Rows = rows;
    }
}
