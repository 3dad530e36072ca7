using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using LossGen.Tests.TypedRows;
using Xunit;

namespace LossGen.Tests.Selection;

/// <summary>The range test against the same steps by hand, and what its suggestion is worth.</summary>
public class LearningRateRangeTests
{
    [Fact]
    public void Each_step_is_one_of_gradient_descent_at_a_rising_rate()
    {
        (float[] rows, int[] labels) = Data(48);
        LearningRateRange range = LearningRateRange.Test(
            new Multiclass4x3(), rows, labels, new() { BatchSize = 0, L2 = 0, Standardize = false }, minimum: 1e-3, maximum: 1, steps: 13);
        var model = new Multiclass4x3();
        var gradient = new float[15];
        Assert.Equal(13, range.Points.Count);
        for (int step = 0; step < 13; step++)
        {
            Assert.Equal(1e-3 * Math.Pow(10, step / 4.0), range.Points[step].LearningRate, 1e-12);
            Assert.Equal(model.LossAndGradient(rows, labels, gradient), range.Points[step].Loss, 1e-5);
            for (int i = 0; i < 15; i++) model.Parameters[i] -= (float)(range.Points[step].LearningRate * gradient[i]);
        }

        Assert.True(double.IsNaN(range.Divergence));
    }

    [Theory]
    [InlineData(1, "GradientDescent")]
    [InlineData(1000, "GradientDescent")]
    [InlineData(1, "Adam")]
    public void The_suggestion_trains_better_than_rates_far_below_and_above(double scale, string optimizer)
    {
        (float[] rows, int[] labels) = Data(300);
        for (int i = 0; i < rows.Length; i++) rows[i] *= (float)scale;
        var options = new TrainingOptions { Optimizer = optimizer == "Adam" ? Optimizer.Adam() : Optimizer.GradientDescent(), Epochs = 5, L2 = 0, Standardize = false };
        LearningRateRange range = LearningRateRange.Test(new Multiclass4x3(), rows, labels, options, minimum: 1e-9, maximum: 1e3, steps: 150);

        double suggested = Loss(range.Suggested);
        Assert.True(suggested < Math.Log(3), $"{suggested} at {range.Suggested}");
        Assert.True(suggested < Loss(range.Suggested / 300), $"{suggested} at {range.Suggested}: a rate far below does better");
        Assert.True(suggested < Loss(range.Suggested * 3000), $"{suggested} at {range.Suggested}: a rate far above does better");
        Assert.True(range.Suggested <= range.Divergence / 10);
        Assert.StartsWith("learning rate ", range.ToString(), StringComparison.Ordinal);

        double Loss(double rate)
        {
            var model = new Multiclass4x3();
            model.Fit(rows, labels, options with { LearningRate = rate });
            return model.Loss(rows, labels);
        }
    }

    [Fact]
    public void Standardised_rows_make_the_scale_of_the_features_irrelevant()
    {
        (float[] rows, int[] labels) = Data(100);
        var options = new TrainingOptions { Standardize = true, L2 = 0 };
        LearningRateRange small = LearningRateRange.Test(new Multiclass4x3(), rows, labels, options);
        LearningRateRange large = LearningRateRange.Test(new Multiclass4x3(), Array.ConvertAll(rows, static x => 4096 * x), labels, options);
        Assert.Equal(small.Suggested, large.Suggested);
        Assert.Equal(small.Points.Select(point => point.Loss), large.Points.Select(point => point.Loss), (expected, actual) => Math.Abs(expected - actual) < 1e-5);
    }

    [Fact]
    public void Typed_rows_targets_and_weights_work_as_arrays_and_labels_do()
    {
        Flower[] flowers = CrossValidationTests.Flowers(60);
        var model = new FlowerModel();
        LearningRateRange typed = LearningRateRange.Test(new FlowerModel(), flowers);
        LearningRateRange arrays = LearningRateRange.Test(new FlowerModel(), model.FeaturesOf(flowers), model.LabelsOf(flowers));
        Assert.Equal(arrays.Points, typed.Points);
        LearningRateRange targets = LearningRateRange.Test(new FlowerModel(), model.FeaturesOf(flowers), model.TargetsOf(flowers));
        Assert.Equal(
            arrays.Points.Take(60).Select(point => point.Loss), targets.Points.Take(60).Select(point => point.Loss), (expected, actual) => Math.Abs(expected - actual) < 1e-4);

        // Weights that are all the same change nothing; such that leave out a class do.
        LossOptions even = new() { SampleWeights = Enumerable.Repeat(1f, 60).ToArray() };
        LossOptions uneven = new() { SampleWeights = Enumerable.Range(0, 60).Select(static i => i % 3 == 0 ? 0f : 1).ToArray() };
        Assert.InRange(Difference(even), 0, 1e-4);
        Assert.InRange(Difference(uneven), 1e-2, 1);

        double Difference(LossOptions loss) => LearningRateRange.Test(new FlowerModel(), flowers, new() { Loss = loss }).Points.Take(60)
            .Zip(arrays.Points).Max(pair => Math.Abs(pair.First.Loss - pair.Second.Loss));
    }

    [Fact]
    public void Networks_are_tested_with_their_optimizer_and_batch_size()
    {
        (float[] rows, int[] labels) = Data(200);
        float[] two = [.. Enumerable.Range(0, 200).SelectMany(row => new[] { rows[4 * row], rows[4 * row + 1] })];
        int[] binary = [.. labels.Select(static label => label == 1 ? 1 : 0)];
        var options = new TrainingOptions { Standardize = true, Epochs = 30 };
        LearningRateRange range = LearningRateRange.Test(new Tanh2x4x2(seed: 3), two, binary, options);
        Assert.Equal(range.Points, LearningRateRange.Test(new Tanh2x4x2(seed: 3), two, binary, options).Points);
        Assert.NotEqual(range.Points, LearningRateRange.Test(new Tanh2x4x2(seed: 4), two, binary, options).Points);

        var model = new Tanh2x4x2(seed: 3);
        float[] before = model.Parameters.ToArray();
        Assert.Equal(range.Points, LearningRateRange.Test(model, two, binary, options).Points);
        Assert.Equal(before, model.Parameters.ToArray());
        model.Fit(two, binary, options with { LearningRate = range.Suggested });
        Assert.InRange(model.Loss(two, binary), 0, 0.45); // ln 2 and more at the beginning; the classes' frequencies alone give 0.64
    }

    [Fact]
    public void Bad_input_is_named()
    {
        (float[] rows, int[] labels) = Data(12);
        Says<ArgumentException>("The optimizer is L-BFGS", () => LearningRateRange.Test(new Multiclass4x3(), rows, labels, new() { Optimizer = Optimizer.Lbfgs() }));
        Says<ArgumentOutOfRangeException>("steps is 9; expected an integer, 10 or above.", () => LearningRateRange.Test(new Multiclass4x3(), rows, labels, steps: 9));
        Says<ArgumentOutOfRangeException>("maximum is 0.5; expected a finite number above minimum, 1.", () => LearningRateRange.Test(new Multiclass4x3(), rows, labels, minimum: 1, maximum: 0.5));
        Assert.Throws<ArgumentNullException>("model", () => LearningRateRange.Test((Multiclass4x3)null!, rows, labels));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => LearningRateRange.Test(new Multiclass4x3(), rows, labels, cancellationToken: cancelled.Token));
        rows[3] = float.PositiveInfinity;
        Says<ArgumentException>("Row 0, column 3 is", () => LearningRateRange.Test(new Multiclass4x3(), rows, labels));

        static void Says<TException>(string message, Action action)
            where TException : Exception => Assert.Contains(message, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);
    }

    private static (float[] Rows, int[] Labels) Data(int count)
    {
        var data = new TestData(11);
        float[] rows = data.Rows(count, 4);
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            rows[4 * i] += 1.5f * labels[i];
            rows[4 * i + 1] -= labels[i] == 1 ? 2 : 0;
        }

        return (rows, labels);
    }
}
