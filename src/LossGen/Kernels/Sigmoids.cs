using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>Sigmoids from the one exponential that both sides share.</summary>
internal static class Sigmoids
{
    /// <summary>e = exp(−|z|), which does not overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exponential(Vector256<float> z) => Lanes.Exp(-Lanes.Abs(z));

    /// <summary>σ(z) from e: 1 / (1 + e) where z is above 0, else e / (1 + e).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Of(Vector256<float> z, Vector256<float> e) =>
        Lanes.Select(Lanes.Greater(z, Lanes.Zero), Lanes.One, e) / (Lanes.One + e);
}
