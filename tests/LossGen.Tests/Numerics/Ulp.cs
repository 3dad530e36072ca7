namespace LossGen.Tests.Numerics;

/// <summary>Errors in units in the last place: of the exact value, not of the one that it rounds to.</summary>
internal static class Ulp
{
    /// <summary>|actual - exact| over the distance of neighbouring doubles at the exact value; below the smallest normal number,
    /// 2^-1074.</summary>
    public static double Error(double actual, BigReal exact) => Error(actual, exact, 53, -1022, 1024);

    /// <summary>The same for single precision.</summary>
    public static double Error(float actual, BigReal exact) => Error(actual, exact, 24, -126, 128);

    private static double Error(double actual, BigReal exact, int bits, int lowestExponent, int overflowExponent)
    {
        if (double.IsNaN(actual)) return double.PositiveInfinity;
        int exponent = exact.Sign == 0 ? lowestExponent : Math.Clamp(exact.LeadingExponent, lowestExponent, overflowExponent - 1);
        BigReal ulp = BigReal.PowerOfTwo(exponent - bits + 1);

        // Infinity stands where the next number after the largest would: 2^1024. From half an ulp below it on, infinity is the right
        // rounding.
        BigReal limit = BigReal.PowerOfTwo(overflowExponent);
        BigReal represented = double.IsInfinity(actual) ? (actual > 0 ? limit : -limit) : actual;
        if (exact.Abs() > limit) exact = exact.Sign > 0 ? limit : -limit;
        return ((represented - exact).Abs() / ulp).ToDouble();
    }
}
