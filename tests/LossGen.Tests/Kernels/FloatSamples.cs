namespace LossGen.Tests.Kernels;

/// <summary>Float32 arguments that leave no region of the number line out.</summary>
internal static class FloatSamples
{
    // prime, so that the sweep does not favour any low bits
    private const uint Stride = 1009;

    /// <summary>The special values, every exponent with many mantissas, subnormals, both sides of <paramref name="edges"/>, and a sweep over all bit patterns.</summary>
    public static IEnumerable<float> Everywhere(params float[] edges)
    {
        foreach (float x in Special) yield return x;
        foreach (float edge in edges)
            for (int step = -40; step <= 40; step++)
                yield return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(edge) + step);
        foreach (float x in EveryExponent()) yield return x;
        foreach (float x in Subnormals()) yield return x;
        for (ulong bits = 0; bits <= uint.MaxValue; bits += Stride) yield return BitConverter.UInt32BitsToSingle((uint)bits);
    }

    public static readonly float[] Special =
    [
        0f, -0f, 1f, -1f, float.Epsilon, -float.Epsilon, float.MaxValue, float.MinValue,
        float.PositiveInfinity, float.NegativeInfinity, float.NaN, -float.NaN,
    ];

    private static IEnumerable<float> EveryExponent()
    {
        var random = new Random(20);
        for (uint exponent = 0; exponent <= 254; exponent++)
        {
            for (int i = 0; i < 300; i++)
            {
                uint mantissa = i switch { 0 => 0, 1 => 1, 2 => 0x7FFFFF, 3 => 0x400000, _ => (uint)random.Next(1 << 23) };
                yield return BitConverter.UInt32BitsToSingle(exponent << 23 | mantissa);
                yield return BitConverter.UInt32BitsToSingle(1u << 31 | exponent << 23 | mantissa);
            }
        }
    }

    private static IEnumerable<float> Subnormals()
    {
        for (uint bits = 1; bits < 1u << 23; bits += bits < 512 ? 1u : 257u)
        {
            yield return BitConverter.UInt32BitsToSingle(bits);
            yield return BitConverter.UInt32BitsToSingle(1u << 31 | bits);
        }
    }
}
