namespace LossGen.Training;

/// <summary>Numbers that come piece by piece, in memory that does not move once they are all there.</summary>
internal sealed class GrowingMemory<T>
    where T : unmanaged
{
    private T[] _items = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds some.</summary>
    public void Add(ReadOnlySpan<T> items)
    {
        Reserve(items.Length);
        items.CopyTo(_items.AsSpan(Count));
        Count += items.Length;
    }

    /// <summary>Adds the same number several times.</summary>
    public void Fill(T item, int count)
    {
        Reserve(count);
        _items.AsSpan(Count, count).Fill(item);
        Count += count;
    }

    /// <summary>All of them, in a pinned array of their own length.</summary>
    public T[] ToPinned()
    {
        T[] pinned = GC.AllocateUninitializedArray<T>(Count, pinned: true);
        _items.AsSpan(0, Count).CopyTo(pinned);
        _items = [];
        Count = 0;
        return pinned;
    }

    private void Reserve(int more)
    {
        if (Count > Array.MaxLength - more)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"it has more than {Array.MaxLength} numbers, which no array can hold; expected more and smaller shards."));
        }

        if (Count + more > _items.Length) Array.Resize(ref _items, (int)Math.Min(Math.Max(2L * _items.Length, Count + more), Array.MaxLength));
    }
}
