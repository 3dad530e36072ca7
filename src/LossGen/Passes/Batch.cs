namespace LossGen.Passes;

/// <summary>Rows with what they are scored against: a whole set, in whatever order, or a range of it.</summary>
internal ref struct Batch
{
    /// <summary>Some rows of a set.</summary>
    /// <param name="rows">The rows of the whole set.</param>
    /// <param name="truth">What they are scored against.</param>
    /// <param name="range">Which of them, and in what order.</param>
    public Batch(Rows rows, Truth truth, RowRange range)
    {
        Rows = rows;
        Truth = truth;
        Range = range;
    }

    // Fields, since each is passed on by reference several times for each block, and a property would copy it.
    /// <summary>The rows of the whole set.</summary>
    public readonly Rows Rows;

    /// <summary>What the rows of the whole set are scored against.</summary>
    public readonly Truth Truth;

    /// <summary>Which rows of the set; a loop over batches moves it, which copies a fifth of what a new batch would.</summary>
    public RowRange Range;

    /// <summary>Rows in the batch.</summary>
    public readonly int Count => Range.Count;

    /// <summary>The whole set in the order given, or in memory order where that is empty.</summary>
    public readonly Batch InOrder(ReadOnlySpan<int> order) => new(Rows, Truth, Range.InOrder(order));

    /// <summary>The same truth for rows that lie elsewhere, one after another in the order of the batch.</summary>
    public readonly Batch WithRowsInOrder(ReadOnlySpan<float> values) => new(Rows.OfRange(values, Rows.Width, Range.First), Truth, Range);

    /// <summary>Some of the batch's rows. What comes next is taken to be the rows behind them.</summary>
    public readonly Batch Slice(int first, int count) => new(Rows, Truth, Range.Slice(first, count));

    /// <summary>The same rows; those to come next begin at <paramref name="next"/> in the order of the set.</summary>
    public readonly Batch Before(int next) => new(Rows, Truth, Range.Before(next));
}
