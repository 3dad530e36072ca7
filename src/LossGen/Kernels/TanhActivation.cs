using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>The hyperbolic tangent.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct TanhActivation : IActivationKernels
{
    /// <inheritdoc/>
    public static Activation Kind => Activation.Tanh;

    /// <inheritdoc/>
    public static bool KeepsInputs => false;

    /// <summary>tanh z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Value(Vector256<float> z) => Lanes.Tanh(z);

    /// <summary>tanh' z = 1 − a².</summary>
    /// <remarks>Error: at most 3 · 2^−24; without fused multiply-adds 3.3.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Derivative(Vector256<float> z, Vector256<float> a) => Lanes.MultiplyAdd(-a, a, Lanes.One);
}
