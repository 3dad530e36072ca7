using LossGen.Tests.Files;
using Xunit;

namespace LossGen.Tests.Training.Shards;

/// <summary>Numbers for bins on shards: which bins a run has, a step of its definition, and what is refused.</summary>
public sealed class ShardNumberTests
{
    private static readonly TrainingOptions Short = new() { Epochs = 3, BatchSize = 20, LearningRate = 0.1 };

    [Fact]
    public void Bins_are_learned_from_the_shards_that_are_trained_on()
    {
        TestShards shards = ShardBitsTests.Shards(nameof(ShardReadings), [30, 41, 17, 25], forValidation: 1);

        // The extremes lie in one shard each, and beyond them in the one for validation.
        shards.Values[33] = -7;
        shards.Values[80] = 9;
        shards.Values[100] = 50;
        var model = new ShardReadings();
        model.Fit(shards, Short);
        Assert.Equal((-7, 9, 0.5, 11), (model.Bins!.Centres[0], model.Bins.Centres[^1], model.Bins.Smoothing, model.Bins.Count));

        // They stay: training goes on.
        Bins learned = model.Bins;
        shards.Values[33] = -70;
        model.Fit(shards, Short);
        Assert.Same(learned, model.Bins);
    }

    [Fact]
    public void Bins_of_the_model_and_of_the_batches_go_before_learned_ones()
    {
        Bins own = Bins.Uniform(-2, 2, 11);
        var model = new ShardReadings { Bins = own };
        model.Fit(ShardBitsTests.Shards(nameof(ShardReadings), [30, 41]), Short);
        Assert.Same(own, model.Bins);

        var brought = new TestShards([30, 41]) { HasNumbers = true, Bins = ShardBitsTests.Eleven };
        model.Fit(brought, Short);
        Assert.True(model.Bins.IsSameAs(ShardBitsTests.Eleven));

        // A run that finishes no epoch leaves the model without.
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var untrained = new ShardReadings();
        untrained.Fit(ShardBitsTests.Shards(nameof(ShardReadings), [30, 41]), Short, cancellationToken: cancelled.Token);
        Assert.Null(untrained.Bins);
    }

    [Fact]
    public void Typed_rows_are_read_as_batches()
    {
        TestShards shards = ShardBitsTests.Shards(nameof(ShardReadings), [30, 41, 17], forValidation: 1);
        var model = new ShardReadings();
        model.Fit(new Typed(shards, rowsInMemory: 0), Short);
        var untyped = new ShardReadings();
        untyped.Fit(shards, Short);
        Assert.Equal(untyped.Parameters, model.Parameters);
        Assert.True(untyped.Bins!.IsSameAs(model.Bins!));
        var streamed = new ShardReadings();
        streamed.Fit(new Typed(shards, rowsInMemory: 7), Short with { Shuffle = false });
        var inOrder = new ShardReadings();
        inOrder.Fit(shards, Short with { Shuffle = false });
        Assert.Equal(inOrder.Parameters, streamed.Parameters);
    }

    [Fact]
    public void A_source_learns_the_bins_that_rows_in_memory_do()
    {
        TestShards shards = ShardBitsTests.Shards(nameof(ShardReadings), [120]);
        int passes = 0;
        var fromSource = new ShardReadings();
        fromSource.Fit(Source(bins: null), Short);
        Assert.True(fromSource.Bins!.IsSameAs(ShardBitsTests.BinsOf(nameof(ShardReadings), shards.Values)));

        // One for the bins, one for each epoch, and one for the loss at the end.
        Assert.Equal(5, passes);
        var brought = new ShardReadings();
        brought.Fit(Source(fromSource.Bins), Short);
        Assert.Equal(brought.Parameters, fromSource.Parameters);
        Assert.Equal(9, passes);

        // A model that has bins takes its own.
        var again = new ShardReadings { Bins = fromSource.Bins };
        again.Fit(Source(bins: null), Short);
        Assert.Equal(brought.Parameters, again.Parameters);

        string message = Assert.Throws<ArgumentException>(() => new ShardNumbers().Fit(Source(bins: null), Short)).Message;
        Assert.Contains("Batch 0 (the first is 0): its numbers have no bins, and this model keeps none; expected new TrainingBatch(rows, bins, values) with 11 bins.", message);
        TrainingBatch first = shards.Batch(0, 60), second = new(shards.Batch(60, 60).Rows, fromSource.Bins, shards.Values.AsMemory(60, 60));
        Assert.Contains("Batch 1 (the first is 0): its bins are 11 bins", Assert.Throws<ArgumentException>(() => new ShardReadings().Fit([first, second], Short)).Message);
        shards.Values[70] = float.NaN;
        Assert.Contains("Batch 1 (the first is 0): The value of row 10 is NaN", Assert.Throws<ArgumentException>(() => new ShardReadings().Fit(Source(bins: null), Short)).Message);

        IEnumerable<TrainingBatch> Source(Bins? bins)
        {
            passes++;
            for (int first = 0; first < 120; first += 60) yield return new TrainingBatch(shards.Batch(first, 60).Rows, bins, shards.Values.AsMemory(first, 60));
        }
    }

    [Fact]
    public void A_step_is_that_of_the_definition()
    {
        // The whole set is one step: two shards, of one linear layer that begins at 0, in double, with the targets that the bins write.
        TestShards shards = ShardBitsTests.Shards(nameof(ShardReadings), [7, 12]);
        var model = new ShardReadings();
        model.Fit(shards, new() { Epochs = 1, BatchSize = 0, LearningRate = 0.5 });
        const int features = TestShards.Features, classes = 11, rows = 19;
        var targets = new float[rows * classes];
        ShardBitsTests.BinsOf(nameof(ShardReadings), shards.Values).Targets(shards.Values, targets);
        for (int k = 0; k < classes; k++)
        {
            double bias = 0;
            for (int j = 0; j < features; j++)
            {
                double gradient = 0;
                for (int row = 0; row < rows; row++) gradient += ((1.0 / classes) - targets[(row * classes) + k]) * shards.Rows[(row * features) + j];

                // A sum of 19 products of up to 20 in float32, times 0.5 / 19: some 19 roundings of 20 × 2⁻²⁴ each at most.
                Assert.Equal(-0.5 * gradient / rows, model.Parameters[(k * features) + j], 20 * 19 * Math.Pow(2, -24));
            }

            for (int row = 0; row < rows; row++) bias += (1.0 / classes) - targets[(row * classes) + k];
            Assert.Equal(-0.5 * bias / rows, model.Parameters[(features * classes) + k], 19 * Math.Pow(2, -24));
        }
    }

    [Theory]
    [InlineData("labels", "Batch 0 (the first is 0): it has labels, but the model predicts numbers through bins; expected new TrainingBatch(rows, bins, values).")]
    [InlineData("targets", "Batch 0 (the first is 0): it has targets, but the model predicts numbers through bins; expected new TrainingBatch(rows, bins, values).")]
    [InlineData("mixed", "Batch 2 (the first is 0): its bins are 11 bins from 0 to 2, smoothing 0.75, those before it left to the model; expected the same for all batches.")]
    [InlineData("nan", "Batch 0 (the first is 0): The value of row 1 is NaN; expected a finite number.")]
    [InlineData("length", "Batch 0 (the first is 0): values has length 1; it needs 2")]
    [InlineData("features", "Batch 0 (the first is 0)")]
    [InlineData("sparse", "Batch 0 (the first is 0): its rows are sparse; this model takes a number for every feature.")]
    [InlineData("few bins", "Batch 0 (the first is 0): There are 10 bins and 11 classes; expected as many of one as of the other.")]
    public void What_a_shard_of_numbers_can_have_wrong(string what, string message)
    {
        var rows = new float[40];
        Bins wide = Bins.Uniform(0.1, 1.9, 10);
        TrainingBatch[] batches = what switch
        {
            "labels" => [new TrainingBatch(rows, new[] { 1, 2 })],
            "targets" => [new TrainingBatch(rows, Enumerable.Repeat(1 / 11f, 22).ToArray())],
            "mixed" => [.. Good(), .. Good(), new TrainingBatch(rows, Bins.Of([0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 1.9, 2]), new float[] { 0, 1 })],
            "nan" => [new TrainingBatch(rows, null, new[] { 0, float.NaN })],
            "length" => [new TrainingBatch(rows, null, new float[] { 0 })],
            "features" => [new TrainingBatch(new float[] { float.NaN, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, null, new float[] { 0 })],
            "sparse" => [new TrainingBatch(new SparseRowList(), new float[] { 0 })],
            _ => [new TrainingBatch(rows, wide, new float[] { 0, 1 })],
        };
        ShardException fault = Assert.Throws<ShardException>(() => new ShardReadings().Fit(new Lists([Good(), batches]), Short));
        Assert.Equal(1, fault.Shard);
        if (what != "sparse") Assert.Contains(message, fault.Message);
        Assert.DoesNotContain("Parameter", fault.Message);
    }

    [Fact]
    public void Numbers_for_models_that_keep_no_bins()
    {
        var row = new float[20];
        string of = Refused(new ShardClasses(), new TrainingBatch(row, null, new float[] { 0 }));
        Assert.Contains("its numbers have no bins, and this model keeps none; expected new TrainingBatch(rows, bins, values) with 5 bins.", of);
        Assert.Contains("the labels of the model do not exclude each other", Refused(new ShardLabels(), new TrainingBatch(row, Bins.Uniform(0, 1, 5), new float[] { 0 })));

        static string Refused<TModel>(TModel model, TrainingBatch batch)
            where TModel : class, IClassifier<TModel> => Assert.Throws<ShardException>(() => model.Fit(new Lists([[batch]]), Short)).Message;
    }

    [Fact]
    public void Shards_that_do_not_go_together_are_named()
    {
        var row = new float[20];
        TrainingBatch Numbers(Bins? bins) => new(row, bins, new float[] { 0.5f });
        Bins one = Bins.Uniform(0, 1, 11), two = Bins.Uniform(0, 2, 11);
        ShardException others = Fault(new ShardNumbers(), Numbers(one), Numbers(one), Numbers(two));
        Assert.Equal((2, ""), (others.Shard, others.Place));
        const string bins = "its bins are 11 bins from -0.1 to 2.1, smoothing 0.75, those of shard 0 11 bins from -0.05 to 1.05, smoothing 0.75";
        Assert.Equal($"Shard 2: {bins}; expected the same in all shards.", others.Message);
        Assert.Contains("Shard 1: its bins are left to the model, those of shard 0 11 bins", Fault(new ShardReadings(), Numbers(one), Numbers(null)).Message);
        ShardException labels = Fault(new ShardNumbers(), new TrainingBatch(row, new[] { 3 }), Numbers(one));
        Assert.Equal("Shard 1: it has numbers for bins, shard 0 labels or targets; expected the same in all shards.", labels.Message);

        var same = Assert.Throws<ArgumentException>("shards", () => new ShardReadings().Fit(new Lists([[Numbers(null)], [Numbers(null)]]), Short));
        Assert.StartsWith("No bins can be learned from the shards: The Value of all rows is 0.5 as a float; expected at least two different numbers", same.Message);

        static ShardException Fault<TModel>(TModel model, params TrainingBatch[] shards)
            where TModel : class, IClassifier<TModel> => Assert.Throws<ShardException>(() => model.Fit(new Lists([.. shards.Select(static batch => new[] { batch })]), Short));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void A_run_goes_on_from_its_checkpoint_with_the_same_bits(int window)
    {
        using var folder = new TemporaryFolder();
        TestShards shards = ShardBitsTests.Shards(nameof(ShardReadings), [30, 41, 17], forValidation: 1, hasWeights: true, window);
        TrainingOptions options = Short with { Epochs = 6, Optimizer = Optimizer.Adam(), Standardize = true };
        var expected = new ShardReadings();
        TrainingResult undisturbed = expected.Fit(shards, options);
        TrainingOptions resumable = options with { Checkpoint = new(folder.PathOf("run")) };
        Assert.Throws<TimeoutException>(() => new ShardReadings().Fit(shards, resumable, new EpochProgress(static epoch =>
        {
            if (epoch.Epoch == 4) throw new TimeoutException();
        })));

        // Other bins are another run.
        string message = Assert.Throws<InvalidDataException>(() => new ShardReadings { Bins = Bins.Uniform(0, 1, 11) }.Fit(shards, resumable)).Message;
        Assert.Contains("11 bins from -0.05 to 1.05, smoothing 0.75", message);
        var model = new ShardReadings();
        TrainingResult result = model.Fit(shards, resumable);
        Assert.Equal(expected.Parameters, model.Parameters);
        Assert.True(expected.Bins!.IsSameAs(model.Bins!));
        Assert.Equal(undisturbed.ValidationLoss, result.ValidationLoss);
    }

    [Fact]
    public void A_model_travels_with_its_bins_or_without()
    {
        var untrained = new ShardReadings();
        var arrived = new ShardReadings { Bins = ShardBitsTests.Eleven };
        ModelFile.LoadInto(arrived, ModelFile.ToBytes(untrained));
        Assert.Null(arrived.Bins);
        untrained.Fit(ShardBitsTests.Shards(nameof(ShardReadings), [30, 41]), Short);
        ModelFile.LoadInto(arrived, ModelFile.ToBytes(untrained));
        Assert.Equal(untrained.Parameters, arrived.Parameters);
        Assert.True(untrained.Bins!.IsSameAs(arrived.Bins!));
        byte[] damaged = ModelFile.ToBytes(untrained)[..^1];
        Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(arrived, damaged));
        Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(new ShardClasses(), ModelFile.ToBytes(untrained)));
    }

    private static TrainingBatch[] Good() => [new TrainingBatch(new float[40], null, new float[] { 0, 1 })];

    /// <summary>Batches as shards.</summary>
    private sealed class Lists(TrainingBatch[][] shards) : ITrainingShards
    {
        public int Count => shards.Length;

        public IEnumerable<TrainingBatch> Read(int shard) => shards[shard];
    }

    /// <summary>The same rows as objects.</summary>
    private sealed class Typed(TestShards shards, int rowsInMemory) : ITrainingShards
    {
        private readonly ShardReadings _model = new();

        public int Count => shards.Count;

        public int RowsInMemory => rowsInMemory;

        public bool IsForValidation(int shard) => shards.IsForValidation(shard);

        public IEnumerable<TrainingBatch> Read(int shard) => _model.BatchesOf(Rows(shard), batchRows: 11);

        private IEnumerable<ShardReading> Rows(int shard)
        {
            for (int row = shards.First(shard); row < shards.First(shard) + shards.RowsOf(shard); row++)
            {
                float[] x = shards.Rows[(row * 20)..((row + 1) * 20)];
                yield return new(
                    x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9], x[10], x[11], x[12], x[13], x[14], x[15], x[16], x[17], x[18], x[19], shards.Values[row]);
            }
        }
    }
}
