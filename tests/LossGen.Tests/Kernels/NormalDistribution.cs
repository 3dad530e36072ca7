namespace LossGen.Tests.Kernels;

/// <summary>The distribution function of the standard normal distribution, Φ, in double precision with a small relative error in both tails.</summary>
internal static class NormalDistribution
{
    private const double DensityAt0 = 0.39894228040143268; // 1 / √(2π)
    private const int NodesPerUnit = 16;
    private const int Largest = 40;

    // Φ(-t) at t = 0, 1/16, 2/16, ...
    private static readonly double[] Nodes = [.. Enumerable.Range(0, (Largest * NodesPerUnit) + 1).Select(static k => TailAt((double)k / NodesPerUnit))];

    public static double Density(double x) => DensityAt0 * Math.Exp(-x * x / 2);

    public static double Of(double x)
    {
        double magnitude = Math.Abs(x);
        if (!(magnitude < Largest)) return x > 0 ? 1 : x < 0 ? 0 : x;
        double tail = Tail(magnitude);
        return x < 0 ? tail : 1 - tail;
    }

    /// <summary>Φ(−t): the value at the nearest node less the Taylor series of the integral of the density, whose n-th derivative is (−1)^n He_n φ.</summary>
    private static double Tail(double t)
    {
        int node = (int)Math.Round(t * NodesPerUnit);
        double start = (double)node / NodesPerUnit, h = t - start;
        double sum = 0, hermite = 1, previous = 0, power = h;
        for (int n = 0; n < 18; n++)
        {
            sum += hermite * power;
            (hermite, previous) = ((-start * hermite) - (n * previous), hermite);
            power *= h / (n + 2);
        }

        return Nodes[node] - (Density(start) * sum);
    }

    /// <summary>Φ(−t) by the series of Abramowitz and Stegun 26.2.11 and the continued fraction 26.2.14.</summary>
    private static double TailAt(double t)
    {
        if (t < 2)
        {
            double sum = 0, term = t;
            for (int k = 1; k < 60; k++)
            {
                sum += term;
                term *= t * t / ((2 * k) + 1);
            }

            return 0.5 - (Density(t) * sum);
        }

        double fraction = t;
        for (int k = 500; k > 0; k--) fraction = t + (k / fraction);
        return Density(t) / fraction;
    }
}
