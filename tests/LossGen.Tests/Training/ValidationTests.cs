using LossGen.Numerics;
using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>Validation, early stopping and the best epoch, whatever ends training.</summary>
public sealed class ValidationTests
{
    private const string Model = nameof(Multiclass64x10);

    // Few noisy rows of many features: the validation loss falls, then rises.
    private static readonly Overfitting Data = new(Model, 60);

    [Fact]
    public void The_validation_loss_is_to_the_bit_that_of_the_model_and_the_accuracy_its_share_of_right_rows()
    {
        var seen = new List<(double Loss, double Accuracy)>();
        TestModel model = TestModels.Create(Model);
        TrainingResult result = Fit(model, new() { Epochs = 5 }, new Reporter(epoch =>
        {
            Assert.Equal(model.Loss(Data.ValidationRows, Data.ValidationTruth), epoch.ValidationLoss);
            Assert.Equal(Accuracy(model), epoch.ValidationAccuracy, 12);
            seen.Add((epoch.ValidationLoss, epoch.ValidationAccuracy));
        }));
        Assert.Equal(5, seen.Distinct().Count());
        Assert.Equal(model.Loss(Data.ValidationRows, Data.ValidationTruth), result.ValidationLoss);
    }

    [Theory]
    [InlineData(nameof(Binary30))]
    [InlineData(nameof(Multiclass128x100))]
    [InlineData(nameof(MultiLabel33x6))]
    [InlineData(nameof(Silu13x7x5x3))]
    public void For_every_task_and_targets_on_any_number_of_threads_with_the_options_of_the_loss(string name)
    {
        foreach (bool isSoft in new[] { false, true })
        {
            foreach (int threads in new[] { 1, 2 })
            {
                TestModel model = Create(name);
                var data = new TestData(3);
                float[] rows = data.Rows(900, model.Shape.Features), weights = data.SampleWeights(900);
                Truth truth = isSoft ? data.Soft(900, model.Shape) : data.Hard(900, model.Shape);
                LossOptions loss = new()
                {
                    ClassWeights = data.ClassWeights(model.Shape.Classes),
                    LabelSmoothing = 0.1f,
                    SampleWeights = Enumerable.Repeat(0.5f, 40).ToArray(),
                };
                ValidationSet validation = (truth.Labels is null ? new ValidationSet(rows, truth.Targets) : new ValidationSet(rows, truth.Labels));
                TrainingResult result = model.Fit(
                    rows.AsSpan(0, 40 * model.Shape.Features), truth.Rows(0, 40, model.Shape.Classes),
                    new() { Epochs = 3, LearningRate = 0.1, Loss = loss, Validation = validation, MaxDegreeOfParallelism = threads });
                Assert.Equal(model.Loss(rows, truth, loss with { SampleWeights = default }), result.ValidationLoss);
                Assert.InRange(result.History[^1].ValidationAccuracy, 0.01, 1);

                ValidationSet weighted = truth.Labels is null
                    ? new ValidationSet(rows, truth.Targets) { SampleWeights = weights }
                    : new ValidationSet(rows, truth.Labels) { SampleWeights = weights };
                result = model.Fit(
                    rows.AsSpan(0, 40 * model.Shape.Features), truth.Rows(0, 40, model.Shape.Classes), new() { Epochs = 1, Validation = weighted, LearningRate = 0.1 });
                Assert.Equal(model.Loss(rows, truth, new() { SampleWeights = weights }), result.ValidationLoss);
            }
        }
    }

    public static TheoryData<StopReason> Ends =>
        [StopReason.EpochsCompleted, StopReason.EarlyStopped, StopReason.Cancelled, StopReason.Diverged, StopReason.TargetReached, StopReason.Converged];

    /// <summary>Keras and others restore the best weights only where patience ended training.</summary>
    [Theory]
    [MemberData(nameof(Ends))]
    public void Whatever_ends_training_the_model_is_that_of_the_best_epoch(StopReason end)
    {
        using var cancellation = new CancellationTokenSource();
        TestModel model = TestModels.Create(Model);
        var parameters = new List<float[]>();
        var reporter = new Reporter(epoch =>
        {
            parameters.Add(model.Parameters.ToArray());
            if (end == StopReason.Cancelled && epoch.Epoch == 60) cancellation.Cancel();
        });
        TrainingOptions options = new() { Epochs = 100, LearningRate = 0.3 };
        options = end switch
        {
            StopReason.EarlyStopped => options with { Patience = 8 },
            StopReason.Diverged => options with { LearningRate = LearningRateSchedule.Custom(static epoch => epoch < 60 ? 0.3 : 1e38) },
            StopReason.TargetReached => options with { TargetLoss = 0.05 },
            StopReason.Converged => options with { Epochs = 3000, Tolerance = 1e-4 },
            _ => options,
        };
        TrainingResult result = Fit(model, options, reporter, cancellation.Token);

        Assert.Equal(end, result.StopReason);
        int best = result.History.Where(static epoch => double.IsFinite(epoch.ValidationLoss)).MinBy(static epoch => epoch.ValidationLoss)!.Epoch;
        Assert.InRange(best, 2, result.Epochs - 5);
        Assert.Equal(best, result.BestEpoch);
        Near.SameBits(parameters[best - 1], model.Parameters, "parameters");
        Assert.Equal(result.History[best - 1].ValidationLoss, result.ValidationLoss);
        Assert.Equal(model.Loss(Data.ValidationRows, Data.ValidationTruth), result.ValidationLoss);
        Assert.Equal(model.Loss(Data.Rows, Data.Truth), result.Loss);
        if (end == StopReason.EarlyStopped) Assert.Equal(best + 8, result.Epochs);
    }

    [Fact]
    public void A_network_stops_early_too_and_a_source_and_L_BFGS()
    {
        TestModel network = TestNetworks.Create(nameof(LeakyRelu64x33x17x10));
        Check(network, network.Fit(Data.Rows, Data.Truth, Options with { Standardize = true }));
        TestModel streamed = TestModels.Create(Model);
        Check(streamed, streamed.Fit([new(Data.Rows, Data.Truth.Labels)], Options));
        TestModel quasi = TestModels.Create(Model);
        Check(quasi, quasi.Fit(Data.Rows, Data.Truth, Options with { Optimizer = Optimizer.Lbfgs() }));

        static void Check(TestModel model, TrainingResult result)
        {
            Assert.Equal(StopReason.EarlyStopped, result.StopReason);
            Assert.Equal(result.BestEpoch + 6, result.Epochs);
            Assert.Equal(result.History.Min(static epoch => epoch.ValidationLoss), result.ValidationLoss);
            Assert.Equal(model.Loss(Data.ValidationRows, Data.ValidationTruth), result.ValidationLoss);
        }
    }

    private static TrainingOptions Options => new() { Epochs = 400, LearningRate = 0.3, Patience = 6, Validation = Data.Validation };

    [Fact]
    public void Without_RestoreBest_the_model_is_that_of_the_last_epoch()
    {
        TestModel model = TestModels.Create(Model), alone = TestModels.Create(Model);
        TrainingResult result = model.Fit(Data.Rows, Data.Truth, Options with { RestoreBest = false });
        alone.Fit(Data.Rows, Data.Truth, Options with { Validation = null, Patience = 0, Epochs = result.Epochs });
        Near.SameBits(alone.Parameters, model.Parameters, "parameters");
        Assert.Equal(result.Epochs - 6, result.BestEpoch);
        Assert.Equal(result.History[^1].ValidationLoss, result.ValidationLoss);
    }

    [Fact]
    public void An_improvement_smaller_than_the_tolerance_does_not_count_but_the_best_epoch_is_still_kept()
    {
        TestModel model = TestModels.Create(Model);
        TrainingResult result = model.Fit(Data.Rows, Data.Truth, Options with { Tolerance = 0.05, LearningRate = 0.05 });
        Assert.Equal(StopReason.EarlyStopped, result.StopReason);
        double[] losses = [.. result.History.Select(static epoch => epoch.ValidationLoss)];
        double toBeat = double.PositiveInfinity;
        int without = 0;
        for (int i = 0; i < losses.Length; i++)
        {
            Assert.True(without < 6);
            bool counts = losses[i] < toBeat - 0.05;
            (toBeat, without) = counts ? (losses[i], 0) : (toBeat, without + 1);
        }

        Assert.Equal(6, without);
        Assert.Equal(losses.Min(), result.ValidationLoss);
        Assert.True(result.BestEpoch > result.Epochs - 6, "A later epoch was better, though by less than the tolerance.");
    }

    [Fact]
    public void The_rate_falls_on_a_plateau_of_the_validation_loss()
    {
        TestModel model = TestModels.Create(Model);
        TrainingResult result = Fit(model, new() { Epochs = 100, LearningRate = LearningRateSchedule.ReduceOnPlateau(0.3, 0.5, patience: 4) });
        TrainingProgress lowered = result.History.First(static epoch => epoch.LearningRate < 0.3);
        Assert.True(result.History[lowered.Epoch - 2].Loss < 0.9999 * result.History[lowered.Epoch - 3].Loss, "The training loss was falling.");
        Assert.InRange(lowered.Epoch, result.BestEpoch, result.BestEpoch + 12);
    }

    [Theory]
    [InlineData(nameof(Multiclass4x3), false)]
    [InlineData(nameof(Multiclass4x3), true)]
    [InlineData(nameof(MultiLabel33x6), true)]
    public void A_fraction_is_drawn_by_the_seed_stratified_and_not_trained_on(string name, bool isSoft)
    {
        TestModel model = TestModels.Create(name);
        var data = new TestData(5);
        float[] rows = data.Rows(90, model.Shape.Features), weights = data.SampleWeights(90);
        Truth truth = isSoft ? data.Soft(90, model.Shape) : data.Hard(90, model.Shape);
        var options = new TrainingOptions { Epochs = 4, LearningRate = 0.1, Seed = 3, ValidationFraction = 0.2, Loss = new() { SampleWeights = weights } };
        TrainingResult result = model.Fit(rows, truth, options);

        (int[] kept, int[] drawn) = truth.Labels is null
            ? StratifiedDraw.Rows(90, 0.2, 3)
            : StratifiedDraw.Rows(truth.Labels, model.Shape.Classes, 0.2, 3);
        Assert.Equal(18, drawn.Length);
        TestModel apart = TestModels.Create(name);
        (float[] keptRows, Truth keptTruth) = Taken(kept);
        (float[] drawnRows, Truth drawnTruth) = Taken(drawn);
        TrainingResult expected = apart.Fit(keptRows, keptTruth, options with
        {
            ValidationFraction = 0,
            Loss = new() { SampleWeights = Resampling.Take<float>(weights, kept) },
            Validation = drawnTruth.Labels is null
                ? new(drawnRows, drawnTruth.Targets) { SampleWeights = Resampling.Take<float>(weights, drawn) }
                : new(drawnRows, drawnTruth.Labels) { SampleWeights = Resampling.Take<float>(weights, drawn) },
        });
        Near.SameBits(apart.Parameters, model.Parameters, "parameters");
        Assert.Equal(expected.ValidationLoss, result.ValidationLoss);
        if (truth.Labels is null) return;
        int[] counts = [.. Enumerable.Range(0, 3).Select(k => drawn.Count(row => truth.Labels[row] == k))];
        for (int k = 0; k < 3; k++)
        {
            double share = 0.2 * truth.Labels.Count(label => label == k);
            Assert.InRange(counts[k], share - 1, share + 1);
        }

        (float[] Rows, Truth Truth) Taken(int[] indices) => (
            Resampling.Take<float>(rows, indices, model.Shape.Features),
            truth.Labels is null ? Truth.Of(Resampling.Take<float>(truth.Targets, indices, model.Shape.Classes)) : Truth.Of(Resampling.Take<int>(truth.Labels, indices)));
    }

    [Fact]
    public void The_options_of_the_result_say_what_was_asked_for_and_can_be_used_again()
    {
        var data = new TestData(5);
        float[] rows = data.Rows(90, 4), weights = data.SampleWeights(90);
        int[] labels = [.. Enumerable.Range(0, 90).Select(static i => i % 3)];
        var model = new Multiclass4x3();
        TrainingResult result = model.Fit(rows, labels, new() { Epochs = 4, ValidationFraction = 0.2, Loss = new() { SampleWeights = weights } });
        Assert.Equal(0.2, result.Options!.ValidationFraction);
        Assert.Null(result.Options.Validation);
        Assert.Equal(weights, result.Options.Loss!.SampleWeights.ToArray());

        var again = new Multiclass4x3();
        Assert.Equal(result.ValidationLoss, again.Fit(rows, labels, result.Options).ValidationLoss);
        Near.SameBits(model.Parameters, again.Parameters, "parameters");
    }

    [Fact]
    public void What_is_saved_with_the_model_is_of_the_epoch_that_it_is_from()
    {
        var model = new Multiclass64x10();
        TrainingResult result = model.Fit(Data.Rows, Data.Truth.Labels, Options);
        using var file = new MemoryStream();
        ModelFile.Save(model, file, result);
        file.Position = 0;
        ModelFileDescription description = ModelFile.Describe(file);
        Assert.Equal((result.BestEpoch, result.ValidationLoss, result.Loss), (description.BestEpoch, description.ValidationLoss, description.Loss));
        file.Position = 0;
        Multiclass64x10 loaded = ModelFile.Load<Multiclass64x10>(file);
        Assert.Equal(loaded.Loss(Data.ValidationRows, Data.ValidationTruth.Labels!), description.ValidationLoss);
    }

    [Fact]
    public void What_cannot_be_validated_is_refused_before_anything_changes()
    {
        var model = new Multiclass4x3();
        float[] rows = new TestData(1).Rows(12, 4);
        int[] labels = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2];
        Refused<ArgumentException>(new() { Validation = new(rows, labels), ValidationFraction = 0.5 }, "one or the other");
        Refused<ArgumentException>(new() { Validation = new(rows.AsMemory(1), labels) }, "validation set");
        Refused<ArgumentException>(new() { Validation = new(rows, labels.AsMemory(1)) }, "validation set");
        Refused<ArgumentException>(new() { Validation = new(Array.Empty<float>(), Array.Empty<int>()) }, "validation set");
        Refused<ArgumentOutOfRangeException>(new() { Validation = new(rows, Enumerable.Repeat(3, 12).ToArray()) }, "label of row 0 is 3");
        Refused<ArgumentException>(new() { Validation = new(rows, new float[36]) }, "validation set");
        float[] spoilt = [.. rows];
        spoilt[5] = float.NaN;
        Refused<ArgumentException>(new() { Validation = new(spoilt, labels) }, "Row 1");
        Refused<ArgumentOutOfRangeException>(new() { Validation = new(rows, labels) { SampleWeights = new float[] { 1 } } }, "1 entries");
        Refused<ArgumentException>(new() { Validation = new(rows, Enumerable.Repeat(2, 12).ToArray()), Loss = new() { ClassWeights = new[] { 1f, 1, 0 } } }, "sum to 0");
        ArgumentException source = Assert.Throws<ArgumentException>(() => model.Fit([new TrainingBatch(rows, labels)], new() { ValidationFraction = 0.5 }));
        Assert.Contains("source", source.Message, StringComparison.Ordinal);
        ArgumentException single = Assert.Throws<ArgumentException>(() => model.Fit(rows.AsSpan(0, 4), labels.AsSpan(0, 1), new() { ValidationFraction = 0.5 }));
        Assert.Contains("at least two", single.Message, StringComparison.Ordinal);
        ArgumentException scarce = Assert.Throws<ArgumentException>(() => model.Fit(rows.AsSpan(0, 12), [0, 1, 2], new() { ValidationFraction = 0.5 }));
        Assert.Contains("ValidationFraction", scarce.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { ValidationFraction = 1 });
        Assert.All(model.Parameters.ToArray(), static parameter => Assert.Equal(0, parameter));

        void Refused<T>(TrainingOptions options, string text)
            where T : ArgumentException
        {
            T refused = Assert.Throws<T>(() => model.Fit(rows, labels, options));
            Assert.Contains(text, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_epoch_with_validation_allocates_nothing()
    {
        var allocated = new long[40];
        int count = 0;
        var model = new Multiclass64x10();
        var reporter = new Reporter(_ => allocated[count++] = GC.GetAllocatedBytesForCurrentThread());
        model.Fit(Data.Rows, Data.Truth.Labels, new() { Epochs = 40, Validation = Data.Validation }, reporter);
        Assert.Equal(0, Enumerable.Range(1, 39).Min(epoch => allocated[epoch] - allocated[epoch - 1]));
    }

    [Fact]
    public void Cancelled_before_the_first_epoch_the_model_and_its_validation_loss_are_as_they_were()
    {
        TestModel model = TestModels.Create(Model);
        TrainingResult result = Fit(model, new() { Epochs = 5 }, token: new CancellationToken(canceled: true));
        Assert.Equal((StopReason.Cancelled, 0, 0), (result.StopReason, result.Epochs, result.BestEpoch));
        Assert.Equal(model.Loss(Data.ValidationRows, Data.ValidationTruth), result.ValidationLoss);
        Assert.All(model.Parameters.ToArray(), static parameter => Assert.Equal(0, parameter));
    }

    private static TrainingResult Fit(TestModel model, TrainingOptions options, IProgress<TrainingProgress>? progress = null, CancellationToken token = default) =>
        model.Fit(Data.Rows, Data.Truth, options with { Validation = Data.Validation }, progress, token);

    private static double Accuracy(TestModel model)
    {
        var classes = new int[Data.ValidationTruth.Labels!.Length];
        model.Predict(Data.ValidationRows, classes);
        return classes.Where((k, row) => k == Data.ValidationTruth.Labels[row]).Count() / (double)classes.Length;
    }

    private static TestModel Create(string name) => TestNetworks.Names.Contains(name) ? TestNetworks.Create(name) : TestModels.Create(name);

    private sealed class Overfitting
    {
        public Overfitting(string name, int count)
        {
            ModelShape shape = TestModels.Create(name).Shape;
            var data = new TestData(2);
            TestModel teacher = TestModels.Create(name);
            data.FillParameters(teacher);
            (Rows, Truth) = Noisy(data, teacher, count);
            (ValidationRows, ValidationTruth) = Noisy(data, teacher, 400);
        }

        public float[] Rows { get; }

        public Truth Truth { get; }

        public float[] ValidationRows { get; }

        public Truth ValidationTruth { get; }

        public ValidationSet Validation => new(ValidationRows, ValidationTruth.Labels);

        /// <summary>The teacher's classes, a third of them replaced by others.</summary>
        private static (float[], Truth) Noisy(TestData data, TestModel teacher, int count)
        {
            float[] rows = data.Rows(count, teacher.Shape.Features);
            var labels = new int[count];
            teacher.Predict(rows, labels);
            for (int row = 0; row < count; row += 3) labels[row] = (labels[row] + 1 + (row % 7)) % teacher.Shape.Classes;
            return (rows, Truth.Of(labels));
        }
    }
}
