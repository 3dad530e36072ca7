using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Tests.Kernels;

/// <summary>The kernels of an activation, chosen at run time.</summary>
internal sealed record ActivationCase(
    Activation Kind, bool KeepsInputs, Func<Vector256<float>, Vector256<float>> Values, Func<Vector256<float>, Vector256<float>, Vector256<float>> Derivatives)
{
    public static ActivationCase Of(Activation kind) => kind switch
    {
        Activation.Relu => Of<ReluActivation>(),
        Activation.LeakyRelu => Of<LeakyReluActivation>(),
        Activation.Tanh => Of<TanhActivation>(),
        Activation.Sigmoid => Of<SigmoidActivation>(),
        Activation.Gelu => Of<GeluActivation>(),
        Activation.Silu => Of<SiluActivation>(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public float Value(float x) => Values(Vector256.Create(x))[5];

    public float Derivative(float x)
    {
        Vector256<float> z = Vector256.Create(x);
        return Derivatives(z, Values(z))[2];
    }

    private static ActivationCase Of<T>()
        where T : struct, IActivationKernels =>
        new(T.Kind, T.KeepsInputs, static z => T.Value(z), static (z, a) => T.Derivative(z, a));
}
