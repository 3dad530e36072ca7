using LossGen.Training;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>What a feature is divided by: its deviation, or more where that would make its few unusual values huge.</summary>
public sealed class FeatureScaleTests
{
    [Fact]
    public void A_dense_feature_has_its_deviation()
    {
        float[] feature = [.. Enumerable.Range(0, 1000).Select(static i => 5 + (float)Math.Sin(i))];
        (double scale, _) = Of(feature);
        Assert.Equal(Deviation(feature), scale, 1e-6);
    }

    [Theory]
    [InlineData(500, 0.5)]
    [InlineData(100, 0.9)]
    [InlineData(1, 0.999)]
    public void A_flag_has_the_share_of_its_zeros(int set, double expected)
    {
        float[] feature = [.. Enumerable.Range(0, 1000).Select(i => i < set ? 1f : 0f)];
        Assert.Equal(expected, Of(feature).Scale, 1e-6);
    }

    [Fact]
    public void Counts_that_are_mostly_zero_keep_about_their_size()
    {
        float[] feature = [.. Enumerable.Range(0, 1000).Select(static i => i % 50 == 0 ? 3f : i % 20 == 0 ? 200f : 0f)];
        (double scale, float[] standardized) = Of(feature);
        Assert.InRange(scale, 100, 200);
        Assert.InRange(standardized.Max(), 1, 2);
    }

    [Fact]
    public void No_standardised_value_is_above_four()
    {
        // Rare without being 0 otherwise, and a heavy tail.
        float[] rare = [.. Enumerable.Range(0, 5000).Select(static i => i == 17 ? -7f : 3f)];
        float[] heavy = [.. Enumerable.Range(0, 5000).Select(static i => (float)Math.Exp(i / 300.0))];
        foreach (float[] feature in new[] { rare, heavy })
        {
            float[] standardized = Of(feature).Standardized;
            Assert.InRange(standardized.Max(Math.Abs), 3.999, 4.001);
        }
    }

    [Theory]
    [InlineData(0f, 1)]
    [InlineData(42f, 42)]
    [InlineData(-1e30f, 1e30)]
    public void A_feature_that_never_changes_is_shifted_only(float value, double size)
    {
        float[] feature = new float[100];
        Array.Fill(feature, value);
        (double scale, float[] standardized) = Of(feature);
        Assert.All(standardized, static x => Assert.Equal(0, x));
        Assert.Equal(size, scale, size * 1e-6);
    }

    [Fact]
    public void What_changes_by_rounding_does_not_change()
    {
        float[] feature = [.. Enumerable.Range(0, 100).Select(static i => i % 3 == 0 ? 87.65f : MathF.BitIncrement(87.65f))];
        (double scale, float[] standardized) = Of(feature);
        Assert.Equal(87.65, scale, 1e-3);
        Assert.All(standardized, static x => Assert.InRange(x, -1e-6f, 1e-6f));
    }

    [Fact]
    public void A_deviation_below_the_resolution_of_float_is_raised_to_it()
    {
        float[] feature = [.. Enumerable.Range(0, 400).Select(static i => 1e6f + (i % 11 * 0.0625f))];
        Assert.Equal(1e6 / (1 << 21), Of(feature).Scale, 1e-3);
    }

    private static (double Scale, float[] Standardized) Of(float[] feature)
    {
        // Beside another feature and in two portions: neither may matter.
        float[] rows = [.. feature.SelectMany(static (x, i) => new[] { i, x })];
        var moments = new Standardization.Moments(2);
        int middle = feature.Length / 3 * 2;
        moments.Add(rows.AsSpan(0, middle));
        moments.Add(rows.AsSpan(middle));
        Standardization standardization = moments.ToStandardization();
        var standardized = new float[rows.Length];
        standardization.Apply(rows, standardized);
        // A weight of 1 is folded into one of 1 / scale.
        var folded = new float[3];
        standardization.Fold(ParameterLayout.Of(2, 1), [0, 1, 0], folded);
        return (1 / (double)folded[1], [.. standardized.Where(static (_, i) => i % 2 == 1)]);
    }

    private static double Deviation(float[] feature)
    {
        double mean = feature.Average(static x => (double)x);
        return Math.Sqrt(feature.Average(x => (x - mean) * (x - mean)));
    }
}
