namespace LossGen.Tests.Kernels;

/// <summary>The error of a result, float32 or a mean of such, in float32 units in the last place of the exact value.</summary>
internal static class FloatError
{
    // From here on the nearest float is infinity: the largest float plus half a unit in its last place.
    private const double OverflowThreshold = 3.4028235677973366e38;

    public static double InUlps(double actual, double exact)
    {
        if (double.IsNaN(exact) || double.IsNaN(actual)) return double.IsNaN(exact) && double.IsNaN(actual) ? 0 : double.PositiveInfinity;
        if (Math.Abs(exact) >= OverflowThreshold || double.IsInfinity(actual))
        {
            bool sameInfinity = Math.Abs(exact) >= OverflowThreshold && double.IsInfinity(actual) && Math.Sign(actual) == Math.Sign(exact);
            return sameInfinity ? 0 : double.PositiveInfinity;
        }

        // Subnormal numbers share the spacing of the smallest normal binade.
        int exponent = exact == 0 ? -126 : Math.Max(Math.ILogB(exact), -126);
        return Math.Abs(actual - exact) / Math.ScaleB(1, exponent - 23);
    }
}
