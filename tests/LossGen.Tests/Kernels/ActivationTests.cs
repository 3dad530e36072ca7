using System.Runtime.Intrinsics;
using LossGen.Kernels;
using Xunit;

namespace LossGen.Tests.Kernels;

/// <summary>Activations and their derivatives, against double precision. Bounds are the ones that the documentation of each function states.</summary>
public class ActivationTests
{
    // Where a formula changes, and where a result becomes 0, subnormal or 1.
    private static readonly float[] Edges = [0.34657359f, 9.01f, 9.02f, 9.2f, 13f, 14.3f, 14.5f, 16.64f, 17.33f, 70f, 87f, 87.34f, 88.72f, 91.9f, 103.97f, 104f, 108.8f, 110f];

    public static TheoryData<Activation> Kinds => [.. Enum.GetValues<Activation>()];

    /// <summary>Errors of the value in units in the last place, of the derivative in 2^−24.</summary>
    public static TheoryData<Activation, double, double> Bounds => new()
    {
        { Activation.Relu, 0, 0 },
        { Activation.LeakyRelu, 0.5, 0 },
        { Activation.Tanh, Arithmetic.Of(fused: 1.9, unfused: 2.1), Arithmetic.Of(fused: 3, unfused: 3.3) },
        { Activation.Sigmoid, 2.5, Arithmetic.Of(fused: 1.5, unfused: 2) },
        { Activation.Gelu, Arithmetic.Of(fused: 6.7, unfused: 7.6), 2 },
        { Activation.Silu, Arithmetic.Of(fused: 3.2, unfused: 3.3), 1.5 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Value_and_derivative_are_as_accurate_as_documented(Activation kind, double ulps, double ofDerivative)
    {
        var worst = new Worst(kind);
        foreach (float[] xs in FloatSamples.Everywhere([.. Edges, .. Edges.Select(static x => -x)]).Chunk(8).Where(static chunk => chunk.Length == 8))
            worst.Add(Vector256.Create(xs));
        worst.Check(ulps, ofDerivative);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Bounds))]
    public void Value_and_derivative_are_as_accurate_as_documented_for_arguments_of_ordinary_size(Activation kind, double ulps, double ofDerivative)
    {
        // All mantissas of the exponents -7 to 6, above and below 0, take minutes and were the measurement (Stride 1). What a change breaks, it breaks for more than a few
        // neighbours: every fourth vector of each exponent is still 60 million arguments.
        const int Mantissas = 1 << 23, Lowest = 127 - 7, Exponents = 14, Stride = 4;
        var all = new Worst(kind);
        Parallel.For(
            0,
            2 * Exponents,
            () => new Worst(kind),
            (part, _, worst) =>
            {
                uint sign = part < Exponents ? 0 : 1u << 31;
                uint first = sign + (uint)((Lowest + (part % Exponents)) * Mantissas);
                for (uint i = 8 * (uint)(part % Stride); i < Mantissas; i += 8 * Stride)
                    worst.Add((Vector256.Create(first + i) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7)).AsSingle());
                return worst;
            },
            worst => all.Add(worst));
        all.Check(ulps, ofDerivative);
    }

    [Fact]
    public void Gelu_is_within_3_7_ulp_from_minus_1_on()
    {
        var worst = new Worst(Activation.Gelu);
        foreach (float[] xs in FloatSamples.Everywhere(-1f).Where(static x => x >= -1).Chunk(8).Where(static chunk => chunk.Length == 8)) worst.Add(Vector256.Create(xs));
        worst.Check(3.7, 2);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Derivative_is_the_slope_of_the_value(Activation kind)
    {
        // Central differences of the exact function: their error is h^2 / 6 times its third derivative, which is below 3 everywhere.
        const double H = 1e-4;
        ActivationCase activation = ActivationCase.Of(kind);
        var exact = ExactActivation.Of(kind);
        for (int i = -4000; i <= 4000; i++)
        {
            float x = (i + 0.5f) / 250;
            double slope = (exact.Value(x + H) - exact.Value(x - H)) / (2 * H);
            float derivative = activation.Derivative(x);
            Assert.True(Math.Abs(slope - derivative) < 2.5e-7, $"{kind}'({x:R}) is {derivative:R}; central differences give {slope:R}.");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NaN_stays_NaN(Activation kind)
    {
        ActivationCase activation = ActivationCase.Of(kind);
        foreach (float nan in new[] { float.NaN, -float.NaN, BitConverter.UInt32BitsToSingle(0x7FFFFFFF), BitConverter.UInt32BitsToSingle(0xFF800001) })
            Assert.Equal(float.NaN, activation.Value(nan));
    }

    [Theory]
    [InlineData(Activation.Relu, 0f, float.PositiveInfinity, 0f, 1f)]
    [InlineData(Activation.LeakyRelu, float.NegativeInfinity, float.PositiveInfinity, 0.01f, 1f)]
    [InlineData(Activation.Tanh, -1f, 1f, 0f, 0f)]
    [InlineData(Activation.Sigmoid, 0f, 1f, 0f, 0f)]
    [InlineData(Activation.Gelu, 0f, float.PositiveInfinity, 0f, 1f)]
    [InlineData(Activation.Silu, 0f, float.PositiveInfinity, 0f, 1f)]
    public void Infinities_give_the_limits(Activation kind, float below, float above, float slopeBelow, float slopeAbove)
    {
        ActivationCase activation = ActivationCase.Of(kind);
        Assert.Equal(below, activation.Value(float.NegativeInfinity));
        Assert.Equal(above, activation.Value(float.PositiveInfinity));

        // exactly: times an input of 1e30, a rest of 1e-36 would be a gradient
        foreach (float far in new[] { float.MaxValue, float.PositiveInfinity, 1e30f, 1e10f, 200f })
        {
            Assert.Equal(slopeBelow, activation.Derivative(-far));
            Assert.Equal(slopeAbove, activation.Derivative(far));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Zero_keeps_its_sign_where_the_function_goes_through_0(Activation kind)
    {
        ActivationCase activation = ActivationCase.Of(kind);
        Assert.Equal(Bits(kind == Activation.Sigmoid ? 0.5f : 0f), Bits(activation.Value(0f)));
        Assert.Equal(Bits(kind == Activation.Sigmoid ? 0.5f : -0f), Bits(activation.Value(-0f)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_derivative_reads_z_only_where_inputs_are_kept(Activation kind)
    {
        ActivationCase activation = ActivationCase.Of(kind);
        Assert.Equal(kind, activation.Kind);
        Assert.Equal(kind is Activation.Gelu or Activation.Silu, activation.KeepsInputs);
        foreach (float x in new[] { -3f, -0.4f, 0f, 0.4f, 3f })
        {
            Vector256<float> z = Vector256.Create(x), a = activation.Values(z), nan = Vector256.Create(float.NaN);
            Vector256<float> expected = activation.Derivatives(z, a);
            Assert.Equal(expected, activation.KeepsInputs ? activation.Derivatives(z, nan) : activation.Derivatives(nan, a));
        }
    }

    [Fact]
    public void Scalar_functions_return_the_bits_of_a_lane()
    {
        (Func<Vector256<float>, Vector256<float>> Lanes, Func<float, float> Scalar)[] functions =
        [
            (Lanes.Tanh, Lanes.Tanh), (Lanes.Sigmoid, Lanes.Sigmoid), (Lanes.Gelu, Lanes.Gelu), (Lanes.Silu, Lanes.Silu),
            (Lanes.GeluDerivative, Lanes.GeluDerivative), (Lanes.SiluDerivative, Lanes.SiluDerivative),
        ];

        // every ninth sample, so that all positions in the vector take part
        float[] xs = [.. FloatSamples.Everywhere(Edges).Where(static (_, i) => i % 9 == 0)];
        foreach ((Func<Vector256<float>, Vector256<float>> lanes, Func<float, float> scalar) in functions)
        {
            for (int i = 0; i + 8 <= xs.Length; i += 8)
            {
                Vector256<float> results = lanes(Vector256.Create(xs, i));
                for (int lane = 0; lane < 8; lane++)
                {
                    if (Bits(results[lane]) != Bits(scalar(xs[i + lane])))
                        Assert.Fail($"{scalar.Method.Name}({xs[i + lane]:R}) is {scalar(xs[i + lane]):R} alone, {results[lane]:R} in lane {lane}.");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_is_allocated(Activation kind)
    {
        ActivationCase activation = ActivationCase.Of(kind);
        Vector256<float> sum = Vector256<float>.Zero;
        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                Vector256<float> z = Vector256.Create(i / 10f) - sum;
                sum += activation.Derivatives(z, activation.Values(z));
            }
        }));
        Assert.NotEqual(Vector256<float>.Zero, sum);
    }

    private static int Bits(float x) => BitConverter.SingleToInt32Bits(x);

    /// <summary>The largest errors so far of an activation and its derivative.</summary>
    private sealed class Worst(Activation kind)
    {
        private readonly object _gate = new();
        private readonly ActivationCase _activation = ActivationCase.Of(kind);
        private readonly ExactActivation _exact = ExactActivation.Of(kind);
        private (double Error, float Argument) _value = (-1, 0), _derivative = (-1, 0);

        public void Add(Vector256<float> z)
        {
            Vector256<float> values = _activation.Values(z), derivatives = _activation.Derivatives(z, values);
            for (int lane = 0; lane < 8; lane++)
            {
                double error = FloatError.InUlps(values[lane], _exact.Value(z[lane]));
                if (error > _value.Error) _value = (error, z[lane]);
                if (float.IsNaN(z[lane])) continue;
                error = Math.Abs(derivatives[lane] - _exact.Derivative(z[lane])) * (1 << 24);
                if (!(error <= _derivative.Error)) _derivative = (error, z[lane]);
            }
        }

        public void Add(Worst other)
        {
            lock (_gate)
            {
                if (other._value.Error > _value.Error) _value = other._value;
                if (!(other._derivative.Error <= _derivative.Error)) _derivative = other._derivative;
            }
        }

        public void Check(double ulps, double ofDerivative)
        {
            Assert.True(_value.Error >= 0 && _value.Error <= ulps, $"{kind}({_value.Argument:R}): {_value.Error:F4} ulp; at most {ulps} was stated.");
            Assert.True(
                _derivative.Error >= 0 && _derivative.Error <= ofDerivative,
                $"{kind}'({_derivative.Argument:R}): {_derivative.Error:F4} · 2^-24; at most {ofDerivative} was stated.");
        }
    }
}
