namespace LossGen.Numerics;

/// <summary>Sine and cosine of an angle in turns, the same bits on every platform, which the C library behind <see cref="Math.Sin"/> does not promise.</summary>
internal static class Turns
{
    /// <summary>sin 2πt and cos 2πt, within 1e-15.</summary>
    /// <param name="turns">0 to 1.</param>
    public static (double Sin, double Cos) SinCos(double turns)
    {
        // The nearest quarter, and the rest from -1/8 to 1/8 turns, exact: at most π/4, where the series' first term left out is below 2^-54.
        int quarter = (int)Math.Round(4 * turns);
        double x = 2 * Math.PI * (turns - (quarter * 0.25)), y = x * x;
        double sin = x * Series(y, [210, 156, 110, 72, 42, 20, 6]), cos = Series(y, [240, 182, 132, 90, 56, 30, 12, 2]);
        return (quarter & 3) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }

    /// <summary>1 - y/d (1 - y/d' (1 - ...)), the divisors from the innermost to d: each n (n + 1) of two consecutive numbers of a factorial.</summary>
    private static double Series(double y, ReadOnlySpan<double> divisors)
    {
        double sum = 1;
        foreach (double divisor in divisors) sum = 1 - (y / divisor * sum);
        return sum;
    }
}
