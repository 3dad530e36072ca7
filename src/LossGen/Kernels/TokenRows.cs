using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
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
                table.Slice(Checked(own[p], vocabulary) * dimensions, dimensions).CopyTo(row[(p * dimensions)..]);
            row[width..].Clear();
        }
    }

    /// <summary>Adds the derivatives by the embeddings of each context to the gradient of the table, row after row.</summary>
    /// <param name="gradient">The gradient of the table.</param>
    /// <param name="tokens">The tokens of the whole set.</param>
    /// <param name="starts">Where each context begins.</param>
    /// <param name="count">Rows.</param>
    /// <param name="context">Tokens of a context.</param>
    /// <param name="dimensions">Numbers of an embedding.</param>
    /// <param name="deltas">The derivatives, row by row.</param>
    public static void AddToEmbeddings(
        Span<float> gradient, ReadOnlySpan<int> tokens, ReadOnlySpan<int> starts, int count, int context, int dimensions, ReadOnlySpan<float> deltas)
    {
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Checked(int token, int vocabulary)
    {
        if ((uint)token >= (uint)vocabulary) ThrowBadToken(token, vocabulary);
        return token;
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowBadToken(int token, int vocabulary) => throw new ArgumentOutOfRangeException(
        "tokens", token, Invariant($"A token is {token}; expected 0 to {vocabulary - 1}."));
}
