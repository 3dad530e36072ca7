using Xunit;

namespace LossGen.Tests.Training;

public class InitialValuesTests
{
    // Computed with a separate implementation in Python: the first four weights of both hidden layers of 4-3-5-2.
    [Theory]
    [InlineData(Activation.Relu, 42, new[] { -1.01932335f, -0.296436638f, 0.441014498f, 1.04028106f }, new[] { 0.85142529f, -0.505124152f, 0.597222209f, 1.06848705f })]
    [InlineData(Activation.LeakyRelu, 42, new[] { -1.01927245f, -0.296421826f, 0.440992445f, 1.04022896f }, new[] { 0.851382732f, -0.505098939f, 0.597192347f, 1.06843364f })]
    [InlineData(Activation.Tanh, 42, new[] { -0.770536065f, -0.224085033f, 0.333375603f, 0.786378503f }, new[] { 0.521389365f, -0.309324116f, 0.365722418f, 0.654312015f })]
    [InlineData(Activation.Gelu, -1, new[] { -0.402917951f, -0.468013376f, 0.0661008582f, -1.07495368f }, new[] { -1.13136196f, -1.39419174f, -0.779077709f, -1.05741763f })]
    public void Values_of_a_seed_are_fixed(Activation activation, int seed, float[] first, float[] second)
    {
        var layout = ParameterLayout.Of(4, 3, 5, 2);
        float[] parameters = Fill(layout, activation, seed);
        Assert.Equal(first, parameters[..4]);
        Assert.Equal(second, parameters.AsSpan(layout.Layers[1].Weights, 4).ToArray());
    }

    [Theory]
    [InlineData(Activation.Relu, 2.0 / 300, 2.0 / 200)]
    [InlineData(Activation.Gelu, 2.0 / 300, 2.0 / 200)]
    [InlineData(Activation.Silu, 2.0 / 300, 2.0 / 200)]
    [InlineData(Activation.LeakyRelu, 2 / (1.0001 * 300), 2 / (1.0001 * 200))]
    [InlineData(Activation.Tanh, 2.0 / 500, 2.0 / 300)]
    [InlineData(Activation.Sigmoid, 2.0 / 500, 2.0 / 300)]
    public void Weights_have_the_mean_and_variance_of_He_or_Glorot_and_fill_their_range_evenly(Activation activation, double ofFirst, double ofSecond)
    {
        var layout = ParameterLayout.Of(300, 200, 100, 10);
        foreach (int seed in new[] { 0, 1, int.MinValue })
        {
            float[] parameters = Fill(layout, activation, seed);
            AssertUniform(parameters.AsSpan(layout.Layers[0].Weights, 300 * 200), ofFirst);
            AssertUniform(parameters.AsSpan(layout.Layers[1].Weights, 200 * 100), ofSecond);
        }
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Tanh)]
    public void Biases_of_hidden_layers_are_spread_and_the_last_layer_is_0(Activation activation)
    {
        var layout = ParameterLayout.Of(200, 400, 300, 3);
        float[] parameters = Fill(layout, activation, 3);
        AssertUniform(parameters.AsSpan(layout.Layers[0].Biases, 400), 1.0 / (3 * 200));
        AssertUniform(parameters.AsSpan(layout.Layers[1].Biases, 300), 1.0 / (3 * 400));
        Assert.All(parameters[layout.Last.Weights..], static value => Assert.Equal(0, value));
    }

    [Fact]
    public void Without_hidden_layers_all_are_0() => Assert.All(Fill(ParameterLayout.Of(7, 3), Activation.Relu, 1), static value => Assert.Equal(0, value));

    [Fact]
    public void Each_seed_has_values_of_its_own()
    {
        var layout = ParameterLayout.Of(8, 8, 2);
        float[][] all = [.. Enumerable.Range(-50, 100).Select(seed => Fill(layout, Activation.Tanh, seed))];
        Assert.Equal(all.Length, all.Select(static values => string.Join(' ', values)).Distinct().Count());
        Assert.Equal(all[3], Fill(layout, Activation.Tanh, -47));
    }

    [Fact]
    public void Too_few_parameters_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(static () =>
        InitialValues.Fill(new float[10], ParameterLayout.Of(4, 3, 2), Activation.Relu, 0));

    /// <summary>Mean and variance within 4 standard errors of those of a uniform distribution, and ten equal intervals equally full.</summary>
    private static void AssertUniform(ReadOnlySpan<float> values, double variance)
    {
        double limit = Math.Sqrt(3 * variance), sum = 0, squares = 0;
        var counts = new int[10];
        foreach (float value in values)
        {
            Assert.InRange(value, -limit * 1.0000001, limit * 1.0000001);
            sum += value;
            squares += value * value;
            counts[Math.Clamp((int)((value + limit) / (2 * limit) * 10), 0, 9)]++;
        }

        // The fourth moment of a uniform distribution is 9/5 of its squared variance.
        int n = values.Length;
        Assert.InRange(sum / n, -4 * Math.Sqrt(variance / n), 4 * Math.Sqrt(variance / n));
        Assert.InRange(squares / n, variance * (1 - (4 * Math.Sqrt(0.8 / n))), variance * (1 + (4 * Math.Sqrt(0.8 / n))));

        // 9 degrees of freedom: the 99.99 % quantile of chi-squared is 33.7.
        double expected = n / 10.0;
        Assert.InRange(counts.Sum(count => (count - expected) * (count - expected) / expected), 0, 33.7);
    }

    private static float[] Fill(ParameterLayout layout, Activation activation, int seed)
    {
        var parameters = new float[layout.Count];
        Array.Fill(parameters, 99f);
        InitialValues.Fill(parameters, layout, activation, seed);
        return parameters;
    }
}
