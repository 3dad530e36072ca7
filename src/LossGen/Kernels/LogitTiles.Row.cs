using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

// One row: the units of a tile share each load of its features.
public static partial class LogitTiles<TLayer>
{
    /// <summary>Outputs of one row for one unit.</summary>
    public static void RowLogits1(ref float x0, ref float w, ref float b, ref float z) => Row<One>(ref x0, ref w, ref b, ref z);

    /// <summary>Outputs of one row for 2 units.</summary>
    public static void RowLogits2(ref float x0, ref float w, ref float b, ref float z) => Row<Two>(ref x0, ref w, ref b, ref z);

    /// <summary>Outputs of one row for 3 units.</summary>
    public static void RowLogits3(ref float x0, ref float w, ref float b, ref float z) => Row<Three>(ref x0, ref w, ref b, ref z);

    /// <summary>Outputs of one row for 4 units.</summary>
    public static void RowLogits4(ref float x0, ref float w, ref float b, ref float z) => Row<Four>(ref x0, ref w, ref b, ref z);

    /// <summary>Outputs of one row for 5 units.</summary>
    public static void RowLogits5(ref float x0, ref float w, ref float b, ref float z) => Row<Five>(ref x0, ref w, ref b, ref z);

    private static void Row<TUnits>(ref float x0, ref float w, ref float b, ref float z)
        where TUnits : struct, ITileUnits
    {
        int units = TUnits.Count, inputs = TLayer.Inputs, whole = inputs / Lanes.Width * Lanes.Width;
        Vector256<float> sum0 = Lanes.Zero, sum1 = Lanes.Zero, sum2 = Lanes.Zero, sum3 = Lanes.Zero, sum4 = Lanes.Zero;
        for (int f = 0; f < whole; f += Lanes.Width)
        {
            ref float wf = ref Lanes.At(ref w, f);
            Vector256<float> v = Lanes.Load(ref x0, f);
            sum0 = Lanes.MultiplyAdd(Lanes.Load(ref wf, 0), v, sum0);
            if (units > 1) sum1 = Lanes.MultiplyAdd(Lanes.Load(ref wf, inputs), v, sum1);
            if (units > 2) sum2 = Lanes.MultiplyAdd(Lanes.Load(ref wf, 2 * inputs), v, sum2);
            if (units > 3) sum3 = Lanes.MultiplyAdd(Lanes.Load(ref wf, 3 * inputs), v, sum3);
            if (units > 4) sum4 = Lanes.MultiplyAdd(Lanes.Load(ref wf, 4 * inputs), v, sum4);
        }

        if (TLayer.Inputs % Lanes.Width != 0)
        {
            int last = inputs - Lanes.Width;
            ref float wf = ref Lanes.At(ref w, last);
            Vector256<float> v = Lanes.Keep(Lanes.LastLanes(inputs - whole), Lanes.Load(ref x0, last));
            sum0 = Lanes.MultiplyAdd(Lanes.Load(ref wf, 0), v, sum0);
            if (units > 1) sum1 = Lanes.MultiplyAdd(Lanes.Load(ref wf, inputs), v, sum1);
            if (units > 2) sum2 = Lanes.MultiplyAdd(Lanes.Load(ref wf, 2 * inputs), v, sum2);
            if (units > 3) sum3 = Lanes.MultiplyAdd(Lanes.Load(ref wf, 3 * inputs), v, sum3);
            if (units > 4) sum4 = Lanes.MultiplyAdd(Lanes.Load(ref wf, 4 * inputs), v, sum4);
        }

        z = Lanes.Sum(sum0) + b;
        if (units > 1) Lanes.At(ref z, 1) = Lanes.Sum(sum1) + Lanes.At(ref b, 1);
        if (units > 2) Lanes.At(ref z, 2) = Lanes.Sum(sum2) + Lanes.At(ref b, 2);
        if (units > 3) Lanes.At(ref z, 3) = Lanes.Sum(sum3) + Lanes.At(ref b, 3);
        if (units > 4) Lanes.At(ref z, 4) = Lanes.Sum(sum4) + Lanes.At(ref b, 4);
    }
}
