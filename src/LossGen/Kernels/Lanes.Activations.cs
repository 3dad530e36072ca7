using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

// The activations of hidden layers.
public abstract partial class Lanes
{
    /// <summary>The hyperbolic tangent; NaN and the sign of 0 are kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        Vector256<float> isSmall = Vector256.LessThan(Abs(x), Vector256.Create(1e-3f));
        Vector256<float> twoSigmoid = Sigmoid(x + x) * Vector256.Create(2f);
        return Select(isSmall, x, twoSigmoid - One);
    }

    /// <summary>The hyperbolic tangent, with the same bits as a lane of <see cref="Tanh(Vector256{float})"/>.</summary>
    public static float Tanh(float x) => Tanh(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>x Φ(x), with Φ the distribution function of the standard normal distribution.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Gelu(Vector256<float> x) => Larger(x, Vector256.Create(-30f)) * NormalDistribution(x);

    /// <summary>x Φ(x), with the same bits as a lane of <see cref="Gelu(Vector256{float})"/>.</summary>
    public static float Gelu(float x) => Gelu(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>The derivative of x Φ(x): Φ(x) + x φ(x), with φ the density of the standard normal distribution.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> GeluDerivative(Vector256<float> x)
    {
        Vector256<float> bounded = Select(Vector256.GreaterThan(Abs(x), Vector256.Create(30f)), Vector256.Create(30f), x);
        return MultiplyAdd(bounded * Vector256.Create(0.3989423f), Exp(bounded * bounded * Vector256.Create(-0.5f)), NormalDistribution(x));
    }

    /// <summary>The derivative of x Φ(x), with the same bits as a lane of <see cref="GeluDerivative(Vector256{float})"/>.</summary>
    public static float GeluDerivative(float x) => GeluDerivative(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>x σ(x), with σ the logistic function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Silu(Vector256<float> x) => Larger(Vector256.Create(-200f), x) * Sigmoid(x);

    /// <summary>x σ(x), with the same bits as a lane of <see cref="Silu(Vector256{float})"/>.</summary>
    public static float Silu(float x) => Silu(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>The derivative of x σ(x): σ(x) + x σ(x) σ(−x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SiluDerivative(Vector256<float> x)
    {
        Vector256<float> p = Sigmoid(x);
        Vector256<float> bounded = Select(Vector256.GreaterThan(Abs(x), Vector256.Create(128f)), Vector256.Create(128f), x);
        return MultiplyAdd(bounded * p, One - p, p);
    }

    /// <summary>The derivative of x σ(x), with the same bits as a lane of <see cref="SiluDerivative(Vector256{float})"/>.</summary>
    public static float SiluDerivative(float x) => SiluDerivative(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>Φ(x) by Abramowitz and Stegun 26.2.17, to 7.5e-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> NormalDistribution(Vector256<float> x)
    {
        Vector256<float> magnitude = Abs(x);
        Vector256<float> t = One / MultiplyAdd(magnitude, Vector256.Create(0.2316419f), One);
        Vector256<float> p = MultiplyAdd(t, Vector256.Create(1.330274429f), Vector256.Create(-1.821255978f));
        p = MultiplyAdd(p, t, Vector256.Create(1.781477937f));
        p = MultiplyAdd(p, t, Vector256.Create(-0.356563782f));
        p = MultiplyAdd(p, t, Vector256.Create(0.319381530f)) * t;
        Vector256<float> q = p * (Exp(x * x * Vector256.Create(-0.5f)) * Vector256.Create(0.3989423f));
        return Select(Vector256.LessThan(x, Zero), q, One - q);
    }
}
