using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LossGen.Benchmarks.Machine;

/// <summary>How fast one core reads memory from one end to the other.</summary>
internal sealed class ReadBandwidth
{
    // 256 MB, far beyond any cache that one core has to itself.
    private const int Count = 64 * 1024 * 1024;
    private const int Streams = 8;

    private readonly float[] _memory = new float[Count];

    // Written once: pages that were never written are all the same page of zeros.
    public ReadBandwidth() => _memory.AsSpan().Fill(1);

    /// <summary>Bytes a second.</summary>
    public double Measure()
    {
        long start = Stopwatch.GetTimestamp();
        float sum = Sum(_memory);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (sum != Count) throw new InvalidOperationException($"The ones in memory came to {sum}; expected {Count}.");
        return (double)Count * sizeof(float) / seconds;
    }

    // Eight sums, so that no addition waits for the one before; each stays below 2^24 a lane, where counting in float is exact.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Sum(ReadOnlySpan<float> values)
    {
        ref float start = ref MemoryMarshal.GetReference(values);
        int width = Vector256<float>.Count;
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        for (nuint i = 0; i < (nuint)values.Length; i += (nuint)(Streams * width))
        {
            s0 += Vector256.LoadUnsafe(ref start, i);
            s1 += Vector256.LoadUnsafe(ref start, i + (nuint)width);
            s2 += Vector256.LoadUnsafe(ref start, i + (nuint)(2 * width));
            s3 += Vector256.LoadUnsafe(ref start, i + (nuint)(3 * width));
            s4 += Vector256.LoadUnsafe(ref start, i + (nuint)(4 * width));
            s5 += Vector256.LoadUnsafe(ref start, i + (nuint)(5 * width));
            s6 += Vector256.LoadUnsafe(ref start, i + (nuint)(6 * width));
            s7 += Vector256.LoadUnsafe(ref start, i + (nuint)(7 * width));
        }

        return Vector256.Sum(((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)));
    }
}
