using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LossGen.Numerics;

/// <summary>exp and log whose results carry some 15 bits more than a double holds.</summary>
/// <remarks>
/// Everything in <see cref="StableMath"/> is composed of these, so that a result is rounded once, at its end, and has the same bits
/// on every platform: the base class library passes exp and log on to the platform's C library. Both follow the table-driven scheme of
/// Tang, "Table-driven implementation of the exponential function" (ACM TOMS 15, 1989) and "... of the logarithm function" (ACM TOMS 16,
/// 1990), with the leading terms of the short series kept as pairs.
/// </remarks>
internal static class ExpLog
{
    /// <summary>Below this, <see cref="Exp(double, double)"/> times its scale, low part included, is no longer made of normal
    /// numbers.</summary>
    internal const double ScaledExpMinimum = -650;

    /// <summary>Above this, <see cref="Exp(double, double)"/> times its scale would come near the overflow.</summary>
    internal const double ScaledExpMaximum = 700;

    /// <summary>Below this exp is less than half of the smallest subnormal, by a wide margin.</summary>
    internal const double ExpIsZero = -1100;

    /// <summary>exp(x + xLow) = result * 2^exponent, the result in [1, 2), with a relative error of about 2^-68.</summary>
    /// <param name="x">At most 1,100 in magnitude.</param>
    /// <param name="xLow">At most an ulp of <paramref name="x"/>.</param>
    /// <param name="exponent">The power of two still to be multiplied in.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static DoublePair Exp(double x, double xLow, out int exponent)
    {
        DoublePair seriesLessOne = Reduce(x, xLow, out int steps);
        exponent = steps >> 7;
        ref double entry = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(ExpLogTables.PowersOfTwo), (nint)(uint)(2 * (steps & 127)));
        double power = entry;
        double powerLow = Unsafe.Add(ref entry, 1);

        // (T + t)(1 + r + c): T r is formed exactly, all else is below 2^-17 and may round.
        DoublePair linear = DoublePair.Product(power, seriesLessOne.High);
        DoublePair sum = DoublePair.OrderedSum(power, linear.High);
        double rest = Math.FusedMultiplyAdd(power, seriesLessOne.Low, Math.FusedMultiplyAdd(powerLow, seriesLessOne.High, powerLow));
        double low = sum.Low + (linear.Low + rest);
        return DoublePair.OrderedSum(sum.High, low);
    }

    /// <summary>exp(x + xLow) as a pair, for x from <see cref="ScaledExpMinimum"/> to <see cref="ScaledExpMaximum"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static DoublePair Exp(double x, double xLow = 0) => Exp(x, xLow, out int exponent).Scale(exponent);

    /// <summary>exp(x) rounded once, for every x.</summary>
    internal static double ExpRounded(double x)
    {
        if (x < ExpIsZero) return 0;
        if (x > -ExpIsZero) return double.PositiveInfinity;
        if (double.IsNaN(x)) return x;
        return Exp(x, 0, out int exponent).RoundScaled(exponent);
    }

    /// <summary>exp(x) - 1 as a pair, for x from <see cref="ScaledExpMinimum"/> to <see cref="ScaledExpMaximum"/>; relative error about
    /// 2^-60.</summary>
    internal static DoublePair ExpM1(double x)
    {
        // Where the reduction has nothing to take off, its series is the answer, accurate relative to itself.
        DoublePair series = Reduce(x, 0, out int steps);
        return steps == 0 ? DoublePair.OrderedSum(series.High, series.Low) : Exp(x) + -1.0;
    }

    /// <summary>x + xLow = steps * ln 2 / 128 + r, |r| below 0.0028; returns r and exp(r) - 1 - r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DoublePair Reduce(double x, double xLow, out int steps)
    {
        const double StepsPerUnit = 184.6649652337873; // 128 / ln 2
        const double RoundToInteger = 6755399441055744.0; // 1.5 * 2^52: adding a number rounds off its fraction and leaves the integer in the lowest bits
        double shifted = Math.FusedMultiplyAdd(x, StepsPerUnit, RoundToInteger);
        steps = (int)BitConverter.DoubleToInt64Bits(shifted);
        double count = shifted - RoundToInteger;

        double head = Math.FusedMultiplyAdd(-count, ExpLogTables.Ln2Over128High, x); // exact
        double tail = count * ExpLogTables.Ln2Over128Low;
        double r = head - tail;
        double rLow = (head - r) - tail + xLow;

        double series = Math.FusedMultiplyAdd(r, 1.0 / 5040, 1.0 / 720);
        series = Math.FusedMultiplyAdd(series, r, 1.0 / 120);
        series = Math.FusedMultiplyAdd(series, r, 1.0 / 24);
        series = Math.FusedMultiplyAdd(series, r, 1.0 / 6);
        series = Math.FusedMultiplyAdd(series, r, 0.5);
        return new(r, Math.FusedMultiplyAdd(series, r * r, Math.FusedMultiplyAdd(rLow, r, rLow)));
    }

    /// <summary>log(x) + addedExponent * ln 2 as a pair, for finite x &gt; 0, subnormal ones too; absolute error about 2^-68, near 1
    /// relative error about 2^-66.</summary>
    internal static DoublePair Log(double x, int addedExponent = 0)
    {
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984.0; // 2^54
            addedExponent -= 54;
        }

        return LogOfNormal(x, 0, addedExponent);
    }

    /// <summary>log(x) + addedExponent * ln 2 as a pair, for a pair x from 2^-1000 to 2^1000.</summary>
    internal static DoublePair Log(DoublePair x, int addedExponent = 0) => LogOfNormal(x.High, x.Low, addedExponent);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DoublePair LogOfNormal(double x, double xLow, int addedExponent)
    {
        // x = 2^e m with m from 181/256 to 181/128, so that x near 1 has e = 0 from both sides.
        const long LowestMantissa = 0x3FE6A00000000000;
        long bits = BitConverter.DoubleToInt64Bits(x);
        long above = bits - LowestMantissa;
        int exponent = (int)(above >> 52);
        double mantissa = BitConverter.Int64BitsToDouble(bits - ((long)exponent << 52));
        double mantissaLow = xLow == 0 ? 0 : xLow * DoublePair.PowerOfTwo(-exponent);
        exponent += addedExponent;

        int interval = (int)((above >> 45) & 127);
        ref double entry = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(ExpLogTables.Reciprocals), (nint)(uint)(3 * interval));
        double reciprocal = entry;
        DoublePair quotient = DoublePair.Product(mantissa, reciprocal);
        double rLow = Math.FusedMultiplyAdd(mantissaLow, reciprocal, quotient.Low);
        DoublePair r = DoublePair.Sum(quotient.High - 1, rLow); // the subtraction is exact

        double baseHigh = exponent * ExpLogTables.Ln2High + Unsafe.Add(ref entry, 1); // exact: both are multiples of 2^-42
        double baseLow = Math.FusedMultiplyAdd(exponent, ExpLogTables.Ln2Low, Unsafe.Add(ref entry, 2));
        return AddLog1P(r.High, r.Low, baseHigh, baseLow);
    }

    /// <summary>log(1 + x) as a pair, for a pair x &gt; -1 that is at most 2^1000; relative error about 2^-66.</summary>
    internal static DoublePair Log1P(DoublePair x)
    {
        // Small arguments do not go through 1 + x: the sum would have to carry more than a pair's bits.
        if (Math.Abs(x.High) < 1.0 / 128) return AddLog1P(x.High, x.Low, 0, 0);
        DoublePair sum = DoublePair.Sum(1, x.High);
        return Log(DoublePair.OrderedSum(sum.High, sum.Low + x.Low));
    }

    /// <summary>base + log(1 + r), r at most 2^-7, the base 0 or larger than r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DoublePair AddLog1P(double r, double rLow, double baseHigh, double baseLow)
    {
        DoublePair square = DoublePair.Product(r, r);
        double series = Math.FusedMultiplyAdd(r, -1.0 / 10, 1.0 / 9);
        series = Math.FusedMultiplyAdd(series, r, -1.0 / 8);
        series = Math.FusedMultiplyAdd(series, r, 1.0 / 7);
        series = Math.FusedMultiplyAdd(series, r, -1.0 / 6);
        series = Math.FusedMultiplyAdd(series, r, 1.0 / 5);
        series = Math.FusedMultiplyAdd(series, r, -1.0 / 4);
        series = Math.FusedMultiplyAdd(series, r, 1.0 / 3);

        DoublePair linear = DoublePair.OrderedSum(baseHigh, r);
        DoublePair quadratic = DoublePair.OrderedSum(linear.High, -0.5 * square.High);
        double low = Math.FusedMultiplyAdd(series, r * square.High, Math.FusedMultiplyAdd(-rLow, r, rLow) - 0.5 * square.Low + baseLow);
        return DoublePair.OrderedSum(quadratic.High, linear.Low + (quadratic.Low + low));
    }
}
