using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>Training on several threads gives the bits of training on one.</summary>
public class ParallelFitTests
{
    // Rows and batch give the larger shapes several parts a batch and a last batch of another number of parts; of the small shapes
    // it is the whole set that is divided, for L-BFGS and for the loss at the end.
    private static readonly (string Model, int Rows, int BatchSize)[] Shapes =
    [
        (nameof(Multiclass784x10), 700, 128),
        (nameof(Multiclass784x10), 330, 0),

        // Four blocks in three parts, of which one has two blocks.
        (nameof(Multiclass784x10), 300, 100),
        (nameof(Multiclass128x100), 450, 128),
        (nameof(Multiclass2000x50), 200, 96),
        (nameof(Multiclass100x33), 500, 200),
        (nameof(Multiclass64x10), 1797, 700),
        (nameof(Multiclass4x3), 50_000, 0),
        (nameof(Multiclass4x3), 150, 16),
        (nameof(Binary784), 900, 300),
        (nameof(MultiLabel257x11), 500, 150),
    ];

    public static TheoryData<string, int, int, string, bool> Cases()
    {
        var cases = new TheoryData<string, int, int, string, bool>();
        foreach ((string model, int rows, int batch) in Shapes)
        {
            cases.Add(model, rows, batch, "gradient descent", true);
            cases.Add(model, rows, batch, "gradient descent", false);
            cases.Add(model, rows, batch, "Adam", true);
            cases.Add(model, rows, batch, "L-BFGS", false);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_does_not_change_a_bit(string name, int rows, int batchSize, string optimizer, bool shuffle)
    {
        TestModel model = TestModels.Create(name);
        var data = new TestData(31);
        float[] features = data.Rows(rows, model.Shape.Features);
        foreach (Truth truth in new[] { data.Hard(rows, model.Shape), data.Soft(rows, model.Shape) })
        {
            foreach (LossOptions? loss in new[] { null, Everything(data, rows, model.Shape) })
            {
                var options = new TrainingOptions
                {
                    Epochs = 3,
                    BatchSize = batchSize,
                    LearningRate = 0.01,
                    Optimizer = TestOptimizers.Create(optimizer),
                    Shuffle = shuffle,
                    Seed = 4,
                    L2 = 1e-3,
                    Loss = loss,
                };
                Outcome one = Train(name, features, truth, options);
                foreach (int threads in new[] { 2, 3, 4, -1 })
                    Assert.Equal(one, Train(name, features, truth, options with { MaxDegreeOfParallelism = threads }));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_loss_of_the_result_is_that_of_the_model_to_the_bit(int threads)
    {
        var data = new TestData(32);
        TestModel model = TestModels.Create(nameof(Multiclass784x10));
        float[] rows = data.Rows(1000, 784);
        Truth truth = data.Hard(1000, model.Shape);
        TrainingResult result = model.Fit(rows, truth, new() { Epochs = 2, BatchSize = 128, MaxDegreeOfParallelism = threads });
        var gradient = new float[model.Parameters.Length];
        Assert.Equal(result.Loss, model.Loss(rows, truth));
        Assert.Equal(result.Loss, model.LossAndGradient(rows, truth, gradient));
        Assert.Equal(result.Loss, model.InputGradient(rows, truth, new float[rows.Length]));
    }

    [Theory]
    [InlineData(nameof(Multiclass784x10), 1000)]
    [InlineData(nameof(Multiclass4x3), 60_000)]
    [InlineData(nameof(MultiLabel257x11), 700)]
    public void The_gradient_of_many_parts_is_that_of_its_rows(string name, int count)
    {
        TestModel model = TestModels.Create(name);
        var data = new TestData(33);
        data.FillParameters(model);
        float[] rows = data.Rows(count, model.Shape.Features);
        Truth truth = data.Hard(count, model.Shape);
        var gradient = new float[model.Parameters.Length];
        double loss = model.LossAndGradient(rows, truth, gradient);

        // One block at a time, added in double: no part has anything to do with it.
        var expected = new double[gradient.Length];
        double expectedLoss = 0;
        var blockGradient = new float[gradient.Length];
        for (int first = 0; first < count; first += 32)
        {
            int n = Math.Min(32, count - first);
            ReadOnlySpan<float> block = rows.AsSpan(first * model.Shape.Features, n * model.Shape.Features);
            expectedLoss += n * model.LossAndGradient(block, truth.Rows(first, n, model.Shape.Classes), blockGradient) / count;
            for (int i = 0; i < expected.Length; i++) expected[i] += (double)n * blockGradient[i] / count;
        }

        Assert.Equal(expectedLoss, loss, 1e-6);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], gradient[i], 1e-6);
    }

    [Fact]
    public void An_exception_of_the_progress_callback_comes_out_and_the_model_can_be_trained_again()
    {
        TestModel model = TestModels.Create(nameof(Multiclass784x10));
        var data = new TestData(34);
        float[] rows = data.Rows(300, 784);
        Truth truth = data.Hard(300, model.Shape);
        var options = new TrainingOptions { Epochs = 3, BatchSize = 128, MaxDegreeOfParallelism = 3 };
        Assert.Throws<InvalidTimeZoneException>(() => model.Fit(rows, truth, options, new Reporter(_ => throw new InvalidTimeZoneException())));
        Assert.Equal(3, model.Fit(rows, truth, options).Epochs);
    }

    [Fact]
    public void A_cancelled_training_leaves_the_model_of_the_last_finished_epoch()
    {
        var data = new TestData(35);
        TestModel model = TestModels.Create(nameof(Multiclass784x10));
        float[] rows = data.Rows(300, 784);
        Truth truth = data.Hard(300, model.Shape);
        using var cancellation = new CancellationTokenSource();
        var options = new TrainingOptions { Epochs = 50, BatchSize = 128, MaxDegreeOfParallelism = 2, LearningRate = 0.1 };
        TrainingResult result = model.Fit(rows, truth, options, new Reporter(epoch => Cancel(epoch, cancellation)), cancellation.Token);
        Assert.Equal((StopReason.Cancelled, 2), (result.StopReason, result.Epochs));

        TestModel twoEpochs = TestModels.Create(nameof(Multiclass784x10));
        twoEpochs.Fit(rows, truth, options with { Epochs = 2 });
        Assert.Equal(twoEpochs.Parameters, model.Parameters);

        static void Cancel(TrainingProgress epoch, CancellationTokenSource cancellation)
        {
            if (epoch.Epoch == 2) cancellation.Cancel();
        }
    }

    [Fact]
    public void Models_may_be_trained_at_the_same_time()
    {
        var data = new TestData(36);
        float[] rows = data.Rows(300, 784);
        Truth truth = data.Hard(300, TestModels.Create(nameof(Multiclass784x10)).Shape);
        var options = new TrainingOptions { Epochs = 5, BatchSize = 128 };
        Outcome one = Train(nameof(Multiclass784x10), rows, truth, options);
        var outcomes = new Outcome[4];
        Parallel.For(0, outcomes.Length, i => outcomes[i] = Train(nameof(Multiclass784x10), rows, truth, options with { MaxDegreeOfParallelism = 2 + (i % 3) }));
        Assert.All(outcomes, outcome => Assert.Equal(one, outcome));
    }

    private static LossOptions Everything(TestData data, int rows, ModelShape shape) => new()
    {
        ClassWeights = data.ClassWeights(shape.Classes),
        SampleWeights = data.SampleWeights(rows),
        LabelSmoothing = 0.1f,
        FocalGamma = 2,
    };

    [Fact]
    public void Nor_does_it_where_the_gradient_is_clipped_and_has_to_be_summed_before_the_step()
    {
        const int Rows = 300;
        var data = new TestData(32);
        float[] features = data.Rows(Rows, TestModels.Create(nameof(Multiclass784x10)).Shape.Features);
        Truth truth = data.Hard(Rows, TestModels.Create(nameof(Multiclass784x10)).Shape);
        var options = new TrainingOptions { Epochs = 3, BatchSize = 128, LearningRate = 0.01, MaxGradientNorm = 0.5 };
        Outcome one = Train(nameof(Multiclass784x10), features, truth, options);
        Assert.NotEqual(one, Train(nameof(Multiclass784x10), features, truth, options with { MaxGradientNorm = 0 }));
        foreach (int threads in new[] { 2, 3, 4 })
            Assert.Equal(one, Train(nameof(Multiclass784x10), features, truth, options with { MaxDegreeOfParallelism = threads }));
    }

    private static Outcome Train(string name, float[] rows, Truth truth, TrainingOptions options)
    {
        TestModel model = TestModels.Create(name);
        return Outcome.Of(model, model.Fit(rows, truth, options));
    }

    /// <summary>All that training came to, as bits.</summary>
    private sealed record Outcome(string Parameters, string Losses, string Norms, double Loss, StopReason Reason)
    {
        public static Outcome Of(TestModel model, TrainingResult result)
        {
            using var bits = new Bits();
            bits.Add(model.Parameters);
            return new Outcome(
                bits.ToString(),
                string.Join(' ', result.History.Select(epoch => epoch.Loss.ToString("R"))),
                string.Join(' ', result.History.Select(epoch => epoch.GradientNorm.ToString("R"))),
                result.Loss,
                result.StopReason);
        }
    }
}
