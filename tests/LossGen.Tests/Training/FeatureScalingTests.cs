using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>A model keeps the means and deviations that it was trained with, and is updated in their scale.</summary>
public sealed class FeatureScalingTests
{
    private const float Rate = 0.1f;

    public static TheoryData<string, int, bool> Cases()
    {
        var cases = new TheoryData<string, int, bool>();
        string[] names =
        [
            nameof(Binary1), nameof(Binary30), nameof(Multiclass4x3), nameof(Multiclass13x3), nameof(Multiclass64x10), nameof(MultiLabel33x6),
            nameof(Tanh2x4x2), nameof(Relu4x8x3), nameof(Silu13x7x5x3), nameof(LeakyRelu64x33x17x10), nameof(Sigmoid33x8x6Labels),
        ];
        foreach (string name in names)
        {
            foreach (int rows in new[] { 1, 3 })
            {
                cases.Add(name, rows, false);
                cases.Add(name, rows, true);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_update_is_one_of_the_model_for_standardised_rows(string name, int count, bool soft)
    {
        (TestModel model, float[] rows, Truth truth) = Trained(name, soft);
        int features = model.Shape.Features;
        FeatureScaling scaling = model.Scaling!;
        float[] standardized = [.. rows.Select((x, i) => (float)((x - scaling.Means[i % features]) / scaling.Scales[i % features]))];
        TestModel byHand = Create(name);
        Standardize(model, scaling, byHand);
        float[] before = Probabilities(model, rows);
        for (int first = 0; first + count <= 12; first += count)
        {
            int start = first * features, length = count * features;
            Truth ofRows = truth.Rows(first, count, model.Shape.Classes);
            double loss = model.Update(rows.AsSpan(start, length), ofRows, Rate), expected = byHand.Update(standardized.AsSpan(start, length), ofRows, Rate);
            Near.Within(expected, loss, 1e-6 * Math.Max(1, expected), $"loss of the rows from {first}");
        }

        // Means of up to three deviations cost at most two bits of a logit; the steps are thousands of times what is allowed.
        float[] wanted = Probabilities(byHand, standardized), actual = Probabilities(model, rows);
        for (int i = 0; i < wanted.Length; i++) Near.Within(wanted[i], actual[i], 1e-6 * Math.Sqrt(features), $"probability {i}");
        Assert.True(before.Zip(actual, static (a, b) => Math.Abs(a - b)).Max() > 1e-3, "the updates have changed nothing");
    }

    /// <summary>Before, a step for features in thousands was taken in them: the loss rose to hundreds of thousands.</summary>
    [Theory]
    [InlineData(nameof(Multiclass4x3), 0.1f)]
    [InlineData(nameof(Relu4x8x3), 0.02f)]
    public void Updates_at_a_usual_rate_do_no_harm_to_a_model_of_features_in_thousands(string name, float rate)
    {
        TestModel model = Create(name);
        var data = new TestData(5);
        double[] means = [3000, -2e4, 1990, 0.5], deviations = [900, 5e3, 12, 1e-3];
        float[] plain = data.Rows(200, 4), rows = [.. plain.Select((x, i) => (float)(means[i % 4] + (deviations[i % 4] * x)))];
        int[] labels = [.. Enumerable.Range(0, 200).Select(row => plain[row * 4] > 0.3f ? 2 : plain[(row * 4) + 1] > 0 ? 1 : 0)];
        var truth = Truth.Of(labels);
        double fitted = model.Fit(rows, truth, new() { Epochs = 60, Standardize = true }).Loss;

        for (int row = 0; row < 200; row++)
        {
            model.Update(rows.AsSpan(row * 4, 4), truth.Rows(row, 1, 3), rate);
            double loss = model.Loss(rows, truth);
            Assert.True(loss < fitted + 0.25, $"{loss} after the update by row {row}, {fitted} after Fit");
        }
    }

    [Fact]
    public void It_has_the_means_and_deviations_of_the_rows()
    {
        (Multiclass4x3 model, float[] rows, int[] labels) = Iris();
        Assert.Null(model.Scaling);
        model.Fit(rows, labels, new() { Epochs = 1, Standardize = true });
        FeatureScaling scaling = Assert.IsType<FeatureScaling>(model.Scaling);
        for (int j = 0; j < 4; j++)
        {
            double[] column = [.. Enumerable.Range(0, labels.Length).Select(row => (double)rows[(row * 4) + j])];
            double mean = column.Average();
            Near.Relative(mean, scaling.Means[j], 1e-12, $"mean {j}");
            Near.Relative(Math.Sqrt(column.Average(x => (x - mean) * (x - mean))), scaling.Scales[j], 1e-12, $"deviation {j}");
        }

        Assert.Throws<NotSupportedException>(() => ((IList<double>)scaling.Means)[0] = 1);
    }

    [Fact]
    public void The_last_run_that_finished_an_epoch_decides()
    {
        (Multiclass4x3 model, float[] rows, int[] labels) = Iris();
        model.Fit(rows, labels, new() { Epochs = 2, Standardize = true });
        FeatureScaling first = model.Scaling!;

        var cancelled = new CancellationToken(canceled: true);
        model.Fit(rows, labels, new() { Standardize = false }, cancellationToken: cancelled);
        Assert.Same(first, model.Scaling);
        float[] others = [.. rows.Select(static x => (2 * x) + 1)];
        model.Fit(others, labels, new() { Standardize = true }, cancellationToken: cancelled);
        Assert.Same(first, model.Scaling);

        model.Fit([new TrainingBatch(others, labels)], new() { Epochs = 1, Standardize = true });
        Near.Relative((2 * first.Means[0]) + 1, model.Scaling!.Means[0], 1e-6, "mean");
        model.Fit(rows, labels, new() { Epochs = 1, Standardize = false });
        Assert.Null(model.Scaling);
    }

    [Fact]
    public void A_progress_callback_sees_it_and_parameters_written_by_hand_leave_it()
    {
        (Multiclass4x3 model, float[] rows, int[] labels) = Iris();
        var seen = new List<FeatureScaling?>();
        model.Fit(rows, labels, new() { Epochs = 2, Standardize = true }, new Reporter(_ =>
        {
            seen.Add(model.Scaling);
            seen.Add(model.Clone().Scaling);
        }));
        Assert.Equal(4, seen.Count);
        Assert.All(seen, Assert.NotNull);

        model.Parameters.Clear();
        Assert.Same(seen[0], model.Scaling);
    }

    [Fact]
    public void Initial_values_remove_it()
    {
        (_, float[] rows, int[] labels) = Iris();
        var model = new Relu4x8x3(seed: 3);
        model.Fit(rows, labels, new() { Epochs = 1, Standardize = true });
        Assert.NotNull(model.Scaling);
        model.Initialize(3);
        Assert.Null(model.Scaling);
    }

    [Theory]
    [InlineData(nameof(Multiclass4x3))]
    [InlineData(nameof(Binary30))]
    [InlineData(nameof(MultiLabel33x6))]
    [InlineData(nameof(Relu4x8x3))]
    [InlineData(nameof(LeakyRelu64x33x17x10))]
    public void An_outlier_leaves_finite_parameters_or_those_it_found(string name)
    {
        foreach (float outlier in new[] { 1e30f, -1e30f, 1e15f, float.MaxValue })
        {
            (TestModel model, float[] rows, Truth truth) = Trained(name, soft: !Create(name).HasLabels);
            float[] row = rows[..model.Shape.Features];
            row[0] = outlier;
            for (int repeat = 0; repeat < 3; repeat++)
            {
                float[] before = model.Parameters.ToArray();
                Exception? refusal = Record.Exception(() => Assert.True(double.IsFinite(model.Update(row, truth.Rows(0, 1, model.Shape.Classes), Rate))));
                Assert.All(model.Parameters.ToArray(), static parameter => Assert.True(float.IsFinite(parameter)));
                if (refusal is null) continue;
                Assert.Contains("unchanged", Assert.IsType<InvalidOperationException>(refusal).Message);
                Near.SameBits(before, model.Parameters, "parameters");
            }
        }
    }

    [Theory]
    [InlineData(nameof(Multiclass4x3), 1)]
    [InlineData(nameof(Multiclass4x3), 5)]
    [InlineData(nameof(Multiclass784x10), 1)]
    [InlineData(nameof(Relu4x8x3), 1)]
    [InlineData(nameof(LeakyRelu64x33x17x10), 1)]
    public void An_update_allocates_nothing(string name, int count)
    {
        (TestModel model, float[] rows, Truth truth) = Trained(name, soft: false);
        float[] some = rows[..(count * model.Shape.Features)];
        Truth ofSome = truth.Rows(0, count, model.Shape.Classes);
        Assert.Equal(0, Allocation.Of(() => model.Update(some, ofSome, 1e-3f)));
    }

    [Fact]
    public void It_is_equal_by_its_numbers_and_prints_them_alike_everywhere()
    {
        var scaling = new FeatureScaling([1.5, -2000], [0.25, 1]);
        Assert.Equal(scaling, new FeatureScaling([1.5, -2000], [0.25, 1]));
        Assert.Equal(scaling.GetHashCode(), new FeatureScaling([1.5, -2000], [0.25, 1]).GetHashCode());
        Assert.NotEqual(scaling, new FeatureScaling([1.5, -2000], [0.25, 2]));
        Assert.NotEqual(scaling, new FeatureScaling([1.25, -2000], [0.25, 1]));
        Assert.False(scaling.Equals(null));
        Assert.Equal("2 features, means from -2000 to 1.5, scales from 0.25 to 1", scaling.ToString());
    }

    private static TestModel Create(string name) => TestNetworks.Names.Contains(name) ? TestNetworks.Create(name) : TestModels.Create(name);

    /// <summary>A model that was trained on standardised features, with rows whose means are up to three deviations.</summary>
    private static (TestModel Model, float[] Rows, Truth Truth) Trained(string name, bool soft)
    {
        TestModel model = Create(name);
        var data = new TestData(11);
        int features = model.Shape.Features;
        float[] rows = [.. data.Rows(40, features).Select((x, i) => (x + (i % features % 7) - 3) * MathF.ScaleB(1, (i % features % 13) - 6))];
        Truth truth = soft || !model.HasLabels ? data.Soft(40, model.Shape) : data.Hard(40, model.Shape);
        model.Fit(rows, truth, new() { Epochs = 3, LearningRate = 0.01, Standardize = true });
        return (model, rows, truth);
    }

    private static (Multiclass4x3 Model, float[] Rows, int[] Labels) Iris()
    {
        var data = new TestData(2);
        return (new(), [.. data.Rows(50, 4).Select(static (x, i) => (x * (1 + (i % 4))) + 5)], data.Labels(50, 3));
    }

    private static float[] Probabilities(TestModel model, float[] rows)
    {
        var probabilities = new float[rows.Length / model.Shape.Features * model.Shape.Classes];
        model.Probabilities(rows, probabilities);
        return probabilities;
    }

    /// <summary>w' = w σ and b' = b + Σ w μ for the first layer; the others are the same.</summary>
    private static void Standardize(TestModel model, FeatureScaling scaling, TestModel standardized)
    {
        model.Parameters.CopyTo(standardized.Parameters);
        int inputs = model.Widths[0], units = model.Widths.Length > 2 ? model.Widths[1] : model.Shape.Logits;
        for (int k = 0; k < units; k++)
        {
            double bias = model.Parameters[(units * inputs) + k];
            for (int j = 0; j < inputs; j++)
            {
                double weight = model.Parameters[(k * inputs) + j];
                standardized.Parameters[(k * inputs) + j] = (float)(weight * scaling.Scales[j]);
                bias += weight * scaling.Means[j];
            }

            standardized.Parameters[(units * inputs) + k] = (float)bias;
        }
    }
}
