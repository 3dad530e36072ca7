using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

// One row: its weights are not packed, which would take longer than to use them once, but transposed in registers. Each sum is made of the same
// chains of multiply-adds as in a block, so the row gets the same bits.
internal static partial class DenseLayer<TLayer>
{
    /// <summary>z = W x + b of one row.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="inputs">The row.</param>
    /// <param name="sums">Receives the sums.</param>
    /// <param name="isBiasLast">Whether the biases are added to the sums, as a head in tiles does; else the sums begin with them.</param>
    public static void RowSums(ReadOnlySpan<float> parameters, ReadOnlySpan<float> inputs, Span<float> sums, bool isBiasLast = false)
    {
        ref float x = ref Lanes.Start(inputs);
        ref float w = ref Lanes.Start(parameters.Slice(TLayer.Weights, (TLayer.Inputs + 1) * TLayer.Units));
        ref float b = ref Lanes.At(ref w, TLayer.Inputs * TLayer.Units);
        ref float z = ref Lanes.Start(sums[..TLayer.Units]);
        if (TLayer.Units < Lanes.Width)
        {
            for (int k = 0; k < TLayer.Units; k++) Lanes.At(ref z, k) = Sum(ref Lanes.At(ref w, k * TLayer.Inputs), Lanes.At(ref b, k), ref x, isBiasLast);
            return;
        }

        // The last eight units overlap those before and write the same numbers again.
        int unit = 0;
        for (; unit <= TLayer.Units - (4 * Lanes.Width); unit += 4 * Lanes.Width)
        {
            for (int first = 0; first < TLayer.Inputs; first += Chain.Length) Sums4(ref w, ref b, ref x, first, unit, ref z, isBiasLast);
        }

        for (; unit < TLayer.Units; unit += Lanes.Width)
        {
            int of = Math.Min(unit, TLayer.Units - Lanes.Width);
            for (int first = 0; first < TLayer.Inputs; first += Chain.Length) Sums(ref w, ref b, ref x, first, of, ref z, isBiasLast);
        }

        if (isBiasLast) Lanes.AddScaled(sums[..TLayer.Units], 1, parameters.Slice(TLayer.Weights + (TLayer.Inputs * TLayer.Units), TLayer.Units));
    }

    /// <summary>Where the chain ends that begins with an input. A constant where there is one chain.</summary>
    private static int EndOf(int first) => TLayer.Inputs <= Chain.Length ? TLayer.Inputs : Math.Min(first + Chain.Length, TLayer.Inputs);

    private static float Sum(ref float w, float bias, ref float x, bool isBiasLast)
    {
        float sum = isBiasLast ? 0 : bias;
        for (int j = 0; j < EndOf(0); j++) sum = Lanes.MultiplyAdd(Lanes.At(ref w, j), Lanes.At(ref x, j), sum);
        for (int first = Chain.Length; first < TLayer.Inputs; first += Chain.Length)
        {
            float next = 0;
            for (int j = first; j < EndOf(first); j++) next = Lanes.MultiplyAdd(Lanes.At(ref w, j), Lanes.At(ref x, j), next);
            sum += next;
        }

        return isBiasLast ? sum + bias : sum;
    }

    /// <summary>A chain of eight units: the first one begins with the biases, later ones are added.</summary>
    private static void Sums(ref float w, ref float b, ref float x, int first, int unit, ref float z, bool isBiasLast)
    {
        bool isFirst = TLayer.Inputs <= Chain.Length || first == 0;
        Vector256<float> sum = isFirst && !isBiasLast ? Lanes.Load(ref b, unit) : Lanes.Zero;
        ref float wk = ref Lanes.At(ref w, unit * TLayer.Inputs);
        int j = TLayer.Inputs <= Chain.Length ? 0 : first, end = EndOf(first);
        for (; j <= end - 4; j += 4) sum = AddFour(ref wk, ref x, j, sum);
        for (; j < end; j++) sum = AddOne(ref wk, ref x, j, sum);
        Finish(sum, isFirst, ref z, unit);
    }

    /// <summary>Thirty-two units: four chains at once, since each has to wait for its last multiply-add.</summary>
    private static void Sums4(ref float w, ref float b, ref float x, int first, int unit, ref float z, bool isBiasLast)
    {
        const int Eight = Lanes.Width;
        bool isFirst = TLayer.Inputs <= Chain.Length || first == 0;
        Vector256<float> sum0 = Lanes.Zero, sum1 = Lanes.Zero, sum2 = Lanes.Zero, sum3 = Lanes.Zero;
        if (isFirst && !isBiasLast)
        {
            sum0 = Lanes.Load(ref b, unit);
            sum1 = Lanes.Load(ref b, unit + Eight);
            sum2 = Lanes.Load(ref b, unit + (2 * Eight));
            sum3 = Lanes.Load(ref b, unit + (3 * Eight));
        }

        ref float w0 = ref Lanes.At(ref w, unit * TLayer.Inputs);
        ref float w1 = ref Lanes.At(ref w0, Eight * TLayer.Inputs);
        ref float w2 = ref Lanes.At(ref w1, Eight * TLayer.Inputs);
        ref float w3 = ref Lanes.At(ref w2, Eight * TLayer.Inputs);
        int j = TLayer.Inputs <= Chain.Length ? 0 : first, end = EndOf(first);
        for (; j <= end - 4; j += 4)
        {
            sum0 = AddFour(ref w0, ref x, j, sum0);
            sum1 = AddFour(ref w1, ref x, j, sum1);
            sum2 = AddFour(ref w2, ref x, j, sum2);
            sum3 = AddFour(ref w3, ref x, j, sum3);
        }

        for (; j < end; j++)
        {
            sum0 = AddOne(ref w0, ref x, j, sum0);
            sum1 = AddOne(ref w1, ref x, j, sum1);
            sum2 = AddOne(ref w2, ref x, j, sum2);
            sum3 = AddOne(ref w3, ref x, j, sum3);
        }

        Finish(sum0, isFirst, ref z, unit);
        Finish(sum1, isFirst, ref z, unit + Eight);
        Finish(sum2, isFirst, ref z, unit + (2 * Eight));
        Finish(sum3, isFirst, ref z, unit + (3 * Eight));
    }

    private static void Finish(Vector256<float> sum, bool isFirst, ref float z, int unit)
    {
        if (isFirst) Lanes.Store(sum, ref z, unit);
        else Lanes.Add(sum, ref z, unit);
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
