using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

// e^x = 2^n e^r with n = round(x / ln 2) and |r| <= ln(2)/2 (J.-M. Muller, Elementary Functions, 3rd ed., ch. 11).
// Every step is an IEEE operation rounded once, so the bits do not depend on the vector width of the machine.
public abstract partial class Lanes
{
    // 1.5 * 2^23: adding it rounds to an integer and leaves that integer in the low bits of the sum.
    private const float RoundingMagic = 12582912f;
    private const float Log2E = 1.44269504f;

    // ln 2 = high - excess. The high part has 21 bits: with them n * high - x is exact in a fused multiply-add.
    private const float Ln2High = 0.693147182f;
    private const float Ln2Excess = 1.90465421e-9f;

    // The high part cut in two, of 15 and 9 bits, so that n times each is exact for every n that occurs.
    private const float Ln2First = 0.693145752f;
    private const float Ln2HighRest = Ln2High - Ln2First;

    private const int MantissaBits = 23;
    private const int OneBits = 127 << MantissaBits;
    private const float MinNormal = 1.17549435e-38f;
    private const float TwoToMinus64 = 5.42101086e-20f;

    /// <summary>e^x.</summary>
    /// <remarks>
    /// Overflows to +Infinity, underflows gradually through the subnormal numbers to 0, keeps NaN.
    /// Error over all 2^32 arguments: at most 0.68 ulp, 0.61 ulp where the result is normal.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x) => ExpOfSum(x, Vector256<float>.Zero);

    /// <summary>e^x, with the same bits as a lane of <see cref="Exp(Vector256{float})"/>.</summary>
    public static float Exp(float x) => Exp(Vector256.CreateScalar(x)).ToScalar();

    /// <summary>e^(z − max) for z &lt;= max: the shifted exponential of softmax, at most 1.</summary>
    /// <remarks>
    /// Error, of the exact difference, measured over 400 million pairs: at most 1.03 ulp; where the result is subnormal, and so rounded twice,
    /// at most 0.81 of its coarser ones.
    /// z = −Infinity gives 0; NaN, and two equal infinities, give NaN.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ExpOfDifference(Vector256<float> z, Vector256<float> max) => Unscaled(ScaledExpOfDifference(z, max));

    /// <summary>
    /// 2^64 e^(z − max) for z &lt;= max. At that scale the smallest exponentials that count are normal numbers, so that a sum of many loses nothing
    /// of them, and <see cref="Unscaled(Vector256{float})"/> need only be taken of the sum.
    /// </summary>
    /// <remarks>
    /// What the difference loses in rounding is kept (Knuth 1997, The Art of Computer Programming 2, 4.2.2, TwoSum), since it would count fully in
    /// the result: at a distance of 16 the rounded difference alone errs by 8 ulp. Error, of the exact difference: at most 1.03 ulp down to
    /// z − max = −128; from there on the result is 2^64 e^−128, which unscaled is 0.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ScaledExpOfDifference(Vector256<float> z, Vector256<float> max)
    {
        Vector256<float> x = z - max;
        Vector256<float> minusMax = x - z;
        Vector256<float> tail = (z - (x - minusMax)) - (max + minusMax);

        // Far below ln 2^-150 nothing counts; there the difference may be infinite and have no tail.
        Vector256<float> lowest = Vector256.Create(-128f);
        tail = Drop(Vector256.LessThan(x, lowest), tail);
        x = Larger(lowest, x);

        // 2^(n + 64) is normal for every n that occurs, down to -185.
        Vector256<float> r = ReduceAndScale(x, 64, out Vector256<float> n, out Vector256<float> scale) + MultiplyAdd(n, Vector256.Create(Ln2Excess), tail);
        Vector256<float> expMinus1 = ExpMinus1OfReduced(r);

        // The 1 is not added but multiplied in, with one rounding for both. A product, not a sum of exponents, keeps NaN.
        return MultiplyAdd(expMinus1, scale, scale);
    }

    /// <summary>2^−64 x: exact except for subnormal results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Unscaled(Vector256<float> x) => x * Vector256.Create(TwoToMinus64);

    /// <summary>2^−64 x: exact except for subnormal results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Unscaled(float x) => x * TwoToMinus64;

    /// <summary>x − n ln 2 to float's ln 2, with n = round(x / ln 2), and 2^(n + scaling), which must be a normal number.</summary>
    /// <remarks>Float's ln 2 is short of ln 2 by Ln2Excess n: where n is large, or the result must be good to the last place, the caller adds that.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ReduceAndScale(Vector256<float> x, int scaling, out Vector256<float> n, out Vector256<float> scale)
    {
        // The magic number carries bias and scaling, so that the low bits of the sum are the exponent field of the scale.
        Vector256<float> magic = Vector256.Create(RoundingMagic + 127 + scaling);
        Vector256<float> shifted = MultiplyAdd(x, Vector256.Create(Log2E), magic);
        n = shifted - magic;
        scale = (shifted.AsInt32() << MantissaBits).AsSingle();
        return MinusTurns(x, n, 1);
    }

    /// <summary>x − n · share · Ln2High, exactly, for the n nearest to x / (share · ln 2), where <paramref name="share"/> is a power of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> MinusTurns(Vector256<float> x, Vector256<float> n, float share)
    {
        if (Fma.IsSupported || AdvSimd.IsSupported) return MultiplyAdd(n, Vector256.Create(-share * Ln2High), x);

        // Both products are exact; so is the first difference, of neighbours (Sterbenz 1974), and the second, whose value has few enough bits.
        return (x - (n * Vector256.Create(share * Ln2First))) - (n * Vector256.Create(share * Ln2HighRest));
    }

    /// <summary>e^r − 1 for |r| at most ln(2)/2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpMinus1OfReduced(Vector256<float> r)
    {
        Vector256<float> r2 = r * r;
        return MultiplyAdd(r2, MultiplyAdd(ExpPolynomial(r, r2), r, Vector256.Create(0.5f)), r);
    }

    /// <summary>p(r) in e^r = 1 + r + r²/2 + r³ p(r) for |r| at most ln(2)/2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpPolynomial(Vector256<float> r, Vector256<float> r2)
    {
        // of degree 3, minimax for the relative error of e^r on [-0.3466, 0.3466], which is 3.7e-9 (2^-28.0)
        Vector256<float> even = MultiplyAdd(Vector256.Create(0.00836743321f), r2, Vector256.Create(0.166665345f));
        Vector256<float> odd = MultiplyAdd(Vector256.Create(0.00138634176f), r2, Vector256.Create(0.0416672416f));
        return MultiplyAdd(odd, r, even);
    }

    /// <summary>e^(x + tail), where tail is a correction far below x's last place or at most a few of its units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpOfSum(Vector256<float> x, Vector256<float> tail)
    {
        ReducedExp reduced = ReduceExp(x, tail);
        return ScaleExp(x, reduced, reduced.High + reduced.Low);
    }

    /// <summary>e^x for x &lt;= 0, and what it lacks of the true value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ExpWithTail(Vector256<float> x, out Vector256<float> tail)
    {
        ReducedExp reduced = ReduceExp(x, Vector256<float>.Zero);
        Vector256<float> expR = reduced.High + reduced.Low;
        Vector256<float> twoToN = ((reduced.Exponent << MantissaBits) + Vector256.Create(OneBits)).AsSingle();

        // No caller can see the tail beside 1 below e^-64; dropping it there keeps 2^n normal and the infinities out.
        tail = ((reduced.High - expR) + reduced.Low) * twoToN & Vector256.GreaterThan(x, Vector256.Create(-64f));
        return ScaleExp(x, reduced, expR);
    }

    /// <summary>2^n (1 + u): e^r split as High + Low, its distance u from 1, and n in the low bits of <c>Exponent</c>.</summary>
    private readonly struct ReducedExp(Vector256<int> exponent, Vector256<float> high, Vector256<float> low, Vector256<float> u)
    {
        public readonly Vector256<int> Exponent = exponent;
        public readonly Vector256<float> High = high;
        public readonly Vector256<float> Low = low;
        public readonly Vector256<float> U = u;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReducedExp ReduceExp(Vector256<float> x, Vector256<float> tail)
    {
        Vector256<float> shifted = MultiplyAdd(x, Vector256.Create(Log2E), Vector256.Create(RoundingMagic));
        Vector256<float> n = shifted - Vector256.Create(RoundingMagic);

        // r is exact; what it still lacks, n * (Ln2High - ln 2) and the caller's tail, is carried beside it.
        Vector256<float> r = MinusTurns(x, n, 1);
        Vector256<float> rTail = MultiplyAdd(n, Vector256.Create(Ln2Excess), tail);

        // 1 + r loses digits of r; the loss is exact in float (Dekker 1971, Fast2Sum) and goes into the low part.
        Vector256<float> high = Vector256.Create(1f) + r;
        Vector256<float> highMinus1 = high - Vector256.Create(1f);
        Vector256<float> lost = r - highMinus1;

        Vector256<float> r2 = r * r;
        Vector256<float> p = ExpPolynomial(r, r2);

        // The tail's share is rTail e^r, where 1 + r + r^2/2 is e^r enough. The largest term, r^2/2, comes last and unrounded.
        Vector256<float> halfR = r * Vector256.Create(0.5f);
        Vector256<float> low = MultiplyAdd(rTail, MultiplyAdd(halfR, r, high), lost);
        low = MultiplyAdd(r2 * r, p, low);
        low = MultiplyAdd(halfR, r, low);
        return new ReducedExp(shifted.AsInt32(), high, low, highMinus1 + low);
    }

    /// <summary>2^n e^r, given e^r rounded, with the whole range of x taken care of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ScaleExp(Vector256<float> x, ReducedExp reduced, Vector256<float> expR)
    {
        // Normal results: n is added to the exponent field. This also serves n = 128, where e^r < 1.
        Vector256<float> normal = (expR.AsInt32() + (reduced.Exponent << MantissaBits)).AsSingle();

        // Subnormal results: 2^n + u 2^n, rounded once. 2^n is itself subnormal, hence the detour over 2^(n + 64);
        // n = -150 occurs only where the result rounds up to the smallest number, 2^-149.
        Vector256<int> n = Vector256.Max(reduced.Exponent, Vector256.Create(BitConverter.SingleToInt32Bits(RoundingMagic) - 149));
        Vector256<float> scale = ((n << MantissaBits) + Vector256.Create((127 + 64) << MantissaBits)).AsSingle() * Vector256.Create(TwoToMinus64);
        Vector256<float> subnormal = MultiplyAdd(reduced.U, scale, scale);
        subnormal &= Vector256.GreaterThanOrEqual(x, Vector256.Create(-103.972076f)); // below ln 2^-150: 0

        Vector256<float> result = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(-87.33654f)), subnormal, normal);
        Vector256<float> beyond = x + Vector256.Create(float.PositiveInfinity); // +Infinity, or the NaN that x is
        return Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x, Vector256.Create(88.7228317f)), result, beyond);
    }
}
