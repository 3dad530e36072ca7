using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static System.FormattableString;

namespace LossGen.Kernels;

/// <summary>The contexts of some rows as numbers: their embeddings, or the sums of a table's rows.</summary>
/// <remarks>Tokens are read from the caller's memory, which another thread may change: each is checked where it becomes an index.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TokenRows
{
    /// <summary>Rows of a block of a token model: as many as let a tile of a large head's weights serve four blocks of thirty-two while it is in the cache.</summary>
    public const int Most = 128;

    /// <summary>The embeddings of each context one after another, each row filled up to whole vectors.</summary>
    /// <param name="table">The embeddings, [token][dimension].</param>
    /// <param name="tokens">The tokens of the whole set.</param>
    /// <param name="starts">Where each context begins.</param>
    /// <param name="count">Rows.</param>
    /// <param name="context">Tokens of a context.</param>
    /// <param name="dimensions">Numbers of an embedding.</param>
    /// <param name="rows">Receives the rows.</param>
    public static void Embed(
        ReadOnlySpan<float> table, ReadOnlySpan<int> tokens, ReadOnlySpan<int> starts, int count, int context, int dimensions, Span<float> rows)
    {
        int width = context * dimensions, stride = Lanes.InVectors(width), vocabulary = table.Length / dimensions;
        for (int r = 0; r < count; r++)
        {
            Span<float> row = rows.Slice(r * stride, stride);
            ReadOnlySpan<int> own = tokens.Slice(starts[r], context);
            for (int p = 0; p < own.Length; p++)
                Copy(table.Slice(Checked(own[p], vocabulary) * dimensions, dimensions), row.Slice(p * dimensions, dimensions));

            // Fewer than a vector: a loop takes less time than a call.
            for (int i = width; i < row.Length; i++) row[i] = 0;
        }
    }

    /// <summary>Copies an embedding; up to sixteen numbers without a call, as two vectors that overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ReadOnlySpan<float> embedding, Span<float> to)
    {
        int last = embedding.Length - Lanes.Width;
        if (last is < 0 or > Lanes.Width)
        {
            embedding.CopyTo(to);
            return;
        }

        ref float source = ref Lanes.Start(embedding);
        ref float target = ref Lanes.Start(to);
        Lanes.Store(Lanes.Load(ref source, 0), ref target, 0);
        Lanes.Store(Lanes.Load(ref source, last), ref target, last);
    }

    /// <summary>Adds the derivatives by the embeddings of each context to the gradient of the table, row after row.</summary>
    /// <param name="gradient">The gradient of the table.</param>
    /// <param name="tokens">The tokens of the whole set.</param>
    /// <param name="starts">Where each context begins.</param>
    /// <param name="count">Rows.</param>
    /// <param name="context">Tokens of a context.</param>
    /// <param name="dimensions">Numbers of an embedding.</param>
    /// <param name="deltas">The derivatives, row by row.</param>
    /// <param name="isPart">Whether those of each token are summed by themselves first.</param>
    /// <param name="order">Room for that: <see cref="OrderLength"/> floats.</param>
    public static void AddToEmbeddings(
        Span<float> gradient,
        ReadOnlySpan<int> tokens,
        ReadOnlySpan<int> starts,
        int count,
        int context,
        int dimensions,
        ReadOnlySpan<float> deltas,
        bool isPart,
        Span<float> order)
    {
        if (isPart)
        {
            AddSums(gradient, tokens, starts, count, context, dimensions, deltas, order);
            return;
        }

        int stride = Lanes.InVectors(context * dimensions), vocabulary = gradient.Length / dimensions;
        for (int r = 0; r < count; r++)
        {
            ReadOnlySpan<int> own = tokens.Slice(starts[r], context);
            for (int p = 0; p < own.Length; p++)
            {
                Span<float> embedding = gradient.Slice(Checked(own[p], vocabulary) * dimensions, dimensions);
                Lanes.AddScaled(embedding, 1, deltas.Slice((r * stride) + (p * dimensions), dimensions));
            }
        }
    }

    /// <summary>Floats for the order of the tokens of a block and the sum of what one gets.</summary>
    public static int OrderLength(int context, int dimensions) => (2 * Block.Rows * context) + Lanes.InVectors(dimensions);

    private static void AddSums(
        Span<float> gradient,
        ReadOnlySpan<int> tokens,
        ReadOnlySpan<int> starts,
        int count,
        int context,
        int dimensions,
        ReadOnlySpan<float> deltas,
        Span<float> order)
    {
        int stride = Lanes.InVectors(context * dimensions), vocabulary = gradient.Length / dimensions, at = 0;
        Span<long> keys = MemoryMarshal.Cast<float, long>(order[..(2 * count * context)]);
        for (int r = 0; r < count; r++)
        {
            ReadOnlySpan<int> own = tokens.Slice(starts[r], context);
            for (int p = 0; p < own.Length; p++) keys[at++] = Key(Checked(own[p], vocabulary), (r * stride) + (p * dimensions));
        }

        AddSums(gradient, keys, deltas, order.Slice(2 * count * context, dimensions));
    }

    /// <summary>Adds to each row of a table the sum of what belongs to it, which begins at 0.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="keys">Which row, and where in <paramref name="deltas"/> something is for it; in the order of the sums.</param>
    /// <param name="deltas">What is added.</param>
    /// <param name="sum">Room for a row.</param>
    private static void AddSums(Span<float> table, Span<long> keys, ReadOnlySpan<float> deltas, Span<float> sum)
    {
        keys.Sort();
        for (int i = 0; i < keys.Length;)
        {
            int row = RowOf(keys[i]);
            sum.Clear();
            for (; i < keys.Length && RowOf(keys[i]) == row; i++) Lanes.AddScaled(sum, 1, deltas.Slice((int)keys[i], sum.Length));
            Lanes.AddScaled(table.Slice(row * sum.Length, sum.Length), 1, sum);
        }
    }

    private static long Key(int row, int place) => ((long)row << 32) | (uint)place;

    private static int RowOf(long key) => (int)(key >> 32);

    /// <summary>z = b + Σ of the table's rows of a context, one for each position.</summary>
    /// <param name="table">Weights [position][token][unit], then the biases.</param>
    /// <param name="tokens">The tokens of the whole set.</param>
    /// <param name="start">Where the context begins.</param>
    /// <param name="context">Tokens of a context.</param>
    /// <param name="vocabulary">Different tokens.</param>
    /// <param name="sums">Receives as many sums as there are units.</param>
    internal static void SumTable(ReadOnlySpan<float> table, ReadOnlySpan<int> tokens, int start, int context, int vocabulary, Span<float> sums)
    {
        table[(context * vocabulary * sums.Length)..].CopyTo(sums);
        ReadOnlySpan<int> own = tokens.Slice(start, context);
        for (int p = 0; p < own.Length; p++)
            Lanes.AddScaled(sums, 1, table.Slice(((p * vocabulary) + Checked(own[p], vocabulary)) * sums.Length, sums.Length));
    }

    /// <summary>Adds the derivatives by z of one row to the gradient of the table and of the biases.</summary>
    internal static void AddToTable(Span<float> gradient, ReadOnlySpan<int> tokens, int start, int context, int vocabulary, ReadOnlySpan<float> deltas)
    {
        Lanes.AddScaled(gradient[(context * vocabulary * deltas.Length)..], 1, deltas);
        ReadOnlySpan<int> own = tokens.Slice(start, context);
        for (int p = 0; p < own.Length; p++)
            Lanes.AddScaled(gradient.Slice(((p * vocabulary) + Checked(own[p], vocabulary)) * deltas.Length, deltas.Length), 1, deltas);
    }

    /// <summary>The same for the rows of a block, what each row of the table gets being summed by itself first.</summary>
    /// <param name="gradient">The gradient of the table and of the biases.</param>
    /// <param name="tokens">The tokens of the whole set.</param>
    /// <param name="starts">Where each context begins.</param>
    /// <param name="count">Rows.</param>
    /// <param name="context">Tokens of a context.</param>
    /// <param name="vocabulary">Different tokens.</param>
    /// <param name="units">Numbers of a row of the table.</param>
    /// <param name="deltas">The derivatives by z, row by row, each filled up to whole vectors.</param>
    /// <param name="order">Room: <see cref="OrderLength"/> floats.</param>
    internal static void AddSumsToTable(
        Span<float> gradient,
        ReadOnlySpan<int> tokens,
        ReadOnlySpan<int> starts,
        int count,
        int context,
        int vocabulary,
        int units,
        ReadOnlySpan<float> deltas,
        Span<float> order)
    {
        int stride = Lanes.InVectors(units), at = 0;
        Span<long> keys = MemoryMarshal.Cast<float, long>(order[..(2 * count * context)]);
        Span<float> sum = order.Slice(2 * count * context, units);
        for (int r = 0; r < count; r++)
        {
            ReadOnlySpan<int> own = tokens.Slice(starts[r], context);
            for (int p = 0; p < own.Length; p++) keys[at++] = Key((p * vocabulary) + Checked(own[p], vocabulary), r * stride);
        }

        AddSums(gradient, keys, deltas, sum);
        sum.Clear();
        for (int r = 0; r < count; r++) Lanes.AddScaled(sum, 1, deltas.Slice(r * stride, units));
        Lanes.AddScaled(gradient[(context * vocabulary * units)..], 1, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Checked(int token, int vocabulary)
    {
        if ((uint)token >= (uint)vocabulary) ThrowBadToken(token, vocabulary);
        return token;
    }

    // Not marked NoInlining: only what the JIT looks into does it know to never return, and around a call that returns nothing stays in a vector register.
    [DoesNotReturn]
    private static void ThrowBadToken(int token, int vocabulary) => throw new ArgumentOutOfRangeException(
        "tokens", token, Invariant($"A token is {token}; expected 0 to {vocabulary - 1}."));
}
