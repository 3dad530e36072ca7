using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Training;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>Standardised features while a model is trained, and nothing of it left afterwards but weights.</summary>
public sealed class StandardizeTests
{
    // Metres, microns and a year: three scales, and one feature that never changes.
    private static readonly double[] Scales = [1e-3, 5e3, 12, 0];
    private static readonly double[] Means = [0.5, -2e4, 1990, 42];

    public static TheoryData<string> Optimizers => [.. TestOptimizers.Names];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void It_is_training_on_features_standardised_by_hand(string optimizer)
    {
        (float[] rows, int[] labels) = Scaled(200);
        var options = new TrainingOptions { Epochs = 20, LearningRate = 0.05, Optimizer = TestOptimizers.Create(optimizer), L2 = 1e-3 };
        (double[] means, double[] deviations) = MomentsByHand(rows);
        float[] standardized = [.. rows.Select((x, i) => (float)((x - means[i % 4]) / deviations[i % 4]))];
        var byHand = new Multiclass4x3();
        byHand.Fit(standardized, labels, options);
        var model = new Multiclass4x3();
        TrainingResult result = model.Fit(rows, labels, options with { Standardize = true });

        var expected = new float[200 * 3];
        byHand.Probabilities(standardized, expected);
        var actual = new float[200 * 3];
        model.Probabilities(rows, actual);

        // Folded, a logit is a sum of terms of about 200 (the year) in float, so it is good to some 2e-5.
        for (int i = 0; i < expected.Length; i++) Near.Within(expected[i], actual[i], 2e-4, $"probability {i}");
        Assert.Equal(model.Loss(rows, labels), result.Loss);
    }

    [Fact]
    public void Features_of_different_scales_are_learnt_where_plain_descent_fails()
    {
        (float[] rows, int[] labels) = Scaled(400);
        double plain = new Multiclass4x3().Fit(rows, labels, new() { Epochs = 50, Standardize = false }).Loss;
        double standardized = new Multiclass4x3().Fit(rows, labels, new() { Epochs = 50, Standardize = true }).Loss;
        double least = new Multiclass4x3().Fit(rows, labels, new() { Epochs = 500, Standardize = true, Optimizer = Optimizer.Lbfgs() }).Loss;
        Assert.True(standardized < least + 0.02, $"{standardized}, at the minimum {least}");
        Assert.True(plain > 2 * least, $"{plain}, at the minimum {least}");
    }

    [Fact]
    public void A_feature_that_never_changes_gets_no_weight()
    {
        (float[] rows, int[] labels) = Scaled(100);
        var model = new Multiclass4x3();
        model.Fit(rows, labels, new() { Standardize = true });
        for (int k = 0; k < 3; k++) Assert.Equal(0, model.Parameters[(k * 4) + 3]);
        Assert.True(double.IsFinite(model.Loss(rows, labels)));
    }

    [Fact]
    public void Training_goes_on_from_the_parameters_it_finds()
    {
        (float[] rows, int[] labels) = Scaled(100);
        var model = new Multiclass4x3();
        model.Fit(rows, labels, new() { Epochs = 30, Standardize = true });
        double before = model.Loss(rows, labels);
        TrainingResult result = model.Fit(rows, labels, new() { Epochs = 1, BatchSize = 0, Standardize = true });

        // the loss of the first epoch is that before its only step
        Near.Relative(before, result.History[0].Loss, 1e-4, "loss");
        Assert.True(result.Loss <= before * (1 + 1e-4));
    }

    [Fact]
    public void Each_epoch_shows_a_model_for_the_rows_as_they_are_and_takes_over_what_is_changed_in_it()
    {
        (float[] rows, int[] labels) = Scaled(100);
        var model = new Multiclass4x3();
        var losses = new List<double>();
        var options = new TrainingOptions { Epochs = 6, BatchSize = 0, LearningRate = 0.5, Standardize = true };
        TrainingResult result = model.Fit(rows, labels, options, new Reporter(epoch =>
        {
            losses.Add(model.Loss(rows, labels));
            if (epoch.Epoch == 3) model.Parameters.Clear();
        }));

        for (int epoch = 1; epoch < 6; epoch++)
            Near.Relative(epoch == 3 ? Math.Log(3) : losses[epoch - 1], result.History[epoch].Loss, 1e-4, $"epoch {epoch + 1}");
        Assert.Equal(losses[^1], result.Loss);
    }

    [Fact]
    public void Cancelled_before_the_first_epoch_the_model_keeps_its_bits()
    {
        (float[] rows, int[] labels) = Scaled(100);
        var model = new Multiclass4x3();
        new TestData(3).Numbers(Multiclass4x3.ParameterCount, 0.37).CopyTo(model.Parameters);
        float[] before = model.Parameters.ToArray();
        TrainingResult result = model.Fit(rows, labels, new() { Standardize = true }, cancellationToken: new CancellationToken(canceled: true));
        Assert.Equal(StopReason.Cancelled, result.StopReason);
        Near.SameBits(before, model.Parameters, "parameters");
        Assert.Equal(model.Loss(rows, labels), result.Loss);
    }

    [Theory]
    [InlineData(nameof(Binary30))]
    [InlineData(nameof(Multiclass64x10))]
    [InlineData(nameof(MultiLabel33x6))]
    public void An_epoch_allocates_nothing_and_the_number_of_threads_changes_nothing(string name)
    {
        FitTests.Set set = FitTests.Set.Create(name, 700);
        TestModel one = TestModels.Create(name), two = TestModels.Create(name);
        var options = new TrainingOptions { Epochs = 12, BatchSize = 350, Standardize = true, LearningRate = 0.01 };
        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 5 && allocated != 0; attempt++)
        {
            long first = 0, last = 0;
            one.Parameters.Clear();
            one.Fit(set.Rows, set.Truth, options, new Reporter(epoch => (epoch.Epoch == 1 ? ref first : ref last) = GC.GetAllocatedBytesForCurrentThread()));
            allocated = last - first;
        }

        Assert.Equal(0, allocated);
        two.Fit(set.Rows, set.Truth, options with { MaxDegreeOfParallelism = 2 });
        Near.SameBits(one.Parameters, two.Parameters, "parameters");
    }

    [Theory]
    [InlineData(1e-38f)]
    [InlineData(1e-20f)]
    [InlineData(1e30f)]
    public void Extreme_scales_end_in_finite_parameters(float scale)
    {
        float[] rows = [-scale, -scale / 2, scale / 2, scale];
        var model = new Binary1();
        TrainingResult result = model.Fit(rows, [0, 0, 1, 1], new() { Epochs = 50, Standardize = true });
        Assert.All(model.Parameters.ToArray(), parameter => Assert.True(float.IsFinite(parameter)));
        Assert.True(double.IsFinite(result.Loss));
        if (scale > 1e-30f) Assert.True(result.Loss < 0.3, $"{result.Loss}");
    }

    [Fact]
    public void Moments_are_exact_for_large_means_and_the_same_however_the_rows_are_divided()
    {
        // The differences from 1e6 are whole numbers, which float holds exactly there, and the deviation is above the resolution of float.
        int[] differences = [0, 3, -2, 8, 5, 1, 1, -4];
        float[] rows = [.. differences.SelectMany(d => new[] { 1e6f + d, 7f, d })];
        double mean = differences.Average(), deviation = Math.Sqrt(differences.Average(d => (d - mean) * (d - mean)));
        foreach (int portion in new[] { 8, 4, 3, 1 })
        {
            var moments = new Standardization.Moments(3);
            for (int first = 0; first < 8; first += portion) moments.Add(rows.AsSpan(first * 3, Math.Min(portion, 8 - first) * 3));
            var standardized = new float[rows.Length];
            moments.ToStandardization().Apply(rows, standardized);
            for (int r = 0; r < 8; r++)
            {
                double expected = (differences[r] - mean) / deviation;
                Near.Within(expected, standardized[r * 3], 2e-7, $"row {r}");
                Assert.Equal(0, standardized[(r * 3) + 1]);
                Near.Within(expected, standardized[(r * 3) + 2], 2e-7, $"row {r}");
            }
        }
    }

    private static (float[] Rows, int[] Labels) Scaled(int count)
    {
        FitTests.Set set = FitTests.Set.Create(nameof(Multiclass4x3), count);
        return ([.. set.Rows.Select((x, i) => (float)(Means[i % 4] + (Scales[i % 4] * x)))], set.Truth.Labels!);
    }

    private static (double[] Means, double[] Deviations) MomentsByHand(float[] rows)
    {
        double[] means = [.. Enumerable.Range(0, 4).Select(j => rows.Where((_, i) => i % 4 == j).Average(x => (double)x))];
        double[] deviations = [.. Enumerable.Range(0, 4).Select(j => Math.Sqrt(rows.Where((_, i) => i % 4 == j).Average(x => (x - means[j]) * (x - means[j]))))];
        deviations[3] = 1;
        return (means, deviations);
    }
}
