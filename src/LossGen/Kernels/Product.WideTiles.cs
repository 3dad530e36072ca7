using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

// The same tiles with vectors of sixteen. The instructions are named: where 512-bit vectors make some processors run slower at other work, the runtime
// splits operations on Vector512 in two, and here twice the width pays by far. Each sum is the chain that it is in the narrow tiles, to the bit.
// Both are written out for each number of rows: the sums must be locals to stay in registers, which arrays of them and structs around them do not.
internal static partial class Product<TShape>
{
    /// <summary>Eight rows of up to three wide vectors.</summary>
    private static void WideTile8<TVectors>(ref float a, ref float b, int length, ref float start, ref float c)
        where TVectors : struct, IVectors
    {
        int aRow = TShape.ARow, aStep = TShape.AStep, bStep = TShape.BStep == 0 ? TVectors.Count * WideVector.Width : TShape.BStep, cRow = TShape.CRow;
        Vector512<float> s00 = WideStart<TVectors>(ref start, 0), s10 = s00, s20 = s00, s30 = s00, s40 = s00, s50 = s00, s60 = s00, s70 = s00;
        Vector512<float> s01 = WideStart<TVectors>(ref start, 1), s11 = s01, s21 = s01, s31 = s01, s41 = s01, s51 = s01, s61 = s01, s71 = s01;
        Vector512<float> s02 = WideStart<TVectors>(ref start, 2), s12 = s02, s22 = s02, s32 = s02, s42 = s02, s52 = s02, s62 = s02, s72 = s02;
        for (int step = 0; step < length; step++)
        {
            ref float rows = ref Lanes.At(ref a, step * aStep);
            ref float columns = ref Lanes.At(ref b, step * bStep);
            Vector512<float> b0 = WideVector.Load(ref columns, 0);
            Vector512<float> b1 = TVectors.Count > 1 ? WideVector.Load(ref columns, WideVector.Width) : default;
            Vector512<float> b2 = TVectors.Count > 2 ? WideVector.Load(ref columns, 2 * WideVector.Width) : default;
            Vector512<float> a0 = WideVector.Broadcast(ref rows, 0);
            s00 = Avx512F.FusedMultiplyAdd(a0, b0, s00);
            if (TVectors.Count > 1) s01 = Avx512F.FusedMultiplyAdd(a0, b1, s01);
            if (TVectors.Count > 2) s02 = Avx512F.FusedMultiplyAdd(a0, b2, s02);
            Vector512<float> a1 = WideVector.Broadcast(ref rows, aRow);
            s10 = Avx512F.FusedMultiplyAdd(a1, b0, s10);
            if (TVectors.Count > 1) s11 = Avx512F.FusedMultiplyAdd(a1, b1, s11);
            if (TVectors.Count > 2) s12 = Avx512F.FusedMultiplyAdd(a1, b2, s12);
            Vector512<float> a2 = WideVector.Broadcast(ref rows, 2 * aRow);
            s20 = Avx512F.FusedMultiplyAdd(a2, b0, s20);
            if (TVectors.Count > 1) s21 = Avx512F.FusedMultiplyAdd(a2, b1, s21);
            if (TVectors.Count > 2) s22 = Avx512F.FusedMultiplyAdd(a2, b2, s22);
            Vector512<float> a3 = WideVector.Broadcast(ref rows, 3 * aRow);
            s30 = Avx512F.FusedMultiplyAdd(a3, b0, s30);
            if (TVectors.Count > 1) s31 = Avx512F.FusedMultiplyAdd(a3, b1, s31);
            if (TVectors.Count > 2) s32 = Avx512F.FusedMultiplyAdd(a3, b2, s32);
            Vector512<float> a4 = WideVector.Broadcast(ref rows, 4 * aRow);
            s40 = Avx512F.FusedMultiplyAdd(a4, b0, s40);
            if (TVectors.Count > 1) s41 = Avx512F.FusedMultiplyAdd(a4, b1, s41);
            if (TVectors.Count > 2) s42 = Avx512F.FusedMultiplyAdd(a4, b2, s42);
            Vector512<float> a5 = WideVector.Broadcast(ref rows, 5 * aRow);
            s50 = Avx512F.FusedMultiplyAdd(a5, b0, s50);
            if (TVectors.Count > 1) s51 = Avx512F.FusedMultiplyAdd(a5, b1, s51);
            if (TVectors.Count > 2) s52 = Avx512F.FusedMultiplyAdd(a5, b2, s52);
            Vector512<float> a6 = WideVector.Broadcast(ref rows, 6 * aRow);
            s60 = Avx512F.FusedMultiplyAdd(a6, b0, s60);
            if (TVectors.Count > 1) s61 = Avx512F.FusedMultiplyAdd(a6, b1, s61);
            if (TVectors.Count > 2) s62 = Avx512F.FusedMultiplyAdd(a6, b2, s62);
            Vector512<float> a7 = WideVector.Broadcast(ref rows, 7 * aRow);
            s70 = Avx512F.FusedMultiplyAdd(a7, b0, s70);
            if (TVectors.Count > 1) s71 = Avx512F.FusedMultiplyAdd(a7, b1, s71);
            if (TVectors.Count > 2) s72 = Avx512F.FusedMultiplyAdd(a7, b2, s72);
        }

        WideEnd<TVectors>(s00, s01, s02, ref c, 0);
        WideEnd<TVectors>(s10, s11, s12, ref c, cRow);
        WideEnd<TVectors>(s20, s21, s22, ref c, 2 * cRow);
        WideEnd<TVectors>(s30, s31, s32, ref c, 3 * cRow);
        WideEnd<TVectors>(s40, s41, s42, ref c, 4 * cRow);
        WideEnd<TVectors>(s50, s51, s52, ref c, 5 * cRow);
        WideEnd<TVectors>(s60, s61, s62, ref c, 6 * cRow);
        WideEnd<TVectors>(s70, s71, s72, ref c, 7 * cRow);
        if (!TVectors.EndInside) return;

        WideEndInside<TVectors>(s00, s01, s02, ref c, 0);
        WideEndInside<TVectors>(s10, s11, s12, ref c, cRow);
        WideEndInside<TVectors>(s20, s21, s22, ref c, 2 * cRow);
        WideEndInside<TVectors>(s30, s31, s32, ref c, 3 * cRow);
        WideEndInside<TVectors>(s40, s41, s42, ref c, 4 * cRow);
        WideEndInside<TVectors>(s50, s51, s52, ref c, 5 * cRow);
        WideEndInside<TVectors>(s60, s61, s62, ref c, 6 * cRow);
        WideEndInside<TVectors>(s70, s71, s72, ref c, 7 * cRow);
    }

    /// <summary>Four rows of up to three wide vectors.</summary>
    private static void WideTile4<TVectors>(ref float a, ref float b, int length, ref float start, ref float c)
        where TVectors : struct, IVectors
    {
        int aRow = TShape.ARow, aStep = TShape.AStep, bStep = TShape.BStep == 0 ? TVectors.Count * WideVector.Width : TShape.BStep, cRow = TShape.CRow;
        Vector512<float> s00 = WideStart<TVectors>(ref start, 0), s10 = s00, s20 = s00, s30 = s00;
        Vector512<float> s01 = WideStart<TVectors>(ref start, 1), s11 = s01, s21 = s01, s31 = s01;
        Vector512<float> s02 = WideStart<TVectors>(ref start, 2), s12 = s02, s22 = s02, s32 = s02;
        for (int step = 0; step < length; step++)
        {
            ref float rows = ref Lanes.At(ref a, step * aStep);
            ref float columns = ref Lanes.At(ref b, step * bStep);
            Vector512<float> b0 = WideVector.Load(ref columns, 0);
            Vector512<float> b1 = TVectors.Count > 1 ? WideVector.Load(ref columns, WideVector.Width) : default;
            Vector512<float> b2 = TVectors.Count > 2 ? WideVector.Load(ref columns, 2 * WideVector.Width) : default;
            Vector512<float> a0 = WideVector.Broadcast(ref rows, 0);
            s00 = Avx512F.FusedMultiplyAdd(a0, b0, s00);
            if (TVectors.Count > 1) s01 = Avx512F.FusedMultiplyAdd(a0, b1, s01);
            if (TVectors.Count > 2) s02 = Avx512F.FusedMultiplyAdd(a0, b2, s02);
            Vector512<float> a1 = WideVector.Broadcast(ref rows, aRow);
            s10 = Avx512F.FusedMultiplyAdd(a1, b0, s10);
            if (TVectors.Count > 1) s11 = Avx512F.FusedMultiplyAdd(a1, b1, s11);
            if (TVectors.Count > 2) s12 = Avx512F.FusedMultiplyAdd(a1, b2, s12);
            Vector512<float> a2 = WideVector.Broadcast(ref rows, 2 * aRow);
            s20 = Avx512F.FusedMultiplyAdd(a2, b0, s20);
            if (TVectors.Count > 1) s21 = Avx512F.FusedMultiplyAdd(a2, b1, s21);
            if (TVectors.Count > 2) s22 = Avx512F.FusedMultiplyAdd(a2, b2, s22);
            Vector512<float> a3 = WideVector.Broadcast(ref rows, 3 * aRow);
            s30 = Avx512F.FusedMultiplyAdd(a3, b0, s30);
            if (TVectors.Count > 1) s31 = Avx512F.FusedMultiplyAdd(a3, b1, s31);
            if (TVectors.Count > 2) s32 = Avx512F.FusedMultiplyAdd(a3, b2, s32);
        }

        WideEnd<TVectors>(s00, s01, s02, ref c, 0);
        WideEnd<TVectors>(s10, s11, s12, ref c, cRow);
        WideEnd<TVectors>(s20, s21, s22, ref c, 2 * cRow);
        WideEnd<TVectors>(s30, s31, s32, ref c, 3 * cRow);
        if (!TVectors.EndInside) return;

        WideEndInside<TVectors>(s00, s01, s02, ref c, 0);
        WideEndInside<TVectors>(s10, s11, s12, ref c, cRow);
        WideEndInside<TVectors>(s20, s21, s22, ref c, 2 * cRow);
        WideEndInside<TVectors>(s30, s31, s32, ref c, 3 * cRow);
    }

    /// <summary>Two rows of up to three wide vectors.</summary>
    private static void WideTile2<TVectors>(ref float a, ref float b, int length, ref float start, ref float c)
        where TVectors : struct, IVectors
    {
        int aRow = TShape.ARow, aStep = TShape.AStep, bStep = TShape.BStep == 0 ? TVectors.Count * WideVector.Width : TShape.BStep, cRow = TShape.CRow;
        Vector512<float> s00 = WideStart<TVectors>(ref start, 0), s10 = s00;
        Vector512<float> s01 = WideStart<TVectors>(ref start, 1), s11 = s01;
        Vector512<float> s02 = WideStart<TVectors>(ref start, 2), s12 = s02;
        for (int step = 0; step < length; step++)
        {
            ref float rows = ref Lanes.At(ref a, step * aStep);
            ref float columns = ref Lanes.At(ref b, step * bStep);
            Vector512<float> b0 = WideVector.Load(ref columns, 0);
            Vector512<float> b1 = TVectors.Count > 1 ? WideVector.Load(ref columns, WideVector.Width) : default;
            Vector512<float> b2 = TVectors.Count > 2 ? WideVector.Load(ref columns, 2 * WideVector.Width) : default;
            Vector512<float> a0 = WideVector.Broadcast(ref rows, 0);
            s00 = Avx512F.FusedMultiplyAdd(a0, b0, s00);
            if (TVectors.Count > 1) s01 = Avx512F.FusedMultiplyAdd(a0, b1, s01);
            if (TVectors.Count > 2) s02 = Avx512F.FusedMultiplyAdd(a0, b2, s02);
            Vector512<float> a1 = WideVector.Broadcast(ref rows, aRow);
            s10 = Avx512F.FusedMultiplyAdd(a1, b0, s10);
            if (TVectors.Count > 1) s11 = Avx512F.FusedMultiplyAdd(a1, b1, s11);
            if (TVectors.Count > 2) s12 = Avx512F.FusedMultiplyAdd(a1, b2, s12);
        }

        WideEnd<TVectors>(s00, s01, s02, ref c, 0);
        WideEnd<TVectors>(s10, s11, s12, ref c, cRow);
        if (!TVectors.EndInside) return;

        WideEndInside<TVectors>(s00, s01, s02, ref c, 0);
        WideEndInside<TVectors>(s10, s11, s12, ref c, cRow);
    }

    /// <summary>One row of up to three wide vectors.</summary>
    private static void WideTile1<TVectors>(ref float a, ref float b, int length, ref float start, ref float c)
        where TVectors : struct, IVectors
    {
        int aStep = TShape.AStep, bStep = TShape.BStep == 0 ? TVectors.Count * WideVector.Width : TShape.BStep;
        Vector512<float> s00 = WideStart<TVectors>(ref start, 0);
        Vector512<float> s01 = WideStart<TVectors>(ref start, 1);
        Vector512<float> s02 = WideStart<TVectors>(ref start, 2);
        for (int step = 0; step < length; step++)
        {
            ref float rows = ref Lanes.At(ref a, step * aStep);
            ref float columns = ref Lanes.At(ref b, step * bStep);
            Vector512<float> b0 = WideVector.Load(ref columns, 0);
            Vector512<float> b1 = TVectors.Count > 1 ? WideVector.Load(ref columns, WideVector.Width) : default;
            Vector512<float> b2 = TVectors.Count > 2 ? WideVector.Load(ref columns, 2 * WideVector.Width) : default;
            Vector512<float> a0 = WideVector.Broadcast(ref rows, 0);
            s00 = Avx512F.FusedMultiplyAdd(a0, b0, s00);
            if (TVectors.Count > 1) s01 = Avx512F.FusedMultiplyAdd(a0, b1, s01);
            if (TVectors.Count > 2) s02 = Avx512F.FusedMultiplyAdd(a0, b2, s02);
        }

        WideEnd<TVectors>(s00, s01, s02, ref c, 0);
        if (!TVectors.EndInside) return;

        WideEndInside<TVectors>(s00, s01, s02, ref c, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> WideStart<TVectors>(ref float start, int vector)
        where TVectors : struct, IVectors =>
        vector >= TVectors.Count || TShape.Adds ? default : WideVector.Load(ref start, vector * WideVector.Width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WideEnd<TVectors>(Vector512<float> sum0, Vector512<float> sum1, Vector512<float> sum2, ref float c, int row)
        where TVectors : struct, IVectors
    {
        if (TVectors.Count > 1 || !TVectors.EndInside) WideEnd(sum0, ref c, row);
        if (TVectors.Count > (TVectors.EndInside ? 2 : 1)) WideEnd(sum1, ref c, row + WideVector.Width);
        if (TVectors.Count > 2 && !TVectors.EndInside) WideEnd(sum2, ref c, row + (2 * WideVector.Width));
    }

    /// <summary>The vector in which the columns end: behind them 0 is added. In a gradient, which begins at 0, there is no −0 that it would change.</summary>
    /// <remarks>After all others of the tile: it reaches into the next row, and a load that meets part of a store just before waits for it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WideEndInside<TVectors>(Vector512<float> sum0, Vector512<float> sum1, Vector512<float> sum2, ref float c, int row)
        where TVectors : struct, IVectors
    {
        Vector512<int> present = Vector512.Create(Vector256<int>.AllBitsSet, Lanes.FirstLanes(LastLanes).AsInt32());
        Vector512<float> last = TVectors.Count == 1 ? sum0 : TVectors.Count == 2 ? sum1 : sum2;
        WideEnd(Avx512F.And(last.AsInt32(), present).AsSingle(), ref c, row + ((TVectors.Count - 1) * WideVector.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WideEnd(Vector512<float> sum, ref float c, int index)
    {
        if (TShape.Adds) sum = Avx512F.Add(WideVector.Load(ref c, index), sum);
        WideVector.Store(sum, ref c, index);
    }
}
