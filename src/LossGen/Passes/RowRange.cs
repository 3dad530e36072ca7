namespace LossGen.Passes;

/// <summary>Neighbouring rows in the order of a set, and which rows come next.</summary>
internal readonly ref struct RowRange
{
    private RowRange(ReadOnlySpan<int> order, int setCount, int first, int count, int next)
    {
        Order = order;
        SetCount = setCount;
        First = first;
        Count = count;
        Next = next;
    }

    /// <summary>The order of the whole set; empty: memory order.</summary>
    public ReadOnlySpan<int> Order { get; }

    /// <summary>Rows in the whole set.</summary>
    public int SetCount { get; }

    /// <summary>Where in the order the range begins.</summary>
    public int First { get; }

    /// <summary>Rows in the range.</summary>
    public int Count { get; }

    /// <summary>Where in the order the rows begin that will be needed after these.</summary>
    public int Next { get; }

    /// <summary>All rows of a set in the order given, or as they lie where that is empty.</summary>
    public static RowRange All(int count, ReadOnlySpan<int> order = default) => new(order, count, 0, count, count);

    /// <summary>The whole set in the order given, or in memory order where that is empty.</summary>
    public RowRange InOrder(ReadOnlySpan<int> order) => new(order, SetCount, 0, SetCount, SetCount);

    /// <summary>Some rows of the range. What comes next is taken to be the rows behind them.</summary>
    public RowRange Slice(int first, int count) => new(Order, SetCount, First + first, count, First + first + count);

    /// <summary>The same rows; those to come next begin at <paramref name="next"/> in the order of the set.</summary>
    public RowRange Before(int next) => new(Order, SetCount, First, Count, next);

    /// <summary>The place in the set of row <paramref name="index"/> of the range.</summary>
    public int Place(int index) => Order.IsEmpty ? First + index : Order[First + index];
}
