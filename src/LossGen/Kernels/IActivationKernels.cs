using System.ComponentModel;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>The activation a = f(z) of a hidden layer and its derivative f'(z), eight units at a time.</summary>
/// <remarks>NaN stays NaN in the value, infinities give the limits, and the derivative of anything but NaN is finite.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IActivationKernels
{
    /// <summary>Which function it is.</summary>
    static abstract Activation Kind { get; }

    /// <summary>Whether <see cref="Derivative"/> reads z; otherwise it reads only a, and z need not be kept.</summary>
    static abstract bool KeepsInputs { get; }

    /// <summary>a = f(z).</summary>
    static abstract Vector256<float> Value(Vector256<float> z);

    /// <summary>f'(z), given z and a = f(z); where <see cref="KeepsInputs"/> is false, from a alone.</summary>
    static abstract Vector256<float> Derivative(Vector256<float> z, Vector256<float> a);
}
