using Xunit;

namespace LossGen.Tests.Regression;

/// <summary>Numbers to targets and back, against references in double precision of their own.</summary>
public sealed class BinsTests
{
    private static readonly Bins Ten = Bins.Uniform(0, 9, 10);

    [Fact]
    public void Uniform_bins_have_the_extremes_as_outermost_centres()
    {
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], Ten.Centres.ToArray());
        Assert.Equal([-0.5, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5], Ten.Edges.ToArray(), (a, b) => Math.Abs(a - b) < 1e-14);
        var wide = Bins.Uniform(-double.MaxValue / 2, double.MaxValue / 2, 3);
        Assert.Equal(0, wide.Centres[1]);
        Assert.Equal(double.MaxValue / 2, wide.Centres[2]);
    }

    [Fact]
    public void Quantile_bins_hold_equally_many_values()
    {
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, 5000).Select(_ => (float)Math.Exp(random.NextDouble() * 6))];
        var bins = Bins.Quantiles(values, 20);
        var counts = new int[20];
        foreach (float value in values) counts[bins.IndexOf(value)]++;
        Assert.All(counts, static count => Assert.InRange(count, 249, 251));
        Assert.Equal(values.Min(), bins.Centres[0], 1e-9);
        Assert.Equal(values.Max(), bins.Centres[19], 1e-9);
    }

    [Fact]
    public void Quantile_bins_of_frequent_values_still_have_width()
    {
        float[] values = [.. Enumerable.Repeat(1f, 500), .. Enumerable.Range(0, 20).Select(static i => (float)i), .. Enumerable.Repeat(30f, 300)];
        double[] edges = Bins.Quantiles(values, 51).Edges.ToArray();
        Assert.Equal(52, edges.Length);
        for (int k = 1; k < edges.Length; k++) Assert.True(edges[k] > edges[k - 1], $"edge {k}: {edges[k]} after {edges[k - 1]}");
    }

    [Theory]
    [InlineData(0.75, 0)]
    [InlineData(0.75, 4.3)]
    [InlineData(0.75, 4.5)]
    [InlineData(0.75, 9)]
    [InlineData(0.75, -1e30)]
    [InlineData(0.1, 3.97)]
    [InlineData(2, 8.1)]
    [InlineData(0.01, 4.5)]
    [InlineData(100, 2)]
    public void Gaussian_targets_are_those_of_numerical_integration(double smoothing, float value)
    {
        var targets = new float[10];
        Ten.Targets([value], targets, smoothing);
        double y = Math.Clamp(value, 0, 9);
        var expected = new double[10];
        for (int k = 0; k < 10; k++) expected[k] = DensityIntegral((k - 0.5 - y) / smoothing, (k + 0.5 - y) / smoothing);
        double total = expected.Sum();
        for (int k = 0; k < 10; k++) Assert.Equal(expected[k] / total, targets[k], 1e-7);
        Assert.Equal(1, targets.Sum(static p => (double)p), 1e-6);
    }

    [Fact]
    public void Gaussian_targets_of_bins_of_unequal_width_follow_the_width_of_the_values_bin()
    {
        var bins = Bins.Of([0.0, 1, 3, 7, 8]);
        var targets = new float[4];
        bins.Targets([4f], targets);
        double sigma = 0.75 * 4;
        double[] expected = [.. Enumerable.Range(0, 4).Select(k => DensityIntegral((bins.Edges[k] - 4) / sigma, (bins.Edges[k + 1] - 4) / sigma))];
        for (int k = 0; k < 4; k++) Assert.Equal(expected[k] / expected.Sum(), targets[k], 1e-7);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(3.25f)]
    [InlineData(8.999f)]
    [InlineData(9f)]
    public void Two_hot_targets_keep_the_mean(float value)
    {
        var targets = new float[10];
        Ten.Targets([value], targets, 0);
        Assert.Equal(value, Ten.Mean(targets), 1e-6);
        Assert.InRange(targets.Count(static p => p > 0), 1, 2);
    }

    [Fact]
    public void Gaussian_targets_keep_the_mean_away_from_the_edges()
    {
        // Cutting a normal distribution into bins of width w shifts its mean by at most w/π e^(−2π²σ²/w²) (Poisson's summation formula), 1e-6 for σ = 0.75 w and w = 0.2;
        // rounding the targets to floats by 2^-24 Σ p |centre|, 6e-7.
        var bins = Bins.Uniform(-10, 10, 101);
        var targets = new float[101];
        for (float value = -8; value <= 8; value += 0.37f)
        {
            bins.Targets([value], targets);
            Assert.Equal(value, bins.Mean(targets), 2e-6);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Values_that_are_not_finite_are_named(float value)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Ten.Targets([1, value], new float[20]));
        Assert.Contains("row 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Bins.Quantiles([1, value], 4));
        Assert.Throws<ArgumentException>(() => new Multiclass64x10().Fit(new float[128], Ten, [1, value]));
    }

    [Fact]
    public void Values_outside_the_range_count_as_the_outermost_centres()
    {
        var outside = new float[20];
        var inside = new float[20];
        Ten.Targets([-float.MaxValue, float.MaxValue], outside);
        Ten.Targets([0, 9], inside);
        Assert.Equal(inside, outside);
    }

    [Fact]
    public void Quantiles_and_probabilities_above_are_inverse_to_each_other()
    {
        float[] p = [0, 0.1f, 0, 0.4f, 0.2f, 0, 0.1f, 0.1f, 0.1f, 0];
        for (double q = 0; q <= 1; q += 1.0 / 64)
        {
            double value = Ten.Quantile(p, q);
            Assert.Equal(1 - q, Ten.ProbabilityAbove(p, value), 1e-6);
        }

        Assert.Equal(0.5, Ten.Quantile(p, 0));
        Assert.Equal(8.5, Ten.Quantile(p, 1), 1e-6);
        Assert.Equal(1, Ten.ProbabilityAbove(p, double.NegativeInfinity));
        Assert.Equal(0, Ten.ProbabilityAbove(p, double.PositiveInfinity));

        // Half of the bin from 4.5 to 5.5, and all of the next.
        Assert.Equal((0.5 * 0.2) + 0.1, Ten.ProbabilityAbove([0, 0, 0, 0.4f, 0.3f, 0.2f, 0.1f, 0, 0, 0], 5), 1e-6);
    }

    [Fact]
    public void Probabilities_that_are_nan_give_nan()
    {
        float[] p = [.. Enumerable.Repeat(float.NaN, 10)];
        Assert.True(double.IsNaN(Ten.Mean(p)) && double.IsNaN(Ten.Quantile(p, 0.5)) && double.IsNaN(Ten.LogDensity(p, 3)));
    }

    [Fact]
    public void What_cannot_be_bins_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Bins.Uniform(1, 1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bins.Uniform(double.NaN, 1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Bins.Uniform(0, 1, 1));
        Assert.Contains("50 bins from 1E+300 to ", Assert.Throws<ArgumentException>("maximum", () => Bins.Uniform(1e300, Math.BitIncrement(1e300), 50)).Message, StringComparison.Ordinal);
        Assert.Contains("would end at infinity", Assert.Throws<ArgumentException>("maximum", () => Bins.Uniform(double.MinValue, double.MaxValue, 5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Bins.Quantiles([2f, 2f, 2f], 5));
        Assert.Throws<ArgumentException>(() => Bins.Quantiles([], 5));
        Assert.Throws<ArgumentException>(() => Bins.Of([1.0, 2]));
        Assert.Throws<ArgumentException>(() => Bins.Of([1.0, 2, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Multiclass64x10().Loss(new float[64], Ten, [1f], new() { ClassWeights = new float[] { 1, 2 } }));
        Assert.Throws<ArgumentException>(() => new Multiclass64x10().Loss(new float[64], Bins.Uniform(0, 1, 11), [1f]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ten.Quantile(new float[10], 1.1));
        Assert.Throws<ArgumentException>(() => Ten.Mean(new float[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ten.Targets([1], new float[10], smoothing: -1));
    }

    [Fact]
    public void Reading_and_targets_allocate_nothing()
    {
        var targets = new float[20];
        float[] values = [2.5f, 7];
        double sum = 0;
        Assert.Equal(0, Allocation.Of(() =>
        {
            Ten.Targets(values, targets);
            sum += Ten.Mean(targets.AsSpan(0, 10)) + Ten.Quantile(targets.AsSpan(0, 10), 0.3) + Ten.ProbabilityAbove(targets.AsSpan(0, 10), 3);
        }));
        Assert.True(sum > 0);
    }

    /// <summary>∫ φ from a to b by Simpson's rule.</summary>
    private static double DensityIntegral(double a, double b)
    {
        (a, b) = (Math.Max(a, -12), Math.Min(b, 12));
        if (a >= b) return 0;
        const int steps = 4000;
        double h = (b - a) / steps, sum = 0;
        for (int i = 0; i <= steps; i++)
        {
            double x = a + (i * h);
            sum += (i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-x * x / 2);
        }

        return sum * h / 3 / Math.Sqrt(2 * Math.PI);
    }
}
