namespace LossGen.Tests.Numerics;

/// <summary>Arguments to sweep a function with; the same every time.</summary>
internal static class Inputs
{
    /// <summary>Evenly spread between two numbers.</summary>
    public static IEnumerable<double> Uniform(int count, double from, double to, int seed = 1)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++) yield return from + (to - from) * random.NextDouble();
    }

    /// <summary>Positive numbers of all magnitudes between two powers of two, subnormal ones included.</summary>
    public static IEnumerable<double> Magnitudes(int count, int fromExponent = -1074, int toExponent = 1023, int seed = 2)
    {
        Random random = new(seed);
        for (int i = 0; i < count; i++) yield return Math.ScaleB(1 + random.NextDouble(), random.Next(fromExponent, toExponent + 1));
    }

    /// <summary>Both signs.</summary>
    public static IEnumerable<double> BothSigns(this IEnumerable<double> values) => values.SelectMany(x => new[] { x, -x });

    /// <summary>The number, its nearest neighbours, and numbers at distances growing by powers of two on both sides.</summary>
    public static IEnumerable<double> Around(params double[] centres)
    {
        Random random = new(3);
        foreach (double centre in centres)
        {
            yield return centre;
            double below = centre;
            double above = centre;
            for (int i = 0; i < 8; i++)
            {
                yield return below = Math.BitDecrement(below);
                yield return above = Math.BitIncrement(above);
            }

            for (int exponent = -60; exponent <= 0; exponent++)
            {
                double distance = Math.ScaleB(1 + random.NextDouble(), exponent) * Math.Max(Math.Abs(centre), 1e-10);
                yield return centre - distance;
                yield return centre + distance;
            }
        }
    }

    /// <summary>The numbers at the ends: zeros, the smallest, the largest, and where exp and log change their nature.</summary>
    public static IEnumerable<double> Extremes { get; } = new[]
    {
        0, double.Epsilon, 2.2250738585072009e-308, 2.2250738585072014e-308, 1e-300, 1e-200, 1e-100, 1e-20, 1e-17, 1e-10, 1e-5, 0.5, 1, 2, Math.E, 10,
        100, 700, 708.3964185322641, 709.782712893384, 710, 744.4400719213812, 745.1332191019411, 745.2, 746, 1000, 1e5, 1e10, 1e100, 1e300, double.MaxValue,
    }.BothSigns();
}
