using Xunit;

namespace LossGen.Tests.Sparse;

public class SparseTrainingTests
{
    private static readonly TrainingOptions Plain = new() { Epochs = 4, LearningRate = 0.5, Optimizer = Optimizer.GradientDescent() };

    [Theory]
    [InlineData("GradientDescent")]
    [InlineData("Momentum")]
    [InlineData("Nesterov")]
    [InlineData("AdaGrad")]
    [InlineData("RmsProp")]
    [InlineData("Adam")]
    [InlineData("AdamW")]
    [InlineData("Lbfgs")]
    public void Every_optimizer_learns_and_gives_the_same_bits_on_any_number_of_threads(string name)
    {
        var data = new SparseData(1000, 4, 3000, seed: 1);
        Optimizer optimizer = OptimizerOf(name);
        TrainingOptions options = new() { Epochs = 6, BatchSize = 1500, LearningRate = 0.3, Optimizer = optimizer, L1 = 1e-5 };
        var one = new SparseFour();
        var three = new SparseFour();
        TrainingResult result = one.Fit(data.Rows, data.Labels, options);
        three.Fit(data.Rows, data.Labels, options with { MaxDegreeOfParallelism = 3 });

        Assert.True(result.Loss < Math.Log(4) - 0.01, $"{name}: {result.Loss}");
        Assert.Equal(one.Parameters.ToArray(), three.Parameters.ToArray());
    }

    [Fact]
    public void Models_of_one_unit_and_of_several_vectors_give_the_same_bits_on_any_number_of_threads()
    {
        var few = new SparseData(50, 2, 15_000, seed: 3);
        var many = new SparseData(4096, 20, 2000, seed: 4);
        TrainingOptions options = new() { Epochs = 2, BatchSize = 15_000 };
        SparseTwo two = new(), twoOnThreads = new();
        SparseTwenty twenty = new(), twentyOnThreads = new();
        two.Fit(few.Rows, few.Labels, options);
        twoOnThreads.Fit(few.Rows, few.Labels, options with { MaxDegreeOfParallelism = 2 });
        twenty.Fit(many.Rows, many.Labels, options with { BatchSize = 1000 });
        twentyOnThreads.Fit(many.Rows, many.Labels, options with { BatchSize = 1000, MaxDegreeOfParallelism = 3 });
        Assert.Equal(two.Parameters.ToArray(), twoOnThreads.Parameters.ToArray());
        Assert.Equal(twenty.Parameters.ToArray(), twentyOnThreads.Parameters.ToArray());
    }

    [Fact]
    public void Networks_give_the_same_bits_on_any_number_of_threads()
    {
        var data = new SparseData(1000, 4, 3000, seed: 1);
        TrainingOptions options = new() { Epochs = 3, BatchSize = 1000, LearningRate = 0.1, Dropout = 0.2 };
        var one = new SparseFourHidden();
        var four = new SparseFourHidden();
        TrainingResult result = one.Fit(data.Rows, data.Labels, options);
        four.Fit(data.Rows, data.Labels, options with { MaxDegreeOfParallelism = 4 });

        Assert.True(double.IsFinite(result.Loss));
        Assert.Equal(one.Parameters.ToArray(), four.Parameters.ToArray());
    }

    [Theory]
    [InlineData("Momentum")]
    [InlineData("Adam")]
    [InlineData("RmsProp")]
    public void Methods_with_moments_leave_features_alone_that_a_batch_does_not_hold(string name)
    {
        // The second row's feature is in no batch but the second: what the first has learned stays.
        var rows = new SparseRowList();
        rows.Add([3]);
        rows.Add([7]);
        TrainingOptions options = new() { Epochs = 1, BatchSize = 1, Shuffle = false, LearningRate = 0.1, Optimizer = OptimizerOf(name) };
        var both = new SparseTwo();
        both.Fit(rows.Rows, [1, 0], options);

        var first = new SparseRowList();
        first.Add([3]);
        var alone = new SparseTwo();
        alone.Fit(first.Rows, [1], options);
        Assert.NotEqual(0, alone.Parameters[3]);
        Assert.Equal(alone.Parameters[3], both.Parameters[3]);
        Assert.Equal(0, both.Parameters[4]);
    }

    [Fact]
    public void Values_of_one_need_not_be_written()
    {
        var rows = new SparseRowList();
        var values = new SparseRowList();
        var random = new Random(4);
        var labels = new int[100];
        for (int row = 0; row < labels.Length; row++)
        {
            int[] features = [.. Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(1000))];
            rows.Add(features);
            values.Add(features, [.. features.Select(static _ => 1f)]);
            labels[row] = random.Next(4);
        }

        var a = new SparseFour();
        var b = new SparseFour();
        a.Fit(rows.Rows, labels, Plain);
        b.Fit(values.Rows, labels, Plain);
        Assert.True(rows.Rows.Values.IsEmpty);
        Assert.Equal(a.Parameters.ToArray(), b.Parameters.ToArray());
    }

    [Fact]
    public void A_feature_that_is_repeated_counts_with_the_sum_of_its_values()
    {
        var model = new SparseTwo();
        model.Parameters[3] = 2;
        model.Parameters[8] = -1;
        var logits = new float[1];
        model.Logits(new SparseRows([0, 3], [3, 8, 3], [1, 4, 0.5f]), logits);
        Assert.Equal(2 * 1.5f - 4, logits[0]);
    }

    [Fact]
    public void Multi_label_models_are_those_of_dense_rows()
    {
        var data = new SparseData(60, 7, 200, seed: 2);
        var sparse = new SparseLabels();
        var dense = new DenseLabels();
        TrainingOptions options = Plain with { L2 = 0.01, Standardize = false };
        TrainingResult a = sparse.Fit(data.Rows, data.Targets, options);
        TrainingResult b = dense.Fit(data.Dense, data.Targets, options);
        Assert.Equal(b.Loss, a.Loss, 1e-6);
        SparseData.AssertClose(SparseData.ByFeature(dense.Parameters, 60, 7), sparse.Parameters, 1e-5);

        var two = new SparseTwoLabels();
        var denseTwo = new DenseTwoLabels();
        var targets = new float[400];
        for (int i = 0; i < targets.Length; i++) targets[i] = (i * 7 % 3) == 0 ? 1 : 0;
        two.Fit(data.Rows, targets, options);
        denseTwo.Fit(data.Dense, targets, options);
        SparseData.AssertClose(SparseData.ByFeature(denseTwo.Parameters, 60, 2), two.Parameters, 1e-5);
        MultiLabelEvaluation judged = Evaluation.Of(two, data.Rows, targets);
        Assert.Equal(Evaluation.Of(denseTwo, data.Dense, targets).LogLoss, judged.LogLoss, 1e-5);
    }

    [Fact]
    public void A_source_trains_as_the_set_in_memory()
    {
        var data = new SparseData(1000, 4, 640, seed: 8);
        TrainingOptions options = new() { Epochs = 5, LearningRate = 0.5, Shuffle = false, BatchSize = 32, L2 = 0.001 };
        var memory = new SparseFour();
        var source = new SparseFour();
        TrainingResult a = memory.Fit(data.Rows, data.Labels, options);
        TrainingResult b = source.Fit(Portions(data, 128), options);
        Assert.Equal(memory.Parameters.ToArray(), source.Parameters.ToArray());
        Assert.Equal(a.Loss, b.Loss, 1e-9);

        TrainingOptions lbfgs = new() { Epochs = 8, Optimizer = Optimizer.Lbfgs(), L2 = 0.01 };
        var c = new SparseFour();
        var d = new SparseFour();
        Assert.Equal(c.Fit(data.Rows, data.Labels, lbfgs).Loss, d.Fit(Portions(data, 100), lbfgs).Loss, 1e-6);
    }

    [Fact]
    public void A_validation_set_scores_each_epoch_and_the_best_one_is_kept()
    {
        var data = new SparseData(1000, 4, 400, seed: 6);
        var held = new SparseData(1000, 4, 100, seed: 7);
        var model = new SparseFour();
        TrainingResult result = model.Fit(data.Rows, data.Labels, new() { Epochs = 40, LearningRate = 1, Validation = new(held.List, held.Labels) });
        Assert.Equal(result.History.Min(static epoch => epoch.ValidationLoss), result.ValidationLoss, 1e-12);
        Assert.Equal(model.Loss(held.Rows, held.Labels), result.ValidationLoss, 1e-9);
        Assert.Equal(Evaluation.Of(model, held.Rows, held.Labels).Accuracy, result.History[result.BestEpoch - 1].ValidationAccuracy, 1e-12);

        TrainingResult drawn = new SparseFour().Fit(data.Rows, data.Labels, new() { Epochs = 3, LearningRate = 1, ValidationFraction = 0.25 });
        Assert.True(double.IsFinite(drawn.ValidationLoss));
    }

    [Theory]
    [InlineData("GradientDescent")]
    [InlineData("Adam")]
    [InlineData("Lbfgs")]
    public void A_run_goes_on_from_its_checkpoint_to_the_same_bits(string name)
    {
        string path = Path.Combine(Path.GetTempPath(), $"sparse-{name}-{Guid.NewGuid():N}.safetensors");
        var data = new SparseData(1000, 4, 300, seed: 5);
        TrainingOptions options = new() { Epochs = 6, LearningRate = 0.2, Optimizer = OptimizerOf(name), L1 = 1e-4, Checkpoint = new(path) };
        try
        {
            var whole = new SparseFour();
            whole.Fit(data.Rows, data.Labels, options with { Checkpoint = null });

            using var stop = new CancellationTokenSource();
            var interrupted = new SparseFour();
            interrupted.Fit(data.Rows, data.Labels, options, new StopAfter(3, stop), stop.Token);
            var resumed = new SparseFour();
            TrainingResult result = resumed.Fit(data.Rows, data.Labels, options);
            Assert.Equal(6, result.Epochs);
            Assert.Equal(whole.Parameters.ToArray(), resumed.Parameters.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_model_goes_on_from_its_parameters_and_keeps_what_the_rows_do_not_hold()
    {
        var data = new SparseData(1000, 4, 100, seed: 5);
        var model = new SparseFour();
        model.Parameters.Fill(0.25f);
        int unused = Enumerable.Range(0, 1000).Except(data.Rows.Features.ToArray()).Last();
        model.Fit(data.Rows, data.Labels, Plain);
        Assert.Equal(0.25f, model.Parameters[unused * 4]);

        // A penalty acts on every weight.
        model.Fit(data.Rows, data.Labels, Plain with { L2 = 0.1 });
        Assert.InRange(model.Parameters[unused * 4], 0.01f, 0.24f);
    }

    [Fact]
    public void An_epoch_allocates_nothing()
    {
        var data = new SparseData(1000, 4, 500, seed: 5);
        var model = new SparseFour();
        long few = Allocation.Of(() => model.Fit(data.Rows, data.Labels, new() { Epochs = 3, LearningRate = 0.1, L2 = 0.01, MeasureFinalLoss = false }));
        long many = Allocation.Of(() => model.Fit(data.Rows, data.Labels, new() { Epochs = 12, LearningRate = 0.1, L2 = 0.01, MeasureFinalLoss = false }));

        // The history has a record for each epoch.
        Assert.InRange(many - few, 0, 9 * 200);
    }

    [Fact]
    public void Reading_and_online_steps_allocate_nothing()
    {
        var data = new SparseData(1000, 4, 40, seed: 5, least: 1);
        var model = new SparseFour();
        int[] classes = new int[40];
        float[] probabilities = new float[160];
        int[] starts = [0, 3];
        int[] features = [4, 900, 17];
        int[] label = [2];
        Assert.Equal(0, Allocation.Of(() => model.Update(data.Rows, data.Labels, 0.1f)));
        Assert.Equal(0, Allocation.Of(() => model.Update(new SparseRows(starts, features), label, 0.1f)));
        Assert.Equal(0, Allocation.Of(() => model.Predict(data.Rows, classes)));
        Assert.Equal(0, Allocation.Of(() => model.Predict(new SparseRows(starts, features))));
        Assert.Equal(0, Allocation.Of(() => model.Probabilities(data.Rows, probabilities)));
        Assert.Equal(0, Allocation.Of(() => model.Loss(data.Rows, data.Labels)));
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_changes_nothing()
    {
        var model = new SparseTwo();
        var fine = new SparseRows([0, 2], [3, 4]);
        Refused<ArgumentOutOfRangeException>("Row 1 has feature 50; the model's features go from 0 to 49.", () => model.Fit(new SparseRows([0, 1, 2], [3, 50]), [0, 1]));
        Refused<ArgumentOutOfRangeException>("Row 0 has feature -1", () => model.Loss(new SparseRows([0, 1], [-1]), [0]));
        Refused<ArgumentException>("Row 0, feature 4 is NaN", () => model.Fit(new SparseRows([0, 2], [3, 4], [1, float.NaN]), [0]));
        Refused<ArgumentException>("Row 0, feature 3 is Infinity", () => model.Update(new SparseRows([0, 2], [3, 4], [float.PositiveInfinity, 1]), [0], 0.1f));
        Refused<ArgumentException>("Row 0, feature 4 is NaN; a class is predicted only", () => model.Predict(new SparseRows([0, 2], [3, 4], [1, float.NaN])));
        Refused<ArgumentException>("it needs exactly 1", () => model.Predict(new SparseRows([0, 1, 2], [3, 4])));
        Assert.Equal("row", Assert.Throws<ArgumentException>(() => model.Predict(new SparseRows([0, 1, 2], [3, 4]))).ParamName);
        Assert.Equal("row", Assert.Throws<ArgumentException>(() => model.Predict(new SparseRows([0, 1], [3], [float.NaN]))).ParamName);
        Assert.Equal("row", Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(new SparseRows([0, 1], [-1]))).ParamName);
        Assert.Equal("rows", Assert.Throws<ArgumentException>(() => model.Predict(new SparseRows([0, 1], [3], [float.NaN]), new int[1])).ParamName);
        Refused<ArgumentException>("rows is empty", () => model.Fit(new SparseRows([0], []), ReadOnlySpan<int>.Empty));
        Refused<ArgumentException>("labels has length 2", () => model.Fit(new SparseRows([0, 1], [3]), [0, 1]));
        Refused<ArgumentException>("Standardize is true", () => model.Fit(new SparseRows([0, 1], [3]), [0], new() { Standardize = true }));
        Refused<ArgumentException>("The validation set cannot be used", () => model.Fit(new SparseRows([0, 1], [3]), [0], new() { Validation = new(new float[50], new int[1]) }));
        Refused<ArgumentException>("its rows are sparse", () => new DenseTwo().Fit(new float[50], [0], new() { Validation = new(new SparseRowList(), new int[1]) }));
        Refused<ArgumentException>("Batch 0", () => model.Fit([new TrainingBatch(new float[50], new int[1])]));
        Refused<InvalidOperationException>("out of the range of float", () => model.Update(new SparseRows([0, 1], [3], [1e20f]), [0], 1e15f));
        Assert.Equal(-1, model.Parameters.IndexOfAnyExcept(0f));
        Assert.True(double.IsFinite(model.Loss(fine, [1])));

        var nan = new float[2];
        model.Probabilities(new SparseRows([0, 1], [3], [float.NaN]), nan);
        Assert.All(nan, static p => Assert.True(float.IsNaN(p)));
        var network = new SparseTwoHidden();
        network.Probabilities(new SparseRows([0, 1], [3], [float.PositiveInfinity]), nan);
        Assert.All(nan, static p => Assert.True(float.IsNaN(p)));
    }

    [Fact]
    public void A_run_that_diverges_leaves_the_last_finite_parameters()
    {
        var data = new SparseData(1000, 4, 100, seed: 5);
        var model = new SparseFour();
        TrainingResult result = model.Fit(data.Rows, data.Labels, Plain with { Epochs = 50, LearningRate = 1, L2 = 1000 });
        Assert.Equal(StopReason.Diverged, result.StopReason);
        Assert.Equal(-1, model.Parameters.IndexOfAny(float.NaN, float.PositiveInfinity, float.NegativeInfinity));
    }

    [Fact]
    public void What_a_progress_callback_writes_is_taken_up_if_it_is_finite()
    {
        var data = new SparseData(1000, 4, 100, seed: 5);
        var model = new SparseFour();
        int at = data.Rows.Features[0] * 4;
        TrainingResult changed = model.Fit(data.Rows, data.Labels, Plain, new Writer(model, at, epoch: 4, value: 7));
        Assert.Equal(StopReason.EpochsCompleted, changed.StopReason);
        Assert.Equal(7, model.Parameters[at]);

        var other = new SparseFour();
        TrainingResult diverged = other.Fit(data.Rows, data.Labels, Plain, new Writer(other, at, epoch: 2, value: float.NaN));
        Assert.Equal(StopReason.Diverged, diverged.StopReason);
        Assert.Equal(-1, other.Parameters.IndexOfAny(float.NaN, float.PositiveInfinity));
        Assert.NotEqual(-1, other.Parameters.IndexOfAnyExcept(0f));
    }

    // The parameters are 16.8 MB. 2,000 rows have 40,000 numbers of some 10,000 features; 50,000 rows a million numbers of 82,000, 8 MB. What is counted is all that a run
    // allocates, tables that have been outgrown included: some 2 MB of the 8.7, so that model, rows and what stays are 1.3 times model and rows.
    [Theory]
    [InlineData(2000, 4_000_000)]
    [InlineData(50_000, 9_000_000)]
    public void A_million_features_take_the_memory_of_those_that_occur(int count, long most)
    {
        var random = new Random(3);
        var rows = new SparseRowList();
        var labels = new int[count];
        Span<int> features = stackalloc int[20];
        for (int row = 0; row < labels.Length; row++)
        {
            foreach (ref int feature in features) feature = (int)((long)Math.Pow(100_000, random.NextDouble()) * 2_654_435_761 % (1 << 20)); // words after Zipf's law, hashed
            labels[row] = features[0] % 4;
            rows.Add(features);
        }

        var model = new SparseMillion();
        long before = GC.GetAllocatedBytesForCurrentThread();
        model.Fit(rows.Rows, labels, new() { Epochs = 2, LearningRate = 1 });
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, most);
        Assert.NotEqual(-1, model.Parameters.IndexOfAnyExcept(0f));
    }

    private static Optimizer OptimizerOf(string name) => name switch
    {
        "Momentum" => Optimizer.GradientDescent(0.9),
        "Nesterov" => Optimizer.GradientDescent(0.9, nesterov: true),
        "AdaGrad" => Optimizer.AdaGrad(),
        "RmsProp" => Optimizer.RmsProp(),
        "Adam" => Optimizer.Adam(),
        "AdamW" => Optimizer.AdamW(),
        "Lbfgs" => Optimizer.Lbfgs(),
        _ => Optimizer.GradientDescent(),
    };

    private static void Refused<TException>(string message, Action action)
        where TException : Exception => Assert.Contains(message, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);

    private static IEnumerable<TrainingBatch> Portions(SparseData data, int size)
    {
        for (int first = 0; first < data.Labels.Length; first += size)
        {
            var rows = new SparseRowList();
            int count = Math.Min(size, data.Labels.Length - first);
            for (int row = first; row < first + count; row++)
            {
                SparseRows all = data.Rows;
                rows.Add(all.Features[all.Starts[row]..all.Starts[row + 1]], all.Values[all.Starts[row]..all.Starts[row + 1]]);
            }

            yield return new TrainingBatch(rows, data.Labels.AsMemory(first, count));
        }
    }

    private sealed class Writer(SparseFour model, int at, int epoch, float value) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress progress)
        {
            if (progress.Epoch == epoch) model.Parameters[at] = value;
        }
    }

    private sealed class StopAfter(int epoch, CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Epoch == epoch) stop.Cancel();
        }
    }
}
