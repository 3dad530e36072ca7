using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>The Gaussian error linear unit z Φ(z), with Φ the distribution function of the standard normal distribution.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct GeluActivation : IActivationKernels
{
    /// <inheritdoc/>
    public static Activation Kind => Activation.Gelu;

    /// <inheritdoc/>
    public static bool KeepsInputs => true;

    /// <summary>z Φ(z).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Value(Vector256<float> z) => Lanes.Gelu(z);

    /// <summary>Φ(z) + z φ(z), with φ the density of the standard normal distribution.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Derivative(Vector256<float> z, Vector256<float> a) => Lanes.GeluDerivative(z);
}
