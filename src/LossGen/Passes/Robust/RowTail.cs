using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>The numbers of a row behind its last whole vector, as one vector more.</summary>
/// <remarks>They are the last lanes of a vector that overlaps the one before; of a row that fills no vector they are the first lanes.</remarks>
internal static class RowTail
{
    /// <summary>Whether a row of this length has one.</summary>
    public static bool Exists(int length) => length % Lanes.Width != 0;

    /// <summary>Where in the row the vector begins.</summary>
    public static int Start(int length) => Math.Max(length - Lanes.Width, 0);

    /// <summary>The lanes that count.</summary>
    public static Vector256<float> Mask(int length) => length < Lanes.Width ? Lanes.FirstLanes(length) : Lanes.LastLanes(length % Lanes.Width);

    /// <summary>The numbers; the lanes that do not count are 0.</summary>
    public static Vector256<float> Load(ReadOnlySpan<float> row) =>
        row.Length < Lanes.Width ? LoadShort(row) : Lanes.Keep(Mask(row.Length), Lanes.Load(ref Lanes.Start(row), Start(row.Length)));

    /// <summary>Writes the lanes that count.</summary>
    public static void Store(Vector256<float> value, Span<float> row)
    {
        if (row.Length < Lanes.Width)
        {
            StoreShort(value, row);
            return;
        }

        ref float last = ref Lanes.At(ref Lanes.Start(row), Start(row.Length));
        Lanes.Store(Lanes.Select(Mask(row.Length), value, Lanes.Load(ref last, 0)), ref last, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<float> LoadShort(ReadOnlySpan<float> row)
    {
        Span<float> eight = stackalloc float[Lanes.Width];
        eight.Clear();
        row.CopyTo(eight);
        return Lanes.Load(ref Lanes.Start(eight), 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreShort(Vector256<float> value, Span<float> row)
    {
        Span<float> eight = stackalloc float[Lanes.Width];
        Lanes.Store(value, ref Lanes.Start(eight), 0);
        eight[..row.Length].CopyTo(row);
    }
}
