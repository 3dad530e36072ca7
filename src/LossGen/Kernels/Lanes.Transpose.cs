using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

public static partial class Lanes
{
    /// <summary>Transposes eight rows: number f of row r goes to <c>columns[f * 16 + r]</c>.</summary>
    /// <param name="rows">The first number of all rows.</param>
    /// <param name="starts">Where each of the eight rows starts, in numbers from there.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="columns">Where the first number of the first row goes.</param>
    internal static void Transpose(ref float rows, ReadOnlySpan<int> starts, int width, ref float columns)
    {
        if (!Avx.IsSupported || width < 4)
        {
            for (int r = 0; r < Width; r++)
            {
                ref float row = ref At(ref rows, starts[r]);
                for (int f = 0; f < width; f++) At(ref columns, (f * Block.Rows) + r) = At(ref row, f);
            }

            return;
        }

        ref float row0 = ref At(ref rows, starts[0]);
        ref float row1 = ref At(ref rows, starts[1]);
        ref float row2 = ref At(ref rows, starts[2]);
        ref float row3 = ref At(ref rows, starts[3]);
        ref float row4 = ref At(ref rows, starts[4]);
        ref float row5 = ref At(ref rows, starts[5]);
        ref float row6 = ref At(ref rows, starts[6]);
        ref float row7 = ref At(ref rows, starts[7]);
        for (int f = 0; f < width; f += 4)
        {
            // The last four overlap those before and write the same numbers again.
            int at = Math.Min(f, width - 4);
            Vector256<float> a = Pair(ref row0, ref row4, at);
            Vector256<float> b = Pair(ref row1, ref row5, at);
            Vector256<float> c = Pair(ref row2, ref row6, at);
            Vector256<float> d = Pair(ref row3, ref row7, at);

            // a0 b0 a1 b1 and so on in each half, then a0 b0 c0 d0
            Vector256<float> ab = Avx.UnpackLow(a, b);
            Vector256<float> cd = Avx.UnpackLow(c, d);
            ref float to = ref At(ref columns, at * Block.Rows);
            Store(Avx.Shuffle(ab, cd, 0x44), ref to, 0);
            Store(Avx.Shuffle(ab, cd, 0xEE), ref to, Block.Rows);
            ab = Avx.UnpackHigh(a, b);
            cd = Avx.UnpackHigh(c, d);
            Store(Avx.Shuffle(ab, cd, 0x44), ref to, 2 * Block.Rows);
            Store(Avx.Shuffle(ab, cd, 0xEE), ref to, 3 * Block.Rows);
        }
    }

    /// <summary>Four numbers of one row in the lower half, four of another in the upper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(ref float lower, ref float upper, int index) => Vector256.Create(
        Vector128.LoadUnsafe(ref lower, (nuint)index), Vector128.LoadUnsafe(ref upper, (nuint)index));
}
