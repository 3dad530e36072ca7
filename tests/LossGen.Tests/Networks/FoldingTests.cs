using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Tests.Training;
using Xunit;

namespace LossGen.Tests.Networks;

/// <summary>What is folded into the layers of a network: standardised features into the first, a temperature into the last.</summary>
public sealed class FoldingTests
{
    private const int Count = 150;
    private const int Features = 13;

    public static TheoryData<string> Optimizers => [.. TestOptimizers.Names];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Training_on_standardised_features_is_training_on_rows_standardised_by_hand(string optimizer)
    {
        (float[] rows, float[] standardized, int[] labels) = Scaled();
        var options = new TrainingOptions { Epochs = 15, Optimizer = TestOptimizers.Create(optimizer), L2 = 1e-3 };
        Silu13x7x5x3 byHand = new(4), model = new(4);
        byHand.Fit(standardized, labels, options);
        TrainingResult result = model.Fit(rows, labels, options with { Standardize = true });

        float[] expected = new float[Count * 3], actual = new float[Count * 3];
        byHand.Probabilities(standardized, expected);
        model.Probabilities(rows, actual);

        // Folded, a sum of the first layer has terms of some hundred (a mean over its deviation) in float, so it is good to some 2e-5.
        for (int i = 0; i < expected.Length; i++) Near.Within(expected[i], actual[i], 5e-4, $"probability {i}");
        Assert.Equal(model.Loss(rows, labels), result.Loss);

        // Only the first layer sees the rows.
        int second = Silu13x7x5x3.Layers[1].Weights;
        Near.SameBits(byHand.Parameters[second..], model.Parameters[second..], "parameters behind the first layer");
    }

    [Fact]
    public void Initial_values_of_an_untrained_network_count_for_standardised_features()
    {
        // Rows so far from 0 that initial values meant for them as they are would leave every unit saturated.
        (float[] rows, float[] standardized, int[] labels) = Scaled();
        Silu13x7x5x3 untrained = new(4), folded = new(4);
        float[] initial = untrained.Parameters.ToArray();
        folded.Fit(rows, labels, new() { Epochs = 1, BatchSize = 0, LearningRate = 1e-30, Optimizer = Optimizer.GradientDescent(), Standardize = true });

        // A step of nothing: what is left is the folding of the initial values.
        double[] expected = Hidden(standardized, initial), actual = Hidden(rows, folded.Parameters.ToArray());
        for (int i = 0; i < expected.Length; i++) Near.Within(expected[i], actual[i], 1e-3, $"sum {i}");

        static double[] Hidden(float[] of, float[] parameters) => [.. of.Chunk(Features).SelectMany(row => Enumerable.Range(0, 7).Select(k =>
            parameters[(7 * Features) + k] + row.Select((x, j) => (double)x * parameters[(k * Features) + j]).Sum()))];
    }

    [Fact]
    public void A_trained_network_goes_on_from_what_it_is()
    {
        (float[] rows, _, int[] labels) = Scaled();
        var model = new Silu13x7x5x3(4);
        model.Fit(rows, labels, new() { Epochs = 150, Standardize = true });
        double before = model.Loss(rows, labels);
        Assert.True(before < 0.9 * Math.Log(3), $"{before}");
        TrainingResult result = model.Fit(rows, labels, new() { Epochs = 1, BatchSize = 0, LearningRate = 1e-3, Standardize = true });

        // the loss of the first epoch is that before its only step
        Near.Relative(before, result.History[0].Loss, 1e-3, "loss");
    }

    [Fact]
    public void A_temperature_divides_the_last_layer_alone()
    {
        var data = new TestData(71);
        var model = new Relu4x8x3(2);
        foreach (ref float parameter in model.Parameters) parameter = (float)data.Normal();
        float[] rows = data.Rows(400, 4), probabilities = new float[1200], before = new float[1200], after = new float[1200];
        model.Probabilities(rows, probabilities);
        var labels = new int[400];
        for (int r = 0; r < labels.Length; r++)
        {
            double left = data.Integer(0, 9999) / 10_000.0;
            while (labels[r] < 2 && (left -= probabilities[(3 * r) + labels[r]]) >= 0) labels[r]++;
        }

        LayerShape last = Relu4x8x3.Layers[1];
        foreach (ref float parameter in model.Parameters[last.Weights..]) parameter *= 4;
        float[] hidden = model.Parameters[..last.Weights].ToArray();
        model.Logits(rows, before);
        TemperatureScaling scaling = TemperatureScaling.Fit(model, rows, labels);
        scaling.Apply(model);

        model.Logits(rows, after);
        Assert.InRange(scaling.Temperature, 3, 5);
        for (int i = 0; i < before.Length; i++) Near.Within(before[i] / scaling.Temperature, after[i], 1e-5 * Math.Max(1, Math.Abs(before[i])), $"logit {i}");
        Near.SameBits(hidden, model.Parameters[..last.Weights], "hidden layer");
        Assert.Equal(scaling.LossAfter, model.Loss(rows, labels), 5);
        Assert.True(scaling.LossAfter < scaling.LossBefore);
    }

    /// <summary>Features of three scales, the same by hand with mean 0 and variance 1, and labels that no linear model gets right.</summary>
    private static (float[] Rows, float[] Standardized, int[] Labels) Scaled()
    {
        float[] plain = new TestData(72).Rows(Count, Features);
        int[] labels = [.. plain.Chunk(Features).Select(static row => row[0] * row[1] > 0.3 ? 0 : Math.Abs(row[2]) > 0.8 ? 1 : 2)];
        float[] rows = [.. plain.Select(static (x, i) => (i % 3) switch { 0 => 0.5f + (1e-3f * x), 1 => -2e4f + (5e3f * x), _ => 1990 + (12 * x) })];
        double[] means = [.. Enumerable.Range(0, Features).Select(j => Column(j).Average())];
        double[] deviations = [.. Enumerable.Range(0, Features).Select(j => Math.Sqrt(Column(j).Average(x => (x - means[j]) * (x - means[j]))))];
        return (rows, [.. rows.Select((x, i) => (float)((x - means[i % Features]) / deviations[i % Features]))], labels);

        IEnumerable<double> Column(int j) => rows.Where((_, i) => i % Features == j).Select(static x => (double)x);
    }
}
