using System.Runtime.Intrinsics;
using LossGen.Kernels;
using Xunit;

namespace LossGen.Tests.Kernels;

/// <summary>Bounds in units in the last place are the ones the documentation of each function states.</summary>
public class LanesTests
{
    private const float Infinity = float.PositiveInfinity;

    // Where Exp changes its way of scaling: underflow to 0, to subnormal numbers, overflow.
    private static readonly float[] ExpEdges = [-103.97208f, -103.62f, -87.33654f, 88.72283f];
    private static readonly float[] LogEdges = [0.75f, 1f, 1.5f, 1.17549435e-38f];
    private static readonly float[] Log1PEdges = [-1f, 0.49354842f, -0.25f, 0.5f, 2f, 1.2e-7f, 16777216f, 1.27605888e38f, 2.55211775e38f];
    private static readonly float[] LogisticEdges = [-87.65059f, -0.85073483f, -103.97208f, -87.33654f, -64f, -16.6f, -0.6931472f, 0.6931472f, 16.6f, 64f];

    [Fact]
    public void Exp_is_within_0_68_ulp_everywhere() => AssertError(Lanes.Exp, Math.Exp, 0.68, FloatSamples.Everywhere(ExpEdges));

    [Fact]
    public void Exp_is_within_0_61_ulp_where_the_result_is_normal() =>
        AssertError(Lanes.Exp, Math.Exp, 0.61, FloatSamples.Everywhere(ExpEdges).Where(x => !(x < -87.33654f)));

    [Fact]
    public void Log_is_within_0_79_ulp_everywhere() => AssertError(Lanes.Log, Math.Log, Arithmetic.Of(fused: 0.79, unfused: 0.8), FloatSamples.Everywhere(LogEdges));

    [Fact]
    public void Log1P_is_within_0_81_ulp_everywhere() => AssertError(Lanes.Log1P, ExactFunctions.Log1P, 0.81, FloatSamples.Everywhere(Log1PEdges));

    [Fact]
    public void Softplus_is_within_0_92_ulp_everywhere() =>
        AssertError(Lanes.Softplus, ExactFunctions.Softplus, 0.92, FloatSamples.Everywhere(LogisticEdges));

    [Theory]
    [InlineData(0.25f)]
    [InlineData(0.5f)]
    [InlineData(1.5f)]
    [InlineData(2.5f)]
    [InlineData(3f)]
    [InlineData(5f)]
    [InlineData(7.3f)]
    [InlineData(8f)]
    public void Pow_is_within_1_5_ulp_for_focal_exponents(float exponent) =>
        AssertError(x => Lanes.Pow(x, exponent), x => Math.Pow(x, exponent), Arithmetic.Of(fused: 1.5, unfused: 1.6), ProbabilitiesFrom(MathF.ScaleB(1, -20)));

    [Fact]
    public void Pow_with_exponent_1_or_2_is_the_correctly_rounded_power()
    {
        foreach (float x in ProbabilitiesFrom(0))
        {
            Assert.Equal(x, Lanes.Pow(Vector256.Create(x), 1f)[5]);
            Assert.Equal((float)((double)x * x), Lanes.Pow(Vector256.Create(x), 2f)[5]);
        }
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(1f)]
    [InlineData(2f)]
    [InlineData(3.7f)]
    [InlineData(1000f)]
    public void Pow_keeps_0_1_and_NaN_and_is_NaN_below_0(float exponent)
    {
        Assert.Equal(0f, Lanes.Pow(Vector256.Create(0f), exponent)[3]);
        Assert.Equal(1f, Lanes.Pow(Vector256.Create(1f), exponent)[3]);
        Assert.Equal(float.NaN, Lanes.Pow(Vector256.Create(float.NaN), exponent)[3]);
        if (exponent is not (1f or 2f)) Assert.Equal(float.NaN, Lanes.Pow(Vector256.Create(-0.5f), exponent)[3]);
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(float.Epsilon, 1f)]
    [InlineData(Infinity, Infinity)]
    [InlineData(-Infinity, 0f)]
    [InlineData(float.MaxValue, Infinity)]
    [InlineData(float.MinValue, 0f)]
    [InlineData(88.7228394f, Infinity)]  // the first float above 128 ln 2
    [InlineData(-103.972076f, float.Epsilon)] // the last one above ln 2^-150, half the smallest number
    [InlineData(-103.972084f, 0f)]
    [InlineData(float.NaN, float.NaN)]
    public void Exp_of_special_values(float x, float expected) => Assert.Equal(expected, Lanes.Exp(x));

    [Theory]
    [InlineData(0f, -Infinity)]
    [InlineData(1f, 0f)]
    [InlineData(-float.Epsilon, float.NaN)]
    [InlineData(-Infinity, float.NaN)]
    [InlineData(Infinity, Infinity)]
    [InlineData(float.NaN, float.NaN)]
    public void Log_of_special_values(float x, float expected) => Assert.Equal(expected, Lanes.Log(x));

    [Theory]
    [InlineData(-1f, -Infinity)]
    [InlineData(-1.0000001f, float.NaN)]
    [InlineData(-Infinity, float.NaN)]
    [InlineData(Infinity, Infinity)]
    [InlineData(float.NaN, float.NaN)]
    public void Log1P_of_special_values(float x, float expected) => Assert.Equal(expected, Lanes.Log1P(x));

    [Fact]
    public void Log1P_of_a_number_too_small_to_bend_is_that_number_with_its_sign()
    {
        foreach (float x in FloatSamples.Everywhere().Where(x => MathF.Abs(x) < 1e-8f)) Assert.Equal(Bits(x), Bits(Lanes.Log1P(x)));
    }

    [Fact]
    public void Log1P_of_a_number_from_0_to_1_has_the_same_bits_without_what_is_not_needed_there()
    {
        float[] xs = [.. FloatSamples.Everywhere(Log1PEdges).Append(1f).Where(x => x is >= 0 and <= 1 && BitConverter.SingleToInt32Bits(x) >= 0)];
        Assert.True(xs.Length > 1000);
        foreach (float x in xs) Assert.Equal(Bits(Lanes.Log1P(x)), Bits(Lanes.Log1POfUnit(Vector256.Create(x)).ToScalar()));
    }

    [Theory]
    [InlineData(0f, 0.6931472f)]
    [InlineData(Infinity, Infinity)]
    [InlineData(-Infinity, 0f)]
    [InlineData(float.MaxValue, float.MaxValue)]
    [InlineData(float.MinValue, 0f)]
    [InlineData(float.NaN, float.NaN)]
    public void Softplus_of_special_values(float x, float expected) => Assert.Equal(expected, Lanes.Softplus(x));

    [Fact]
    public void Minus_0_counts_as_0()
    {
        Assert.Equal(1f, Lanes.Exp(-0f));
        Assert.Equal(-Infinity, Lanes.Log(-0f));
        Assert.Equal(Bits(Lanes.Softplus(0f)), Bits(Lanes.Softplus(-0f)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void The_first_lanes_are_loaded_and_stored_and_nothing_else_is_touched(int count)
    {
        float[] from = [-1, 1, 2, 3, 4, 5, 6, 7, 8], to = [.. Enumerable.Repeat(9f, 10)];
        Vector256<float> loaded = Lanes.LoadFirst(ref from[0], 1, count);
        for (int lane = 0; lane < Lanes.Width; lane++) Assert.Equal(lane < count ? lane + 1 : 0, loaded[lane]);

        Lanes.StoreFirst(Vector256.Create(1f, 2, 3, 4, 5, 6, 7, 8), ref to[0], 1, count);
        for (int i = 0; i < to.Length; i++) Assert.Equal(i >= 1 && i <= count ? i : 9, to[i]);

        // Behind the last number of an array there may be nothing to read.
        float[] exact = from[1..(count + 1)];
        if (count > 0) Assert.Equal(loaded, Lanes.LoadFirst(ref exact[0], 0, count));
    }

    [Fact]
    public void Scalar_functions_return_the_bits_of_a_lane()
    {
        // every ninth sample, so that all positions in the vector take part
        float[] xs = [.. FloatSamples.Everywhere([.. ExpEdges, .. LogEdges, .. Log1PEdges, .. LogisticEdges]).Where((_, i) => i % 9 == 0)];
        for (int i = 0; i + 8 <= xs.Length; i += 8)
        {
            Vector256<float> x = Vector256.Create(xs, i);
            AssertLanes(Lanes.Exp(x), Lanes.Exp, xs, i);
            AssertLanes(Lanes.Log(x), Lanes.Log, xs, i);
            AssertLanes(Lanes.Log1P(x), Lanes.Log1P, xs, i);
            AssertLanes(Lanes.Softplus(x), Lanes.Softplus, xs, i);
        }

        static void AssertLanes(Vector256<float> lanes, Func<float, float> scalar, float[] xs, int start)
        {
            for (int lane = 0; lane < 8; lane++)
                if (Bits(lanes[lane]) != Bits(scalar(xs[start + lane])))
                    Assert.Fail($"{scalar.Method.Name}({xs[start + lane]:R}) is {scalar(xs[start + lane]):R} alone, {lanes[lane]:R} in lane {lane}.");
        }
    }

    [Fact]
    public void MultiplyAdd_rounds_once_where_the_processor_does()
    {
        var random = new Random(3);
        for (int i = 0; i < 1000; i++)
        {
            // c nearly cancels the product, so a product rounded by itself would show
            float a = random.NextSingle(), b = random.NextSingle(), c = -(a * b);
            float exact = (float)((double)a * b + c);
            if (!Arithmetic.IsFused) exact = 0;
            Assert.Equal(exact, Lanes.MultiplyAdd(Vector256.Create(a), Vector256.Create(b), Vector256.Create(c))[i % 8]);
        }
    }

    [Fact]
    public void Sum_adds_halves_then_quarters_then_pairs()
    {
        var random = new Random(4);
        for (int i = 0; i < 1000; i++)
        {
            float[] x = [.. Enumerable.Range(0, 8).Select(_ => MathF.Exp(20 * random.NextSingle() - 10))];
            float expected = ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
            Assert.Equal(Bits(expected), Bits(Lanes.Sum(Vector256.Create(x))));
        }
    }

    private static void AssertError(Func<Vector256<float>, Vector256<float>> actual, Func<double, double> exact, double bound, IEnumerable<float> arguments)
    {
        double worst = -1;
        float worstArgument = 0, worstResult = 0;
        foreach (float[] xs in arguments.Chunk(8).Where(chunk => chunk.Length == 8))
        {
            Vector256<float> results = actual(Vector256.Create(xs));
            for (int lane = 0; lane < 8; lane++)
            {
                double error = FloatError.InUlps(results[lane], exact(xs[lane]));
                if (error > worst) (worst, worstArgument, worstResult) = (error, xs[lane], results[lane]);
            }
        }

        Assert.True(
            worst >= 0 && worst <= bound,
            $"{worst:F4} ulp at {worstArgument:R}: {worstResult:R} instead of {exact(worstArgument):R}; at most {bound} was stated.");
    }

    /// <summary>[minimum, 1]: all orders of magnitude alike, and evenly spaced as well.</summary>
    private static IEnumerable<float> ProbabilitiesFrom(float minimum)
    {
        uint first = BitConverter.SingleToUInt32Bits(minimum), last = BitConverter.SingleToUInt32Bits(1f);
        for (uint bits = first; bits <= last; bits += 4099) yield return BitConverter.UInt32BitsToSingle(bits);
        for (uint i = 1; i <= 1u << 24; i += 127)
            if (MathF.ScaleB(i, -24) >= minimum)
                yield return MathF.ScaleB(i, -24);
        for (uint bits = last - 255; bits <= last; bits++) yield return BitConverter.UInt32BitsToSingle(bits);
    }

    private static int Bits(float x) => BitConverter.SingleToInt32Bits(x);
}
