using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;
using Set = LossGen.Tests.Training.FitTests.Set;

namespace LossGen.Tests.Training;

/// <summary>Progress, and every reason for which training ends.</summary>
public sealed class StoppingTests
{
    private const string Model = nameof(Multiclass4x3);

    public static TheoryData<string> Optimizers => [.. TestOptimizers.Names];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Progress_tells_of_every_epoch_in_order(string optimizer)
    {
        Set set = Set.Create(Model);
        var seen = new List<TrainingProgress>();
        TrainingResult result = TestModels.Create(Model).Fit(
            set.Rows, set.Truth, new() { Epochs = 7, Optimizer = TestOptimizers.Create(optimizer), LearningRate = 0.05 }, new Reporter(seen.Add));

        Assert.Equal(7, result.Epochs);
        Assert.Equal(StopReason.EpochsCompleted, result.StopReason);
        Assert.Equal(Enumerable.Range(1, 7), seen.Select(epoch => epoch.Epoch));
        Assert.All(seen, epoch => Assert.Equal(7, epoch.Epochs));
        Assert.All(seen, epoch => Assert.True(epoch.Loss > 0 && epoch.GradientNorm > 0 && double.IsFinite(epoch.GradientNorm)));
        Assert.Equal(seen.Select(epoch => epoch.Elapsed).Order(), seen.Select(epoch => epoch.Elapsed));
        Assert.True(seen[0].Elapsed >= TimeSpan.Zero && result.Duration >= seen[^1].Elapsed);
        Assert.Equal(seen, result.History);
    }

    [Fact]
    public void The_loss_of_a_full_batch_epoch_is_that_before_its_step_and_the_norm_that_of_its_gradient()
    {
        Set set = Set.Create(Model);
        var norms = new List<double>();
        var losses = new List<double>();
        TestModel model = TestModels.Create(Model);
        TestModel stepped = TestModels.Create(Model);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            var gradient = new float[stepped.Shape.Parameters];
            losses.Add(stepped.LossAndGradient(set.Rows, set.Truth, gradient));
            norms.Add(Math.Sqrt(gradient.Sum(g => (double)g * g)));
            stepped.Update(set.Rows, set.Truth, 0.5f);
        }

        TrainingResult result = model.Fit(set.Rows, set.Truth, new() { Epochs = 3, BatchSize = 0, LearningRate = 0.5 });
        for (int epoch = 0; epoch < 3; epoch++)
        {
            Near.Relative(losses[epoch], result.History[epoch].Loss, 1e-6, $"loss of epoch {epoch + 1}");
            Near.Relative(norms[epoch], result.History[epoch].GradientNorm, 1e-5, $"gradient norm of epoch {epoch + 1}");
        }
    }

    [Fact]
    public void The_learning_rate_follows_its_schedule()
    {
        Check(LearningRateSchedule.Constant(0.2), _ => 0.2);
        Check(0.3, _ => 0.3);
        Check(LearningRateSchedule.TimeDecay(0.5, 0.1), epoch => 0.5 / (1 + (0.1 * epoch)));
        Check(LearningRateSchedule.StepDecay(0.5, 0.5, 3), epoch => 0.5 * Math.Pow(0.5, epoch / 3));
        Check(LearningRateSchedule.ExponentialDecay(0.5, 0.2), epoch => 0.5 * Math.Exp(-0.2 * epoch));
        Check(LearningRateSchedule.Cosine(0.5, 10, 0.1), epoch => 0.1 + (0.4 * (1 + Math.Cos(Math.PI * epoch / 10)) / 2));

        static void Check(LearningRateSchedule schedule, Func<int, double> expected)
        {
            Set set = Set.Create(Model);
            TrainingResult result = TestModels.Create(Model).Fit(set.Rows, set.Truth, new() { Epochs = 10, LearningRate = schedule });
            for (int epoch = 0; epoch < 10; epoch++) Near.Relative(expected(epoch), result.History[epoch].LearningRate, 1e-12, $"{schedule}, epoch {epoch}");
        }
    }

    [Fact]
    public void The_learning_rate_falls_where_the_loss_stays()
    {
        Set set = Set.Create(Model);
        TrainingResult result = TestModels.Create(Model).Fit(set.Rows, set.Truth, new()
        {
            Epochs = 200,
            BatchSize = 8,
            LearningRate = LearningRateSchedule.ReduceOnPlateau(2, factor: 0.5, patience: 3, minimum: 0.1),
        });

        // The rule again, from the losses that were reported.
        double rate = 2, best = double.PositiveInfinity;
        int waited = 0, reductions = 0;
        foreach (TrainingProgress epoch in result.History)
        {
            Near.Relative(rate, epoch.LearningRate, 1e-12, $"rate of epoch {epoch.Epoch}");
            waited = epoch.Loss < best * (1 - 1e-4) ? 0 : waited + 1;
            best = waited == 0 ? epoch.Loss : best;
            if (waited < 3) continue;
            waited = 0;
            rate = Math.Max(rate * 0.5, 0.1);
            reductions++;
        }

        Assert.True(reductions > 4, $"only {reductions} reductions");
        Assert.Equal(0.1, result.History[^1].LearningRate);
    }

    [Fact]
    public void Training_converges_where_the_loss_no_longer_improves_by_the_tolerance()
    {
        foreach (int patience in new[] { 0, 1, 5 })
        {
            Set set = Set.Create(Model);
            TrainingResult result = TestModels.Create(Model).Fit(
                set.Rows, set.Truth, new() { Epochs = 5000, BatchSize = 0, LearningRate = 0.5, Tolerance = 1e-5, Patience = patience });
            Assert.Equal(StopReason.Converged, result.StopReason);
            Assert.InRange(result.Epochs, 10, 4999);

            double[] losses = [.. result.History.Select(epoch => epoch.Loss)];
            int last = Math.Max(patience, 1);
            for (int i = losses.Length - last; i < losses.Length; i++) Assert.True(losses[i - 1] - losses[i] < 1e-5);
            Assert.True(losses[^(last + 2)] - losses[^(last + 1)] >= 1e-5);
        }
    }

    [Fact]
    public void Training_stops_early_at_the_target_loss()
    {
        Set set = Set.Create(Model);
        TrainingResult result = TestModels.Create(Model).Fit(set.Rows, set.Truth, new() { Epochs = 5000, TargetLoss = 0.9 });
        Assert.Equal(StopReason.TargetReached, result.StopReason);
        Assert.True(result.Epochs > 1 && result.History[^1].Loss <= 0.9);
        Assert.All(result.History.SkipLast(1), epoch => Assert.True(epoch.Loss > 0.9));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Cancelled_beforehand_it_leaves_the_model_alone(string optimizer)
    {
        Set set = Set.Create(Model);
        TestModel model = TestModels.Create(Model);
        new TestData(1).FillParameters(model);
        float[] before = model.Parameters.ToArray();
        TrainingResult result = model.Fit(
            set.Rows, set.Truth, new() { Optimizer = TestOptimizers.Create(optimizer) }, cancellationToken: new CancellationToken(canceled: true));
        Assert.Equal(StopReason.Cancelled, result.StopReason);
        Assert.Equal(0, result.Epochs);
        Assert.Empty(result.History);
        Assert.Equal(model.Loss(set.Rows, set.Truth), result.Loss);
        Near.SameBits(before, model.Parameters, "parameters");
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Cancelled_between_epochs_it_keeps_the_last_one(string optimizer)
    {
        Set set = Set.Create(Model);
        TestModel model = TestModels.Create(Model);
        using var source = new CancellationTokenSource();
        float[] atCancellation = [];
        TrainingResult result = model.Fit(
            set.Rows,
            set.Truth,
            new() { Optimizer = TestOptimizers.Create(optimizer), LearningRate = 0.05 },
            new Reporter(epoch =>
            {
                if (epoch.Epoch != 4) return;
                atCancellation = model.Parameters.ToArray();
                source.Cancel();
            }),
            source.Token);
        Assert.Equal(StopReason.Cancelled, result.StopReason);
        Assert.Equal(4, result.Epochs);
        Near.SameBits(atCancellation, model.Parameters, "parameters");
    }

    [Theory]
    [InlineData("gradient descent")]
    [InlineData("Adam")]
    [InlineData("L-BFGS")]
    public void Cancelled_by_another_thread_wherever_it_is_it_goes_back_to_the_last_epoch(string optimizer)
    {
        Set set = Set.Create(nameof(Multiclass257x11), count: 2000);
        TestModel model = TestModels.Create(nameof(Multiclass257x11));
        using var source = new CancellationTokenSource();
        using var started = new ManualResetEventSlim();
        var canceller = new Thread(() =>
        {
            started.Wait();
            source.Cancel();
        });
        canceller.Start();
        float[] lastEpoch = new float[model.Shape.Parameters];
        TrainingResult result = model.Fit(
            set.Rows,
            set.Truth,
            new() { Epochs = 100_000, BatchSize = 1, Optimizer = TestOptimizers.Create(optimizer), LearningRate = 1e-3 },
            new Reporter(epoch =>
            {
                model.Parameters.CopyTo(lastEpoch);
                if (epoch.Epoch == 2) started.Set();
            }),
            source.Token);
        canceller.Join();
        Assert.Equal(StopReason.Cancelled, result.StopReason);
        Assert.True(result.Epochs >= 2);
        Near.SameBits(lastEpoch, model.Parameters, "parameters");
    }

    [Theory]
    [InlineData("gradient descent", 0)]
    [InlineData("gradient descent", 8)]
    [InlineData("momentum", 8)]
    [InlineData("Nesterov", 0)]
    [InlineData("AdaGrad", 8)]
    [InlineData("RMSProp", 8)]
    [InlineData("Adam", 0)]
    public void A_rate_far_too_large_ends_as_diverged_with_finite_parameters_and_loss(string optimizer, int batchSize)
    {
        // A softmax gradient is bounded, so that steps are finite however wrong: it takes rows of a hundred to overflow the logits.
        Set set = Set.Create(Model);
        float[] rows = Array.ConvertAll(set.Rows, x => 100 * x);
        TestModel model = TestModels.Create(Model);
        TrainingResult result = model.Fit(
            rows, set.Truth, new() { Epochs = 1000, BatchSize = batchSize, Optimizer = TestOptimizers.Create(optimizer), LearningRate = 1e37 });
        Assert.Equal(StopReason.Diverged, result.StopReason);
        Assert.All(model.Parameters.ToArray(), parameter => Assert.True(float.IsFinite(parameter)));
        Assert.True(double.IsFinite(result.Loss));
        Assert.Equal(result.Loss, model.Loss(rows, set.Truth));
        Assert.All(result.History, epoch => Assert.True(double.IsFinite(epoch.Loss)));
    }

    [Theory]
    [InlineData(1e30, 0)]
    [InlineData(1e30, 8)]
    [InlineData(1e35, 8)]
    public void A_penalty_that_grows_at_every_step_ends_as_diverged(double rate, int batchSize)
    {
        // w ← (1 − rate · L2) w grows without bound.
        Set set = Set.Create(Model);
        TestModel model = TestModels.Create(Model);
        TrainingResult result = model.Fit(set.Rows, set.Truth, new() { Epochs = 1000, BatchSize = batchSize, LearningRate = rate, L2 = 1 });
        Assert.Equal(StopReason.Diverged, result.StopReason);
        Assert.All(model.Parameters.ToArray(), parameter => Assert.True(float.IsFinite(parameter)));
        Assert.True(double.IsFinite(result.Loss));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Parameters_that_are_not_finite_from_the_start_end_as_diverged(string optimizer)
    {
        Set set = Set.Create(Model);
        TestModel model = TestModels.Create(Model);
        model.Parameters[0] = float.NaN;
        TrainingResult result = model.Fit(set.Rows, set.Truth, new() { Optimizer = TestOptimizers.Create(optimizer) });
        Assert.Equal(StopReason.Diverged, result.StopReason);
        Assert.Equal(0, result.Epochs);
        Assert.True(float.IsNaN(model.Parameters[0]));
        Assert.All(model.Parameters[1..].ToArray(), parameter => Assert.Equal(0, parameter));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void An_exception_from_the_progress_leaves_the_model_as_that_epoch_did(string optimizer)
    {
        Set set = Set.Create(Model);
        TestModel model = TestModels.Create(Model);
        var options = new TrainingOptions { Epochs = 3, Optimizer = TestOptimizers.Create(optimizer), LearningRate = 0.05 };
        Assert.Throws<NotSupportedException>(() => model.Fit(set.Rows, set.Truth, options with { Epochs = 10 }, new Reporter(epoch =>
        {
            if (epoch.Epoch == 3) throw new NotSupportedException();
        })));

        TestModel expected = TestModels.Create(Model);
        expected.Fit(set.Rows, set.Truth, options);
        Near.SameBits(expected.Parameters, model.Parameters, "parameters");
    }

    [Fact]
    public void What_the_observer_writes_into_the_model_survives_a_cancellation()
    {
        FitTests.Set set = FitTests.Set.Create(nameof(Multiclass4x3));
        foreach (bool standardize in new[] { false, true })
        {
            using var cancellation = new CancellationTokenSource();
            var model = new Multiclass4x3();
            model.Fit(set.Rows, set.Truth.Labels!, new() { Epochs = 9, Standardize = standardize }, new Reporter(epoch =>
            {
                if (epoch.Epoch < 3) return;
                model.Parameters.Fill(0.25f);
                cancellation.Cancel();
            }), cancellation.Token);
            foreach (float parameter in model.Parameters) Assert.Equal(0.25, parameter, 1e-6);
        }
    }
}
