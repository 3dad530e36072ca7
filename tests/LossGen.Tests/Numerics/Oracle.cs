namespace LossGen.Tests.Numerics;

/// <summary>The exact values of the functions of <see cref="StableMath"/> at finite arguments, as the definitions say it, in
/// <see cref="BigReal"/>.</summary>
internal static class Oracle
{
    public static BigReal Sigmoid(double x) => BigReal.One / (BigReal.One + BigReal.Exp(-(BigReal)x));

    public static BigReal Softplus(double x) => x > 0 ? x + BigReal.Log1P(BigReal.Exp(-x)) : BigReal.Log1P(BigReal.Exp(x));

    public static BigReal LogSigmoid(double x) => -Softplus(-x);

    public static BigReal XLogY(double x, double y) => x == 0 ? BigReal.Zero : (BigReal)x * BigReal.Log(y);

    public static BigReal RelativeEntropy(double x, double y) => x == 0 ? BigReal.Zero : (BigReal)x * BigReal.Log((BigReal)x / y);

    public static BigReal Log1MExp(double x) => Math.Abs(x) < 1 ? BigReal.Log(-BigReal.ExpM1(-x)) : BigReal.Log1P(-BigReal.Exp(-x));

    public static BigReal BinaryCrossEntropy(double logit, double target) =>
        (BigReal)target * Softplus(-logit) + (BigReal.One - target) * Softplus(logit);

    public static BigReal LogAddExp(double x, double y) => LogSumExp([x, y]);

    public static BigReal LogSumExp(params double[] z)
    {
        int peak = Array.IndexOf(z, z.Max());
        BigReal maximum = z[peak];

        // Near 0 the sum of the exponentials is compared with 1; elsewhere the maximum is taken out.
        bool nearOne = Math.Abs(z[peak]) < 1;
        BigReal sum = nearOne ? BigReal.ExpM1(maximum) : BigReal.Zero;
        for (int i = 0; i < z.Length; i++)
        {
            if (i != peak && !double.IsNegativeInfinity(z[i])) sum += BigReal.Exp(nearOne ? z[i] : z[i] - maximum);
        }

        return nearOne ? BigReal.Log1P(sum) : maximum + BigReal.Log1P(sum);
    }

    public static BigReal[] SoftMax(double[] z)
    {
        BigReal maximum = z.Max();
        BigReal[] exponentials = [.. z.Select(x => double.IsNegativeInfinity(x) ? BigReal.Zero : BigReal.Exp(x - maximum))];
        BigReal total = exponentials.Aggregate((a, b) => a + b);
        return [.. exponentials.Select(e => e / total)];
    }

    public static BigReal[] LogSoftMax(double[] z)
    {
        int peak = Array.IndexOf(z, z.Max());
        BigReal maximum = z[peak];
        BigReal others = BigReal.Zero;
        for (int i = 0; i < z.Length; i++)
        {
            if (i != peak) others += BigReal.Exp(z[i] - maximum);
        }

        BigReal logTotal = BigReal.Log1P(others);
        return [.. z.Select(x => x - maximum - logTotal)];
    }

    public static BigReal CrossEntropy(double[] p, double[] q) => -Sum(p.Zip(q, XLogY));

    public static BigReal KullbackLeibler(double[] p, double[] q) => Sum(p.Zip(q, RelativeEntropy));

    /// <summary>The sum of the magnitudes of x log y, by which cancellation in their sum is judged.</summary>
    public static BigReal SumOfMagnitudes(double[] p, double[] q) => Sum(p.Zip(q, (a, b) => XLogY(a, b).Abs()));

    private static BigReal Sum(IEnumerable<BigReal> terms) => terms.Aggregate(BigReal.Zero, (a, b) => a + b);
}
