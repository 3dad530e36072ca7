using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

// log x = e ln 2 + log(1 + f) with x = 2^e (1 + f) and 1 + f in [3/4, 3/2): the interval is chosen so that e = 0 near x = 1,
// where nothing may cancel, and so that for log(1 + x) the reduced f is exact.
public abstract partial class Lanes
{
    // ln 2 in two parts; Ln2First has 15 bits, so e times it is exact.
    private const float Ln2Second = 1.42860677e-6f;

    private const int ThreeQuartersBits = 0x3F400000;
    private const int MantissaMask = (1 << MantissaBits) - 1;

    /// <summary>The natural logarithm: log 0 = -Infinity, NaN below 0, log(+Infinity) = +Infinity; NaN is kept.</summary>
    /// <remarks>Error over all 2^32 arguments, subnormal ones included: at most 0.79 ulp; without fused multiply-adds 0.8.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> x)
    {
        ReducedLog log = ReduceLog(x);
        Vector256<float> result = log.High + log.Low;
        result = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(float.PositiveInfinity)), result, x);
        return SelectPole(Vector256.LessThan(x, Vector256<float>.Zero), Vector256.LessThanOrEqual(x, Vector256<float>.Zero), result);
    }

    /// <summary>The natural logarithm, with the same bits as a lane of <see cref="Log(Vector256{float})"/>.</summary>
    public static float Log(float x) => Log(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>log(1 + x), accurate also where 1 + x is not: log1p(-1) = -Infinity, NaN below -1; NaN, infinity and the sign of 0 are kept.</summary>
    /// <remarks>Error over all 2^32 arguments: at most 0.81 ulp; arguments too small to bend are returned as they are.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log1P(Vector256<float> x)
    {
        // The exponent comes from 1 + x rounded, the mantissa from x itself: 1 + f = 2^-e + 2^-e x.
        // For x < 1/2 (e = 0) f is x; elsewhere the sum below is exact until 2^-e falls under the last place of f.
        Vector256<int> offset = (Vector256.Create(1f) + x).AsInt32() - Vector256.Create(ThreeQuartersBits);
        Vector256<int> exponentField = offset & Vector256.Create(~MantissaMask);
        Vector256<float> e = Vector256.ConvertToSingle(offset >> MantissaBits);
        Vector256<float> scaledOne = Vector256.Max(Vector256.Create(OneBits) - exponentField, Vector256<int>.Zero).AsSingle();
        Vector256<float> scaledX = (x.AsInt32() - exponentField).AsSingle();
        Vector256<float> f = scaledX + (scaledOne - Vector256.Create(1f));

        ReducedLog log = LogOfReduced(e, f);
        Vector256<float> result = (log.High + log.Low) | (x & Vector256.Create(-0f)); // log1p(-0) = -0
        result = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(float.PositiveInfinity)), result, x);
        return SelectPole(Vector256.LessThan(x, Vector256.Create(-1f)), Vector256.LessThanOrEqual(x, Vector256.Create(-1f)), result);
    }

    /// <summary>log(1 + x), with the same bits as a lane of <see cref="Log1P(Vector256{float})"/>.</summary>
    public static float Log1P(float x) => Log1P(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>log(1 + x) for x from 0 to 1, with the bits of <see cref="Log1P(Vector256{float})"/>; any number where x is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Log1POfUnit(Vector256<float> x)
    {
        Vector256<int> offset = (Vector256.Create(1f) + x).AsInt32() - Vector256.Create(ThreeQuartersBits);
        Vector256<int> exponentField = offset & Vector256.Create(~MantissaMask);
        Vector256<float> e = Vector256.ConvertToSingle(offset >> MantissaBits);
        Vector256<float> scaledOne = (Vector256.Create(OneBits) - exponentField).AsSingle(), scaledX = (x.AsInt32() - exponentField).AsSingle();
        ReducedLog log = LogOfReduced(e, scaledX + (scaledOne - Vector256.Create(1f)));
        return log.High + log.Low;
    }

    /// <summary>A logarithm as the unevaluated sum High + Low.</summary>
    private readonly struct ReducedLog(Vector256<float> high, Vector256<float> low)
    {
        public readonly Vector256<float> High = high;
        public readonly Vector256<float> Low = low;
    }

    /// <summary>log x for finite x above 0; meaningless elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReducedLog ReduceLog(Vector256<float> x)
    {
        Vector256<float> isSubnormal = Vector256.LessThan(x, Vector256.Create(MinNormal));
        Vector256<float> normal = Vector256.ConditionalSelect(isSubnormal, x * Vector256.Create(8388608f), x);
        Vector256<int> offset = normal.AsInt32() - Vector256.Create(ThreeQuartersBits);
        Vector256<float> e = Vector256.ConvertToSingle(offset >> MantissaBits) + (isSubnormal & Vector256.Create((float)-MantissaBits));
        Vector256<float> mantissa = ((offset & Vector256.Create(MantissaMask)) + Vector256.Create(ThreeQuartersBits)).AsSingle();
        return LogOfReduced(e, mantissa - Vector256.Create(1f));
    }

    /// <summary>e ln 2 + log(1 + f), f in [-1/4, 1/2].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReducedLog LogOfReduced(Vector256<float> e, Vector256<float> f)
    {
        // What e ln 2 + f loses in rounding is exact in float (Dekker 1971, Fast2Sum: e ln 2 is 0 or the larger of the two).
        Vector256<float> eLn2 = e * Vector256.Create(Ln2First);
        Vector256<float> high = eLn2 + f;
        Vector256<float> lost = f - (high - eLn2);

        // log(1 + f) = f - f^2/2 + f^3 p(f) on [-1/4, 1/2]: p of degree 7, minimax for the relative error, which is 9.2e-10 (2^-30.0).
        Vector256<float> f2 = f * f;
        Vector256<float> even = MultiplyAdd(Vector256.Create(-0.0910704508f), f2, Vector256.Create(-0.127283454f));
        Vector256<float> odd = MultiplyAdd(Vector256.Create(0.0376117118f), f2, Vector256.Create(0.11697045f));
        even = MultiplyAdd(even, f2, Vector256.Create(-0.166553184f));
        odd = MultiplyAdd(odd, f2, Vector256.Create(0.142767966f));
        even = MultiplyAdd(even, f2, Vector256.Create(-0.250001639f));
        odd = MultiplyAdd(odd, f2, Vector256.Create(0.199995786f));
        odd = MultiplyAdd(odd, f2, Vector256.Create(0.333333403f));
        Vector256<float> p = MultiplyAdd(even, f, odd);

        // smallest terms first; the largest, f^2/2, enters unrounded
        Vector256<float> low = MultiplyAdd(e, Vector256.Create(Ln2Second), lost);
        low = MultiplyAdd(f2 * f, p, low);
        low = MultiplyAdd(f * Vector256.Create(-0.5f), f, low);
        return new ReducedLog(high, low);
    }

    /// <summary>The result, but NaN outside the domain and -Infinity at its edge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> SelectPole(Vector256<float> outside, Vector256<float> outsideOrAtEdge, Vector256<float> result)
    {
        Vector256<float> instead = Vector256.ConditionalSelect(outside, Vector256.Create(float.NaN), Vector256.Create(float.NegativeInfinity));
        return Vector256.ConditionalSelect(outsideOrAtEdge, instead, result);
    }
}
