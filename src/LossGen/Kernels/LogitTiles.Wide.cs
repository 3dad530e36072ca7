using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

// The tiles for 32 registers of sixteen floats.
public static partial class LogitTiles<TLayer>
{
    /// <summary>Outputs of all rows for 2 units, 8 rows at a time, two of them in a vector.</summary>
    public static void WideLogits8x2(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z) =>
        Wide<Two>(ref x, ref s, count, ref w, ref b, ref z);

    /// <summary>Outputs of all rows for 3 units, 8 rows at a time, two of them in a vector.</summary>
    public static void WideLogits8x3(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z) =>
        Wide<Three>(ref x, ref s, count, ref w, ref b, ref z);

    /// <summary>Outputs of all rows for 4 units, 8 rows at a time, two of them in a vector.</summary>
    public static void WideLogits8x4(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z) =>
        Wide<Four>(ref x, ref s, count, ref w, ref b, ref z);

    /// <summary>Outputs of all rows for 5 units, 8 rows at a time, two of them in a vector.</summary>
    public static void WideLogits8x5(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z) =>
        Wide<Five>(ref x, ref s, count, ref w, ref b, ref z);

    private static void Wide<TUnits>(ref float x, ref int s, int count, ref float w, ref float b, ref float z)
        where TUnits : struct, ITileUnits
    {
        int units = TUnits.Count, inputs = TLayer.Inputs, whole = inputs / Lanes.Width * Lanes.Width;
        for (int group = 0; group < count; group += Lanes.Width)
        {
            ref float x0 = ref Lanes.At(ref x, Lanes.At(ref s, group));
            ref float x1 = ref Lanes.At(ref x, Lanes.At(ref s, group + 1));
            ref float x2 = ref Lanes.At(ref x, Lanes.At(ref s, group + 2));
            ref float x3 = ref Lanes.At(ref x, Lanes.At(ref s, group + 3));
            ref float x4 = ref Lanes.At(ref x, Lanes.At(ref s, group + 4));
            ref float x5 = ref Lanes.At(ref x, Lanes.At(ref s, group + 5));
            ref float x6 = ref Lanes.At(ref x, Lanes.At(ref s, group + 6));
            ref float x7 = ref Lanes.At(ref x, Lanes.At(ref s, group + 7));
            Vector512<float> sum00 = WideVector.Zero, sum01 = WideVector.Zero, sum02 = WideVector.Zero, sum03 = WideVector.Zero, sum04 = WideVector.Zero;
            Vector512<float> sum10 = WideVector.Zero, sum11 = WideVector.Zero, sum12 = WideVector.Zero, sum13 = WideVector.Zero, sum14 = WideVector.Zero;
            Vector512<float> sum20 = WideVector.Zero, sum21 = WideVector.Zero, sum22 = WideVector.Zero, sum23 = WideVector.Zero, sum24 = WideVector.Zero;
            Vector512<float> sum30 = WideVector.Zero, sum31 = WideVector.Zero, sum32 = WideVector.Zero, sum33 = WideVector.Zero, sum34 = WideVector.Zero;
            for (int f = 0; f < whole; f += Lanes.Width)
            {
                ref float wf = ref Lanes.At(ref w, f);
                Vector512<float> v0 = WideVector.Pair(ref x0, ref x1, f);
                Vector512<float> v1 = WideVector.Pair(ref x2, ref x3, f);
                Vector512<float> v2 = WideVector.Pair(ref x4, ref x5, f);
                Vector512<float> v3 = WideVector.Pair(ref x6, ref x7, f);
                Vector512<float> w0 = WideVector.Twice(ref wf, 0);
                sum00 = WideVector.MultiplyAdd(w0, v0, sum00);
                sum10 = WideVector.MultiplyAdd(w0, v1, sum10);
                sum20 = WideVector.MultiplyAdd(w0, v2, sum20);
                sum30 = WideVector.MultiplyAdd(w0, v3, sum30);
                Vector512<float> w1 = WideVector.Twice(ref wf, inputs);
                sum01 = WideVector.MultiplyAdd(w1, v0, sum01);
                sum11 = WideVector.MultiplyAdd(w1, v1, sum11);
                sum21 = WideVector.MultiplyAdd(w1, v2, sum21);
                sum31 = WideVector.MultiplyAdd(w1, v3, sum31);

                if (units > 2)
                {
                    Vector512<float> w2 = WideVector.Twice(ref wf, 2 * inputs);
                    sum02 = WideVector.MultiplyAdd(w2, v0, sum02);
                    sum12 = WideVector.MultiplyAdd(w2, v1, sum12);
                    sum22 = WideVector.MultiplyAdd(w2, v2, sum22);
                    sum32 = WideVector.MultiplyAdd(w2, v3, sum32);
                }

                if (units > 3)
                {
                    Vector512<float> w3 = WideVector.Twice(ref wf, 3 * inputs);
                    sum03 = WideVector.MultiplyAdd(w3, v0, sum03);
                    sum13 = WideVector.MultiplyAdd(w3, v1, sum13);
                    sum23 = WideVector.MultiplyAdd(w3, v2, sum23);
                    sum33 = WideVector.MultiplyAdd(w3, v3, sum33);
                }

                if (units > 4)
                {
                    Vector512<float> w4 = WideVector.Twice(ref wf, 4 * inputs);
                    sum04 = WideVector.MultiplyAdd(w4, v0, sum04);
                    sum14 = WideVector.MultiplyAdd(w4, v1, sum14);
                    sum24 = WideVector.MultiplyAdd(w4, v2, sum24);
                    sum34 = WideVector.MultiplyAdd(w4, v3, sum34);
                }
            }

            if (TLayer.Inputs % Lanes.Width != 0)
            {
                Vector512<float> rest = WideVector.LastLanes(inputs - whole);
                int last = inputs - Lanes.Width;
                ref float wf = ref Lanes.At(ref w, last);
                Vector512<float> v0 = WideVector.Keep(rest, WideVector.Pair(ref x0, ref x1, last));
                Vector512<float> v1 = WideVector.Keep(rest, WideVector.Pair(ref x2, ref x3, last));
                Vector512<float> v2 = WideVector.Keep(rest, WideVector.Pair(ref x4, ref x5, last));
                Vector512<float> v3 = WideVector.Keep(rest, WideVector.Pair(ref x6, ref x7, last));
                Vector512<float> w0 = WideVector.Twice(ref wf, 0);
                sum00 = WideVector.MultiplyAdd(w0, v0, sum00);
                sum10 = WideVector.MultiplyAdd(w0, v1, sum10);
                sum20 = WideVector.MultiplyAdd(w0, v2, sum20);
                sum30 = WideVector.MultiplyAdd(w0, v3, sum30);
                Vector512<float> w1 = WideVector.Twice(ref wf, inputs);
                sum01 = WideVector.MultiplyAdd(w1, v0, sum01);
                sum11 = WideVector.MultiplyAdd(w1, v1, sum11);
                sum21 = WideVector.MultiplyAdd(w1, v2, sum21);
                sum31 = WideVector.MultiplyAdd(w1, v3, sum31);

                if (units > 2)
                {
                    Vector512<float> w2 = WideVector.Twice(ref wf, 2 * inputs);
                    sum02 = WideVector.MultiplyAdd(w2, v0, sum02);
                    sum12 = WideVector.MultiplyAdd(w2, v1, sum12);
                    sum22 = WideVector.MultiplyAdd(w2, v2, sum22);
                    sum32 = WideVector.MultiplyAdd(w2, v3, sum32);
                }

                if (units > 3)
                {
                    Vector512<float> w3 = WideVector.Twice(ref wf, 3 * inputs);
                    sum03 = WideVector.MultiplyAdd(w3, v0, sum03);
                    sum13 = WideVector.MultiplyAdd(w3, v1, sum13);
                    sum23 = WideVector.MultiplyAdd(w3, v2, sum23);
                    sum33 = WideVector.MultiplyAdd(w3, v3, sum33);
                }

                if (units > 4)
                {
                    Vector512<float> w4 = WideVector.Twice(ref wf, 4 * inputs);
                    sum04 = WideVector.MultiplyAdd(w4, v0, sum04);
                    sum14 = WideVector.MultiplyAdd(w4, v1, sum14);
                    sum24 = WideVector.MultiplyAdd(w4, v2, sum24);
                    sum34 = WideVector.MultiplyAdd(w4, v3, sum34);
                }
            }

            Lanes.Store(WideVector.SumEach(sum00, sum10, sum20, sum30) + Lanes.Broadcast(ref b, 0), ref z, group);
            Lanes.Store(WideVector.SumEach(sum01, sum11, sum21, sum31) + Lanes.Broadcast(ref b, 1), ref z, 32 + group);
            if (units > 2) Lanes.Store(WideVector.SumEach(sum02, sum12, sum22, sum32) + Lanes.Broadcast(ref b, 2), ref z, 64 + group);
            if (units > 3) Lanes.Store(WideVector.SumEach(sum03, sum13, sum23, sum33) + Lanes.Broadcast(ref b, 3), ref z, 96 + group);
            if (units > 4) Lanes.Store(WideVector.SumEach(sum04, sum14, sum24, sum34) + Lanes.Broadcast(ref b, 4), ref z, 128 + group);
        }
    }
}
