using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>What is minimised: weights count the same in every batch, and penalties belong to what decides when training ends.</summary>
public sealed class ObjectiveTests
{
    public static TheoryData<int, bool> Batches => new() { { 1, false }, { 32, false }, { 0, false }, { 1, true }, { 32, true }, { 0, true } };

    /// <summary>Dividing each batch by its own weights trained another objective the smaller the batches were; alone in a batch, a row's weight vanished.</summary>
    [Theory]
    [MemberData(nameof(Batches))]
    public void Weighted_rows_and_classes_have_the_same_optimum_whatever_the_batch(int batchSize, bool fromSource)
    {
        // One class in eight, so that balancing matters.
        var data = new TestData(9);
        const int Count = 400;
        float[] rows = data.Rows(Count, 2);
        int[] labels = [.. Enumerable.Range(0, Count).Select(row => rows[2 * row] + rows[(2 * row) + 1] > 1.6 ? 1 : 0)];
        float[] samples = [.. Enumerable.Range(0, Count).Select(static row => row % 2 == 0 ? 0.5f : 1.5f)];
        var loss = new LossOptions { ClassWeights = ClassWeights.Balanced(labels, 2) };
        var best = new Binary2();
        best.Fit(rows, labels, new() { Optimizer = Optimizer.Lbfgs(), Epochs = 200, L2 = 0.05, Loss = loss with { SampleWeights = samples } });

        var model = new Binary2();
        TrainingOptions options = new()
        {
            Epochs = 400,
            BatchSize = batchSize,
            L2 = 0.05,
            LearningRate = LearningRateSchedule.Cosine(batchSize == 0 ? 0.5 : batchSize == 1 ? 0.01 : 0.1, 400),
            Loss = fromSource ? loss : loss with { SampleWeights = samples },
        };
        if (!fromSource) model.Fit(rows, labels, options);
        else model.Fit(
            Enumerable.Range(0, 5).Select(i => new TrainingBatch(rows.AsMemory(160 * i, 160), labels.AsMemory(80 * i, 80)) { SampleWeights = samples.AsMemory(80 * i, 80) }),
            options);
        for (int i = 0; i < 3; i++) Near.Within(best.Parameters[i], model.Parameters[i], 0.02, $"parameter {i}");
    }

    /// <summary>Where only the batches of a source bring weights, the first epoch learns as it goes what a row weighs on average.</summary>
    [Fact]
    public void A_source_whose_batches_bring_all_the_weights_ends_at_the_same_optimum()
    {
        float[] rows = new TestData(9).Rows(200, 2);
        int[] labels = [.. Enumerable.Range(0, 200).Select(row => rows[2 * row] > 0.5 || row % 9 == 0 ? 1 : 0)];
        float[] samples = [.. labels.Select(static label => label == 1 ? 4f : 1f)];
        var best = new Binary2();
        best.Fit(rows, labels, new() { Optimizer = Optimizer.Lbfgs(), Epochs = 200, L2 = 0.05, Loss = new() { SampleWeights = samples } });
        var model = new Binary2();
        int passes = 0;
        model.Fit(Source(), new() { Epochs = 400, L2 = 0.05, LearningRate = LearningRateSchedule.Cosine(0.1, 400), MeasureFinalLoss = false });
        for (int i = 0; i < 3; i++) Near.Within(best.Parameters[i], model.Parameters[i], 0.02, $"parameter {i}");
        Assert.Equal(400, passes);

        IEnumerable<TrainingBatch> Source()
        {
            passes++;
            for (int i = 0; i < 200; i += 20)
                yield return new TrainingBatch(rows.AsMemory(2 * i, 40), labels.AsMemory(i, 20)) { SampleWeights = samples.AsMemory(i, 20) };
        }
    }

    [Fact]
    public void The_objective_is_the_loss_and_the_penalties()
    {
        FitTests.Set set = FitTests.Set.Create(nameof(Multiclass4x3));
        TestModel model = TestModels.Create(nameof(Multiclass4x3));
        const double L1 = 0.01, L2 = 0.1;
        var before = new float[model.Parameters.Length];
        model.Fit(set.Rows, set.Truth, new() { Epochs = 5, BatchSize = 0, LearningRate = 0.3, L1 = L1, L2 = L2 }, new Reporter(epoch =>
        {
            // The loss of a full batch is that before its step, and so are the penalties.
            Near.Relative(epoch.Loss + Penalty(before), epoch.Objective, 1e-6, $"objective of epoch {epoch.Epoch}");
            model.Parameters.CopyTo(before);
        }));
        model.Parameters.Clear();
        Array.Clear(before);
        model.Fit(set.Rows, set.Truth, new() { Epochs = 5, BatchSize = 16, LearningRate = 0.3, L1 = L1, L2 = L2 }, new Reporter(epoch =>
        {
            Near.Relative(epoch.Loss + ((Penalty(before) + Penalty(model.Parameters)) / 2), epoch.Objective, 1e-6, $"objective of epoch {epoch.Epoch}");
            model.Parameters.CopyTo(before);
        }));
        model.Fit(set.Rows, set.Truth, new() { Epochs = 5, Optimizer = Optimizer.Lbfgs(), L1 = L1, L2 = L2 }, new Reporter(epoch =>
            Near.Relative(epoch.Loss + Penalty(model.Parameters), epoch.Objective, 1e-6, $"objective of iteration {epoch.Epoch}")));
        TrainingResult plain = model.Fit(set.Rows, set.Truth, new() { Epochs = 3, Standardize = false, LearningRate = 0.1 });
        Assert.All(plain.History, static epoch => Assert.Equal(epoch.Loss, epoch.Objective));

        static double Penalty(ReadOnlySpan<float> parameters)
        {
            double sum = 0;
            for (int i = 0; i < 12; i++) sum += (L2 / 2 * parameters[i] * parameters[i]) + (L1 * Math.Abs(parameters[i]));
            return sum;
        }
    }

    /// <summary>The loss alone is lowest long before the penalised objective, and then rises.</summary>
    [Fact]
    public void Tolerance_and_plateaus_follow_the_objective()
    {
        var data = new TestData(12);
        float[] rows = data.Rows(300, 30);
        int[] labels = [.. Enumerable.Range(0, 300).Select(row => rows[30 * row] + (0.3f * rows[(30 * row) + 1]) > 0 ? 1 : 0)];
        const double L2 = 1;

        // A start beyond the optimum: shrinking the weights raises the loss and lowers the objective.
        var start = new float[Binary30.ParameterCount];
        start.AsSpan(0, 2).Fill(6);
        var best = new Binary30();
        double optimum = best.Fit(rows, labels, new() { Optimizer = Optimizer.Lbfgs(), Epochs = 300, L2 = L2 }).History[^1].Objective;

        var model = new Binary30();
        start.CopyTo(model.Parameters);
        TrainingResult result = model.Fit(rows, labels, new() { Epochs = 1000, BatchSize = 0, LearningRate = 0.1, L2 = L2, Tolerance = 1e-8 });
        Assert.Equal(StopReason.Converged, result.StopReason);
        Near.Within(optimum, result.History[^1].Objective, 1e-6, "objective");
        Assert.True(result.History[^1].Loss > result.History[0].Loss);

        start.CopyTo(model.Parameters);
        result = model.Fit(rows, labels, new() { Epochs = 30, BatchSize = 0, LearningRate = LearningRateSchedule.ReduceOnPlateau(0.1, 0.1, 2), L2 = L2 });
        Assert.All(result.History, static epoch => Assert.Equal(0.1, epoch.LearningRate));
    }

    [Fact]
    public void L_BFGS_converges_where_the_gradient_is_small_with_probabilities_right_to_four_digits()
    {
        var data = new TestData(13);
        float[] rows = data.Rows(500, 30);
        int[] labels = [.. Enumerable.Range(0, 500).Select(row => rows[30 * row] + (2 * rows[(30 * row) + 7]) + ((row % 5) - 2) > 0 ? 1 : 0)];
        Binary30 converged = new(), exact = new();
        TrainingResult result = converged.Fit(rows, labels, new() { Optimizer = Optimizer.Lbfgs(), Epochs = 1000, L2 = 0 });
        TrainingResult further = exact.Fit(rows, labels, new() { Optimizer = Optimizer.Lbfgs(), Epochs = 1000, L2 = 0, GradientTolerance = 0 });
        Assert.Equal((StopReason.Converged, StopReason.Converged), (result.StopReason, further.StopReason));
        Assert.True(result.Epochs < further.Epochs, $"{result.Epochs} iterations, {further.Epochs} without the rule");
        float[] p = new float[1000], q = new float[1000];
        converged.Probabilities(rows, p);
        exact.Probabilities(rows, q);
        for (int i = 0; i < p.Length; i++) Near.Within(q[i], p[i], 1e-4, $"probability {i}");

        // In other units the rule is the same: a factor of 2^10 is exact.
        float[] scaled = [.. rows.Select(static x => 1024 * x)];
        Assert.Equal(StopReason.Converged, new Binary30().Fit(scaled, labels, new() { Optimizer = Optimizer.Lbfgs(), Epochs = 1000, L2 = 0, Standardize = false }).StopReason);
    }

    /// <summary>A feature of 1000 ± 0.01 has a gradient that is small beside 1000 everywhere: what it could still teach is measured in its deviation.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void L_BFGS_converges_only_where_features_of_a_large_mean_are_used_up(bool fromSource)
    {
        var data = new TestData(17);
        float[] rows = data.Rows(600, 2), far = [.. rows.Select(static (x, i) => i % 2 == 1 ? 1000 + (0.01f * x) : x)];
        int[] labels = [.. Enumerable.Range(0, 600).Select(row => rows[2 * row] + (2 * rows[(2 * row) + 1]) + ((row % 5) - 2) > 0 ? 1 : 0)];
        var options = new TrainingOptions { Optimizer = Optimizer.Lbfgs(), Epochs = 1000, L2 = 0, Standardize = false };
        double minimum = new Binary2().Fit(rows, labels, options).Loss;
        TrainingResult result = fromSource
            ? new Binary2().Fit([new TrainingBatch(far.AsMemory(0, 400), labels.AsMemory(0, 200)), new TrainingBatch(far.AsMemory(400), labels.AsMemory(200))], options)
            : new Binary2().Fit(far, labels, options);
        Assert.True(result.StopReason != StopReason.Converged || result.Loss < minimum + 1e-3, $"{result.StopReason} at {result.Loss}, the minimum is {minimum}");
    }

    /// <summary>Columns of 1e6 and of 1e-3 in float32: the search ends in rounding, far from where the loss could go.</summary>
    [Fact]
    public void A_search_that_ends_in_rounding_before_a_minimum_is_stalled_and_not_converged()
    {
        var random = new Random(4);
        var rows = new float[2 * 200];
        var labels = new int[200];
        for (int row = 0; row < 200; row++)
        {
            labels[row] = row % 2;
            rows[2 * row] = 1e7f + (1000 * random.NextSingle());
            rows[(2 * row) + 1] = 1e-3f * ((labels[row] == 1 ? 1 : -1) + (0.5f * random.NextSingle()));
        }

        var model = new Binary2();
        TrainingResult result = model.Fit(rows, labels, new() { Optimizer = Optimizer.Lbfgs(), Epochs = 1000, L2 = 0, Standardize = false });
        Assert.Equal(StopReason.Stalled, result.StopReason);
        Assert.True(result.Loss > 0.01, $"{result.Loss}");
        result = model.Fit(rows, labels, new() { Optimizer = Optimizer.Lbfgs(), Epochs = 1000, L2 = 1e-4, Standardize = true });
        Assert.Equal(StopReason.Converged, result.StopReason);
        Assert.True(result.Loss < 0.01, $"{result.Loss}");
    }
}
