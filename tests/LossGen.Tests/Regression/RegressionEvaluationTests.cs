using Xunit;

namespace LossGen.Tests.Regression;

public sealed class RegressionEvaluationTests
{
    [Fact]
    public void Errors_of_points_by_hand()
    {
        var evaluation = RegressionEvaluation.Of([1.0, 2, 4, 4], [1.0, 3, 3, 5]);
        Assert.Equal(4, evaluation.Rows);
        Assert.Equal(0.75, evaluation.MeanAbsoluteError, 1e-15);
        Assert.Equal(Math.Sqrt(0.75), evaluation.RootMeanSquaredError, 1e-15);
        Assert.Equal(1 - (3.0 / 8), evaluation.RSquared, 1e-15);
        Assert.True(double.IsNaN(evaluation.Coverage));
        Assert.True(double.IsNaN(RegressionEvaluation.Of([1.0, 2], [5.0, 5]).RSquared));
    }

    [Fact]
    public void Distributions_by_hand()
    {
        // Bins -0.5..0.5, 0.5..1.5, 1.5..2.5: uniform over the second one has the central half from 0.75 to 1.25.
        var bins = Bins.Uniform(0, 2, 3);
        var evaluation = RegressionEvaluation.Of(bins, [0, 1, 0, 0, 1, 0, 0, 0.5f, 0.5f], [1.2f, 1.4f, 2f], interval: 0.5);
        Assert.Equal(2.0 / 3, evaluation.Coverage, 1e-12);
        Assert.Equal((0.5 + 0.5 + 1) / 3, evaluation.MeanIntervalWidth, 1e-9);
        Assert.Equal(Math.Log(0.5) / 3, evaluation.MeanLogLikelihood, 1e-9);
        Assert.Equal((0.2f + 0.4f + 0.5) / 3, evaluation.MeanAbsoluteError, 1e-6);
        Assert.Contains("coverage of 50 %", evaluation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        var bins = Bins.Uniform(0, 2, 3);
        Assert.Throws<ArgumentException>(() => RegressionEvaluation.Of(ReadOnlySpan<double>.Empty, []));
        Assert.Throws<ArgumentException>(() => RegressionEvaluation.Of([1.0], [1.0, 2]));
        Assert.Contains("Row 1", Assert.Throws<ArgumentException>(() => RegressionEvaluation.Of([1.0, 2], [1.0, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => RegressionEvaluation.Of(bins, new float[3], [1f], interval: 1));
        Assert.Throws<ArgumentException>(() => RegressionEvaluation.Of(bins, new float[4], [1f]));
        Assert.Throws<ArgumentException>(() => RegressionEvaluation.Of(new LawModel(), bins, new float[2], [1f]));
    }
}
