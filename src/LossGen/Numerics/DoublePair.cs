using System.Runtime.CompilerServices;

namespace LossGen.Numerics;

/// <summary>The unevaluated sum <c>High + Low</c> of two doubles, for some 106 bits together.</summary>
/// <remarks>
/// The error-free sums are those of Dekker 1971 and Knuth (The Art of Computer Programming 2, 4.2.2), the error-free product needs one
/// fused multiply-add. What makes this file short is that errors of the second order (of the low parts' own operations) are neglected: a pair
/// here is good to about 2^-100 after one operation, and the elementary functions give 2^-60 or better.
/// </remarks>
internal readonly struct DoublePair
{
    /// <summary>The sum rounded to a double, when the pair comes out of an operation of this type.</summary>
    public readonly double High;

    /// <summary>What <see cref="High"/> leaves.</summary>
    public readonly double Low;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DoublePair(double high, double low)
    {
        High = high;
        Low = low;
    }

    /// <summary>The exact sum of any two doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoublePair Sum(double a, double b)
    {
        double sum = a + b;
        double shareOfB = sum - a;
        return new(sum, (a - (sum - shareOfB)) + (b - shareOfB));
    }

    /// <summary>The exact sum of two doubles of which the first is 0 only if the second is, and else not the smaller in exponent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoublePair OrderedSum(double larger, double smaller)
    {
        double sum = larger + smaller;
        return new(sum, smaller - (sum - larger));
    }

    /// <summary>The product, exact as long as its last bit does not fall below 2^-1074.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoublePair Product(double a, double b)
    {
        double product = a * b;
        return new(product, Math.FusedMultiplyAdd(a, b, -product));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoublePair operator -(DoublePair a) => new(-a.High, -a.Low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoublePair operator +(DoublePair a, double b)
    {
        DoublePair sum = Sum(a.High, b);
        return OrderedSum(sum.High, sum.Low + a.Low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoublePair operator +(DoublePair a, DoublePair b)
    {
        DoublePair sum = Sum(a.High, b.High);
        return OrderedSum(sum.High, sum.Low + (a.Low + b.Low));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoublePair operator *(DoublePair a, double b)
    {
        DoublePair product = Product(a.High, b);
        return OrderedSum(product.High, Math.FusedMultiplyAdd(a.Low, b, product.Low));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoublePair operator *(DoublePair a, DoublePair b)
    {
        DoublePair product = Product(a.High, b.High);
        return OrderedSum(product.High, product.Low + Math.FusedMultiplyAdd(a.High, b.Low, a.Low * b.High));
    }

    /// <summary>The quotient, to about 2^-100.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DoublePair operator /(DoublePair a, DoublePair b)
    {
        double quotient = a.High / b.High;
        double remainder = Math.FusedMultiplyAdd(-quotient, b.High, a.High) + Math.FusedMultiplyAdd(-quotient, b.Low, a.Low);
        return OrderedSum(quotient, remainder / b.High);
    }

    /// <summary>The pair times 2^<paramref name="exponent"/>, for a result and a scale that are normal numbers: exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DoublePair Scale(int exponent)
    {
        double scale = PowerOfTwo(exponent);
        return new(High * scale, Low * scale);
    }

    /// <summary>The pair times 2^<paramref name="exponent"/>, rounded once, whether that gives a normal number, a subnormal one, 0 or
    /// Infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double RoundScaled(int exponent)
    {
        if (exponent is < -1022 or > 1023) return RoundScaledFar(exponent);
        double scaled = High * PowerOfTwo(exponent);
        return Math.Abs(scaled) < 2.2250738585072014e-308 ? RoundScaledFar(exponent) : scaled;
    }

    private double RoundScaledFar(int exponent)
    {
        if (High == 0) return High;
        int resultExponent = Math.ILogB(High) + exponent;
        if (resultExponent > 1023) return double.CopySign(double.PositiveInfinity, High);
        if (resultExponent >= -1022) return Math.ScaleB(High, exponent);

        // The last bit of a subnormal stands for 2^-1074, before the scaling for 2^-(1074 + exponent). Adding 2^52 of that makes the
        // addition itself round there; rounding to a double first and to the subnormal afterwards would round twice.
        double lastBit = Math.ScaleB(1.0, -1074 - exponent);
        double anchor = double.CopySign(lastBit * 4503599627370496.0, High);
        DoublePair sum = OrderedSum(anchor, High);
        double count = (sum.High + (sum.Low + Low) - anchor) / lastBit;
        return double.CopySign(count * double.Epsilon, High);
    }

    /// <summary>2^<paramref name="exponent"/>, -1022 to 1023.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double PowerOfTwo(int exponent) => BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
}
