using Xunit;

namespace LossGen.Tests.Regression;

/// <summary>Training on numbers: what bins make of them block by block is what all their targets give, whatever the run does with the rows.</summary>
public sealed class BinnedFitTests
{
    private const int Count = 500;
    private static readonly Bins Ten = Bins.Uniform(-3, 3, 10);
    private readonly float[] _rows = new float[Count * 64];
    private readonly float[] _values = new float[Count];
    private readonly float[] _targets = new float[Count * 10];

    public BinnedFitTests()
    {
        var random = new Random(1);
        for (int i = 0; i < _rows.Length; i++) _rows[i] = (float)((random.NextDouble() * 2) - 1);
        for (int r = 0; r < Count; r++) _values[r] = _rows[r * 64] + (2 * _rows[(r * 64) + 1]);
        Ten.Targets(_values, _targets);
    }

    public static TheoryData<TrainingOptions> Runs => new()
    {
        new() { Epochs = 3 },
        new() { Epochs = 3, LearningRate = 0.1, Shuffle = false },
        new() { Epochs = 3, ValidationFraction = 0.2 },
        new() { Epochs = 4, Optimizer = Optimizer.Lbfgs() },
        new() { Epochs = 2, Loss = new() { LabelSmoothing = 0.1f, FocalGamma = 1, SampleWeights = Enumerable.Range(0, Count).Select(static i => i % 3f).ToArray() } },
        new() { Epochs = 2, BatchSize = 0, MaxDegreeOfParallelism = 3 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Numbers_train_to_the_bits_of_their_targets(TrainingOptions options)
    {
        Multiclass64x10 byTargets = new(), byValues = new();
        TrainingResult expected = byTargets.Fit(_rows, _targets, options);
        TrainingResult result = byValues.Fit(_rows, Ten, _values, options);
        Assert.Equal(byTargets.Parameters, byValues.Parameters);
        Assert.Equal(expected.Loss, result.Loss);
        Assert.Equal(expected.ValidationLoss, result.ValidationLoss);
        Assert.Equal(byTargets.Loss(_rows, _targets), byValues.Loss(_rows, Ten, _values));
    }

    [Fact]
    public void A_validation_set_may_have_numbers_too()
    {
        Multiclass64x10 byTargets = new(), byValues = new();
        TrainingResult expected = byTargets.Fit(_rows, _targets, new() { Epochs = 3, Validation = new(_rows, _targets) });
        TrainingResult result = byValues.Fit(_rows, Ten, _values, new() { Epochs = 3, Validation = new(_rows, Ten, _values) });
        Assert.Equal(expected.ValidationLoss, result.ValidationLoss);
        Assert.Equal(expected.History[^1].ValidationAccuracy, result.History[^1].ValidationAccuracy);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var model = new Multiclass64x10();
        Assert.Equal(0, SteadyAllocation.Of(progress => model.Fit(_rows, Ten, _values, new() { Epochs = SteadyAllocation.Epochs, LearningRate = 0.01 }, progress)));
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(0.75)]
    [InlineData(2)]
    public void A_known_law_is_found_again(double smoothing)
    {
        // y = 2 x + ε with ε normal of deviation 0.5: given x, the quantiles of y are known.
        const int rows = 20_000;
        var random = new Random(5);
        var x = new float[rows * 2];
        var y = new float[rows];
        for (int r = 0; r < rows; r++)
        {
            double at = (random.NextDouble() * 2) - 1, u = 1 - random.NextDouble(), v = random.NextDouble();
            x[2 * r] = (float)at;
            x[(2 * r) + 1] = (float)(at * at);
            y[r] = (float)((2 * at) + (0.5 * Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v)));
        }

        Bins bins = Bins.Uniform(-4, 4, 51);
        bins = new(bins) { Smoothing = smoothing };
        var model = new LawModel();
        model.Fit(x, bins, y, new() { Epochs = 30, Optimizer = Optimizer.Adam(), BatchSize = 256 });
        var p = new float[51];
        double width = 8.0 / 50;

        // The targets' smoothing and a bin, in which the distribution is taken to be uniform, widen it: variances add.
        double widened = Math.Sqrt((0.5 * 0.5) + (smoothing * width * smoothing * width) + (width * width / 12));

        // The standard error of a mean, in deviations, of a fit of 20 effective parameters to the rows; for the outer twentieths of a normal distribution it is 2.1 times as
        // large, for the probability above the mean half as large. Two of them are allowed.
        double error = Math.Sqrt(20.0 / rows);
        for (float at = -0.9f; at <= 0.9f; at += 0.3f)
        {
            model.Probabilities([at, at * at], p);
            Assert.Equal(2 * at, bins.Mean(p), 2 * error * 0.5);
            Assert.Equal((2 * at) - (1.6449 * widened), bins.Quantile(p, 0.05), 2 * 2.1 * error * 0.5);
            Assert.Equal((2 * at) + (1.6449 * widened), bins.Quantile(p, 0.95), 2 * 2.1 * error * 0.5);
            Assert.Equal(0.5, bins.ProbabilityAbove(p, 2 * at), 2 * 0.5 * error);
        }

        // What the wider interval covers of the law, and the law's deviation: of this many rows a share of 0.9 is known to 0.002, a deviation to 1 / √(2 n). Three times that.
        RegressionEvaluation evaluation = RegressionEvaluation.Of(model, bins, x, y, interval: 0.9);
        double covered = (2 * Kernels.NormalDistribution.Of(1.6449 * widened / 0.5)) - 1;
        Assert.Equal(covered, evaluation.Coverage, 3 * Math.Sqrt(0.09 / rows));
        Assert.Equal(0.5, evaluation.RootMeanSquaredError, 3 * 0.5 / Math.Sqrt(2.0 * rows));
    }
}

[CrossEntropyModel(2, 51, HiddenLayers = [16])]
public sealed partial class LawModel;
