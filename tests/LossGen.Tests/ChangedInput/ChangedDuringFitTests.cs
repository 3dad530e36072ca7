using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Tests.Training;
using Xunit;

namespace LossGen.Tests.ChangedInput;

/// <summary>A progress callback that changes what the model is learning from: labels, targets, rows, weights.</summary>
public sealed class ChangedDuringFitTests
{
    private const int Rows = 300;

    private static readonly string[] Shapes =
    [
        nameof(Binary2), nameof(Binary30), nameof(Multiclass4x3), nameof(Multiclass30x2), nameof(Multiclass64x10), nameof(Multiclass3x40),
        nameof(Multiclass128x100),
    ];

    private static readonly string[] Settings = ["plain", "ordered", "whole set", "adam", "lbfgs", "standardize", "two threads", "weights", "smoothing"];

    public static TheoryData<string, string, int> LabelCases()
    {
        var cases = new TheoryData<string, string, int>();
        foreach (string shape in Shapes)
        {
            foreach (string setting in Settings)
            {
                foreach (int label in new[] { 100_000, -1, int.MinValue }) cases.Add(shape, setting, label);
            }
        }

        return cases;
    }

    public static TheoryData<string, string, bool> NumberCases()
    {
        var cases = new TheoryData<string, string, bool>();
        foreach (string shape in (string[])[.. Shapes, nameof(MultiLabel4x3), nameof(MultiLabel64x10)])
        {
            foreach (string setting in Settings)
            {
                cases.Add(shape, setting, true);
                cases.Add(shape, setting, false);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(LabelCases))]
    public void A_label_that_becomes_bad_is_named_and_the_model_stays_as_the_last_finished_epoch_left_it(string name, string setting, int label)
    {
        (TestModel model, float[] rows, Truth truth) = Create(name, soft: false);
        float[]? afterFirst = null;
        var progress = new Reporter(_ =>
        {
            afterFirst = model.Parameters.ToArray();
            Array.Fill(truth.Labels!, label);
        });

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => model.Fit(rows, truth, Options(setting, model.Shape), progress));

        Assert.Equal("labels", refusal.ParamName);
        Assert.Equal(label, refusal.ActualValue);
        Assert.Matches($"^The label of row [0-9]+ is {label}; labels go from 0 to {model.Shape.Classes - 1}", refusal.Message);
        Near.SameBits(afterFirst!, model.Parameters, "parameters");
        Array.Fill(truth.Labels!, 1);
        Assert.Equal(3, model.Fit(rows, truth, new() { Epochs = 3 }).Epochs);
    }

    [Theory]
    [MemberData(nameof(LabelCases))]
    public void A_label_that_becomes_bad_after_the_last_epoch_is_named_as_well(string name, string setting, int label)
    {
        (TestModel model, float[] rows, Truth truth) = Create(name, soft: false);
        const int bad = Rows - 1;
        var progress = new Reporter(_ => truth.Labels![bad] = label);
        TrainingOptions options = Options(setting, model.Shape) with { Epochs = 1 };

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => model.Fit(rows, truth, options, progress));

        Assert.StartsWith($"The label of row {bad} is {label};", refusal.Message);
        Assert.All(model.Parameters.ToArray(), p => Assert.True(float.IsFinite(p)));
    }

    [Theory]
    [MemberData(nameof(NumberCases))]
    public void Rows_or_targets_that_become_NaN_end_as_diverged_with_finite_parameters(string name, string setting, bool changeRows)
    {
        // Standardised rows are a copy, whose loss stays finite; the loss of the model over the rows as they are does not.
        (TestModel model, float[] rows, Truth truth) = Create(name, soft: true);
        var progress = new Reporter(_ => (changeRows ? rows : truth.Targets!).AsSpan().Fill(float.NaN));

        TrainingResult result = model.Fit(rows, truth, Options(setting, model.Shape), progress);

        Assert.Equal(StopReason.Diverged, result.StopReason);
        Assert.All(model.Parameters.ToArray(), p => Assert.True(float.IsFinite(p)));
    }

    [Theory]
    [InlineData(nameof(Multiclass4x3))]
    [InlineData(nameof(Binary30))]
    [InlineData(nameof(Multiclass64x10))]
    [InlineData(nameof(Multiclass128x100))]
    public void Weights_are_those_of_the_start(string name)
    {
        foreach (string setting in Settings)
        {
            (TestModel expected, float[] rows, Truth truth) = Create(name, soft: false);
            (TestModel actual, _, _) = Create(name, soft: false);
            float[] ofClasses = new TestData(8).ClassWeights(expected.Shape.Classes), ofRows = new TestData(9).SampleWeights(Rows);
            TrainingOptions options = Options(setting, expected.Shape) with { Loss = new() { ClassWeights = ofClasses, SampleWeights = ofRows } };
            var progress = new Reporter(_ =>
            {
                Array.Fill(ofClasses, float.NaN);
                Array.Fill(ofRows, -5);
            });

            double loss = expected.Fit(rows, truth, options).Loss;
            Assert.Equal(loss, actual.Fit(rows, truth, options, progress).Loss);
            Near.SameBits(expected.Parameters, actual.Parameters, setting);
        }
    }

    [Fact]
    public void Weights_changed_into_what_could_not_be_set_are_refused_before_training()
    {
        (TestModel model, float[] rows, Truth truth) = Create(nameof(Multiclass4x3), soft: false);
        float[] weights = [1, 2, 3];
        var options = new TrainingOptions { Loss = new() { ClassWeights = weights } };
        weights[1] = float.NaN;

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => model.Fit(rows, truth, options));

        Assert.Contains("ClassWeights[1] is NaN", refusal.Message);
        Assert.All(model.Parameters.ToArray(), p => Assert.Equal(0, p));
    }

    [Fact]
    public void The_weights_of_a_batch_may_be_reused_for_the_next()
    {
        // Each batch overwrites the weights of the one before, as a source may that reads a file into one buffer.
        (TestModel expected, float[] rows, Truth truth) = Create(nameof(Multiclass4x3), soft: false);
        (TestModel actual, _, _) = Create(nameof(Multiclass4x3), soft: false);
        float[] weights = new TestData(9).ClassWeights(Rows);
        const int half = Rows / 2;
        var buffer = new float[half];
        IEnumerable<TrainingBatch> Source(bool reuse)
        {
            for (int first = 0; first < Rows; first += half)
            {
                ReadOnlyMemory<float> own = weights.AsMemory(first, half);
                if (reuse) own.CopyTo(buffer);
                yield return new(rows.AsMemory(first * 4, half * 4), truth.Labels.AsMemory(first, half)) { SampleWeights = reuse ? buffer : own };
                if (reuse) Array.Fill(buffer, float.NaN);
            }
        }

        expected.Fit(Source(reuse: false), new() { Epochs = 3 });
        actual.Fit(Source(reuse: true), new() { Epochs = 3 });
        Near.SameBits(expected.Parameters, actual.Parameters, "parameters");
    }

    private static (TestModel Model, float[] Rows, Truth Truth) Create(string name, bool soft)
    {
        var data = new TestData(17);
        TestModel model = TestModels.Create(name);
        return (model, data.Rows(Rows, model.Shape.Features), soft ? data.Soft(Rows, model.Shape) : data.Hard(Rows, model.Shape));
    }

    private static TrainingOptions Options(string setting, ModelShape shape)
    {
        var options = new TrainingOptions { Epochs = 4, LearningRate = 0.01 };
        return setting switch
        {
            "ordered" => options with { Shuffle = false },
            "whole set" => options with { BatchSize = 0 },
            "adam" => options with { Optimizer = Optimizer.Adam() },
            "lbfgs" => options with { Optimizer = Optimizer.Lbfgs() },
            "standardize" => options with { Standardize = true },
            "two threads" => options with { BatchSize = 0, MaxDegreeOfParallelism = 2 },
            "weights" => options with { Loss = new() { ClassWeights = new TestData(3).ClassWeights(shape.Classes) } },
            "smoothing" => options with { Loss = new() { LabelSmoothing = 0.1f } },
            _ => options,
        };
    }
}
