using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LossGen.Kernels;

/// <summary>The unit of work of the generated kernels: up to sixteen rows.</summary>
/// <remarks>
/// Logits, targets, probabilities and residuals of a block lie class by class, sixteen numbers each, so that one vector
/// holds the same class of several rows and softmax needs no sum across lanes.
/// Sixteen is the widest float vector there is (512 bits).
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Block
{
    /// <summary>Rows in a full block.</summary>
    public const int Rows = 16;

    /// <summary>Transposes sixteen rows: feature f of row r goes to <c>f * 16 + r</c>.</summary>
    /// <param name="rows">The whole set.</param>
    /// <param name="starts">Where each of the sixteen rows starts.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="columns">Sixteen numbers for each feature.</param>
    internal static void ToColumns(ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int width, Span<float> columns)
    {
        columns = columns[..(width * Rows)];
        ref float from = ref MemoryMarshal.GetReference(rows);
        for (int lane = 0; lane < Rows; lane += Lanes.Width)
            Lanes.Transpose(ref from, starts.Slice(lane, Lanes.Width), width, ref columns[lane]);
    }

    /// <summary>The way back: number k of row r is read from <c>k * 16 + r</c>.</summary>
    internal static void ToRows(ReadOnlySpan<float> columns, int width, int count, Span<float> rows)
    {
        for (int r = 0; r < count; r++)
        {
            Span<float> row = rows.Slice(r * width, width);
            for (int k = 0; k < row.Length; k++) row[k] = columns[(k * Rows) + r];
        }
    }

    /// <summary>Copies picked rows one after another.</summary>
    internal static void Gather(ReadOnlySpan<float> rows, int width, ReadOnlySpan<int> picked, Span<float> destination)
    {
        for (int r = 0; r < picked.Length; r++)
            rows.Slice(picked[r] * width, width).CopyTo(destination.Slice(r * width, width));
    }
}
