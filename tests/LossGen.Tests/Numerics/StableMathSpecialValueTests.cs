using Xunit;

namespace LossGen.Tests.Numerics;

public class StableMathSpecialValueTests
{
    private const double Infinity = double.PositiveInfinity;
    private const double NaN = double.NaN;

    [Theory]
    [InlineData("Log1P", -1, -Infinity)]
    [InlineData("Log1P", -1.5, NaN)]
    [InlineData("Log1P", -Infinity, NaN)]
    [InlineData("Log1P", Infinity, Infinity)]
    [InlineData("Log1P", -0.0, -0.0)]
    [InlineData("Log1P", NaN, NaN)]
    [InlineData("ExpM1", -Infinity, -1)]
    [InlineData("ExpM1", Infinity, Infinity)]
    [InlineData("ExpM1", -0.0, -0.0)]
    [InlineData("ExpM1", NaN, NaN)]
    [InlineData("Sigmoid", -Infinity, 0)]
    [InlineData("Sigmoid", 0, 0.5)]
    [InlineData("Sigmoid", Infinity, 1)]
    [InlineData("Sigmoid", NaN, NaN)]
    [InlineData("LogSigmoid", -Infinity, -Infinity)]
    [InlineData("LogSigmoid", Infinity, -0.0)]
    [InlineData("LogSigmoid", NaN, NaN)]
    [InlineData("Softplus", -Infinity, 0)]
    [InlineData("Softplus", Infinity, Infinity)]
    [InlineData("Softplus", NaN, NaN)]
    [InlineData("XLogX", 0, 0)]
    [InlineData("XLogX", -0.0, 0)]
    [InlineData("XLogX", 1, 0)]
    [InlineData("XLogX", -1e-300, NaN)]
    [InlineData("XLogX", Infinity, Infinity)]
    [InlineData("XLogX", NaN, NaN)]
    [InlineData("Log1MExp", 0, -Infinity)]
    [InlineData("Log1MExp", -0.0, -Infinity)]
    [InlineData("Log1MExp", -1e-300, NaN)]
    [InlineData("Log1MExp", Infinity, -0.0)]
    [InlineData("Log1MExp", NaN, NaN)]
    public void Functions_of_one_argument_have_their_limits(string name, double x, double expected)
    {
        (Func<double, double> function, Func<float, float> single) = name switch
        {
            "Log1P" => ((Func<double, double>)StableMath.Log1P, (Func<float, float>)StableMath.Log1P),
            "ExpM1" => (StableMath.ExpM1, StableMath.ExpM1),
            "Sigmoid" => (StableMath.Sigmoid, StableMath.Sigmoid),
            "LogSigmoid" => (StableMath.LogSigmoid, StableMath.LogSigmoid),
            "Softplus" => (StableMath.Softplus, StableMath.Softplus),
            "XLogX" => (StableMath.XLogX, StableMath.XLogX),
            "Log1MExp" => (StableMath.Log1MExp, StableMath.Log1MExp),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
        AssertSame(expected, function(x));
        if (x != -1e-300) AssertSame(expected, single((float)x));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(-0.0, Infinity, 0)]
    [InlineData(0, NaN, NaN)]
    [InlineData(NaN, 1, NaN)]
    [InlineData(2, 0, -Infinity)]
    [InlineData(-2, 0, Infinity)]
    [InlineData(2, -1, NaN)]
    [InlineData(2, Infinity, Infinity)]
    [InlineData(Infinity, 0.5, -Infinity)]
    [InlineData(Infinity, 1, NaN)]
    public void XLogY_has_its_limits(double x, double y, double expected)
    {
        AssertSame(expected, StableMath.XLogY(x, y));
        AssertSame(expected, StableMath.XLogY((float)x, (float)y));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(-0.0, 0, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(0, Infinity, 0)]
    [InlineData(0, NaN, NaN)]
    [InlineData(NaN, 0, NaN)]
    [InlineData(2, 2, 0)]
    [InlineData(2, 0, Infinity)]
    [InlineData(2, -0.0, Infinity)]
    [InlineData(-2, 0, -Infinity)]
    [InlineData(2, -1, NaN)]
    [InlineData(-2, 1, NaN)]
    [InlineData(2, Infinity, -Infinity)]
    [InlineData(Infinity, 2, Infinity)]
    [InlineData(Infinity, 0, Infinity)]
    [InlineData(Infinity, Infinity, NaN)]
    public void RelativeEntropy_has_its_limits(double x, double y, double expected)
    {
        AssertSame(expected, StableMath.RelativeEntropy(x, y));
        AssertSame(expected, StableMath.RelativeEntropy((float)x, (float)y));
        if (x >= 0 && y >= 0 && !(x == 0 && double.IsInfinity(y))) AssertSame(expected, StableMath.KullbackLeibler([x], [y]));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(-0.0, -0.0, 1)]
    [InlineData(Infinity, -3, Infinity)]
    [InlineData(-Infinity, 3, 0)]
    [InlineData(-Infinity, -Infinity, 0)]
    [InlineData(Infinity, -Infinity, NaN)]
    [InlineData(NaN, 1, NaN)]
    [InlineData(1, NaN, NaN)]
    [InlineData(1e30, -1e30, 1)]
    [InlineData(1e30, 1e30, Infinity)]
    [InlineData(-1e30, -1e30, 0)]
    [InlineData(double.MaxValue, double.MaxValue, Infinity)]
    [InlineData(-double.MaxValue, -double.MaxValue, 0)]
    [InlineData(double.MaxValue, -double.MaxValue, 1)]
    public void ExpOfSum_has_its_limits(double x, double y, double expected)
    {
        AssertSame(expected, StableMath.ExpOfSum(x, y));
        AssertSame(expected, StableMath.ExpOfSum(y, x));
        if (Math.Abs(x) != double.MaxValue) AssertSame(expected, StableMath.ExpOfSum((float)x, (float)y));
    }

    [Theory]
    [InlineData(-Infinity, -Infinity, -Infinity)]
    [InlineData(-Infinity, 3, 3)]
    [InlineData(Infinity, -Infinity, Infinity)]
    [InlineData(Infinity, Infinity, Infinity)]
    [InlineData(Infinity, NaN, NaN)]
    [InlineData(NaN, 0, NaN)]
    [InlineData(double.MaxValue, -double.MaxValue, double.MaxValue)]
    public void LogAddExp_and_LogSumExp_have_their_limits(double x, double y, double expected)
    {
        AssertSame(expected, StableMath.LogAddExp(x, y));
        AssertSame(expected, StableMath.LogAddExp(y, x));
        AssertSame(expected, StableMath.LogSumExp([x, y]));
        AssertSame(expected, StableMath.LogSumExp([y, x]));
        if (Math.Abs(x) != double.MaxValue) AssertSame(expected, StableMath.LogSumExp([(float)x, (float)y]));
    }

    [Theory]
    [InlineData(Infinity, 1, 0)]
    [InlineData(Infinity, 0.5, Infinity)]
    [InlineData(Infinity, 0, Infinity)]
    [InlineData(-Infinity, 0, 0)]
    [InlineData(-Infinity, 1e-300, Infinity)]
    [InlineData(NaN, 0.5, NaN)]
    public void BinaryCrossEntropy_has_its_limits(double logit, double target, double expected)
    {
        AssertSame(expected, StableMath.BinaryCrossEntropy(logit, target));
        if (target != 1e-300) AssertSame(expected, StableMath.BinaryCrossEntropy((float)logit, (float)target));
    }

    [Theory]
    [InlineData(-1e-300)]
    [InlineData(1.0000000000000002)]
    [InlineData(NaN)]
    [InlineData(Infinity)]
    public void BinaryCrossEntropy_refuses_a_target_outside_0_to_1(double target)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => StableMath.BinaryCrossEntropy(0.0, target));
        Assert.Equal("target", error.ParamName);
        Assert.Equal(target, error.ActualValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => StableMath.BinaryCrossEntropy(0f, 1.5f));
    }

    public static TheoryData<double[], double[], double[]> SoftMaxLimits => new()
    {
        { [], [], [] },
        { [7], [1], [0] },
        { [-Infinity], [1], [0] },
        { [Infinity], [1], [0] },
        { [0, -Infinity], [1, 0], [0, -Infinity] },
        { [1, Infinity, -Infinity], [0, 1, 0], [-Infinity, 0, -Infinity] },
        { [1, Infinity, Infinity], [0, NaN, NaN], [-Infinity, NaN, NaN] },
        { [-Infinity, -Infinity], [NaN, NaN], [NaN, NaN] },
        { [1, NaN, Infinity], [NaN, NaN, NaN], [NaN, NaN, NaN] },
        { [1e308, -1e308], [1, 0], [0, -Infinity] },
    };

    [Theory]
    [MemberData(nameof(SoftMaxLimits))]
    public void SoftMax_and_LogSoftMax_have_their_limits(double[] logits, double[] probabilities, double[] logProbabilities)
    {
        double[] result = new double[logits.Length];
        StableMath.SoftMax(logits, result);
        Assert.Equal(probabilities, result);
        StableMath.LogSoftMax(logits, result);
        Assert.Equal(logProbabilities, result);

        float[] single = [.. logits.Select(x => (float)x)];
        if (logits.Any(x => Math.Abs(x) == 1e308)) return;
        StableMath.SoftMax(single, single);
        Assert.Equal(probabilities, single.Select(x => (double)x));
        single = [.. logits.Select(x => (float)x)];
        StableMath.LogSoftMax(single, single);
        Assert.Equal(logProbabilities, single.Select(x => (double)x));
    }

    [Fact]
    public void Nothing_sums_to_minus_infinity_and_has_no_entropy()
    {
        Assert.Equal(double.NegativeInfinity, StableMath.LogSumExp(ReadOnlySpan<double>.Empty));
        Assert.Equal(float.NegativeInfinity, StableMath.LogSumExp(ReadOnlySpan<float>.Empty));
        AssertSame(0, StableMath.Entropy(ReadOnlySpan<double>.Empty));
        AssertSame(0, StableMath.CrossEntropy(ReadOnlySpan<double>.Empty, []));
        AssertSame(0, StableMath.KullbackLeibler(ReadOnlySpan<float>.Empty, []));
    }

    public static TheoryData<double[], double[], double, double> DivergenceLimits => new()
    {
        // p, q, cross-entropy, divergence
        { [1, 0], [1, 0], 0, 0 },
        { [0, 0], [0, Infinity], 0, 0 },
        { [0.5, 0.5], [1, 0], Infinity, Infinity },
        { [0.5, -0.5], [1, 1], NaN, NaN },
        { [0, 1], [-1, 1], NaN, NaN },
        { [0, 1], [NaN, 0], NaN, NaN },
        { [NaN, 1], [1, 0], NaN, NaN },
        { [1, 1], [0, Infinity], NaN, NaN },
        { [1, 1], [1, Infinity], -Infinity, -Infinity },
        { [Infinity, 1], [0.5, 1], Infinity, Infinity },
    };

    [Theory]
    [MemberData(nameof(DivergenceLimits))]
    public void Divergences_have_their_limits(double[] p, double[] q, double crossEntropy, double divergence)
    {
        AssertSame(crossEntropy, StableMath.CrossEntropy(p, q));
        AssertSame(divergence, StableMath.KullbackLeibler(p, q));
        float[] ps = [.. p.Select(x => (float)x)];
        float[] qs = [.. q.Select(x => (float)x)];
        AssertSame(crossEntropy, StableMath.CrossEntropy(ps, qs));
        AssertSame(divergence, StableMath.KullbackLeibler(ps, qs));
    }

    [Fact]
    public void Entropy_has_its_limits()
    {
        AssertSame(0, StableMath.Entropy([0.0, 1, -0.0]));
        AssertSame(NaN, StableMath.Entropy([0.5, -1e-300]));
        AssertSame(NaN, StableMath.Entropy([0.5, NaN, Infinity]));
        AssertSame(-Infinity, StableMath.Entropy([0.5, Infinity]));
        AssertSame(Math.Log(2), StableMath.Entropy([0.5, 0.5]));
    }

    [Fact]
    public void The_inputs_on_which_the_base_class_library_fails_come_out_right()
    {
        Assert.Equal(1e-17, StableMath.Log1P(1e-17));
        Assert.Equal(9.9999999995000007E-11, StableMath.Log1P(1e-10)); // the double next to 1e-10 is a little above it
        Assert.Equal(1e-17, StableMath.ExpM1(1e-17));
        Assert.Equal(1e-9f, StableMath.ExpM1(1e-9f));

        double[] probabilities = new double[3];
        StableMath.SoftMax([1000.0, 1001, 999], probabilities);
        Assert.Equal([0.24472847105479764, 0.6652409557748219, 0.09003057317038046], probabilities);
        float[] single = new float[3];
        StableMath.SoftMax([1000f, 1001, 999], single);
        Assert.Equal([0.24472847f, 0.66524096f, 0.09003057f], single);
    }

    /// <summary>The same bits, except that a NaN is a NaN.</summary>
    private static void AssertSame(double expected, double actual)
    {
        Assert.Equal(expected, actual);
        Assert.Equal(double.IsNegative(expected) && !double.IsNaN(expected), double.IsNegative(actual) && !double.IsNaN(actual));
    }
}
