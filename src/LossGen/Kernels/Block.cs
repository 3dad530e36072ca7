using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LossGen.Kernels;

/// <summary>The unit of work of the generated kernels: up to thirty-two rows.</summary>
/// <remarks>
/// Logits, targets, probabilities and residuals of a block lie class by class, thirty-two numbers each, so that one vector
/// holds the same class of several rows and softmax needs no sum across lanes. Rows are taken in groups of eight, one a lane.
/// Thirty-two rows are few enough to stay in a second-level cache between the forward and the backward pass (100 KB for 784 features),
/// and enough that a tile of the gradient, held in registers for the duration, is rarely loaded and stored.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Block
{
    /// <summary>Rows in a full block.</summary>
    public const int Rows = 32;

    /// <summary>Rows that the pass of a small shape takes at once: all it stores of them, 24 KiB at most, stays in a first-level cache.</summary>
    /// <remarks>
    /// A lane multiplies the softmax's sums of StraightRows / 8 rows, at most 8 (the generator's SoftmaxUnrollLimit) each, before one logarithm
    /// is taken: 8 ^ (StraightRows / 8) must stay below 2^128. Emitted kernels rely on it; the generator's plan checks it.
    /// </remarks>
    public const int StraightRows = 256;

    /// <summary>Classes whose exponentials are added without compensation: the generator's UnrolledClasses, up to which their softmax is written out.</summary>
    internal const int ClassesInOneSum = 8;

    /// <summary>Transposes rows: feature f of row r goes to <c>f * 32 + r</c>.</summary>
    /// <param name="rows">The whole set.</param>
    /// <param name="starts">Where each row starts, for whole groups of eight.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="count">Rows that count; the rest of their last group of eight is transposed too.</param>
    /// <param name="columns">Thirty-two numbers for each feature.</param>
    public static void ToColumns(ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int width, int count, Span<float> columns)
    {
        columns = columns[..(width * Rows)];
        ref float from = ref MemoryMarshal.GetReference(rows);
        for (int lane = 0; lane < count; lane += Lanes.Width)
            Lanes.Transpose(ref from, starts.Slice(lane, Lanes.Width), width, ref columns[lane]);
    }

    /// <summary>The way back: number k of row r is read from <c>k * 32 + r</c>.</summary>
    public static void ToRows(ReadOnlySpan<float> columns, int width, int count, Span<float> rows)
    {
        for (int r = 0; r < count; r++)
        {
            Span<float> row = rows.Slice(r * width, width);
            for (int k = 0; k < row.Length; k++) row[k] = columns[(k * Rows) + r];
        }
    }

    /// <summary>The rows of a block one after another, each filled up to whole vectors: where they are if they lie so, else a copy.</summary>
    /// <param name="rows">The whole set.</param>
    /// <param name="starts">Where each row starts.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="copy">Room for the copy.</param>
    /// <param name="isCopied">Whether an earlier call for the same block has left the copy there.</param>
    public static ReadOnlySpan<float> RowByRow(
        ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int width, int count, Span<float> copy, bool isCopied = false)
    {
        if (width % Lanes.Width == 0 && AreNeighbours(starts[..count], width)) return rows.Slice(starts[0], count * width);

        int stride = Lanes.InVectors(width);
        copy = copy[..(count * stride)];
        if (isCopied) return copy;
        for (int r = 0; r < count; r++) CopyRow(ref Lanes.Start(rows.Slice(starts[r], width)), width, ref copy[r * stride], stride);
        return copy;
    }

    /// <summary>Numbers that lie class by class to rows one after another, each filled up to whole vectors with whatever is at hand.</summary>
    /// <param name="columns">Thirty-two numbers a class.</param>
    /// <param name="width">Classes.</param>
    /// <param name="count">Rows.</param>
    /// <param name="rows">Room for thirty-two rows.</param>
    internal static void ToPaddedRows(ReadOnlySpan<float> columns, int width, int count, Span<float> rows)
    {
        int stride = rows.Length / Rows;
        ref float from = ref Lanes.Start(columns[..(width * Rows)]);
        ref float to = ref Lanes.Start(rows);
        Span<int> starts = stackalloc int[Lanes.Width];
        for (int k = 0; k < width; k += Lanes.Width)
        {
            for (int i = 0; i < Lanes.Width; i++) starts[i] = Math.Min(k + i, width - 1) * Rows;
            for (int r = 0; r < count; r += 4)
            {
                Lanes.Transpose(ref Lanes.At(ref from, r), ref starts[0], out var first, out var second, out var third, out var fourth);
                ref float row = ref Lanes.At(ref to, (r * stride) + k);
                Lanes.Store(first, ref row, 0);
                Lanes.Store(second, ref row, stride);
                Lanes.Store(third, ref row, 2 * stride);
                Lanes.Store(fourth, ref row, 3 * stride);
            }
        }
    }

    private static void CopyRow(ref float from, int width, ref float to, int stride)
    {
        Lanes.Store(Lanes.Zero, ref to, stride - Lanes.Width);
        if (width < Lanes.Width)
        {
            for (int i = 0; i < width; i++) Lanes.At(ref to, i) = Lanes.At(ref from, i);
            return;
        }

        // The last numbers overlap those before.
        for (int i = 0; i <= width - Lanes.Width; i += Lanes.Width) Lanes.Store(Lanes.Load(ref from, i), ref to, i);
        Lanes.Store(Lanes.Load(ref from, width - Lanes.Width), ref to, width - Lanes.Width);
    }

    /// <summary>Writes where rows start that lie one after another, for whole groups of eight: an absent row repeats the first.</summary>
    public static void Starts(int stride, int count, Span<int> starts)
    {
        for (int r = 0; r < count; r++) starts[r] = r * stride;
        for (int r = count; r % Lanes.Width != 0; r++) starts[r] = 0;
    }

    private static bool AreNeighbours(ReadOnlySpan<int> starts, int width)
    {
        for (int r = 1; r < starts.Length; r++)
        {
            if (starts[r] != starts[r - 1] + width) return false;
        }

        return true;
    }
}
