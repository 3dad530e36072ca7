namespace LossGen.Tests.Kernels;

/// <summary>An activation in double precision, for float32 arguments: exact for the purpose of judging a float32 result.</summary>
/// <param name="Value">f(x).</param>
/// <param name="Derivative">f'(x).</param>
internal sealed record ExactActivation(Func<double, double> Value, Func<double, double> Derivative)
{
    private const double DensityAt0 = 0.39894228040143268; // 1 / √(2π)

    // Beyond it e^-x is 0 and x e^-x too, though x may be infinite.
    private const double FarOut = 800;

    // Below it two or three terms of the series at 0 are exact to the last bit of a double.
    private const double NearZero = 1.0 / (1 << 14);

    public static ExactActivation Of(Activation kind) => kind switch
    {
        Activation.Relu => new(static x => x < 0 ? 0 : x, static x => x > 0 ? 1 : 0),
        Activation.LeakyRelu => new(static x => x < 0 ? 0.01f * x : x, static x => x > 0 ? 1 : 0.01f),
        Activation.Tanh => new(Tanh, TanhDerivative),
        Activation.Sigmoid => new(Sigmoid, static x => Sigmoid(x) * Sigmoid(-x)),
        Activation.Gelu => new(Gelu, GeluDerivative),
        Activation.Silu => new(Silu, SiluDerivative),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static double Tanh(double x) => Math.Abs(x) < NearZero ? x - (x * x * x / 3) : Math.Tanh(x);

    private static double TanhDerivative(double x)
    {
        if (Math.Abs(x) < NearZero) return 1 - (x * x);
        double cosh = Math.Cosh(x);
        return 1 / (cosh * cosh);
    }

    private static double Sigmoid(double x) => Math.Abs(x) < NearZero ? 0.5 + (x / 4) - (x * x * x / 48) : ExactFunctions.Sigmoid(x);

    private static double Silu(double x) => x < -FarOut ? 0 : x * Sigmoid(x);

    private static double SiluDerivative(double x)
    {
        if (Math.Abs(x) > FarOut) return x > 0 ? 1 : 0;
        double p = Sigmoid(x);
        return p + (x * p * Sigmoid(-x));
    }

    private static double Gelu(double x) => x < -FarOut ? 0 : x * NormalDistribution.Of(x);

    private static double GeluDerivative(double x)
    {
        if (Math.Abs(x) > FarOut) return x > 0 ? 1 : 0;
        if (Math.Abs(x) < NearZero) return 0.5 + (2 * DensityAt0 * x) - (2 * DensityAt0 / 3 * x * x * x);
        return NormalDistribution.Of(x) + (x * NormalDistribution.Density(x));
    }
}
