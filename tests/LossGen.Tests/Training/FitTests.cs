using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>How Fit runs: the same for the same seed, told epoch by epoch, and stopped for a stated reason.</summary>
public sealed class FitTests
{
    private const int Count = 60;

    [Theory]
    [InlineData(nameof(Binary2))]
    [InlineData(nameof(Multiclass4x3))]
    [InlineData(nameof(Multiclass64x10))]
    [InlineData(nameof(MultiLabel33x6))]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others(string name)
    {
        foreach (string optimizer in TestOptimizers.Names)
        {
            var options = new TrainingOptions { Epochs = 5, BatchSize = 16, Optimizer = TestOptimizers.Create(optimizer), LearningRate = 0.05, Seed = 3 };
            float[] first = Train(name, options, out TrainingResult resultOfFirst);
            float[] second = Train(name, options, out TrainingResult resultOfSecond);
            Near.SameBits(first, second, optimizer);
            Assert.Equal(resultOfFirst.Loss, resultOfSecond.Loss);
            Assert.Equal(resultOfFirst.History.Select(epoch => epoch.Loss), resultOfSecond.History.Select(epoch => epoch.Loss));

            float[] other = Train(name, options with { Seed = 4 }, out _);
            Assert.Equal(optimizer == "L-BFGS", first.AsSpan().SequenceEqual(other));
        }
    }

    [Fact]
    public void Without_shuffling_the_seed_does_not_matter_and_the_order_of_the_rows_does()
    {
        var options = new TrainingOptions { Epochs = 3, BatchSize = 8, Shuffle = false, Seed = 1 };
        float[] first = Train(nameof(Multiclass4x3), options, out _);
        Near.SameBits(first, Train(nameof(Multiclass4x3), options with { Seed = 2 }, out _), "parameters");
        Assert.NotEqual(first, Train(nameof(Multiclass4x3), options with { Shuffle = true }, out _));
    }

    [Theory]
    [InlineData(nameof(Multiclass4x3))]
    [InlineData(nameof(Multiclass64x10))]
    public void Without_shuffling_the_batches_are_neighbours_in_order(string name)
    {
        // By hand: gradient steps over rows 0-24, 25-49 and 50-59, twice.
        Set set = Set.Create(name);
        TestModel trained = TestModels.Create(name);
        trained.Fit(set.Rows, set.Truth, new() { Epochs = 2, BatchSize = 25, Shuffle = false, LearningRate = 0.5 });

        TestModel stepped = TestModels.Create(name);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            foreach ((int first, int count) in new[] { (0, 25), (25, 25), (50, 10) })
            {
                int features = stepped.Shape.Features;
                stepped.Update(set.Rows.AsSpan(first * features, count * features), set.Truth.Rows(first, count, stepped.Shape.Classes), 0.5f);
            }
        }

        // the two scale a sum by 1/n and by the rate in different orders
        Near.RelativeToLargest(ReferenceModel.Widen(stepped.Parameters), trained.Parameters, 1e-6, "parameters");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Count)]
    [InlineData(1000)]
    public void A_batch_of_the_whole_set_is_one_step_an_epoch(int batchSize)
    {
        Set set = Set.Create(nameof(Multiclass4x3));
        TestModel trained = TestModels.Create(nameof(Multiclass4x3));
        trained.Fit(set.Rows, set.Truth, new() { Epochs = 3, BatchSize = batchSize, LearningRate = 0.5 });

        TestModel stepped = TestModels.Create(nameof(Multiclass4x3));
        for (int epoch = 0; epoch < 3; epoch++) stepped.Update(set.Rows, set.Truth, 0.5f);
        Near.RelativeToLargest(ReferenceModel.Widen(stepped.Parameters), trained.Parameters, 1e-6, "parameters");
    }

    [Fact]
    public void Every_row_is_seen_once_an_epoch()
    {
        // With one-hot rows the gradient of a batch touches only the weights of its own rows, and with the rate so small that the
        // probabilities stay at 1/16, sixteen batches of one row do what one batch of all does.
        var rows = new float[16 * 16];
        var labels = new int[16];
        for (int r = 0; r < 16; r++) (rows[r * 17], labels[r]) = (1, r);
        var single = new Multiclass16x16();
        single.Fit(rows, labels, new() { Epochs = 1, BatchSize = 1, LearningRate = 1e-4, Seed = 8 });
        var whole = new Multiclass16x16();
        whole.Fit(rows, labels, new() { Epochs = 1, BatchSize = 0, LearningRate = 16e-4 });
        Near.RelativeToLargest(ReferenceModel.Widen(whole.Parameters[..256]), single.Parameters[..256], 1e-3, "weights");
    }

    [Fact]
    public void Training_lowers_the_loss_from_that_of_a_new_model()
    {
        foreach (string name in new[] { nameof(Binary2), nameof(Multiclass4x3), nameof(MultiLabel4x3) })
        {
            Set set = Set.Create(name);
            TestModel model = TestModels.Create(name);
            double before = model.Loss(set.Rows, set.Truth);
            TrainingResult result = model.Fit(set.Rows, set.Truth);
            Assert.True(result.Loss < 0.9 * before, $"{name}: {before} to {result.Loss}");
            Assert.Equal(model.Loss(set.Rows, set.Truth), result.Loss);
            Assert.Equal(StopReason.EpochsCompleted, result.StopReason);
            Assert.Equal(100, result.Epochs);
        }
    }

    [Fact]
    public void Fit_goes_on_from_the_parameters_it_finds()
    {
        var options = new TrainingOptions { Epochs = 4, BatchSize = 0, LearningRate = 0.1 };
        Set set = Set.Create(nameof(Multiclass4x3));
        TestModel once = TestModels.Create(nameof(Multiclass4x3));
        once.Fit(set.Rows, set.Truth, options with { Epochs = 8 });
        TestModel twice = TestModels.Create(nameof(Multiclass4x3));
        twice.Fit(set.Rows, set.Truth, options);
        twice.Fit(set.Rows, set.Truth, options);
        Near.SameBits(once.Parameters, twice.Parameters, "parameters");
    }

    [Fact]
    public void Rows_without_weight_do_not_count()
    {
        // The last twenty rows have weight 0: the model is that of the first forty.
        Set set = Set.Create(nameof(Multiclass4x3));
        var weights = new float[Count];
        weights.AsSpan(0, 40).Fill(1);
        var options = new TrainingOptions { Epochs = 10, BatchSize = 0, LearningRate = 0.1 };
        TestModel weighted = TestModels.Create(nameof(Multiclass4x3));
        weighted.Fit(set.Rows, set.Truth, options with { Loss = new() { SampleWeights = weights } });
        TestModel some = TestModels.Create(nameof(Multiclass4x3));
        some.Fit(set.Rows.AsSpan(0, 160), set.Truth.Rows(0, 40, 3), options);
        Near.RelativeToLargest(ReferenceModel.Widen(some.Parameters), weighted.Parameters, 1e-5, "parameters");
    }

    [Fact]
    public void A_batch_without_weight_changes_nothing()
    {
        // Batches of ten in order: only the first carries weight, so an epoch is one step on it. Its rows stand for all.
        Set set = Set.Create(nameof(Multiclass4x3));
        var weights = new float[Count];
        weights.AsSpan(0, 10).Fill(2);
        TestModel weighted = TestModels.Create(nameof(Multiclass4x3));
        TrainingResult result = weighted.Fit(
            set.Rows, set.Truth, new() { Epochs = 1, BatchSize = 10, Shuffle = false, LearningRate = 0.5, Loss = new() { SampleWeights = weights } });
        TestModel stepped = TestModels.Create(nameof(Multiclass4x3));
        stepped.Update(set.Rows.AsSpan(0, 40), set.Truth.Rows(0, 10, 3), 0.5f * Count / 10);
        Near.RelativeToLargest(ReferenceModel.Widen(stepped.Parameters), weighted.Parameters, 1e-6, "parameters");
        Assert.Equal(StopReason.EpochsCompleted, result.StopReason);
        Near.Relative(Math.Log(3), result.History[0].Loss, 1e-6, "loss of the epoch");
    }

    [Theory]
    [InlineData(nameof(Binary2), 1)]
    [InlineData(nameof(Binary784), 37)]
    [InlineData(nameof(Multiclass4x3), 1)]
    [InlineData(nameof(Multiclass4x3), 37)]
    [InlineData(nameof(Multiclass257x11), 1)]
    [InlineData(nameof(Multiclass2000x50), 17)]
    [InlineData(nameof(MultiLabel33x6), 1)]
    [InlineData(nameof(MultiLabel33x6), 37)]
    public void Update_is_one_gradient_step_and_returns_the_loss_before_it(string name, int count)
    {
        var data = new TestData(count);
        TestModel model = TestModels.Create(name);
        data.FillParameters(model);
        float[] rows = data.Rows(count, model.Shape.Features);
        foreach (Truth truth in new[] { data.Hard(count, model.Shape), data.Soft(count, model.Shape) })
        {
            double[] expected = ReferenceModel.Widen(model.Parameters);
            var gradient = new float[expected.Length];
            double loss = model.LossAndGradient(rows, truth, gradient);
            for (int i = 0; i < expected.Length; i++) expected[i] -= 0.25 * gradient[i];

            // One row with a label adds the same numbers in another order, with its classes in the lanes: half a unit of the float loss each way.
            double tolerance = count == 1 && truth.Labels is not null ? loss * 1.2e-7 : 0;
            Assert.Equal(loss, model.Update(rows, truth, 0.25f), tolerance);
            Near.RelativeToLargest(expected, model.Parameters, 1e-6, "parameters");
        }
    }

    internal static float[] Train(string name, TrainingOptions options, out TrainingResult result)
    {
        Set set = Set.Create(name);
        TestModel model = TestModels.Create(name);
        result = model.Fit(set.Rows, set.Truth, options);
        return model.Parameters.ToArray();
    }

    /// <summary>Rows whose labels follow from them, with some noise.</summary>
    internal sealed record Set(float[] Rows, Truth Truth)
    {
        public static Set Create(string name, int count = Count)
        {
            var data = new TestData(7);
            TestModel teacher = TestModels.Create(name);
            data.FillParameters(teacher);
            ModelShape shape = teacher.Shape;
            float[] rows = data.Rows(count, shape.Features);
            var probabilities = new float[count * shape.Classes];
            teacher.Probabilities(rows, probabilities);
            if (shape.IsMultiLabel)
                return new Set(rows, Truth.Of(Array.ConvertAll(probabilities, p => data.Integer(0, 999) < 1000 * p ? 1f : 0f)));

            var labels = new int[count];
            for (int r = 0; r < count; r++)
            {
                double left = data.Integer(0, 999) / 1000.0;
                while (labels[r] < shape.Classes - 1 && (left -= probabilities[(r * shape.Classes) + labels[r]]) >= 0) labels[r]++;
            }

            return new Set(rows, Truth.Of(labels));
        }
    }
}
