using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>Fit over batches from a source: what it learns is what it would learn from the same rows in memory.</summary>
public sealed class BatchSourceTests
{
    private const int Count = 96;

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string model in new[] { nameof(Binary2), nameof(Multiclass4x3), nameof(Multiclass64x10), nameof(MultiLabel33x6) })
        {
            foreach (string optimizer in TestOptimizers.Names) cases.Add(model, optimizer);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_order_the_batches_teach_what_the_whole_set_teaches(string name, string optimizer)
    {
        FitTests.Set set = FitTests.Set.Create(name, Count);
        foreach (bool standardize in new[] { false, true })
        {
            var options = new TrainingOptions
            {
                Epochs = 4,
                BatchSize = 16,
                Shuffle = false,
                LearningRate = 0.05,
                Optimizer = TestOptimizers.Create(optimizer),
                Standardize = standardize,
                L2 = 1e-3,
            };
            TestModel whole = TestModels.Create(name), streamed = TestModels.Create(name);
            TrainingResult ofWhole = whole.Fit(set.Rows, set.Truth, options), ofStream = streamed.Fit(InBatches(name, set, 48), options);

            // L-BFGS adds the gradients of the batches, where one pass over the set adds those of its rows. The means of standardised features
            // are merged from those of the batches; both end in other last bits, which the steps of adaptive optimizers can enlarge.
            bool sameSteps = optimizer != "L-BFGS" && !standardize;
            if (sameSteps) Near.SameBits(whole.Parameters, streamed.Parameters, optimizer);
            else Near.RelativeToLargest(ReferenceModel.Widen(whole.Parameters), streamed.Parameters, 1e-3, optimizer);
            Near.Relative(ofWhole.Loss, ofStream.Loss, sameSteps ? 1e-12 : 1e-4, "loss");
            Assert.Equal(ofWhole.StopReason, ofStream.StopReason);
            Assert.Equal(ofWhole.History.Select(epoch => epoch.Loss), ofStream.History.Select(epoch => epoch.Loss), (a, b) => Math.Abs(a - b) <= (sameSteps ? 0 : 1e-4 * a));
        }
    }

    [Fact]
    public void One_batch_of_all_rows_is_the_set_itself()
    {
        FitTests.Set set = FitTests.Set.Create(nameof(Multiclass64x10), Count);
        var options = new TrainingOptions { Epochs = 3, BatchSize = 20, Shuffle = false, Standardize = true };
        TestModel whole = TestModels.Create(nameof(Multiclass64x10)), streamed = TestModels.Create(nameof(Multiclass64x10));
        TrainingResult expected = whole.Fit(set.Rows, set.Truth, options), actual = streamed.Fit(InBatches(nameof(Multiclass64x10), set, Count), options);
        Near.SameBits(whole.Parameters, streamed.Parameters, "parameters");
        Assert.Equal(expected.Loss, actual.Loss);
    }

    [Fact]
    public void The_rows_of_a_batch_are_shuffled_by_the_seed()
    {
        FitTests.Set set = FitTests.Set.Create(nameof(Multiclass4x3), Count);
        float[] first = Train(3), again = Train(3), other = Train(4);
        Near.SameBits(first, again, "the same seed");
        Assert.NotEqual(first, other);

        float[] Train(int seed)
        {
            TestModel model = TestModels.Create(nameof(Multiclass4x3));
            model.Fit(InBatches(nameof(Multiclass4x3), set, 48), new() { Epochs = 2, BatchSize = 16, Seed = seed });
            return model.Parameters.ToArray();
        }
    }

    [Fact]
    public void A_source_may_fill_the_same_arrays_again_and_give_batches_of_any_size()
    {
        FitTests.Set set = FitTests.Set.Create(nameof(Multiclass4x3), Count);
        int[] sizes = [16, 48, 1, 31];
        var options = new TrainingOptions { Epochs = 3, BatchSize = 16, Standardize = true };
        var own = new Multiclass4x3();
        own.Fit(Batches(refill: false), options);
        var shared = new Multiclass4x3();
        shared.Fit(Batches(refill: true), options);
        Near.SameBits(own.Parameters, shared.Parameters, "parameters");

        IEnumerable<TrainingBatch> Batches(bool refill)
        {
            float[] rows = new float[48 * 4];
            int[] labels = new int[48];
            int first = 0;
            foreach (int size in sizes)
            {
                if (!refill) (rows, labels) = (new float[48 * 4], new int[48]);
                set.Rows.AsSpan(first * 4, size * 4).CopyTo(rows);
                set.Truth.Labels.AsSpan(first, size).CopyTo(labels);
                yield return new TrainingBatch(rows.AsMemory(0, size * 4), labels.AsMemory(0, size));
                first += size;
                if (refill) Array.Fill(rows, float.NaN);
            }
        }
    }

    [Fact]
    public void Batches_bring_the_weights_of_their_rows_and_one_without_weight_says_nothing()
    {
        FitTests.Set set = FitTests.Set.Create(nameof(Multiclass4x3), 64);
        float[] weights = new TestData(4).SampleWeights(64);
        weights.AsSpan(32, 16).Clear();
        var options = new TrainingOptions { Epochs = 3, BatchSize = 16, Shuffle = false };
        var loss = new LossOptions { ClassWeights = new float[] { 1, 2, 3 } };
        var whole = new Multiclass4x3();
        TrainingResult expected = whole.Fit(set.Rows, set.Truth.Labels, options with { Loss = loss with { SampleWeights = weights } });

        var streamed = new Multiclass4x3();
        TrainingResult actual = streamed.Fit(
            Enumerable.Range(0, 4).Select(i => new TrainingBatch(set.Rows.AsMemory(i * 64, 64), set.Truth.Labels.AsMemory(i * 16, 16))
            { SampleWeights = weights.AsMemory(i * 16, 16) }),
            options with { Loss = loss });
        Near.SameBits(whole.Parameters, streamed.Parameters, "parameters");
        Near.Relative(expected.Loss, actual.Loss, 1e-12, "loss");
    }

    [Theory]
    [InlineData(nameof(Multiclass784x10), 330, 128)]
    [InlineData(nameof(Multiclass128x100), 300, 0)]
    public void The_number_of_threads_does_not_change_a_bit(string name, int count, int batchSize)
    {
        FitTests.Set set = FitTests.Set.Create(name, count);
        float[] one = Train(1), two = Train(2);
        Near.SameBits(one, two, "parameters");

        float[] Train(int threads)
        {
            TestModel model = TestModels.Create(name);
            model.Fit(InBatches(name, set, 200), new() { Epochs = 2, BatchSize = batchSize, LearningRate = 0.01, Seed = 5, MaxDegreeOfParallelism = threads });
            return model.Parameters.ToArray();
        }
    }

    [Fact]
    public void A_batch_that_cannot_be_learnt_from_is_named_and_the_model_keeps_its_last_epoch()
    {
        FitTests.Set set = FitTests.Set.Create(nameof(Multiclass4x3), Count);
        float[] spoilt = [.. set.Rows];
        spoilt[(70 * 4) + 2] = float.NaN;
        var model = new Multiclass4x3();
        model.Fit(InBatches(nameof(Multiclass4x3), set, 48), new() { Epochs = 1, Seed = 1, LearningRate = 0.1 });
        float[] before = model.Parameters.ToArray();

        int pass = 0;
        ArgumentException error = Assert.Throws<ArgumentException>(() => model.Fit(Source(), new() { Epochs = 5, LearningRate = 0.1 }));
        Assert.Equal("batches", error.ParamName);
        Assert.StartsWith("Batch 1 (the first is 0): Row 22, column 2 is NaN; a model learns only from finite numbers.", error.Message, StringComparison.Ordinal);
        Near.SameBits(before, model.Parameters, "the first epoch was never finished");

        pass = -1;
        Assert.Throws<ArgumentException>(() => model.Fit(Source(), new() { Epochs = 5, Seed = 9, LearningRate = 0.1 }));
        var oneEpoch = new Multiclass4x3();
        before.CopyTo(oneEpoch.Parameters);
        oneEpoch.Fit(InBatches(nameof(Multiclass4x3), set, 48), new() { Epochs = 1, Seed = 9, LearningRate = 0.1 });
        Near.SameBits(oneEpoch.Parameters, model.Parameters, "the second epoch was never finished");

        IEnumerable<TrainingBatch> Source()
        {
            float[] rows = pass++ < 0 ? set.Rows : spoilt;
            for (int i = 0; i < 2; i++) yield return new(rows.AsMemory(i * 48 * 4, 48 * 4), set.Truth.Labels.AsMemory(i * 48, 48));
        }
    }

    [Fact]
    public void What_cannot_be_a_source_is_told()
    {
        var model = new Multiclass4x3();
        TrainingBatch batch = new(new float[8], new[] { 0, 1 });
        Assert.Equal("batches", Assert.Throws<ArgumentNullException>(() => model.Fit(batches: null!)).ParamName);
        Refused("batches is empty; expected at least one row.", () => model.Fit([]));
        Refused("Batch 0 (the first is 0): rows is empty; at least one row is needed.", () => model.Fit([default]));
        Refused("Batch 1 (the first is 0): rows has length 7; it needs a multiple of 4, the model's FeatureCount.", () => model.Fit([batch, new(new float[7], new[] { 0 })]));
        Refused("Batch 0 (the first is 0): The label of row 1 is 3; labels go from 0 to 2.", () => model.Fit([new(new float[8], new[] { 0, 3 })]));
        Refused("Batch 0 (the first is 0): SampleWeights has 1 entries; it needs 2, one a row.", () => model.Fit([batch with { SampleWeights = new float[] { 1 } }]));
        Refused("Batch 0 (the first is 0): SampleWeights has 3 entries; it needs 2, one a row.", () => model.Fit([batch with { SampleWeights = new float[3] }]));
        var label = Assert.Throws<ArgumentOutOfRangeException>(() => model.Fit([new(new float[8], new[] { 0, 3 })]));
        Assert.Equal("batches", label.ParamName);
        Assert.Equal(3, label.ActualValue);
        Refused("Batch 0 (the first is 0): SampleWeights[1] is -1; expected a finite number, 0 or above.", () => model.Fit([batch with { SampleWeights = new float[] { 1, -1 } }]));
        Refused("SampleWeights has 2 entries; it needs to be empty here, where each batch brings the weights of its own rows",
            () => model.Fit([batch], new() { Loss = new() { SampleWeights = new float[] { 1, 1 } } }));
        Refused("ClassWeights has 2 entries; it needs 3, one a class.", () => model.Fit([batch], new() { Loss = new() { ClassWeights = new float[] { 1, 1 } } }));
        Refused("Batch 0 (the first is 0): targets has length 0; it needs 6, 3 for each of 2 rows.", () => new MultiLabel4x3().Fit([batch]));
        Assert.All(model.Parameters.ToArray(), parameter => Assert.Equal(0, parameter));

        static void Refused(string message, Action fit) => Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(fit).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_can_be_enumerated_only_once_is_told_so()
    {
        bool used = false;
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Multiclass4x3().Fit(Once(), new() { Epochs = 2 }));
        Assert.StartsWith("batches is empty in pass 2; each pass enumerates it anew", error.Message, StringComparison.Ordinal);

        IEnumerable<TrainingBatch> Once()
        {
            if (used) yield break;
            used = true;
            yield return new(new float[8], new[] { 0, 1 });
        }
    }

    [Fact]
    public void A_failing_source_is_closed_and_its_exception_passes_through()
    {
        bool closed = false;
        Assert.Throws<IOException>(() => new Multiclass4x3().Fit(Source()));
        Assert.True(closed);

        IEnumerable<TrainingBatch> Source()
        {
            try
            {
                yield return new(new float[8], new[] { 0, 1 });
                throw new IOException("The disk is gone.");
            }
            finally
            {
                closed = true;
            }
        }
    }

    [Fact]
    public void Cancelling_between_two_batches_keeps_the_last_finished_epoch()
    {
        FitTests.Set set = FitTests.Set.Create(nameof(Multiclass4x3), Count);
        using var cancellation = new CancellationTokenSource();
        float[] finished = [];
        var model = new Multiclass4x3();
        TrainingResult result = model.Fit(Source(), new() { Epochs = 9, Standardize = true }, new Reporter(_ => finished = model.Parameters.ToArray()), cancellation.Token);

        Assert.Equal(StopReason.Cancelled, result.StopReason);
        Assert.Equal(2, result.Epochs);
        Near.SameBits(finished, model.Parameters, "parameters");
        Assert.Equal(result.History[1].Loss, result.Loss);

        IEnumerable<TrainingBatch> Source()
        {
            for (int i = 0; i < 2; i++)
            {
                if (i == 1 && finished.Length > 0 && ++_secondBatches == 2) cancellation.Cancel();
                yield return new(set.Rows.AsMemory(i * 48 * 4, 48 * 4), set.Truth.Labels.AsMemory(i * 48, 48));
            }
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_source_that_looks_at_the_token_itself_ends_the_training_and_is_not_read_again(bool standardize, bool lbfgs)
    {
        FitTests.Set set = FitTests.Set.Create(nameof(Multiclass4x3), Count);
        using var cancellation = new CancellationTokenSource();
        float[] finished = [];
        int readAfterwards = 0;
        var model = new Multiclass4x3();
        var options = new TrainingOptions { Epochs = 9, Standardize = standardize, Optimizer = lbfgs ? Optimizer.Lbfgs() : Optimizer.GradientDescent() };
        TrainingResult result = model.Fit(Source(), options, new Reporter(epoch =>
        {
            finished = model.Parameters.ToArray();
            if (epoch.Epoch == 2) cancellation.Cancel();
        }), cancellation.Token);

        Assert.Equal(StopReason.Cancelled, result.StopReason);
        Assert.Equal(2, result.Epochs);
        Assert.Equal(result.History[1].Loss, result.Loss);
        Assert.Equal(0, readAfterwards);
        Near.SameBits(finished, model.Parameters, "parameters");

        var untouched = new Multiclass4x3();
        TrainingResult none = untouched.Fit(Source(), options, cancellationToken: cancellation.Token);
        Assert.Equal((StopReason.Cancelled, 0), (none.StopReason, none.Epochs));
        Assert.True(double.IsNaN(none.Loss));
        Assert.Equal(0, readAfterwards);

        IEnumerable<TrainingBatch> Source()
        {
            for (int i = 0; i < 2; i++)
            {
                cancellation.Token.ThrowIfCancellationRequested();
                if (cancellation.IsCancellationRequested) readAfterwards++;
                yield return new(set.Rows.AsMemory(i * 48 * 4, 48 * 4), set.Truth.Labels.AsMemory(i * 48, 48));
            }
        }
    }

    [Fact]
    public void Many_small_batches_are_summed_without_loss_for_LBfgs()
    {
        FitTests.Set set = FitTests.Set.Create(nameof(Multiclass4x3), 2000);
        var options = new TrainingOptions { Epochs = 100, Optimizer = Optimizer.Lbfgs() };
        double whole = new Multiclass4x3().Fit(set.Rows, set.Truth.Labels!, options).Loss;
        double streamed = new Multiclass4x3().Fit(InBatches(nameof(Multiclass4x3), set, 1), options).Loss;
        Near.Relative(whole, streamed, 1e-6, "loss");
    }

    private int _secondBatches;

    private static IEnumerable<TrainingBatch> InBatches(string name, FitTests.Set set, int size)
    {
        ModelShape shape = TestModels.Create(name).Shape;
        int count = set.Rows.Length / shape.Features;
        for (int first = 0; first < count; first += size)
        {
            int here = Math.Min(size, count - first);
            Truth truth = set.Truth.Rows(first, here, shape.Classes);
            ReadOnlyMemory<float> rows = set.Rows.AsMemory(first * shape.Features, here * shape.Features);
            yield return truth.Labels is null ? new TrainingBatch(rows, truth.Targets) : new TrainingBatch(rows, truth.Labels);
        }
    }
}
