namespace LossGen.Numerics;

/// <summary>The standard normal distribution, without cancellation in its tails.</summary>
/// <remarks>The error function's series and the continued fraction of its complement: Abramowitz and Stegun, "Handbook of Mathematical Functions", 7.1.6 and 7.1.14.</remarks>
internal static class NormalTail
{
    // At 2.5 both are quick: the series needs some fifty terms for the last bit, the fraction is settled after forty.
    private const double SeriesLimit = 2.5;
    private const int FractionTerms = 48;
    private static readonly double HalfRoot = Math.Sqrt(0.5);
    private static readonly double RootOfPi = Math.Sqrt(Math.PI);

    /// <summary>The probability of a value above <paramref name="x"/>, at most 1/2 for x from 0 on; relative error below 1e-12 there.</summary>
    public static double Above(double x) => x >= 0 ? Complement(x * HalfRoot) / 2 : 1 - (Complement(-x * HalfRoot) / 2);

    /// <summary>The probability of a value between two, the lower first.</summary>
    public static double Between(double lower, double upper)
    {
        // Differences of the smaller tails: those of the larger ones would cancel.
        if (lower >= 0) return Above(lower) - Above(upper);
        return upper <= 0 ? Above(-upper) - Above(-lower) : 1 - Above(upper) - Above(-lower);
    }

    /// <summary>1 − erf(x) for x from 0 on.</summary>
    private static double Complement(double x)
    {
        double square = x * x;
        if (x < SeriesLimit)
        {
            // erf x = 2/√π e^(−x²) Σ 2^n x^(2n+1) / (1·3·…·(2n+1)): all terms are positive.
            double term = x, sum = x;
            for (int n = 1; term > sum * 1e-17; n++)
            {
                term *= 2 * square / ((2 * n) + 1);
                sum += term;
            }

            return 1 - (2 / RootOfPi * Math.Exp(-square) * sum);
        }

        // erfc x = e^(−x²)/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), from the inside out
        double fraction = x;
        for (int n = FractionTerms; n > 0; n--) fraction = x + (n / 2.0 / fraction);
        return Math.Exp(-square) / (RootOfPi * fraction);
    }
}
