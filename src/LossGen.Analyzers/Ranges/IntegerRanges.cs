using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Ranges;

/// <summary>The operations of whole numbers that real ones do not have: what is left of a division, and what bits are left under a mask.</summary>
internal static class IntegerRanges
{
    /// <summary>a/b rounded towards 0, or, where bits are shifted out, down.</summary>
    public static Interval Quotient(Interval a, Interval b)
    {
        if (!b.IsNonNegative)
        {
            return new Interval(-a.Magnitude, a.Magnitude);
        }

        // A divisor of 0 throws.
        double least = Math.Max(1, b.Low);
        double low = a.Low < 0 ? Math.Floor(a.Low / least) : double.IsPositiveInfinity(b.High) ? 0 : Math.Floor(a.Low / b.High);
        return new Interval(low, a.High < 0 ? 0 : Math.Floor(a.High / least));
    }

    /// <summary>It has the sign of the dividend and is smaller than the divisor.</summary>
    public static Interval Remainder(Interval a, Interval b, bool isInteger)
    {
        if (a.IsNonNegative && a.High < b.Low)
        {
            return a;
        }

        double most = isInteger ? Math.Max(0, b.Magnitude - 1) : b.Magnitude;
        return new Interval(a.IsNonNegative ? 0 : -Math.Min(-a.Low, most), a.IsNonPositive ? 0 : Math.Min(a.High, most));
    }

    /// <summary>No more bits than in either of the two; what is not negative has no sign to pass on.</summary>
    public static Interval And(Interval a, Interval b) => a.IsNonNegative || b.IsNonNegative
        ? new Interval(0, Math.Min(a.IsNonNegative ? a.High : double.PositiveInfinity, b.IsNonNegative ? b.High : double.PositiveInfinity))
        : Interval.Everything;

    /// <summary>At least the larger one, and no bit above the highest of the two.</summary>
    public static Interval Or(Interval a, Interval b) => a.IsNonNegative && b.IsNonNegative
        ? new Interval(Math.Max(a.Low, b.Low), AllBitsOf(Math.Max(a.High, b.High)))
        : Interval.Everything;

    private static double AllBitsOf(double value)
    {
        if (double.IsPositiveInfinity(value))
        {
            return value;
        }

        double beyond = 1;
        while (beyond <= value)
        {
            beyond *= 2;
        }

        return beyond - 1;
    }
}
