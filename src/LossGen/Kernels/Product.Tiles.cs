using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

// The tiles: as many sums as the registers hold, each one chain of multiply-adds in the order of the steps. A vector of B serves all rows of a
// tile, a number of A all its vectors. TVectors is a constant, so what lies beyond its vectors is not compiled. The strides are read once: a method has
// a budget of what the JIT inlines, and beyond it they would be calls in the loop, with every sum in memory around them.
internal static partial class Product<TShape>
{
    private interface IVectors
    {
        static abstract int Count { get; }

        /// <summary>Whether the columns end in the last vector and do not fill it.</summary>
        static abstract bool EndInside { get; }
    }

    // Six structs instead of one around another: to look through two in each line of a tile exceeds what the JIT inlines in a method.
    private readonly struct One : IVectors
    {
        public static int Count => 1;

        public static bool EndInside => false;
    }

    private readonly struct Two : IVectors
    {
        public static int Count => 2;

        public static bool EndInside => false;
    }

    private readonly struct Three : IVectors
    {
        public static int Count => 3;

        public static bool EndInside => false;
    }

    private readonly struct LastOne : IVectors
    {
        public static int Count => 1;

        public static bool EndInside => true;
    }

    private readonly struct LastTwo : IVectors
    {
        public static int Count => 2;

        public static bool EndInside => true;
    }

    private readonly struct LastThree : IVectors
    {
        public static int Count => 3;

        public static bool EndInside => true;
    }

    /// <summary>Eight rows of up to three vectors.</summary>
    private static void Tile8<TVectors>(ref float a, ref float b, int length, ref float start, ref float c)
        where TVectors : struct, IVectors
    {
        int aRow = TShape.ARow, aStep = TShape.AStep, bStep = BStep<TVectors>(), cRow = TShape.CRow;
        Vector256<float> s00 = Start<TVectors>(ref start, 0), s10 = s00, s20 = s00, s30 = s00, s40 = s00, s50 = s00, s60 = s00, s70 = s00;
        Vector256<float> s01 = Start<TVectors>(ref start, 1), s11 = s01, s21 = s01, s31 = s01, s41 = s01, s51 = s01, s61 = s01, s71 = s01;
        Vector256<float> s02 = Start<TVectors>(ref start, 2), s12 = s02, s22 = s02, s32 = s02, s42 = s02, s52 = s02, s62 = s02, s72 = s02;
        for (int step = 0; step < length; step++)
        {
            ref float rows = ref Lanes.At(ref a, step * aStep);
            ref float columns = ref Lanes.At(ref b, step * bStep);
            Vector256<float> b0 = Lanes.Load(ref columns, 0);
            Vector256<float> b1 = TVectors.Count > 1 ? Lanes.Load(ref columns, 8) : default;
            Vector256<float> b2 = TVectors.Count > 2 ? Lanes.Load(ref columns, 16) : default;
            Vector256<float> a0 = Lanes.Broadcast(ref rows, 0);
            s00 = Lanes.MultiplyAdd(a0, b0, s00);
            if (TVectors.Count > 1) s01 = Lanes.MultiplyAdd(a0, b1, s01);
            if (TVectors.Count > 2) s02 = Lanes.MultiplyAdd(a0, b2, s02);
            Vector256<float> a1 = Lanes.Broadcast(ref rows, aRow);
            s10 = Lanes.MultiplyAdd(a1, b0, s10);
            if (TVectors.Count > 1) s11 = Lanes.MultiplyAdd(a1, b1, s11);
            if (TVectors.Count > 2) s12 = Lanes.MultiplyAdd(a1, b2, s12);
            Vector256<float> a2 = Lanes.Broadcast(ref rows, 2 * aRow);
            s20 = Lanes.MultiplyAdd(a2, b0, s20);
            if (TVectors.Count > 1) s21 = Lanes.MultiplyAdd(a2, b1, s21);
            if (TVectors.Count > 2) s22 = Lanes.MultiplyAdd(a2, b2, s22);
            Vector256<float> a3 = Lanes.Broadcast(ref rows, 3 * aRow);
            s30 = Lanes.MultiplyAdd(a3, b0, s30);
            if (TVectors.Count > 1) s31 = Lanes.MultiplyAdd(a3, b1, s31);
            if (TVectors.Count > 2) s32 = Lanes.MultiplyAdd(a3, b2, s32);
            Vector256<float> a4 = Lanes.Broadcast(ref rows, 4 * aRow);
            s40 = Lanes.MultiplyAdd(a4, b0, s40);
            if (TVectors.Count > 1) s41 = Lanes.MultiplyAdd(a4, b1, s41);
            if (TVectors.Count > 2) s42 = Lanes.MultiplyAdd(a4, b2, s42);
            Vector256<float> a5 = Lanes.Broadcast(ref rows, 5 * aRow);
            s50 = Lanes.MultiplyAdd(a5, b0, s50);
            if (TVectors.Count > 1) s51 = Lanes.MultiplyAdd(a5, b1, s51);
            if (TVectors.Count > 2) s52 = Lanes.MultiplyAdd(a5, b2, s52);
            Vector256<float> a6 = Lanes.Broadcast(ref rows, 6 * aRow);
            s60 = Lanes.MultiplyAdd(a6, b0, s60);
            if (TVectors.Count > 1) s61 = Lanes.MultiplyAdd(a6, b1, s61);
            if (TVectors.Count > 2) s62 = Lanes.MultiplyAdd(a6, b2, s62);
            Vector256<float> a7 = Lanes.Broadcast(ref rows, 7 * aRow);
            s70 = Lanes.MultiplyAdd(a7, b0, s70);
            if (TVectors.Count > 1) s71 = Lanes.MultiplyAdd(a7, b1, s71);
            if (TVectors.Count > 2) s72 = Lanes.MultiplyAdd(a7, b2, s72);
        }

        End<TVectors>(s00, s01, s02, ref c, 0);
        End<TVectors>(s10, s11, s12, ref c, cRow);
        End<TVectors>(s20, s21, s22, ref c, 2 * cRow);
        End<TVectors>(s30, s31, s32, ref c, 3 * cRow);
        End<TVectors>(s40, s41, s42, ref c, 4 * cRow);
        End<TVectors>(s50, s51, s52, ref c, 5 * cRow);
        End<TVectors>(s60, s61, s62, ref c, 6 * cRow);
        End<TVectors>(s70, s71, s72, ref c, 7 * cRow);
        if (!TVectors.EndInside) return;

        EndInside<TVectors>(s00, s01, s02, ref c, 0);
        EndInside<TVectors>(s10, s11, s12, ref c, cRow);
        EndInside<TVectors>(s20, s21, s22, ref c, 2 * cRow);
        EndInside<TVectors>(s30, s31, s32, ref c, 3 * cRow);
        EndInside<TVectors>(s40, s41, s42, ref c, 4 * cRow);
        EndInside<TVectors>(s50, s51, s52, ref c, 5 * cRow);
        EndInside<TVectors>(s60, s61, s62, ref c, 6 * cRow);
        EndInside<TVectors>(s70, s71, s72, ref c, 7 * cRow);
    }

    /// <summary>Four rows of up to three vectors.</summary>
    private static void Tile4<TVectors>(ref float a, ref float b, int length, ref float start, ref float c)
        where TVectors : struct, IVectors
    {
        int aRow = TShape.ARow, aStep = TShape.AStep, bStep = BStep<TVectors>(), cRow = TShape.CRow;
        Vector256<float> s00 = Start<TVectors>(ref start, 0), s10 = s00, s20 = s00, s30 = s00;
        Vector256<float> s01 = Start<TVectors>(ref start, 1), s11 = s01, s21 = s01, s31 = s01;
        Vector256<float> s02 = Start<TVectors>(ref start, 2), s12 = s02, s22 = s02, s32 = s02;
        for (int step = 0; step < length; step++)
        {
            ref float rows = ref Lanes.At(ref a, step * aStep);
            ref float columns = ref Lanes.At(ref b, step * bStep);
            Vector256<float> b0 = Lanes.Load(ref columns, 0);
            Vector256<float> b1 = TVectors.Count > 1 ? Lanes.Load(ref columns, 8) : default;
            Vector256<float> b2 = TVectors.Count > 2 ? Lanes.Load(ref columns, 16) : default;
            Vector256<float> a0 = Lanes.Broadcast(ref rows, 0);
            s00 = Lanes.MultiplyAdd(a0, b0, s00);
            if (TVectors.Count > 1) s01 = Lanes.MultiplyAdd(a0, b1, s01);
            if (TVectors.Count > 2) s02 = Lanes.MultiplyAdd(a0, b2, s02);
            Vector256<float> a1 = Lanes.Broadcast(ref rows, aRow);
            s10 = Lanes.MultiplyAdd(a1, b0, s10);
            if (TVectors.Count > 1) s11 = Lanes.MultiplyAdd(a1, b1, s11);
            if (TVectors.Count > 2) s12 = Lanes.MultiplyAdd(a1, b2, s12);
            Vector256<float> a2 = Lanes.Broadcast(ref rows, 2 * aRow);
            s20 = Lanes.MultiplyAdd(a2, b0, s20);
            if (TVectors.Count > 1) s21 = Lanes.MultiplyAdd(a2, b1, s21);
            if (TVectors.Count > 2) s22 = Lanes.MultiplyAdd(a2, b2, s22);
            Vector256<float> a3 = Lanes.Broadcast(ref rows, 3 * aRow);
            s30 = Lanes.MultiplyAdd(a3, b0, s30);
            if (TVectors.Count > 1) s31 = Lanes.MultiplyAdd(a3, b1, s31);
            if (TVectors.Count > 2) s32 = Lanes.MultiplyAdd(a3, b2, s32);
        }

        End<TVectors>(s00, s01, s02, ref c, 0);
        End<TVectors>(s10, s11, s12, ref c, cRow);
        End<TVectors>(s20, s21, s22, ref c, 2 * cRow);
        End<TVectors>(s30, s31, s32, ref c, 3 * cRow);
        if (!TVectors.EndInside) return;

        EndInside<TVectors>(s00, s01, s02, ref c, 0);
        EndInside<TVectors>(s10, s11, s12, ref c, cRow);
        EndInside<TVectors>(s20, s21, s22, ref c, 2 * cRow);
        EndInside<TVectors>(s30, s31, s32, ref c, 3 * cRow);
    }

    /// <summary>Two rows of up to three vectors.</summary>
    private static void Tile2<TVectors>(ref float a, ref float b, int length, ref float start, ref float c)
        where TVectors : struct, IVectors
    {
        int aRow = TShape.ARow, aStep = TShape.AStep, bStep = BStep<TVectors>(), cRow = TShape.CRow;
        Vector256<float> s00 = Start<TVectors>(ref start, 0), s10 = s00;
        Vector256<float> s01 = Start<TVectors>(ref start, 1), s11 = s01;
        Vector256<float> s02 = Start<TVectors>(ref start, 2), s12 = s02;
        for (int step = 0; step < length; step++)
        {
            ref float rows = ref Lanes.At(ref a, step * aStep);
            ref float columns = ref Lanes.At(ref b, step * bStep);
            Vector256<float> b0 = Lanes.Load(ref columns, 0);
            Vector256<float> b1 = TVectors.Count > 1 ? Lanes.Load(ref columns, 8) : default;
            Vector256<float> b2 = TVectors.Count > 2 ? Lanes.Load(ref columns, 16) : default;
            Vector256<float> a0 = Lanes.Broadcast(ref rows, 0);
            s00 = Lanes.MultiplyAdd(a0, b0, s00);
            if (TVectors.Count > 1) s01 = Lanes.MultiplyAdd(a0, b1, s01);
            if (TVectors.Count > 2) s02 = Lanes.MultiplyAdd(a0, b2, s02);
            Vector256<float> a1 = Lanes.Broadcast(ref rows, aRow);
            s10 = Lanes.MultiplyAdd(a1, b0, s10);
            if (TVectors.Count > 1) s11 = Lanes.MultiplyAdd(a1, b1, s11);
            if (TVectors.Count > 2) s12 = Lanes.MultiplyAdd(a1, b2, s12);
        }

        End<TVectors>(s00, s01, s02, ref c, 0);
        End<TVectors>(s10, s11, s12, ref c, cRow);
        if (!TVectors.EndInside) return;

        EndInside<TVectors>(s00, s01, s02, ref c, 0);
        EndInside<TVectors>(s10, s11, s12, ref c, cRow);
    }

    /// <summary>One row of up to three vectors.</summary>
    private static void Tile1<TVectors>(ref float a, ref float b, int length, ref float start, ref float c)
        where TVectors : struct, IVectors
    {
        int aStep = TShape.AStep, bStep = BStep<TVectors>();
        Vector256<float> s00 = Start<TVectors>(ref start, 0);
        Vector256<float> s01 = Start<TVectors>(ref start, 1);
        Vector256<float> s02 = Start<TVectors>(ref start, 2);
        for (int step = 0; step < length; step++)
        {
            ref float rows = ref Lanes.At(ref a, step * aStep);
            ref float columns = ref Lanes.At(ref b, step * bStep);
            Vector256<float> b0 = Lanes.Load(ref columns, 0);
            Vector256<float> b1 = TVectors.Count > 1 ? Lanes.Load(ref columns, 8) : default;
            Vector256<float> b2 = TVectors.Count > 2 ? Lanes.Load(ref columns, 16) : default;
            Vector256<float> a0 = Lanes.Broadcast(ref rows, 0);
            s00 = Lanes.MultiplyAdd(a0, b0, s00);
            if (TVectors.Count > 1) s01 = Lanes.MultiplyAdd(a0, b1, s01);
            if (TVectors.Count > 2) s02 = Lanes.MultiplyAdd(a0, b2, s02);
        }

        End<TVectors>(s00, s01, s02, ref c, 0);
        if (!TVectors.EndInside) return;

        EndInside<TVectors>(s00, s01, s02, ref c, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BStep<TVectors>()
        where TVectors : struct, IVectors => TShape.BStep == 0 ? TVectors.Count * Lanes.Width : TShape.BStep;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Start<TVectors>(ref float start, int vector)
        where TVectors : struct, IVectors =>
        vector >= TVectors.Count || TShape.Adds ? Lanes.Zero : Lanes.Load(ref start, vector * Lanes.Width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End<TVectors>(Vector256<float> sum0, Vector256<float> sum1, Vector256<float> sum2, ref float c, int row)
        where TVectors : struct, IVectors
    {
        if (TVectors.Count > 1 || !TVectors.EndInside) End(sum0, ref c, row);
        if (TVectors.Count > (TVectors.EndInside ? 2 : 1)) End(sum1, ref c, row + Lanes.Width);
        if (TVectors.Count > 2 && !TVectors.EndInside) End(sum2, ref c, row + (2 * Lanes.Width));
    }

    /// <summary>The vector in which the columns end: behind them 0 is added. In a gradient, which begins at 0, there is no −0 that it would change.</summary>
    /// <remarks>After all others of the tile: it reaches into the next row, and a load that meets part of a store just before waits for it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EndInside<TVectors>(Vector256<float> sum0, Vector256<float> sum1, Vector256<float> sum2, ref float c, int row)
        where TVectors : struct, IVectors
    {
        Vector256<float> last = TVectors.Count == 1 ? sum0 : TVectors.Count == 2 ? sum1 : sum2;
        End(Lanes.Keep(Lanes.FirstLanes(LastLanes), last), ref c, row + ((TVectors.Count - 1) * Lanes.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End(Vector256<float> sum, ref float c, int index)
    {
        if (TShape.Adds) Lanes.Add(sum, ref c, index);
        else Lanes.Store(sum, ref c, index);
    }
}
