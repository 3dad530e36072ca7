using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>A set of dense rows, one after another in memory, of sparse ones, or of contexts of tokens.</summary>
/// <param name="values">The numbers of all rows.</param>
/// <param name="width">Numbers in a row.</param>
internal readonly ref struct Rows(ReadOnlySpan<float> values, int width)
{
    private Rows(ReadOnlySpan<int> tokens, int width, int stride)
        : this(default, width)
    {
        Tokens = tokens;
        Stride = stride;
    }

    private Rows(ReadOnlySpan<float> values, int width, int first)
        : this(values, width) => _first = first;

    // Where in the order of the set the rows begin that lie here in that order; −1 where they lie as the set does.
    private readonly int _first = -1;

    /// <summary>The tokens of all contexts, where the rows are such.</summary>
    public ReadOnlySpan<int> Tokens { get; }

    /// <summary>From one context to the next: its length, or 1 where contexts slide over a stream.</summary>
    public int Stride { get; } = width;

    /// <summary>Sparse rows.</summary>
    public Rows(SparseRows sparse)
        : this(default, 0) => Sparse = sparse;

    /// <summary>The rows of a set that is sparse.</summary>
    public SparseRows Sparse { get; }

    /// <summary>The numbers of all rows.</summary>
    public ReadOnlySpan<float> Values { get; } = values;

    /// <summary>Numbers in a row.</summary>
    public int Width { get; } = width;

    /// <summary>Contexts of tokens.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="width">Tokens in a context.</param>
    /// <param name="stride">From one context to the next.</param>
    public static Rows OfTokens(ReadOnlySpan<int> tokens, int width, int stride) => new(tokens, width, stride);

    /// <summary>Rows that lie in the order in which a set is gone through, and not in its own.</summary>
    /// <param name="values">The numbers of the rows that are there.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="first">Where in that order they begin.</param>
    public static Rows OfRange(ReadOnlySpan<float> values, int width, int first) => new(values, width, first);

    /// <summary>
    /// Where the rows of a block start, for whole groups of eight: an absent row repeats the first, so that whatever is computed
    /// of it is as finite as the batch.
    /// </summary>
    /// <param name="range">The rows that the block is some of.</param>
    /// <param name="first">The row of the range that the block begins with.</param>
    /// <param name="count">Rows in the block.</param>
    /// <param name="starts">One number for each of a block's rows.</param>
    public void Starts(in RowRange range, int first, int count, Span<int> starts) => StartsAt(range, range.First + first, count, starts);

    /// <summary>Where the rows start that come after the range; <paramref name="starts"/> is left as it is where there are none.</summary>
    public void NextStarts(in RowRange range, Span<int> starts)
    {
        int count = Math.Min(Block.Rows, range.SetCount - range.Next);
        if (count > 0 && _first < 0) StartsAt(range, range.Next, count, starts);
    }

    private void StartsAt(in RowRange range, int first, int count, Span<int> starts)
    {
        if (range.Order.IsEmpty || _first >= 0)
        {
            first -= Math.Max(_first, 0);
            ref int start = ref MemoryMarshal.GetReference(starts);
            Vector256<int> next = Vector256.Create(first * Stride) + (Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7) * Stride);
            for (int r = 0; r < count; r += Lanes.Width)
            {
                next.StoreUnsafe(ref start, (nuint)r);
                next += Vector256.Create(Lanes.Width * Stride);
            }
        }
        else
        {
            for (int r = 0; r < count; r++) starts[r] = range.Order[first + r] * Stride;
        }

        for (int r = count; r % Lanes.Width != 0; r++) starts[r] = starts[0];
    }
}
