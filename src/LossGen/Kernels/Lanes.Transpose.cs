using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

public abstract partial class Lanes
{
    /// <summary>Transposes eight rows: number f of row r goes to <c>columns[f * 32 + r]</c>.</summary>
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

    /// <summary>Four neighbouring features of eight rows, each feature in one vector.</summary>
    /// <param name="x">The first of the four features in the first row of the set.</param>
    /// <param name="starts">Where each of the eight rows starts, in numbers from there.</param>
    /// <param name="first">The first feature.</param>
    /// <param name="second">The second.</param>
    /// <param name="third">The third.</param>
    /// <param name="fourth">The fourth.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(
        ref float x, ref int starts, out Vector256<float> first, out Vector256<float> second, out Vector256<float> third, out Vector256<float> fourth)
    {
        if (!Avx.IsSupported)
        {
            first = Gather(ref x, ref starts);
            second = Gather(ref At(ref x, 1), ref starts);
            third = Gather(ref At(ref x, 2), ref starts);
            fourth = Gather(ref At(ref x, 3), ref starts);
            return;
        }

        Vector256<float> a = Pair(ref At(ref x, starts), ref At(ref x, At(ref starts, 4)), 0);
        Vector256<float> b = Pair(ref At(ref x, At(ref starts, 1)), ref At(ref x, At(ref starts, 5)), 0);
        Vector256<float> c = Pair(ref At(ref x, At(ref starts, 2)), ref At(ref x, At(ref starts, 6)), 0);
        Vector256<float> d = Pair(ref At(ref x, At(ref starts, 3)), ref At(ref x, At(ref starts, 7)), 0);
        Transpose(a, b, c, d, out first, out second, out third, out fourth);
    }

    /// <summary>Four neighbouring features of eight rows that lie one after another, each feature in one vector.</summary>
    /// <param name="x">The first of the four features in the first row.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="first">The first feature.</param>
    /// <param name="second">The second.</param>
    /// <param name="third">The third.</param>
    /// <param name="fourth">The fourth.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void TransposeRows(
        ref float x, int stride, out Vector256<float> first, out Vector256<float> second, out Vector256<float> third, out Vector256<float> fourth)
    {
        ref float upper = ref At(ref x, 4 * stride);
        Vector256<float> a = Pair(ref x, ref upper, 0);
        Vector256<float> b = Pair(ref At(ref x, stride), ref At(ref upper, stride), 0);
        Vector256<float> c = Pair(ref At(ref x, 2 * stride), ref At(ref upper, 2 * stride), 0);
        Vector256<float> d = Pair(ref At(ref x, 3 * stride), ref At(ref upper, 3 * stride), 0);
        Transpose(a, b, c, d, out first, out second, out third, out fourth);
    }

    /// <summary>Rows 0 and 4, 1 and 5, 2 and 6, 3 and 7, four features each, to the features.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        Vector256<float> a,
        Vector256<float> b,
        Vector256<float> c,
        Vector256<float> d,
        out Vector256<float> first,
        out Vector256<float> second,
        out Vector256<float> third,
        out Vector256<float> fourth)
    {
        Vector256<float> abLow = UnpackLow(a, b), cdLow = UnpackLow(c, d);
        Vector256<float> abHigh = UnpackHigh(a, b), cdHigh = UnpackHigh(c, d);
        if (Avx.IsSupported)
        {
            first = Avx.Shuffle(abLow, cdLow, 0x44);
            second = Avx.Shuffle(abLow, cdLow, 0xEE);
            third = Avx.Shuffle(abHigh, cdHigh, 0x44);
            fourth = Avx.Shuffle(abHigh, cdHigh, 0xEE);
            return;
        }

        first = Vector256.Create(Low(abLow.GetLower(), cdLow.GetLower()), Low(abLow.GetUpper(), cdLow.GetUpper()));
        second = Vector256.Create(High(abLow.GetLower(), cdLow.GetLower()), High(abLow.GetUpper(), cdLow.GetUpper()));
        third = Vector256.Create(Low(abHigh.GetLower(), cdHigh.GetLower()), Low(abHigh.GetUpper(), cdHigh.GetUpper()));
        fourth = Vector256.Create(High(abHigh.GetLower(), cdHigh.GetLower()), High(abHigh.GetUpper(), cdHigh.GetUpper()));

        static Vector128<float> Low(Vector128<float> a, Vector128<float> b) => Vector128.Create(a.GetLower(), b.GetLower());

        static Vector128<float> High(Vector128<float> a, Vector128<float> b) => Vector128.Create(a.GetUpper(), b.GetUpper());
    }

    /// <summary>a0 b0 a1 b1, in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> UnpackLow(Vector256<float> a, Vector256<float> b) => Avx.IsSupported
        ? Avx.UnpackLow(a, b)
        : Vector256.Create(a[0], b[0], a[1], b[1], a[4], b[4], a[5], b[5]);

    /// <summary>a2 b2 a3 b3, in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> UnpackHigh(Vector256<float> a, Vector256<float> b) => Avx.IsSupported
        ? Avx.UnpackHigh(a, b)
        : Vector256.Create(a[2], b[2], a[3], b[3], a[6], b[6], a[7], b[7]);

    /// <summary>One feature of eight rows.</summary>
    /// <param name="x">The feature in the first row of the set.</param>
    /// <param name="starts">Where each of the eight rows starts, in numbers from there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Gather(ref float x, ref int starts) => Vector256.Create(
        At(ref x, starts), At(ref x, At(ref starts, 1)), At(ref x, At(ref starts, 2)), At(ref x, At(ref starts, 3)),
        At(ref x, At(ref starts, 4)), At(ref x, At(ref starts, 5)), At(ref x, At(ref starts, 6)), At(ref x, At(ref starts, 7)));

    /// <summary>
    /// The eight sums of eight vectors that lie one after another, each added in the tree of <see cref="Sum(Vector256{float})"/>: together they take three
    /// instructions a sum instead of seven.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SumEach(ref float vectors, int index)
    {
        ref float v = ref At(ref vectors, index);
        if (!Avx.IsSupported)
        {
            return Vector256.Create(
                Sum(Load(ref v, 0)), Sum(Load(ref v, 8)), Sum(Load(ref v, 16)), Sum(Load(ref v, 24)),
                Sum(Load(ref v, 32)), Sum(Load(ref v, 40)), Sum(Load(ref v, 48)), Sum(Load(ref v, 56)));
        }

        return SumsOfHalves(Halves(ref v, 0), Halves(ref v, 8), Halves(ref v, 16), Halves(ref v, 24));
    }

    /// <summary>The same of eight vectors in registers, which need not wait until they have been stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> SumEach(
        Vector256<float> v0,
        Vector256<float> v1,
        Vector256<float> v2,
        Vector256<float> v3,
        Vector256<float> v4,
        Vector256<float> v5,
        Vector256<float> v6,
        Vector256<float> v7) =>
        Avx.IsSupported
            ? SumsOfHalves(Halves(v0, v4), Halves(v1, v5), Halves(v2, v6), Halves(v3, v7))
            : Vector256.Create(Sum(v0), Sum(v1), Sum(v2), Sum(v3), Sum(v4), Sum(v5), Sum(v6), Sum(v7));

    /// <summary>From the sums of the halves of the vectors i and i + 4 those of quarters, and then of pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> SumsOfHalves(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        Vector256<float> ab = Avx.Shuffle(a, b, 0x44) + Avx.Shuffle(a, b, 0xEE);
        Vector256<float> cd = Avx.Shuffle(c, d, 0x44) + Avx.Shuffle(c, d, 0xEE);
        return Avx.Shuffle(ab, cd, 0x88) + Avx.Shuffle(ab, cd, 0xDD);
    }

    /// <summary>The sums of the halves of two vectors, four vectors apart: those of the first in the lower half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(ref float vectors, int index)
    {
        ref float first = ref At(ref vectors, index);
        ref float second = ref At(ref vectors, index + (4 * Width));
        return Pair(ref first, ref second, 0) + Pair(ref first, ref second, 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(Vector256<float> first, Vector256<float> second) =>
        Avx.InsertVector128(first, second.GetLower(), 1) + Avx.Permute2x128(first, second, 0x31);

    /// <summary>Four numbers of one row in the lower half, four of another in the upper.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(ref float lower, ref float upper, int index) => Vector256.Create(
        Vector128.LoadUnsafe(ref lower, (nuint)index), Vector128.LoadUnsafe(ref upper, (nuint)index));
}
