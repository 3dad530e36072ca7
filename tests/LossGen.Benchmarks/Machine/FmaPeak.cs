using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Benchmarks.Machine;

/// <summary>The fused multiply-adds that one core can do, when nothing but their own throughput holds them up.</summary>
internal static class FmaPeak
{
    // A result is there after 4 or 5 cycles and two operations may start in each: 10 chains keep both units busy. Twelve fit,
    // with two operands, into the 16 registers of AVX2.
    private const int Chains = 12;
    private const int Iterations = 2_000_000;

    // Each chain tends to Addend / (1 - Factor) = 1, so that no number becomes large, or so small as to be slow.
    private const float Factor = 0.75f;
    private const float Addend = 0.25f;

    /// <summary>Whether the processor has 512-bit vectors, be they preferred by the runtime or not.</summary>
    public static bool Has512 => Avx512F.IsSupported;

    /// <summary>Floating-point operations a second in 256-bit vectors.</summary>
    public static double Measure256()
    {
        long start = Stopwatch.GetTimestamp();
        Vector256<float> result = Run256(Iterations);
        return Rate(start, Vector256<float>.Count, result[0]);
    }

    /// <summary>Floating-point operations a second in 512-bit vectors.</summary>
    public static double Measure512()
    {
        long start = Stopwatch.GetTimestamp();
        Vector512<float> result = Run512(Iterations);
        return Rate(start, Vector512<float>.Count, result[0]);
    }

    private static double Rate(long start, int width, float result)
    {
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return MathF.Abs(result - Chains) < 0.01f
            ? 2.0 * width * Chains * Iterations / seconds
            : throw new InvalidOperationException($"The chains of multiply-adds came to {result}; expected {Chains}.");
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Vector256<float> Run256(int iterations)
    {
        Vector256<float> factor = Vector256.Create(Factor), addend = Vector256.Create(Addend);
        Vector256<float> s0 = factor, s1 = factor, s2 = factor, s3 = factor, s4 = factor, s5 = factor;
        Vector256<float> s6 = factor, s7 = factor, s8 = factor, s9 = factor, s10 = factor, s11 = factor;
        for (int i = 0; i < iterations; i++)
        {
            s0 = Vector256.FusedMultiplyAdd(s0, factor, addend);
            s1 = Vector256.FusedMultiplyAdd(s1, factor, addend);
            s2 = Vector256.FusedMultiplyAdd(s2, factor, addend);
            s3 = Vector256.FusedMultiplyAdd(s3, factor, addend);
            s4 = Vector256.FusedMultiplyAdd(s4, factor, addend);
            s5 = Vector256.FusedMultiplyAdd(s5, factor, addend);
            s6 = Vector256.FusedMultiplyAdd(s6, factor, addend);
            s7 = Vector256.FusedMultiplyAdd(s7, factor, addend);
            s8 = Vector256.FusedMultiplyAdd(s8, factor, addend);
            s9 = Vector256.FusedMultiplyAdd(s9, factor, addend);
            s10 = Vector256.FusedMultiplyAdd(s10, factor, addend);
            s11 = Vector256.FusedMultiplyAdd(s11, factor, addend);
        }

        return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static Vector512<float> Run512(int iterations)
    {
        Vector512<float> factor = Vector512.Create(Factor), addend = Vector512.Create(Addend);
        Vector512<float> s0 = factor, s1 = factor, s2 = factor, s3 = factor, s4 = factor, s5 = factor;
        Vector512<float> s6 = factor, s7 = factor, s8 = factor, s9 = factor, s10 = factor, s11 = factor;
        for (int i = 0; i < iterations; i++)
        {
            s0 = Avx512F.FusedMultiplyAdd(s0, factor, addend);
            s1 = Avx512F.FusedMultiplyAdd(s1, factor, addend);
            s2 = Avx512F.FusedMultiplyAdd(s2, factor, addend);
            s3 = Avx512F.FusedMultiplyAdd(s3, factor, addend);
            s4 = Avx512F.FusedMultiplyAdd(s4, factor, addend);
            s5 = Avx512F.FusedMultiplyAdd(s5, factor, addend);
            s6 = Avx512F.FusedMultiplyAdd(s6, factor, addend);
            s7 = Avx512F.FusedMultiplyAdd(s7, factor, addend);
            s8 = Avx512F.FusedMultiplyAdd(s8, factor, addend);
            s9 = Avx512F.FusedMultiplyAdd(s9, factor, addend);
            s10 = Avx512F.FusedMultiplyAdd(s10, factor, addend);
            s11 = Avx512F.FusedMultiplyAdd(s11, factor, addend);
        }

        return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11;
    }
}
