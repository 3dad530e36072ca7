using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>The sigmoid-weighted linear unit z σ(z).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SiluActivation : IActivationKernels
{
    /// <inheritdoc/>
    public static Activation Kind => Activation.Silu;

    /// <inheritdoc/>
    public static bool KeepsInputs => true;

    /// <summary>z σ(z).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Value(Vector256<float> z) => Lanes.Silu(z);

    /// <summary>σ(z) + z σ(z) σ(−z).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Derivative(Vector256<float> z, Vector256<float> a) => Lanes.SiluDerivative(z);
}
