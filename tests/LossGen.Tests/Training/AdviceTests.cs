using LossGen.Tests.Models;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>What a run that went wrong says of itself, and that one that went well says nothing.</summary>
public sealed class AdviceTests
{
    private static readonly Synthetic Set = Synthetic.Multiclass(1, 300, 4, 3, strength: 1.5);

    public static TheoryData<string> Good => ["nothing set", "a rate", "L-BFGS", "standardised", "Adam", "one epoch more"];

    [Theory]
    [MemberData(nameof(Good))]
    public void A_run_that_went_well_says_nothing(string name)
    {
        TrainingOptions? options = name switch
        {
            "a rate" => new() { LearningRate = 0.3 },
            "L-BFGS" => new() { Optimizer = Optimizer.Lbfgs(), L2 = 0.01 },
            "standardised" => new() { Standardize = true, LearningRate = 0.3 },
            "Adam" => new() { Optimizer = Optimizer.Adam() },
            "one epoch more" => new() { Epochs = 1, LearningRate = 0.01 },
            _ => null,
        };
        for (int seed = 0; seed < 20; seed++)
        {
            Synthetic set = Synthetic.Multiclass(seed, seed % 2 == 0 ? 60 : 400, 4, 3, strength: seed % 3);
            var model = new Multiclass4x3();
            if (name == "one epoch more") model.Fit(set.Rows, set.Labels);
            TrainingResult result = model.Fit(set.Rows, set.Labels, options);
            Assert.True(result.Advice.Count == 0, $"seed {seed}: {result}");
            Assert.DoesNotContain("|", result.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Networks_and_several_labels_that_went_well_say_nothing()
    {
        FitTests.Set labels = FitTests.Set.Create(nameof(MultiLabel33x6), 200);
        TestModel several = TestModels.Create(nameof(MultiLabel33x6));
        Assert.Empty(several.Fit(labels.Rows, labels.Truth, new()).Advice);
        Synthetic set = Synthetic.Binary(2, 300, 30, strength: 1);
        Assert.Empty(new HiddenBinary30().Fit(set.Rows, set.Labels).Advice);
    }

    [Fact]
    public void A_loss_above_that_of_the_frequencies_names_the_scale_it_comes_from()
    {
        Synthetic thousands = Set.Each(static (x, j) => j == 1 ? 2000 + (500 * x) : x), hundreds = Set.Each(static (x, _) => 300 + (50 * x));
        TrainingResult result = Fit(thousands, new() { LearningRate = 0.1 });
        Says(result, "nats, is above the 1.0", "the steps are too long");
        Says(result, "Feature 1 is ", "times as large as feature", "set Standardize = true");
        Assert.Contains(" | The loss, ", result.ToString(), StringComparison.Ordinal);
        Says(Fit(hundreds, new() { LearningRate = 0.1 }), "is of size 30", "set Standardize = true");
        Assert.Empty(Fit(thousands, null).Advice);
    }

    [Fact]
    public void A_loss_that_diverged_says_when_and_at_what_rate()
    {
        TrainingResult result = Fit(Set.Each(static (x, _) => 1e18 * x), new() { LearningRate = 1e10, Epochs = 5 });
        Assert.Equal(StopReason.Diverged, result.StopReason);
        Says(result, "in epoch 1 with learning rate Constant(10000000000)", "a tenth of it, or Standardize = true");
    }

    [Fact]
    public void A_rate_that_is_too_small_is_told_from_a_minimum()
    {
        Says(Fit(Set, new() { LearningRate = 1e-5 }), "hardly fell", "the learning rate is too small");

        // At the minimum the loss does not fall either.
        var model = new Multiclass4x3();
        model.Fit(Set.Rows, Set.Labels, new() { Optimizer = Optimizer.Lbfgs(), L2 = 0 });
        Assert.Empty(model.Fit(Set.Rows, Set.Labels, new() { LearningRate = 1e-5 }).Advice);
        Assert.Empty(model.Fit(Set.Rows, Set.Labels, new() { LearningRate = 0.1 }).Advice);

        // Nor is there anything to learn from noise.
        Synthetic noise = Synthetic.Multiclass(3, 400, 4, 3, strength: 0);
        Assert.Empty(Fit(noise, new() { LearningRate = 1e-5, BatchSize = 1 }).Advice);
    }

    [Fact]
    public void A_loss_that_is_still_falling_asks_for_more_epochs()
    {
        Synthetic clear = Synthetic.Multiclass(4, 300, 4, 3, strength: 8);
        Says(Fit(clear, new() { LearningRate = 0.05, BatchSize = 0 }), "still falling", "more epochs");
        Assert.Empty(Fit(clear, null).Advice);
        Assert.Empty(Fit(Set, new() { LearningRate = 0.3, Epochs = 300 }).Advice);
    }

    [Fact]
    public void Too_few_steps_to_learn_what_is_frequent()
    {
        float[] rows = [.. Set.Rows];
        int[] labels = [.. Set.Labels.Select(static (_, i) => i % 20 == 0 ? 1 : 0)];
        Says(new Multiclass4x3().Fit(rows, labels, new() { Epochs = 1, BatchSize = 0, LearningRate = 0.1 }), "above the 0.19", "too few or too short");
    }

    [Fact]
    public void A_class_without_rows_is_named()
    {
        int[] labels = [.. Set.Labels.Select(static label => Math.Min(label, 1))];
        Says(new Multiclass4x3().Fit(Set.Rows, labels), "No row is of class 2", "never to predict it");
        Synthetic wide = Synthetic.Binary(5, 100, 64, strength: 0.5);
        TrainingResult result = new Multiclass64x10().Fit(wide.Rows, wide.Labels);
        Says(result, "No row is of the classes 2, 3, 4, 5, 6 and 3 more");
    }

    [Fact]
    public void Rows_that_are_all_the_same_are_said_to_be()
    {
        float[] rows = new float[400];
        Array.Fill(rows, 3);
        Says(new Multiclass4x3().Fit(rows, Set.Labels.AsSpan(0, 100)), "All rows are the same");
    }

    [Fact]
    public void Patience_that_counts_nothing_is_said_to()
    {
        Says(Fit(Set, new() { Patience = 5 }), "Patience is 5 and does nothing");
        Assert.Empty(Fit(Set, new() { Patience = 5, Tolerance = 1e-12 }).Advice);
        Assert.Empty(Fit(Set, new() { Patience = 5, ValidationFraction = 0.2 }).Advice);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(1, 20)]
    [InlineData(1, 28)]
    [InlineData(1, 30)]
    [InlineData(0.01f, 100)]
    public void Smoothing_with_class_weights_is_judged_by_what_it_makes_of_a_sure_row(float light, float heavy)
    {
        // One row of each class far from the others: what the model says of the light one where the loss is least is the argmax of its smoothed, weighted target.
        const float Smoothing = 0.1f;
        float[] rows = [-5, 5];
        var loss = new LossOptions { ClassWeights = new[] { light, heavy, light }, LabelSmoothing = Smoothing };
        var model = new OneFeatureThreeClasses();
        TrainingResult result = model.Fit(rows, [0, 1], new() { Loss = loss, L2 = 0, Optimizer = Optimizer.Lbfgs(), Epochs = 500 });
        bool isHeavy = model.Predict([-5f]) == 1;
        Assert.Equal(isHeavy, result.Advice.Any(static one => one.Contains("LabelSmoothing", StringComparison.Ordinal)));
        if (isHeavy) Says(result, "makes class 1 the best prediction even for rows that are surely of class 0");
    }

    [Fact]
    public void A_class_of_weight_0_is_meant_not_to_count()
    {
        var loss = new LossOptions { ClassWeights = new float[] { 0, 5, 1 }, LabelSmoothing = 0.1f };
        Assert.Empty(Fit(Set, new() { Loss = loss }).Advice);
        Assert.Single(Fit(Set, new() { Loss = loss with { ClassWeights = new float[] { 0, 50, 1 } } }).Advice);
    }

    [Fact]
    public void A_source_is_not_read_again_for_it()
    {
        int passes = 0;
        TrainingResult result = new Multiclass4x3().Fit(Source(), new() { Epochs = 3, LearningRate = 0.1, Patience = 2 });
        Assert.Equal(4, passes);
        Says(result, "Patience is 2");

        IEnumerable<TrainingBatch> Source()
        {
            passes++;
            yield return new(Set.Rows, Set.Labels);
        }
    }

    [Fact]
    public void The_report_shows_it()
    {
        using var page = new StringWriter();
        new TrainingReport(Fit(Set, new() { Patience = 5 })).WriteHtml(page);
        Assert.Matches("<ul class=\"advice\">\\s*<li>Patience is 5 and does nothing", page.ToString());
        using var silent = new StringWriter();
        new TrainingReport(Fit(Set, null)).WriteHtml(silent);
        Assert.DoesNotContain("class=\"advice\"", silent.ToString(), StringComparison.Ordinal);
    }

    private static TrainingResult Fit(Synthetic set, TrainingOptions? options) => new Multiclass4x3().Fit(set.Rows, set.Labels, options);

    private static void Says(TrainingResult result, params string[] parts) => Assert.True(
        result.Advice.Any(sentence => parts.All(part => sentence.Contains(part, StringComparison.Ordinal))), $"no sentence with \"{string.Join("\", \"", parts)}\" in: {result}");
}

[CrossEntropyModel(features: 1, classes: 3)]
internal sealed partial class OneFeatureThreeClasses;
