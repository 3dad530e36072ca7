using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LossGen.Validation;

namespace LossGen.Kernels;

/// <summary>Rows with what they are scored against (one true class each, or targets): a whole set, in whatever order, or some neighbours of it.</summary>
internal readonly ref struct Batch
{
    private readonly int _setCount;
    private readonly int _next;

    private Batch(
        ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, ReadOnlySpan<float> targets, ReadOnlySpan<int> order, int setCount, int first, int count, int next)
    {
        Rows = rows;
        Labels = labels;
        Targets = targets;
        Order = order;
        _setCount = setCount;
        First = first;
        Count = count;
        _next = next;
    }

    /// <summary>The whole set, row by row.</summary>
    public ReadOnlySpan<float> Rows { get; }

    /// <summary>The true classes of the whole set; empty where targets are given.</summary>
    public ReadOnlySpan<int> Labels { get; }

    /// <summary>The targets of the whole set, one row of ClassCount each; empty where labels are given.</summary>
    public ReadOnlySpan<float> Targets { get; }

    /// <summary>The order of the whole set; empty: as it lies.</summary>
    public ReadOnlySpan<int> Order { get; }

    /// <summary>Where in the order the batch begins.</summary>
    public int First { get; }

    /// <summary>Rows in the batch.</summary>
    public int Count { get; }

    /// <summary>Whether each row has exactly one true class.</summary>
    public bool HasLabels => Targets.IsEmpty;

    public static Batch Of(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels) =>
        new(rows, labels, default, default, labels.Length, 0, labels.Length, labels.Length);

    public static Batch Of(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, int count) =>
        new(rows, default, targets, default, count, 0, count, count);

    /// <summary>The whole set in the order given, or as it lies where that is empty.</summary>
    public Batch InOrder(ReadOnlySpan<int> order) => new(Rows, Labels, Targets, order, _setCount, 0, _setCount, _setCount);

    /// <summary>The same labels or targets for rows that lie elsewhere.</summary>
    public Batch WithRows(ReadOnlySpan<float> rows) => new(rows, Labels, Targets, Order, _setCount, First, Count, _next);

    /// <summary>Some of the batch's rows. What is to come next is taken to be the rows behind them.</summary>
    public Batch Slice(int first, int count) =>
        new(Rows, Labels, Targets, Order, _setCount, First + first, count, First + first + count);

    /// <summary>The same rows; those to come next begin at <paramref name="next"/> in the order of the set.</summary>
    public Batch Before(int next) => new(Rows, Labels, Targets, Order, _setCount, First, Count, next);

    /// <summary>The place in the set of the batch's row <paramref name="index"/>.</summary>
    public int Place(int index) => Order.IsEmpty ? First + index : Order[First + index];

    /// <summary>
    /// Where the rows of a block start, for whole groups of eight: an absent row repeats the first, so that whatever is computed
    /// of it is as finite as the batch.
    /// </summary>
    /// <param name="first">The batch's row that the block begins with.</param>
    /// <param name="count">Rows in the block.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="starts">One number for each of a block's rows.</param>
    public void Starts(int first, int count, int width, Span<int> starts) => StartsAt(First + first, count, width, starts);

    /// <summary>Where the rows start that come next; <paramref name="starts"/> is left as it is where there are none.</summary>
    public void NextStarts(int width, Span<int> starts)
    {
        int count = Math.Min(Block.Rows, _setCount - _next);
        if (count > 0) StartsAt(_next, count, width, starts);
    }

    /// <summary>
    /// A checked copy of the true classes of a block's rows, for whole groups of eight; an absent row repeats the first. Kernels use labels
    /// as indices without a check, and the caller's memory may change at any time: they get no labels but these.
    /// </summary>
    /// <param name="first">The batch's row that the block begins with.</param>
    /// <param name="count">Rows in the block.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="labels">Receives the labels; room for whole groups of eight.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is out of range.</exception>
    public void BlockLabels(int first, int count, int classes, Span<int> labels)
    {
        if (Order.IsEmpty) Labels.Slice(First + first, count).CopyTo(labels);
        else for (int r = 0; r < count; r++) labels[r] = Labels[Order[First + first + r]];
        for (int r = count; r % Lanes.Width != 0; r++) labels[r] = labels[0];

        // As unsigned numbers, negative labels are the largest.
        Vector256<uint> largest = Vector256<uint>.Zero;
        ref int start = ref MemoryMarshal.GetReference(labels);
        for (int r = 0; r < count; r += Lanes.Width)
            largest = Vector256.Max(largest, Vector256.LoadUnsafe(ref start, (nuint)r).AsUInt32());
        if (Vector256.GreaterThanOrEqualAny(largest, Vector256.Create((uint)classes))) ThrowBadLabel(first, classes, labels[..count]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowBadLabel(int first, int classes, ReadOnlySpan<int> labels)
    {
        int row = labels.IndexOfAnyExceptInRange(0, classes - 1);
        throw Check.BadLabel(Place(first + row), labels[row], classes);
    }

    private void StartsAt(int first, int count, int width, Span<int> starts)
    {
        if (Order.IsEmpty)
        {
            ref int start = ref MemoryMarshal.GetReference(starts);
            Vector256<int> next = Vector256.Create(first * width) + (Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7) * width);
            for (int r = 0; r < count; r += Lanes.Width)
            {
                next.StoreUnsafe(ref start, (nuint)r);
                next += Vector256.Create(Lanes.Width * width);
            }
        }
        else
        {
            for (int r = 0; r < count; r++) starts[r] = Order[first + r] * width;
        }

        for (int r = count; r % Lanes.Width != 0; r++) starts[r] = starts[0];
    }
}

/// <summary>The options of a loss, read once a call.</summary>
internal readonly ref struct LossSettings(LossOptions? options)
{
    public ReadOnlySpan<float> ClassWeights { get; } = options is null ? default : options.ClassWeights.Span;

    public ReadOnlySpan<float> SampleWeights { get; } = options is null ? default : options.SampleWeights.Span;

    public float LabelSmoothing { get; } = options?.LabelSmoothing ?? 0;

    public float FocalGamma { get; } = options?.FocalGamma ?? 0;

    /// <summary>Whether every row counts once and its loss is the plain cross-entropy.</summary>
    public bool IsUnweighted => LabelSmoothing == 0 && FocalGamma == 0 && ClassWeights.IsEmpty && SampleWeights.IsEmpty;

    /// <summary>
    /// Whether a row's loss is the plain cross-entropy times a weight of the row. The kernels of the model then suffice;
    /// smoothing, focal loss, and class weights inside a sum over classes change the residuals themselves.
    /// </summary>
    public bool IsPlain(bool hasLabels) => LabelSmoothing == 0 && FocalGamma == 0 && (ClassWeights.IsEmpty || hasLabels);
}

/// <summary>The two sums whose quotient is the mean loss.</summary>
internal struct LossSums
{
    /// <summary>Σ over the rows of weight times loss, in nats.</summary>
    public double Loss;

    /// <summary>Σ of the weights.</summary>
    public double Divisor;

    /// <summary>The weighted mean; 0 where every weight is 0, since nothing is lost then.</summary>
    public readonly double Mean => Divisor == 0 ? 0 : Loss / Divisor;

    /// <summary>What turns a summed gradient into that of the mean.</summary>
    public readonly float Scale => Divisor == 0 ? 0 : (float)(1 / Divisor);

    public void Add(LossSums other)
    {
        Loss += other.Loss;
        Divisor += other.Divisor;
    }
}
