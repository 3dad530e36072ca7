namespace LossGen.Tests.Reference;

/// <summary>Derivatives from function values alone.</summary>
public static class CentralDifferences
{
    // The truncation error is h² f'''/6, the rounding error 1e-16 f / h: near 1e-8 and 1e-12 for functions and points of the order of 1.
    private const double Step = 1e-4;

    /// <summary>The partial derivative by the number at <paramref name="index"/>, which is changed and put back.</summary>
    public static double At(double[] point, int index, Func<double> function, double step = Step)
    {
        double at = point[index];
        point[index] = at + step;
        double above = function();
        point[index] = at - step;
        double below = function();
        point[index] = at;
        return (above - below) / (2 * step);
    }
}
