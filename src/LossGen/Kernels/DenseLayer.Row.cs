using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

// One row: its weights are not packed, which would take longer than to use them once, but transposed in registers. Each sum is the same chain of
// multiply-adds as in a block, so the row gets the same bits.
internal static partial class DenseLayer<TLayer>
{
    /// <summary>z = W x + b of one row.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="inputs">The row.</param>
    /// <param name="sums">Receives the sums.</param>
    public static void RowSums(ReadOnlySpan<float> parameters, ReadOnlySpan<float> inputs, Span<float> sums)
    {
        ref float x = ref Lanes.Start(inputs);
        ref float w = ref Lanes.Start(parameters.Slice(TLayer.Weights, (TLayer.Inputs + 1) * TLayer.Units));
        ref float b = ref Lanes.At(ref w, TLayer.Inputs * TLayer.Units);
        ref float z = ref Lanes.Start(sums[..TLayer.Units]);
        if (TLayer.Units < Lanes.Width)
        {
            for (int k = 0; k < TLayer.Units; k++) Lanes.At(ref z, k) = Sum(ref Lanes.At(ref w, k * TLayer.Inputs), Lanes.At(ref b, k), ref x);
            return;
        }

        // The last eight units overlap those before and write the same numbers again.
        int unit = 0;
        for (; unit <= TLayer.Units - (4 * Lanes.Width); unit += 4 * Lanes.Width) Sums4(ref w, ref b, ref x, unit, ref z);
        for (; unit < TLayer.Units; unit += Lanes.Width) Sums(ref w, ref b, ref x, Math.Min(unit, TLayer.Units - Lanes.Width), ref z);
    }

    private static float Sum(ref float w, float sum, ref float x)
    {
        for (int j = 0; j < TLayer.Inputs; j++) sum = Lanes.MultiplyAdd(Lanes.At(ref w, j), Lanes.At(ref x, j), sum);
        return sum;
    }

    private static void Sums(ref float w, ref float b, ref float x, int unit, ref float z)
    {
        Vector256<float> sum = Lanes.Load(ref b, unit);
        ref float wk = ref Lanes.At(ref w, unit * TLayer.Inputs);
        int j = 0;
        for (; j <= TLayer.Inputs - 4; j += 4) sum = AddFour(ref wk, ref x, j, sum);
        for (; j < TLayer.Inputs; j++) sum = AddOne(ref wk, ref x, j, sum);
        Lanes.Store(sum, ref z, unit);
    }

    /// <summary>Thirty-two units: four chains at once, since each has to wait for its last multiply-add.</summary>
    private static void Sums4(ref float w, ref float b, ref float x, int unit, ref float z)
    {
        const int Eight = Lanes.Width;
        Vector256<float> sum0 = Lanes.Load(ref b, unit), sum1 = Lanes.Load(ref b, unit + Eight);
        Vector256<float> sum2 = Lanes.Load(ref b, unit + (2 * Eight)), sum3 = Lanes.Load(ref b, unit + (3 * Eight));
        ref float w0 = ref Lanes.At(ref w, unit * TLayer.Inputs);
        ref float w1 = ref Lanes.At(ref w0, Eight * TLayer.Inputs);
        ref float w2 = ref Lanes.At(ref w1, Eight * TLayer.Inputs);
        ref float w3 = ref Lanes.At(ref w2, Eight * TLayer.Inputs);
        int j = 0;
        for (; j <= TLayer.Inputs - 4; j += 4)
        {
            sum0 = AddFour(ref w0, ref x, j, sum0);
            sum1 = AddFour(ref w1, ref x, j, sum1);
            sum2 = AddFour(ref w2, ref x, j, sum2);
            sum3 = AddFour(ref w3, ref x, j, sum3);
        }

        for (; j < TLayer.Inputs; j++)
        {
            sum0 = AddOne(ref w0, ref x, j, sum0);
            sum1 = AddOne(ref w1, ref x, j, sum1);
            sum2 = AddOne(ref w2, ref x, j, sum2);
            sum3 = AddOne(ref w3, ref x, j, sum3);
        }

        Lanes.Store(sum0, ref z, unit);
        Lanes.Store(sum1, ref z, unit + Eight);
        Lanes.Store(sum2, ref z, unit + (2 * Eight));
        Lanes.Store(sum3, ref z, unit + (3 * Eight));
    }

    /// <summary>Four inputs of eight units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> AddFour(ref float w, ref float x, int j, Vector256<float> sum)
    {
        Lanes.TransposeRows(ref Lanes.At(ref w, j), TLayer.Inputs, out var first, out var second, out var third, out var fourth);
        sum = Lanes.MultiplyAdd(Lanes.Broadcast(ref x, j), first, sum);
        sum = Lanes.MultiplyAdd(Lanes.Broadcast(ref x, j + 1), second, sum);
        sum = Lanes.MultiplyAdd(Lanes.Broadcast(ref x, j + 2), third, sum);
        return Lanes.MultiplyAdd(Lanes.Broadcast(ref x, j + 3), fourth, sum);
    }

    /// <summary>One input of eight units.</summary>
    private static Vector256<float> AddOne(ref float w, ref float x, int j, Vector256<float> sum)
    {
        ref float wj = ref Lanes.At(ref w, j);
        var column = Vector256.Create(
            wj, Lanes.At(ref wj, TLayer.Inputs), Lanes.At(ref wj, 2 * TLayer.Inputs), Lanes.At(ref wj, 3 * TLayer.Inputs),
            Lanes.At(ref wj, 4 * TLayer.Inputs), Lanes.At(ref wj, 5 * TLayer.Inputs), Lanes.At(ref wj, 6 * TLayer.Inputs), Lanes.At(ref wj, 7 * TLayer.Inputs));
        return Lanes.MultiplyAdd(Lanes.Broadcast(ref x, j), column, sum);
    }
}
