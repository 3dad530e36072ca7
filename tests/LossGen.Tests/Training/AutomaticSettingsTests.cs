using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>What options that are not set become, and what else being set changes of it.</summary>
public sealed class AutomaticSettingsTests
{
    private const int Rows = 300;
    private static readonly FitTests.Set Set = FitTests.Set.Create(nameof(Multiclass4x3), Rows);

    [Fact]
    public void Nothing_set_means_standardised_features_and_numbers_that_suit_them()
    {
        TrainingOptions used = Used(null);
        Assert.True(used.Standardize);

        // Four features divided by their deviations: t = 4, so 10 / t is above 1. 4 / (2 · 3 · √75 · 300), and a thirtieth of the rows.
        Assert.Equal(LearningRateSchedule.Cosine(1, 100), used.LearningRate);
        Near.Relative(4 / (6 * Math.Sqrt(75) * Rows), used.L2, 1e-6, "L2");
        Assert.Equal((10, 100, Optimizer.GradientDescent()), (used.BatchSize, used.Epochs, used.Optimizer));
    }

    [Fact]
    public void What_has_no_units_leaves_the_rest_automatic()
    {
        TrainingOptions all = Used(null);
        foreach (TrainingOptions options in new TrainingOptions[]
        {
            new() { Epochs = 7 }, new() { BatchSize = 0 }, new() { Seed = 3 }, new() { Shuffle = false }, new() { Loss = new() { FocalGamma = 1 } },
            new() { MaxGradientNorm = 1 }, new() { Optimizer = Optimizer.Adam() }, new() { Optimizer = Optimizer.Lbfgs() }, new() { Tolerance = 1e-9 },
        })
        {
            TrainingOptions used = Used(options);
            Assert.Equal((true, all.L2), (used.Standardize, used.L2));
        }

        Assert.Equal(LearningRateSchedule.Cosine(1, 7), Used(new() { Epochs = 7 }).LearningRate);
        Assert.Equal(LearningRateSchedule.Cosine(0.05, 100), Used(new() { Optimizer = Optimizer.Adam() }).LearningRate);
        Assert.Equal(LearningRateSchedule.Cosine(0.25, 100), Used(new() { Optimizer = Optimizer.GradientDescent(0.75) }).LearningRate);
        Assert.Equal(0, Used(new() { BatchSize = 0 }).BatchSize);
    }

    [Fact]
    public void A_rate_or_a_penalty_means_the_rows_as_they_are_and_no_other_penalty()
    {
        foreach (TrainingOptions options in new TrainingOptions[] { new() { LearningRate = 0.1 }, new() { L2 = 0 }, new() { L2 = 0.01 }, new() { L1 = 0.01 } })
        {
            TrainingOptions used = Used(options);
            Assert.Equal((false, options.L2, options.L1, 32), (used.Standardize, used.L2, used.L1, used.BatchSize));
            Assert.Equal(options.LearningRate, used.LearningRate);
        }
    }

    [Fact]
    public void Standardize_that_is_set_decides_the_scale_alone()
    {
        TrainingOptions on = Used(new() { Standardize = true }), off = Used(new() { Standardize = false }), both = Used(new() { Standardize = true, LearningRate = 0.2, L2 = 0.3 });
        Assert.Equal((true, 0.0, LearningRateSchedule.Cosine(1, 100), 10), (on.Standardize, on.L2, on.LearningRate, on.BatchSize));
        Assert.Equal((false, 0.0, LearningRateSchedule.Cosine(0.1, 100), 32), (off.Standardize, off.L2, off.LearningRate, off.BatchSize));
        Assert.Equal((true, 0.3, LearningRateSchedule.Constant(0.2), 32), (both.Standardize, both.L2, both.LearningRate, both.BatchSize));
    }

    [Fact]
    public void Weight_decay_is_a_penalty()
    {
        Assert.Equal(0, Used(new() { Optimizer = Optimizer.AdamW(0.1) }).L2);
        Assert.NotEqual(0, Used(new() { Optimizer = Optimizer.AdamW(0) }).L2);
    }

    [Fact]
    public void A_source_gets_the_numbers_of_its_rows_in_memory()
    {
        TrainingBatch[] batches =
        [
            new(Set.Rows.AsMemory(0, 800), Set.Truth.Labels.AsMemory(0, 200)),
            new(Set.Rows.AsMemory(800), Set.Truth.Labels.AsMemory(200)),
        ];
        TrainingOptions inMemory = Used(null), fromSource = new Multiclass4x3().Fit(batches).Options!;
        Near.Relative(inMemory.L2, fromSource.L2, 1e-12, "L2");
        Assert.Equal((inMemory.LearningRate, inMemory.BatchSize), (fromSource.LearningRate, fromSource.BatchSize));
    }

    [Fact]
    public void Options_used_again_for_other_rows_are_settled_anew()
    {
        var options = new TrainingOptions { Epochs = 2 };
        double first = new Multiclass4x3().Fit(Set.Rows, Set.Truth.Labels, options).Options!.L2;
        double second = new Multiclass4x3().Fit(Set.Rows.AsSpan(0, 400), Set.Truth.Labels.AsSpan(0, 100), options).Options!.L2;
        Assert.True(second > 4 * first, $"{first} {second}");
        Assert.Equal(0, options.L2);
    }

    private static TrainingOptions Used(TrainingOptions? options) => new Multiclass4x3().Fit(Set.Rows, Set.Truth.Labels, options).Options!;
}
