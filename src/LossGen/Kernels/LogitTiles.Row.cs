using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

// One row: the units of a tile share each load of its features.
public static partial class LogitTiles<TLayer>
{
    /// <summary>Outputs of one row for one unit.</summary>
    public static void RowLogits1(ref float x0, ref float w, ref float b, ref float z)
    {
        int inputs = TLayer.Inputs, whole = inputs / Lanes.Width * Lanes.Width;
        Vector256<float> sum00 = Lanes.Zero;
        for (int f = 0; f < whole; f += Lanes.Width)
        {
            ref float wf = ref Lanes.At(ref w, f);
            Vector256<float> v0 = Lanes.Load(ref x0, f);
            Vector256<float> w0 = Lanes.Load(ref wf, 0);
            sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
        }

        if (TLayer.Inputs % Lanes.Width != 0)
        {
            Vector256<float> rest = Lanes.LastLanes(inputs - whole);
            int last = inputs - Lanes.Width;
            Vector256<float> v0 = Lanes.Keep(rest, Lanes.Load(ref x0, last));
            Vector256<float> w0 = Lanes.Load(ref w, last);
            sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
        }

        Lanes.At(ref z, 0) = Lanes.Sum(sum00) + Lanes.At(ref b, 0);
    }

    /// <summary>Outputs of one row for 2 units.</summary>
    public static void RowLogits2(ref float x0, ref float w, ref float b, ref float z)
    {
        int inputs = TLayer.Inputs, whole = inputs / Lanes.Width * Lanes.Width;
        Vector256<float> sum00 = Lanes.Zero, sum01 = Lanes.Zero;
        for (int f = 0; f < whole; f += Lanes.Width)
        {
            ref float wf = ref Lanes.At(ref w, f);
            Vector256<float> v0 = Lanes.Load(ref x0, f);
            Vector256<float> w0 = Lanes.Load(ref wf, 0);
            sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
            Vector256<float> w1 = Lanes.Load(ref wf, inputs);
            sum01 = Lanes.MultiplyAdd(w1, v0, sum01);
        }

        if (TLayer.Inputs % Lanes.Width != 0)
        {
            Vector256<float> rest = Lanes.LastLanes(inputs - whole);
            int last = inputs - Lanes.Width;
            Vector256<float> v0 = Lanes.Keep(rest, Lanes.Load(ref x0, last));
            Vector256<float> w0 = Lanes.Load(ref w, last);
            sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
            Vector256<float> w1 = Lanes.Load(ref w, inputs + last);
            sum01 = Lanes.MultiplyAdd(w1, v0, sum01);
        }

        Lanes.At(ref z, 0) = Lanes.Sum(sum00) + Lanes.At(ref b, 0);
        Lanes.At(ref z, 1) = Lanes.Sum(sum01) + Lanes.At(ref b, 1);
    }

    /// <summary>Outputs of one row for 3 units.</summary>
    public static void RowLogits3(ref float x0, ref float w, ref float b, ref float z)
    {
        int inputs = TLayer.Inputs, whole = inputs / Lanes.Width * Lanes.Width;
        Vector256<float> sum00 = Lanes.Zero, sum01 = Lanes.Zero, sum02 = Lanes.Zero;
        for (int f = 0; f < whole; f += Lanes.Width)
        {
            ref float wf = ref Lanes.At(ref w, f);
            Vector256<float> v0 = Lanes.Load(ref x0, f);
            Vector256<float> w0 = Lanes.Load(ref wf, 0);
            sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
            Vector256<float> w1 = Lanes.Load(ref wf, inputs);
            sum01 = Lanes.MultiplyAdd(w1, v0, sum01);
            Vector256<float> w2 = Lanes.Load(ref wf, 2 * inputs);
            sum02 = Lanes.MultiplyAdd(w2, v0, sum02);
        }

        if (TLayer.Inputs % Lanes.Width != 0)
        {
            Vector256<float> rest = Lanes.LastLanes(inputs - whole);
            int last = inputs - Lanes.Width;
            Vector256<float> v0 = Lanes.Keep(rest, Lanes.Load(ref x0, last));
            Vector256<float> w0 = Lanes.Load(ref w, last);
            sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
            Vector256<float> w1 = Lanes.Load(ref w, inputs + last);
            sum01 = Lanes.MultiplyAdd(w1, v0, sum01);
            Vector256<float> w2 = Lanes.Load(ref w, (2 * inputs) + last);
            sum02 = Lanes.MultiplyAdd(w2, v0, sum02);
        }

        Lanes.At(ref z, 0) = Lanes.Sum(sum00) + Lanes.At(ref b, 0);
        Lanes.At(ref z, 1) = Lanes.Sum(sum01) + Lanes.At(ref b, 1);
        Lanes.At(ref z, 2) = Lanes.Sum(sum02) + Lanes.At(ref b, 2);
    }

    /// <summary>Outputs of one row for 4 units.</summary>
    public static void RowLogits4(ref float x0, ref float w, ref float b, ref float z)
    {
        int inputs = TLayer.Inputs, whole = inputs / Lanes.Width * Lanes.Width;
        Vector256<float> sum00 = Lanes.Zero, sum01 = Lanes.Zero, sum02 = Lanes.Zero, sum03 = Lanes.Zero;
        for (int f = 0; f < whole; f += Lanes.Width)
        {
            ref float wf = ref Lanes.At(ref w, f);
            Vector256<float> v0 = Lanes.Load(ref x0, f);
            Vector256<float> w0 = Lanes.Load(ref wf, 0);
            sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
            Vector256<float> w1 = Lanes.Load(ref wf, inputs);
            sum01 = Lanes.MultiplyAdd(w1, v0, sum01);
            Vector256<float> w2 = Lanes.Load(ref wf, 2 * inputs);
            sum02 = Lanes.MultiplyAdd(w2, v0, sum02);
            Vector256<float> w3 = Lanes.Load(ref wf, 3 * inputs);
            sum03 = Lanes.MultiplyAdd(w3, v0, sum03);
        }

        if (TLayer.Inputs % Lanes.Width != 0)
        {
            Vector256<float> rest = Lanes.LastLanes(inputs - whole);
            int last = inputs - Lanes.Width;
            Vector256<float> v0 = Lanes.Keep(rest, Lanes.Load(ref x0, last));
            Vector256<float> w0 = Lanes.Load(ref w, last);
            sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
            Vector256<float> w1 = Lanes.Load(ref w, inputs + last);
            sum01 = Lanes.MultiplyAdd(w1, v0, sum01);
            Vector256<float> w2 = Lanes.Load(ref w, (2 * inputs) + last);
            sum02 = Lanes.MultiplyAdd(w2, v0, sum02);
            Vector256<float> w3 = Lanes.Load(ref w, (3 * inputs) + last);
            sum03 = Lanes.MultiplyAdd(w3, v0, sum03);
        }

        Lanes.At(ref z, 0) = Lanes.Sum(sum00) + Lanes.At(ref b, 0);
        Lanes.At(ref z, 1) = Lanes.Sum(sum01) + Lanes.At(ref b, 1);
        Lanes.At(ref z, 2) = Lanes.Sum(sum02) + Lanes.At(ref b, 2);
        Lanes.At(ref z, 3) = Lanes.Sum(sum03) + Lanes.At(ref b, 3);
    }

    /// <summary>Outputs of one row for 5 units.</summary>
    public static void RowLogits5(ref float x0, ref float w, ref float b, ref float z)
    {
        int inputs = TLayer.Inputs, whole = inputs / Lanes.Width * Lanes.Width;
        Vector256<float> sum00 = Lanes.Zero, sum01 = Lanes.Zero, sum02 = Lanes.Zero, sum03 = Lanes.Zero, sum04 = Lanes.Zero;
        for (int f = 0; f < whole; f += Lanes.Width)
        {
            ref float wf = ref Lanes.At(ref w, f);
            Vector256<float> v0 = Lanes.Load(ref x0, f);
            Vector256<float> w0 = Lanes.Load(ref wf, 0);
            sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
            Vector256<float> w1 = Lanes.Load(ref wf, inputs);
            sum01 = Lanes.MultiplyAdd(w1, v0, sum01);
            Vector256<float> w2 = Lanes.Load(ref wf, 2 * inputs);
            sum02 = Lanes.MultiplyAdd(w2, v0, sum02);
            Vector256<float> w3 = Lanes.Load(ref wf, 3 * inputs);
            sum03 = Lanes.MultiplyAdd(w3, v0, sum03);
            Vector256<float> w4 = Lanes.Load(ref wf, 4 * inputs);
            sum04 = Lanes.MultiplyAdd(w4, v0, sum04);
        }

        if (TLayer.Inputs % Lanes.Width != 0)
        {
            Vector256<float> rest = Lanes.LastLanes(inputs - whole);
            int last = inputs - Lanes.Width;
            Vector256<float> v0 = Lanes.Keep(rest, Lanes.Load(ref x0, last));
            Vector256<float> w0 = Lanes.Load(ref w, last);
            sum00 = Lanes.MultiplyAdd(w0, v0, sum00);
            Vector256<float> w1 = Lanes.Load(ref w, inputs + last);
            sum01 = Lanes.MultiplyAdd(w1, v0, sum01);
            Vector256<float> w2 = Lanes.Load(ref w, (2 * inputs) + last);
            sum02 = Lanes.MultiplyAdd(w2, v0, sum02);
            Vector256<float> w3 = Lanes.Load(ref w, (3 * inputs) + last);
            sum03 = Lanes.MultiplyAdd(w3, v0, sum03);
            Vector256<float> w4 = Lanes.Load(ref w, (4 * inputs) + last);
            sum04 = Lanes.MultiplyAdd(w4, v0, sum04);
        }

        Lanes.At(ref z, 0) = Lanes.Sum(sum00) + Lanes.At(ref b, 0);
        Lanes.At(ref z, 1) = Lanes.Sum(sum01) + Lanes.At(ref b, 1);
        Lanes.At(ref z, 2) = Lanes.Sum(sum02) + Lanes.At(ref b, 2);
        Lanes.At(ref z, 3) = Lanes.Sum(sum03) + Lanes.At(ref b, 3);
        Lanes.At(ref z, 4) = Lanes.Sum(sum04) + Lanes.At(ref b, 4);
    }
}
