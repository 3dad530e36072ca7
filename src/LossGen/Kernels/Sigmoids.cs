using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>Both sides of a sigmoid from one exponential.</summary>
internal static class Sigmoids
{
    /// <summary>e = exp(−|z|), p = σ(z) and q = σ(−z) = 1 − p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(Vector256<float> z, out Vector256<float> e, out Vector256<float> p, out Vector256<float> q)
    {
        e = Lanes.Exp(-Lanes.Abs(z));
        Vector256<float> large = Lanes.One / (Lanes.One + e);
        Vector256<float> small = e / (Lanes.One + e);
        Vector256<float> above = Lanes.Greater(z, Lanes.Zero);
        p = Lanes.Select(above, large, small);
        q = Lanes.Select(above, small, large);
    }
}
