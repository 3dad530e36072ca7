using System.Runtime.CompilerServices;

namespace LossGen.Passes;

/// <summary>Floats that are within a distance of another float exactly, although differences are rounded.</summary>
internal static class Ball
{
    private const double Ulp = 1.0 / (1L << 52);

    /// <summary>The largest float not more than <paramref name="distance"/> above x.</summary>
    public static float Above(float x, double distance)
    {
        float y = (float)(x + distance);
        while (IsBeyond(x, y, distance)) y = MathF.BitDecrement(y);
        return y;
    }

    /// <summary>The smallest float not more than <paramref name="distance"/> below x.</summary>
    public static float Below(float x, double distance) => -Above(-x, distance);

    /// <summary>The float nearest x + δ that is not farther from x than δ.</summary>
    public static float Moved(float x, double delta) => delta >= 0 ? Math.Min(Above(x, delta), Math.Max(x, (float)(x + delta))) : -Moved(-x, -delta);

    /// <summary>A Euclidean distance below <paramref name="epsilon"/> by more than the rounding of the length of <paramref name="count"/> numbers.</summary>
    /// <remarks>
    /// A sum of n squares in double is within (n + 1) u of itself, u = 2^−53; root, quotient and product that scale the numbers to it add three u more
    /// (Higham, "Accuracy and stability of numerical algorithms", 2002, section 3.1). 2 (n + 16) u covers both.
    /// </remarks>
    public static double Safe(double epsilon, int count) => epsilon * (1 - ((count + 16) * Ulp));

    /// <summary>Whether y − x, y above x, is more than the distance.</summary>
    /// <remarks>
    /// The difference of floats may be rounded in double; its error is exact (Knuth's TwoSum, "The art of computer programming" 2, 4.2.2). A rounded
    /// difference above the distance, itself a double, means a real one above it, and the same below.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBeyond(float x, float y, double distance)
    {
        double a = y, b = -x, sum = a + b;
        if (sum != distance) return sum > distance;
        double virtualB = sum - a;
        return (a - (sum - virtualB)) + (b - virtualB) > 0;
    }
}
