using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>The rectified linear unit, max(z, 0).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ReluActivation : IActivationKernels
{
    /// <inheritdoc/>
    public static Activation Kind => Activation.Relu;

    /// <inheritdoc/>
    public static bool KeepsInputs => false;

    /// <summary>max(z, 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Value(Vector256<float> z) => Lanes.Positive(z);

    /// <summary>1 where a is above 0, 0 elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Derivative(Vector256<float> z, Vector256<float> a) => Lanes.Keep(Lanes.Greater(a, Lanes.Zero), Lanes.One);
}
