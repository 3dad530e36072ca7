using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

// The functions of cross-entropy that are built from exp and log.
public abstract partial class Lanes
{
    /// <summary>log(1 + e^x); NaN is kept.</summary>
    /// <remarks>Error over all 2^32 arguments: at most 0.92 ulp.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Softplus(Vector256<float> x)
    {
        // max(x, 0) + log(1 + t) with t = e^-|x| (Maechler 2012). Everything is kept as high + low and rounded once, at the end.
        Vector256<float> t = ExpWithTail(x | Vector256.Create(-0f), out Vector256<float> tail);

        // 1 + t = 2^e (1 + f): e = 1 above t = 1/2, where f is exact
        Vector256<float> isLarge = Vector256.GreaterThan(t, Vector256.Create(0.5f));
        Vector256<float> f = Vector256.ConditionalSelect(isLarge, MultiplyAdd(t, Vector256.Create(0.5f), Vector256.Create(-0.5f)), t);
        ReducedLog log = LogOfReduced(isLarge & Vector256.Create(1f), f);

        // d log(1 + t) = dt / (1 + t); for so small a dt a straight line near the reciprocal on [0, 1] will do.
        Vector256<float> low = MultiplyAdd(tail, MultiplyAdd(t, Vector256.Create(-0.5f), Vector256.Create(0.97f)), log.Low);

        // Knuth's TwoSum: either term may be the larger.
        Vector256<float> positive = x & Vector256.GreaterThan(x, Vector256<float>.Zero);
        Vector256<float> sum = positive + log.High;
        Vector256<float> second = sum - positive;
        Vector256<float> lost = (positive - (sum - second)) + (log.High - second);
        Vector256<float> result = sum + (lost + low);
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(float.PositiveInfinity)), result, x);
    }

    /// <summary>log(1 + e^x), with the same bits as a lane of <see cref="Softplus(Vector256{float})"/>.</summary>
    public static float Softplus(float x) => Softplus(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>x^exponent for x in [0, 1] and one exponent above 0; NaN is kept.</summary>
    /// <remarks>
    /// Exponents 1 and 2, the usual ones of focal loss (Lin et al. 2017, arXiv:1708.02002), are correctly rounded.
    /// Otherwise at most 1.5 ulp (1.6 without fused multiply-adds) for exponents up to 8 and x from 2^-20 on, measured over a sweep; the error grows in proportion to the exponent.
    /// Arguments below 0 give NaN, save for exponents 1 and 2.
    /// </remarks>
    public static Vector256<float> Pow(Vector256<float> x, float exponent)
    {
        if (exponent == 1f) return x;
        if (exponent == 2f) return x * x;

        // x^y = e^(y log x). An error in y log x becomes a relative one in the result, so the logarithm and the product are kept as high + low.
        Vector256<float> y = Vector256.Create(exponent);
        ReducedLog log = ReduceLog(x);
        Vector256<float> high = log.High + log.Low;
        Vector256<float> low = log.Low - (high - log.High);
        Vector256<float> product = y * high;
        Vector256<float> productLow = MultiplyAdd(y, low, ProductTail(y, high, product));
        Vector256<float> result = ExpOfSum(product, productLow);

        Vector256<float> instead = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), Vector256.Create(float.NaN), x); // 0 or NaN
        return Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<float>.Zero), result, instead);
    }
}
