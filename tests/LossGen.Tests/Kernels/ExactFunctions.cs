namespace LossGen.Tests.Kernels;

/// <summary>The functions in double precision, for float32 arguments: exact for the purpose of judging a float32 result.</summary>
internal static class ExactFunctions
{
    public static double Log1P(double x)
    {
        if (x < -1) return double.NaN;
        if (Math.Abs(x) < 1e-4) return x * (1 + x * (-1.0 / 2 + x * (1.0 / 3 + x * (-1.0 / 4 + x / 5))));

        // what 1 + x loses in rounding, to first order (from 1e-4 on it is a correction of at most 2^-40)
        double sum = 1 + x;
        if (sum == 0 || double.IsInfinity(sum) || double.IsNaN(sum)) return Math.Log(sum);
        double lost = Math.Abs(x) < 1 ? x - (sum - 1) : 1 - (sum - x);
        return Math.Log(sum) + lost / sum;
    }

    public static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    public static double Softplus(double x) => x > 0 ? x + Log1P(Math.Exp(-x)) : Log1P(Math.Exp(x));
}
