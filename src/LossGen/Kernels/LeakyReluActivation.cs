using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>The rectified linear unit with a slope of 0.01 below 0.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LeakyReluActivation : IActivationKernels
{
    private const float Slope = 0.01f;

    /// <inheritdoc/>
    public static Activation Kind => Activation.LeakyRelu;

    /// <inheritdoc/>
    public static bool KeepsInputs => false;

    /// <summary>z where z is above 0, 0.01 z elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Value(Vector256<float> z) => Lanes.Larger(z * Vector256.Create(Slope), z);

    /// <summary>1 where a is above 0, 0.01 elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Derivative(Vector256<float> z, Vector256<float> a) =>
        Lanes.Select(Lanes.Greater(a, Lanes.Zero), Lanes.One, Vector256.Create(Slope));
}
