using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

// The activations of hidden layers, and derivatives of those whose derivative needs more than the value. A layer of many units spends much of its
// time here, so these make do with some twenty instructions (GELU thirty) and one division, where the functions of the loss take twice as many for half the error.
// Errors are measured over every argument of magnitude 2^-7 to 2^7, and samples of the others, where the functions are nearly straight or constant.
// A derivative is a factor in a sum, so its error is stated in absolute terms.
public abstract partial class Lanes
{
    private const float TwoToMinus24 = 5.96046448e-8f;

    /// <summary>The hyperbolic tangent; NaN and the sign of 0 are kept.</summary>
    /// <remarks>Error: at most 1.9 ulp; without fused multiply-adds 2.1.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        // v / (v + 1) with v = (e^2x - 1) / 2 and x >= 0: nothing cancels. From 9.02 on it is 1.
        Vector256<float> bounded = Smaller(Vector256.Create(9.2f), Abs(x));

        // e^2x = 2^n e^2r with r = x - n ln(2) / 2; (e^2r - 1) / 2 = r + r^2 p(r), p of degree 4, minimax for the relative error, 1.4e-8 (2^-26.1).
        Vector256<float> magic = Vector256.Create(RoundingMagic + 127);
        Vector256<float> shifted = MultiplyAdd(bounded, Vector256.Create(2 * Log2E), magic);
        Vector256<float> scale = (shifted.AsInt32() << MantissaBits).AsSingle();
        Vector256<float> r = MinusTurns(bounded, shifted - magic, 0.5f);
        Vector256<float> p = MultiplyAdd(Vector256.Create(0.0443861037f), r, Vector256.Create(0.133860186f));
        p = MultiplyAdd(p, r, Vector256.Create(0.333339483f));
        p = MultiplyAdd(p, r, Vector256.Create(0.666661859f));
        p = MultiplyAdd(p, r, Vector256.Create(0.99999994f));
        Vector256<float> half = Vector256.Create(0.5f);
        Vector256<float> v = MultiplyAdd(MultiplyAdd(r * r, p, r), scale, MultiplyAdd(scale, half, -half));

        // Where v is small, v - v q = v / (v + 1) takes off all but a share v of the errors of sum and quotient.
        Vector256<float> quotient = v / (v + One);
        Vector256<float> result = Select(Vector256.LessThan(v, half), MultiplyAdd(-v, quotient, v), quotient);
        return result | (x & Vector256.Create(-0f));
    }

    /// <summary>The hyperbolic tangent, with the same bits as a lane of <see cref="Tanh(Vector256{float})"/>.</summary>
    public static float Tanh(float x) => Tanh(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>The logistic function 1 / (1 + e^-x); NaN is kept.</summary>
    /// <remarks>Error: at most 2.5 ulp, for small results as for large ones.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x)
    {
        // 2^-24 / (2^-24 + 2^-24 e^-x): at that scale e^-x is normal from e^-70, which cannot be seen beside 1, to e^104, whose reciprocal is 0.
        Vector256<float> minusX = Smaller(Vector256.Create(104f), Larger(Vector256.Create(-70f), -x));
        Vector256<float> r = ReduceAndScale(minusX, -24, out Vector256<float> n, out Vector256<float> scale);
        Vector256<float> expMinus1 = ExpMinus1OfReduced(MultiplyAdd(n, Vector256.Create(Ln2Excess), r));
        Vector256<float> one = Vector256.Create(TwoToMinus24);
        return one / MultiplyAdd(expMinus1, scale, scale + one);
    }

    /// <summary>The logistic function, with the same bits as a lane of <see cref="Sigmoid(Vector256{float})"/>.</summary>
    public static float Sigmoid(float x) => Sigmoid(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>x σ(x), with σ the logistic function; NaN and the sign of 0 are kept.</summary>
    /// <remarks>Error: at most 3.2 ulp; without fused multiply-adds 3.3.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Silu(Vector256<float> x)
    {
        // max(x, 0) - |x| σ(-|x|): the tail is small beside x above 0, and all there is below, where nothing cancels.
        // σ(-|x|) = e / (1 + e) with e = e^-|x|, at a scale of 2^64, since the product is normal where σ is no longer.
        Vector256<float> y = Larger(Vector256.Create(-110f), -Abs(x));
        Vector256<float> r = ReduceAndScale(y, 64, out Vector256<float> n, out Vector256<float> scale);
        Vector256<float> e = MultiplyAdd(ExpMinus1OfReduced(MultiplyAdd(n, Vector256.Create(Ln2Excess), r)), scale, scale);
        Vector256<float> tail = y * (e / MultiplyAdd(e, Vector256.Create(TwoToMinus64), One));
        return MultiplyAdd(tail, Vector256.Create(TwoToMinus64), Positive(x));
    }

    /// <summary>x σ(x), with the same bits as a lane of <see cref="Silu(Vector256{float})"/>.</summary>
    public static float Silu(float x) => Silu(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>The derivative of x σ(x), σ(x) + x σ(x) σ(−x); NaN is kept.</summary>
    /// <remarks>Error: at most 1.5 · 2^−24. Below −87, where it is smaller than 2^−119, it is 0: times a huge input, a rest would be seen.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SiluDerivative(Vector256<float> x)
    {
        // f'(x) + f'(-x) = 1, so that the side of -|x| is enough; there σ = e / (1 + e).
        Vector256<float> lowest = Vector256.Create(-87f), minus = -Abs(x);
        Vector256<float> y = Larger(lowest, minus);
        Vector256<float> r = ReduceAndScale(y, 0, out _, out Vector256<float> scale);
        Vector256<float> e = MultiplyAdd(ExpMinus1OfReduced(r), scale, scale);
        Vector256<float> sigmoid = e / (One + e);
        Vector256<float> below = Drop(Vector256.LessThan(minus, lowest), MultiplyAdd(y, MultiplyAdd(-sigmoid, sigmoid, sigmoid), sigmoid));
        return Select(Vector256.LessThan(x, Zero), below, One - below);
    }

    /// <summary>The derivative of x σ(x), with the same bits as a lane of <see cref="SiluDerivative(Vector256{float})"/>.</summary>
    public static float SiluDerivative(float x) => SiluDerivative(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>x Φ(x), with Φ the distribution function of the standard normal distribution; NaN and the sign of 0 are kept.</summary>
    /// <remarks>Error: at most 3.7 ulp from −1 on and 6.7 ulp below (7.6 without fused multiply-adds), also far below 0, where 1 + erf(x / √2) would cancel.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Gelu(Vector256<float> x)
    {
        // max(x, 0) - |x| Φ(-|x|) with Φ(-t) = e^(-t^2 / 2) g(t). The rounding error of the square counts fully in the exponential, and is kept.
        Vector256<float> y = Larger(Vector256.Create(-14.5f), -Abs(x));
        Vector256<float> half = y * Vector256.Create(-0.5f);
        Vector256<float> exponent = half * y;
        Vector256<float> exponentTail = ProductTail(half, y, exponent);
        Vector256<float> r = ReduceAndScale(exponent, 64, out Vector256<float> n, out Vector256<float> scale);
        Vector256<float> expMinus1 = ExpMinus1OfReduced(r + MultiplyAdd(n, Vector256.Create(Ln2Excess), exponentTail));
        Vector256<float> e = MultiplyAdd(expMinus1, scale, scale);

        // g falls from 1/2 like 1 / t: rational of degrees 4 and 5 on [0, 14.5], minimax for the relative error, 1.4e-8 (2^-26.1).
        // All terms have the same sign.
        Vector256<float> p = MultiplyAdd(Vector256.Create(0.00411632052f), y, Vector256.Create(-0.0406332687f));
        p = MultiplyAdd(p, y, Vector256.Create(0.183235228f));
        p = MultiplyAdd(p, y, Vector256.Create(-0.438295037f));
        p = MultiplyAdd(p, y, Vector256.Create(0.5f));
        Vector256<float> q = MultiplyAdd(Vector256.Create(-0.0103179663f), y, Vector256.Create(0.101858936f));
        q = MultiplyAdd(q, y, Vector256.Create(-0.469470918f));
        q = MultiplyAdd(q, y, Vector256.Create(1.20250344f));
        q = MultiplyAdd(q, y, Vector256.Create(-1.67447507f));
        q = MultiplyAdd(q, y, One);
        return MultiplyAdd(y * (e * (p / q)), Vector256.Create(TwoToMinus64), Positive(x));
    }

    /// <summary>x Φ(x), with the same bits as a lane of <see cref="Gelu(Vector256{float})"/>.</summary>
    public static float Gelu(float x) => Gelu(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>The derivative of x Φ(x), Φ(x) + x φ(x), with φ the density of the standard normal distribution; NaN is kept.</summary>
    /// <remarks>Error: at most 2 · 2^−24. Below −13, where it is smaller than 2^−119, it is 0: times a huge input, a rest would be seen.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> GeluDerivative(Vector256<float> x)
    {
        // f'(x) + f'(-x) = 1, so that the side of -|x| is enough; there f'(-t) = e^(-t^2 / 2) h(t).
        Vector256<float> lowest = Vector256.Create(-13f), minus = -Abs(x);
        Vector256<float> y = Larger(lowest, minus);
        Vector256<float> r = ReduceAndScale(y * Vector256.Create(-0.5f) * y, 0, out _, out Vector256<float> scale);
        Vector256<float> e = MultiplyAdd(ExpMinus1OfReduced(r), scale, scale);

        // h(t) = (Φ(-t) / φ(t) - t) / √(2π): rational of degrees 4 and 3, minimax on [0, 6.2] for the error of the product, 2.3e-9 (2^-28.7);
        // beyond, the exponential is so small that its error does not matter.
        Vector256<float> p = MultiplyAdd(Vector256.Create(-0.0272047967f), y, Vector256.Create(0.180374086f));
        p = MultiplyAdd(p, y, Vector256.Create(-0.412500381f));
        p = MultiplyAdd(p, y, Vector256.Create(0.24145852f));
        p = MultiplyAdd(p, y, Vector256.Create(0.5f));
        Vector256<float> q = MultiplyAdd(Vector256.Create(-0.0682666823f), y, Vector256.Create(0.450850129f));
        q = MultiplyAdd(q, y, Vector256.Create(-1.11285233f));
        q = MultiplyAdd(q, y, One);
        Vector256<float> below = Drop(Vector256.LessThan(minus, lowest), e * (p / q));
        return Select(Vector256.LessThan(x, Zero), below, One - below);
    }

    /// <summary>The derivative of x Φ(x), with the same bits as a lane of <see cref="GeluDerivative(Vector256{float})"/>.</summary>
    public static float GeluDerivative(float x) => GeluDerivative(Vector256.CreateScalar(x)).ToScalar();
}
