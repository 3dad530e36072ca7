using System.ComponentModel;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>The forward pass of a layer with long rows, in tiles of rows and units that stay in registers. Compiled once for each number of inputs.</summary>
/// <typeparam name="TLayer">The layer, which has at least eight inputs.</typeparam>
/// <remarks>
/// Eight features lie in the lanes of a vector, so that a dot product has eight partial sums whatever the hardware; a vector of sixteen holds those of two rows.
/// Eight rows' are added together, after they have been stored where fewer rows are in registers at a time. Features beyond the last full vector are read
/// together with some that were counted already, which a mask removes. The number of units is read into a local, once: what the JIT inlines in a method is
/// limited, beyond it each sum would be in memory, and a call for each condition would count.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class LogitTiles<TLayer>
    where TLayer : struct, ILayerKernels
{
    // What a tile takes: x the rows, row i from s[i] on, count of them; w the weights [unit][input] and b the biases of its units; p room for the partial sums of
    // eight rows; z the outputs, unit by unit.

    /// <summary>Outputs of all rows for one unit, 8 rows at a time.</summary>
    public static void Logits8x1(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z)
    {
        int inputs = TLayer.Inputs, whole = inputs / Lanes.Width * Lanes.Width;
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
            Vector256<float> sum00 = Lanes.Zero;
            Vector256<float> sum10 = Lanes.Zero;
            Vector256<float> sum20 = Lanes.Zero;
            Vector256<float> sum30 = Lanes.Zero;
            Vector256<float> sum40 = Lanes.Zero;
            Vector256<float> sum50 = Lanes.Zero;
            Vector256<float> sum60 = Lanes.Zero;
            Vector256<float> sum70 = Lanes.Zero;
            for (int f = 0; f < whole; f += Lanes.Width)
            {
                ref float wf = ref Lanes.At(ref w, f);
                Vector256<float> w0 = Lanes.Load(ref wf, 0);
                Vector256<float> v0 = Lanes.Load(ref x0, f);
                sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
                Vector256<float> v1 = Lanes.Load(ref x1, f);
                sum10 = Lanes.MultiplyAdd(w0, v1, sum10);
                Vector256<float> v2 = Lanes.Load(ref x2, f);
                sum20 = Lanes.MultiplyAdd(w0, v2, sum20);
                Vector256<float> v3 = Lanes.Load(ref x3, f);
                sum30 = Lanes.MultiplyAdd(w0, v3, sum30);
                Vector256<float> v4 = Lanes.Load(ref x4, f);
                sum40 = Lanes.MultiplyAdd(w0, v4, sum40);
                Vector256<float> v5 = Lanes.Load(ref x5, f);
                sum50 = Lanes.MultiplyAdd(w0, v5, sum50);
                Vector256<float> v6 = Lanes.Load(ref x6, f);
                sum60 = Lanes.MultiplyAdd(w0, v6, sum60);
                Vector256<float> v7 = Lanes.Load(ref x7, f);
                sum70 = Lanes.MultiplyAdd(w0, v7, sum70);
            }

            if (TLayer.Inputs % Lanes.Width != 0)
            {
                Vector256<float> rest = Lanes.LastLanes(inputs - whole);
                int last = inputs - Lanes.Width;
                Vector256<float> w0 = Lanes.Load(ref w, last);
                Vector256<float> v0 = Lanes.Keep(rest, Lanes.Load(ref x0, last));
                sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
                Vector256<float> v1 = Lanes.Keep(rest, Lanes.Load(ref x1, last));
                sum10 = Lanes.MultiplyAdd(w0, v1, sum10);
                Vector256<float> v2 = Lanes.Keep(rest, Lanes.Load(ref x2, last));
                sum20 = Lanes.MultiplyAdd(w0, v2, sum20);
                Vector256<float> v3 = Lanes.Keep(rest, Lanes.Load(ref x3, last));
                sum30 = Lanes.MultiplyAdd(w0, v3, sum30);
                Vector256<float> v4 = Lanes.Keep(rest, Lanes.Load(ref x4, last));
                sum40 = Lanes.MultiplyAdd(w0, v4, sum40);
                Vector256<float> v5 = Lanes.Keep(rest, Lanes.Load(ref x5, last));
                sum50 = Lanes.MultiplyAdd(w0, v5, sum50);
                Vector256<float> v6 = Lanes.Keep(rest, Lanes.Load(ref x6, last));
                sum60 = Lanes.MultiplyAdd(w0, v6, sum60);
                Vector256<float> v7 = Lanes.Keep(rest, Lanes.Load(ref x7, last));
                sum70 = Lanes.MultiplyAdd(w0, v7, sum70);
            }

            Vector256<float> sums = Lanes.SumEach(sum00, sum10, sum20, sum30, sum40, sum50, sum60, sum70);
            Lanes.Store(sums + Lanes.Broadcast(ref b, 0), ref z, group);
        }
    }

    /// <summary>Outputs of all rows for 2 units, 4 rows at a time.</summary>
    public static void Logits4x2(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z) =>
        FourRows<Two>(ref x, ref s, count, ref w, ref b, ref p, ref z);

    /// <summary>Outputs of all rows for 3 units, 4 rows at a time.</summary>
    public static void Logits4x3(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z) =>
        FourRows<Three>(ref x, ref s, count, ref w, ref b, ref p, ref z);

    private static void FourRows<TUnits>(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z)
        where TUnits : struct, ITileUnits
    {
        int units = TUnits.Count, inputs = TLayer.Inputs, whole = inputs / Lanes.Width * Lanes.Width;
        for (int group = 0; group < count; group += Lanes.Width)
        {
            for (int row = 0; row < Lanes.Width; row += 4)
            {
                ref float x0 = ref Lanes.At(ref x, Lanes.At(ref s, group + row));
                ref float x1 = ref Lanes.At(ref x, Lanes.At(ref s, group + row + 1));
                ref float x2 = ref Lanes.At(ref x, Lanes.At(ref s, group + row + 2));
                ref float x3 = ref Lanes.At(ref x, Lanes.At(ref s, group + row + 3));
                Vector256<float> sum00 = Lanes.Zero, sum01 = Lanes.Zero, sum02 = Lanes.Zero;
                Vector256<float> sum10 = Lanes.Zero, sum11 = Lanes.Zero, sum12 = Lanes.Zero;
                Vector256<float> sum20 = Lanes.Zero, sum21 = Lanes.Zero, sum22 = Lanes.Zero;
                Vector256<float> sum30 = Lanes.Zero, sum31 = Lanes.Zero, sum32 = Lanes.Zero;
                for (int f = 0; f < whole; f += Lanes.Width)
                {
                    ref float wf = ref Lanes.At(ref w, f);
                    Vector256<float> w0 = Lanes.Load(ref wf, 0);
                    Vector256<float> w1 = Lanes.Load(ref wf, inputs);
                    Vector256<float> w2 = units > 2 ? Lanes.Load(ref wf, 2 * inputs) : default;
                    Vector256<float> v0 = Lanes.Load(ref x0, f);
                    sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
                    sum01 = Lanes.MultiplyAdd(w1, v0, sum01);
                    if (units > 2) sum02 = Lanes.MultiplyAdd(w2, v0, sum02);
                    Vector256<float> v1 = Lanes.Load(ref x1, f);
                    sum10 = Lanes.MultiplyAdd(w0, v1, sum10);
                    sum11 = Lanes.MultiplyAdd(w1, v1, sum11);
                    if (units > 2) sum12 = Lanes.MultiplyAdd(w2, v1, sum12);
                    Vector256<float> v2 = Lanes.Load(ref x2, f);
                    sum20 = Lanes.MultiplyAdd(w0, v2, sum20);
                    sum21 = Lanes.MultiplyAdd(w1, v2, sum21);
                    if (units > 2) sum22 = Lanes.MultiplyAdd(w2, v2, sum22);
                    Vector256<float> v3 = Lanes.Load(ref x3, f);
                    sum30 = Lanes.MultiplyAdd(w0, v3, sum30);
                    sum31 = Lanes.MultiplyAdd(w1, v3, sum31);
                    if (units > 2) sum32 = Lanes.MultiplyAdd(w2, v3, sum32);
                }

                if (TLayer.Inputs % Lanes.Width != 0)
                {
                    Vector256<float> rest = Lanes.LastLanes(inputs - whole);
                    int last = inputs - Lanes.Width;
                    Vector256<float> w0 = Lanes.Load(ref w, last);
                    Vector256<float> w1 = Lanes.Load(ref w, inputs + last);
                    Vector256<float> w2 = units > 2 ? Lanes.Load(ref w, (2 * inputs) + last) : default;
                    Vector256<float> v0 = Lanes.Keep(rest, Lanes.Load(ref x0, last));
                    sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
                    sum01 = Lanes.MultiplyAdd(w1, v0, sum01);
                    if (units > 2) sum02 = Lanes.MultiplyAdd(w2, v0, sum02);
                    Vector256<float> v1 = Lanes.Keep(rest, Lanes.Load(ref x1, last));
                    sum10 = Lanes.MultiplyAdd(w0, v1, sum10);
                    sum11 = Lanes.MultiplyAdd(w1, v1, sum11);
                    if (units > 2) sum12 = Lanes.MultiplyAdd(w2, v1, sum12);
                    Vector256<float> v2 = Lanes.Keep(rest, Lanes.Load(ref x2, last));
                    sum20 = Lanes.MultiplyAdd(w0, v2, sum20);
                    sum21 = Lanes.MultiplyAdd(w1, v2, sum21);
                    if (units > 2) sum22 = Lanes.MultiplyAdd(w2, v2, sum22);
                    Vector256<float> v3 = Lanes.Keep(rest, Lanes.Load(ref x3, last));
                    sum30 = Lanes.MultiplyAdd(w0, v3, sum30);
                    sum31 = Lanes.MultiplyAdd(w1, v3, sum31);
                    if (units > 2) sum32 = Lanes.MultiplyAdd(w2, v3, sum32);
                }

                ref float sums = ref Lanes.At(ref p, row * Lanes.Width);
                Lanes.Store(sum00, ref sums, 0);
                Lanes.Store(sum01, ref sums, 64);
                if (units > 2) Lanes.Store(sum02, ref sums, 128);
                Lanes.Store(sum10, ref sums, 8);
                Lanes.Store(sum11, ref sums, 72);
                if (units > 2) Lanes.Store(sum12, ref sums, 136);
                Lanes.Store(sum20, ref sums, 16);
                Lanes.Store(sum21, ref sums, 80);
                if (units > 2) Lanes.Store(sum22, ref sums, 144);
                Lanes.Store(sum30, ref sums, 24);
                Lanes.Store(sum31, ref sums, 88);
                if (units > 2) Lanes.Store(sum32, ref sums, 152);
            }

            Lanes.Store(Lanes.SumEach(ref p, 0) + Lanes.Broadcast(ref b, 0), ref z, group);
            Lanes.Store(Lanes.SumEach(ref p, 64) + Lanes.Broadcast(ref b, 1), ref z, 32 + group);
            if (units > 2) Lanes.Store(Lanes.SumEach(ref p, 128) + Lanes.Broadcast(ref b, 2), ref z, 64 + group);
        }
    }

    /// <summary>Outputs of all rows for 4 units, 2 rows at a time.</summary>
    public static void Logits2x4(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z) =>
        TwoRows<Four>(ref x, ref s, count, ref w, ref b, ref p, ref z);

    /// <summary>Outputs of all rows for 5 units, 2 rows at a time.</summary>
    public static void Logits2x5(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z) =>
        TwoRows<Five>(ref x, ref s, count, ref w, ref b, ref p, ref z);

    private static void TwoRows<TUnits>(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z)
        where TUnits : struct, ITileUnits
    {
        int units = TUnits.Count, inputs = TLayer.Inputs, whole = inputs / Lanes.Width * Lanes.Width;
        for (int group = 0; group < count; group += Lanes.Width)
        {
            for (int row = 0; row < Lanes.Width; row += 2)
            {
                ref float x0 = ref Lanes.At(ref x, Lanes.At(ref s, group + row));
                ref float x1 = ref Lanes.At(ref x, Lanes.At(ref s, group + row + 1));
                Vector256<float> sum00 = Lanes.Zero, sum01 = Lanes.Zero, sum02 = Lanes.Zero, sum03 = Lanes.Zero, sum04 = Lanes.Zero;
                Vector256<float> sum10 = Lanes.Zero, sum11 = Lanes.Zero, sum12 = Lanes.Zero, sum13 = Lanes.Zero, sum14 = Lanes.Zero;
                for (int f = 0; f < whole; f += Lanes.Width)
                {
                    ref float wf = ref Lanes.At(ref w, f);
                    Vector256<float> v0 = Lanes.Load(ref x0, f);
                    Vector256<float> v1 = Lanes.Load(ref x1, f);
                    Vector256<float> w0 = Lanes.Load(ref wf, 0);
                    sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
                    sum10 = Lanes.MultiplyAdd(w0, v1, sum10);
                    Vector256<float> w1 = Lanes.Load(ref wf, inputs);
                    sum01 = Lanes.MultiplyAdd(w1, v0, sum01);
                    sum11 = Lanes.MultiplyAdd(w1, v1, sum11);
                    Vector256<float> w2 = Lanes.Load(ref wf, 2 * inputs);
                    sum02 = Lanes.MultiplyAdd(w2, v0, sum02);
                    sum12 = Lanes.MultiplyAdd(w2, v1, sum12);
                    Vector256<float> w3 = Lanes.Load(ref wf, 3 * inputs);
                    sum03 = Lanes.MultiplyAdd(w3, v0, sum03);
                    sum13 = Lanes.MultiplyAdd(w3, v1, sum13);
                    if (units > 4)
                    {
                        Vector256<float> w4 = Lanes.Load(ref wf, 4 * inputs);
                        sum04 = Lanes.MultiplyAdd(w4, v0, sum04);
                        sum14 = Lanes.MultiplyAdd(w4, v1, sum14);
                    }
                }

                if (TLayer.Inputs % Lanes.Width != 0)
                {
                    Vector256<float> rest = Lanes.LastLanes(inputs - whole);
                    int last = inputs - Lanes.Width;
                    Vector256<float> v0 = Lanes.Keep(rest, Lanes.Load(ref x0, last));
                    Vector256<float> v1 = Lanes.Keep(rest, Lanes.Load(ref x1, last));
                    Vector256<float> w0 = Lanes.Load(ref w, last);
                    sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
                    sum10 = Lanes.MultiplyAdd(w0, v1, sum10);
                    Vector256<float> w1 = Lanes.Load(ref w, inputs + last);
                    sum01 = Lanes.MultiplyAdd(w1, v0, sum01);
                    sum11 = Lanes.MultiplyAdd(w1, v1, sum11);
                    Vector256<float> w2 = Lanes.Load(ref w, (2 * inputs) + last);
                    sum02 = Lanes.MultiplyAdd(w2, v0, sum02);
                    sum12 = Lanes.MultiplyAdd(w2, v1, sum12);
                    Vector256<float> w3 = Lanes.Load(ref w, (3 * inputs) + last);
                    sum03 = Lanes.MultiplyAdd(w3, v0, sum03);
                    sum13 = Lanes.MultiplyAdd(w3, v1, sum13);
                    if (units > 4)
                    {
                        Vector256<float> w4 = Lanes.Load(ref w, (4 * inputs) + last);
                        sum04 = Lanes.MultiplyAdd(w4, v0, sum04);
                        sum14 = Lanes.MultiplyAdd(w4, v1, sum14);
                    }
                }

                ref float sums = ref Lanes.At(ref p, row * Lanes.Width);
                Lanes.Store(sum00, ref sums, 0);
                Lanes.Store(sum01, ref sums, 64);
                Lanes.Store(sum02, ref sums, 128);
                Lanes.Store(sum03, ref sums, 192);
                if (units > 4) Lanes.Store(sum04, ref sums, 256);
                Lanes.Store(sum10, ref sums, 8);
                Lanes.Store(sum11, ref sums, 72);
                Lanes.Store(sum12, ref sums, 136);
                Lanes.Store(sum13, ref sums, 200);
                if (units > 4) Lanes.Store(sum14, ref sums, 264);
            }

            Lanes.Store(Lanes.SumEach(ref p, 0) + Lanes.Broadcast(ref b, 0), ref z, group);
            Lanes.Store(Lanes.SumEach(ref p, 64) + Lanes.Broadcast(ref b, 1), ref z, 32 + group);
            Lanes.Store(Lanes.SumEach(ref p, 128) + Lanes.Broadcast(ref b, 2), ref z, 64 + group);
            Lanes.Store(Lanes.SumEach(ref p, 192) + Lanes.Broadcast(ref b, 3), ref z, 96 + group);
            if (units > 4) Lanes.Store(Lanes.SumEach(ref p, 256) + Lanes.Broadcast(ref b, 4), ref z, 128 + group);
        }
    }
}
