using LossGen.Numerics;
using Xunit;

namespace LossGen.Tests.Training.Shards;

/// <summary>Shards of which a window is in memory: the bits of those that are kept, wherever the order of the rows is the same, and those of the windows everywhere.</summary>
public sealed class ShardStreamingTests
{
    private static readonly int[] Rows = [61, 40, 77, 12, 1, 90, 55, 30, 40];

    public static TheoryData<string, string> Cases() => ShardBitsTests.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Streamed_rows_give_the_bits_of_kept_ones(string model, string method)
    {
        TrainingOptions options = ShardBitsTests.Options(model, method), asRead = options with { Shuffle = false };
        (float[] Parameters, TrainingResult Result) kept = ShardBitsTests.Local(model, Set(model), asRead);
        foreach (int window in new[] { 1, 7, 64 }) Same(kept, ShardBitsTests.Local(model, Set(model, window), asRead));
        Same(kept, ShardBitsTests.Of(model, Set(model, 17), asRead, members: 3));

        // A window that holds the largest shard, and a step that takes all rows, have one order.
        (float[] Parameters, TrainingResult Result) shuffled = ShardBitsTests.Local(model, Set(model), options);
        Same(shuffled, ShardBitsTests.Local(model, Set(model, 90), options));
        if (method is "lbfgs" or "whole") Same(shuffled, ShardBitsTests.Local(model, Set(model, 7), options));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("Category", "Slow")]
    public void Shuffled_windows_give_the_same_bits_on_any_number_of_threads_and_members(string model, string method)
    {
        TrainingOptions options = ShardBitsTests.Options(model, method);
        (float[] Parameters, TrainingResult Result) one = ShardBitsTests.Local(model, Set(model, 17), options);
        Same(one, ShardBitsTests.Local(model, Set(model, 17), options with { MaxDegreeOfParallelism = 4 }));
        foreach (int members in new[] { 2, 3, 5 }) Same(one, ShardBitsTests.Of(model, Set(model, 17), options, members));
    }

    [Fact]
    public void The_order_of_an_epoch_is_that_of_its_definition()
    {
        const int count = 100, window = 30, seed = 3;
        var shards = new TestShards([count]) { RowsInMemory = window };
        var options = new TrainingOptions { Epochs = 1, BatchSize = 10, LearningRate = 0.1, Seed = seed };
        (float[] streamed, _) = ShardBitsTests.Local(nameof(ShardClasses), shards, options);

        // One shard: window w is shuffled as shard w would be.
        var rows = new float[count * TestShards.Features];
        var labels = new int[count];
        var random = new RandomSource(0);
        for (int w = 0, to = 0; w * window < count; w++)
        {
            int[] order = [.. Enumerable.Range(w * window, Math.Min(window, count - (w * window)))];
            random.Restart(seed, epoch: 0, w);
            random.Shuffle(order);
            foreach (int from in order)
            {
                shards.Rows.AsSpan(from * TestShards.Features, TestShards.Features).CopyTo(rows.AsSpan(to * TestShards.Features));
                labels[to++] = shards.Labels[from];
            }
        }

        (float[] inMemory, _) = ShardBitsTests.InMemory(nameof(ShardClasses), new TrainingBatch(rows, labels), options with { Shuffle = false });
        Assert.Equal(inMemory, streamed);
    }

    [Theory]
    [InlineData(nameof(ShardClasses), "whole")]
    [InlineData(nameof(ShardClasses), "lbfgs")]
    [InlineData(nameof(ShardNetwork), "adam")]
    [InlineData(nameof(ShardReadings), "lbfgs")]
    [InlineData(nameof(ShardNumbers), "adam")]
    [InlineData(nameof(ShardWords), "whole")]
    [InlineData(nameof(ShardWordNetwork), "adam")]
    public void Shards_of_several_pieces(string model, string method)
    {
        TrainingOptions options = ShardBitsTests.Options(model, method) with { Epochs = 2, Shuffle = false };
        if (method == "adam") options = options with { BatchSize = 15_000 };
        (float[] Parameters, TrainingResult Result) kept = ShardBitsTests.Local(model, Large(0), options);
        Same(kept, ShardBitsTests.Local(model, Large(1000), options));
        Same(kept, ShardBitsTests.Of(model, Large(5000), options, members: 2));

        TestShards Large(int window)
        {
            TestShards shards = ShardBitsTests.Shards(model, [9000, 4096, 5000, 30], forValidation: 1, hasWeights: true, window);
            shards.ReadRows = 777;
            return shards;
        }
    }

    [Fact]
    public void Pieces_round_as_rows_in_memory_do_up_to_the_order_of_their_sums()
    {
        var shards = new TestShards([10_000]);
        TrainingOptions options = ShardBitsTests.Options(nameof(ShardClasses), "whole");
        (float[] pieces, TrainingResult result) = ShardBitsTests.Local(nameof(ShardClasses), shards, options);
        (float[] inMemory, TrainingResult expected) = ShardBitsTests.InMemory(nameof(ShardClasses), shards.Batch(0, 10_000), options);
        for (int i = 0; i < pieces.Length; i++) Assert.Equal(inMemory[i], pieces[i], 1e-5);
        Assert.Equal(expected.Loss, result.Loss, 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Weights_of_some_batches(bool sparse)
    {
        string model = sparse ? nameof(ShardWords) : nameof(ShardClasses);
        TrainingOptions options = ShardBitsTests.Options(model, "descent") with { Shuffle = false };
        var (kept, result) = Run(0);
        foreach (int window in new[] { 5, 20, 39, 40 })
        {
            (float[] streamed, TrainingResult other) = Run(window);
            Assert.Equal(kept, streamed);
            Assert.Equal(result.History.Select(ShardBitsTests.Numbers), other.History.Select(ShardBitsTests.Numbers));
        }

        (float[], TrainingResult) Run(int window)
        {
            var shards = new Weighted(new TestShards([40, 40], sparse), window);
            return sparse ? Fit(new ShardWords(), shards) : Fit(new ShardClasses(), shards);
        }

        (float[], TrainingResult) Fit<TModel>(TModel model, ITrainingShards shards)
            where TModel : class, IClassifier<TModel>
        {
            TrainingResult fit = model.Fit(shards, options);
            return (model.Parameters.ToArray(), fit);
        }
    }

    [Fact]
    public void A_shard_is_read_once_in_each_pass_and_once_in_all_where_it_is_one_window()
    {
        var shards = new TestShards([100, 20]) { RowsInMemory = 20 };
        var options = new TrainingOptions { Epochs = 4, BatchSize = 10, LearningRate = 0.1, MeasureFinalLoss = false };
        new ShardClasses().Fit(shards, options);

        // To open it, and for each epoch.
        Assert.Equal([5, 1], shards.Reads);
        Assert.Equal(0, shards.Open);

        var kept = new TestShards([100, 20]);
        new ShardClasses().Fit(kept, options);
        Assert.Equal([1, 1], kept.Reads);
    }

    [Fact]
    public void A_member_that_is_lost_and_steps_that_are_repeated_change_nothing()
    {
        foreach (string model in new[] { nameof(ShardNetwork), nameof(ShardWordNetwork) })
        {
            bool sparse = ShardBitsTests.IsSparse(model);
            var shards = new TestShards([30, 41, 22, 17, 60], sparse) { RowsInMemory = 8 };
            var options = new TrainingOptions { Epochs = 3, BatchSize = 20, Optimizer = Optimizer.Adam() };
            (float[] expected, _) = ShardBitsTests.Local(model, shards, options);
            Assert.Equal(expected, sparse ? Disturbed(new ShardWordNetwork(), shards, options) : Disturbed(new ShardNetwork(), shards, options));
            Assert.Equal(0, shards.Open);
        }

        static float[] Disturbed<TModel>(TModel model, TestShards shards, TrainingOptions options)
            where TModel : class, IClassifier<TModel>
        {
            using var group = new MemoryGroup<TModel>(shards, 3);
            group.BeforeExchange = exchange =>
            {
                if (exchange % 5 == 2) group.Lose(exchange % 3);
            };
            model.Fit(group, options);
            return model.Parameters.ToArray();
        }
    }

    [Theory]
    [InlineData("other rows", "now has others")]
    [InlineData("fewer rows", "now has 39 rows")]
    [InlineData("more rows", "now has more")]
    [InlineData("a row behind the last window", "now has more")]
    [InlineData("throws", "the disk is gone")]
    public void A_shard_that_changes_is_found_out_in_the_pass_in_which_it_does(string change, string message)
    {
        var model = new ShardClasses();
        var shards = new Changing(change);
        ShardException fault = Assert.Throws<ShardException>(() => model.Fit(shards, new() { Epochs = 5, BatchSize = 20, LearningRate = 0.1 }));
        Assert.Equal(1, fault.Shard);
        Assert.Contains(message, fault.Message);
        if (change != "throws") Assert.Contains("it has changed since the run began: it had 40 rows", fault.Message);
        Assert.Equal(0, shards.Open);

        // As the last finished epoch left it.
        var expected = new ShardClasses();
        expected.Fit(new Changing("nothing"), new() { Epochs = 1, BatchSize = 20, LearningRate = 0.1 });
        Assert.Equal(expected.Parameters, model.Parameters);
    }

    [Fact]
    public void A_feature_that_comes_later_is_found_out()
    {
        var model = new ShardWords();
        int reads = 0;
        ShardException fault = Assert.Throws<ShardException>(() => model.Fit(new Words(() => reads++ < 1 ? 5 : 6), new() { Epochs = 2, BatchSize = 1 }));
        Assert.Contains("it has changed since the run began", fault.Message);
        Assert.Contains("the feature 6 besides", fault.Message);
    }

    [Fact]
    public void Windows_that_cannot_be_are_refused()
    {
        var shards = new TestShards([30]) { RowsInMemory = -1 };
        Assert.Contains("RowsInMemory of the shards is -1", Assert.Throws<ArgumentException>(() => new ShardClasses().Fit(shards, new())).Message);
    }

    [Fact]
    public void A_checkpoint_of_another_order_is_refused_and_one_of_the_same_order_taken_up()
    {
        using var folder = new Files.TemporaryFolder();
        var shards = new TestShards([60, 50]) { RowsInMemory = 16 };
        var options = new TrainingOptions { Epochs = 4, BatchSize = 20, Optimizer = Optimizer.Adam() };
        (float[] expected, _) = ShardBitsTests.Local(nameof(ShardNetwork), shards, options);
        TrainingOptions resumable = options with { Checkpoint = new(folder.PathOf("run")) };
        Assert.Throws<TimeoutException>(() => new ShardNetwork().Fit(shards, resumable, new EpochProgress(static epoch =>
        {
            if (epoch.Epoch == 3) throw new TimeoutException();
        })));
        var kept = new TestShards([60, 50]);
        Assert.Contains("shuffled in windows of 16 rows", Assert.Throws<InvalidDataException>(() => new ShardNetwork().Fit(kept, resumable)).Message);
        var model = new ShardNetwork();
        model.Fit(shards, resumable);
        Assert.Equal(expected, model.Parameters);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Memory_does_not_grow_with_the_rows_of_a_shard(bool sparse)
    {
        // All that a run allocates, its passes over the rows included: not only what it holds at some moment.
        AllocatedBy(20_000);
        long few = AllocatedBy(20_000), many = AllocatedBy(200_000);
        Assert.InRange(many - few, -100_000, 100_000);
        Assert.True(many < 200_000 * 20 * sizeof(float) / 4, $"{many} bytes");

        long AllocatedBy(int rows)
        {
            var shards = new Generated(rows, sparse);
            var options = new TrainingOptions { Epochs = 3, BatchSize = 500, LearningRate = 0.01, L2 = 0.001, Standardize = !sparse };
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (sparse) new ShardWords().Fit(shards, options);
            else new ShardNetwork().Fit(shards, options);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static TestShards Set(string model, int window = 0) => ShardBitsTests.Shards(model, Rows, forValidation: 2, hasWeights: true, window);

    private static void Same((float[] Parameters, TrainingResult Result) expected, (float[] Parameters, TrainingResult Result) actual)
    {
        Assert.Equal(expected.Parameters, actual.Parameters);
        Assert.Equal(ShardBitsTests.Outcome(expected.Result), ShardBitsTests.Outcome(actual.Result));
        Assert.Equal(expected.Result.History.Select(ShardBitsTests.Numbers), actual.Result.History.Select(ShardBitsTests.Numbers));
    }

    /// <summary>Every other batch brings weights, the second of these none above 0.</summary>
    private sealed class Weighted(TestShards shards, int window) : ITrainingShards
    {
        public int Count => shards.Count;

        public int RowsInMemory => window;

        public IEnumerable<TrainingBatch> Read(int shard)
        {
            int batch = 0;
            foreach (TrainingBatch read in shards.Read(shard))
            {
                int count = read.Labels.Length, index = batch++;
                yield return index % 2 == 0 ? read : read with { SampleWeights = Enumerable.Range(0, count).Select(row => index == 3 ? 0 : 0.5f + (row % 3)).ToArray() };
            }
        }
    }

    /// <summary>Two shards of forty rows, the second of which changes when it is read for the third time, in the second epoch.</summary>
    private sealed class Changing(string change) : ITrainingShards
    {
        private int _reads;

        public int Count => 2;

        public int RowsInMemory => 10;

        public int Open { get; private set; }

        public IEnumerable<TrainingBatch> Read(int shard)
        {
            string now = shard == 1 && ++_reads == 3 ? change : "nothing";
            var random = new Random(shard + (now == "other rows" ? 5 : 0));
            int count = now switch { "fewer rows" => 39, "more rows" => 60, "a row behind the last window" => 41, _ => 40 };
            Open++;
            try
            {
                for (int row = 0; row < count; row++)
                {
                    if (row == 25 && now == "throws") throw new IOException("the disk is gone");
                    yield return new TrainingBatch(Enumerable.Range(0, 20).Select(_ => random.NextSingle()).ToArray(), new[] { row % 5 });
                }
            }
            finally
            {
                Open--;
            }
        }
    }

    /// <summary>Three rows of a word each.</summary>
    private sealed class Words(Func<int> word) : ITrainingShards
    {
        public int Count => 1;

        public int RowsInMemory => 2;

        public IEnumerable<TrainingBatch> Read(int shard)
        {
            var list = new SparseRowList();
            foreach (int feature in new[] { word(), 3, 4 }) list.Add([feature]);
            yield return new TrainingBatch(list, new[] { 0, 1, 2 });
        }
    }

    /// <summary>Rows that are made as they are read, in memory that is used again.</summary>
    private sealed class Generated(int rows, bool sparse) : ITrainingShards
    {
        private readonly float[] _values = new float[100 * TestShards.Features];
        private readonly int[] _labels = new int[100];
        private readonly SparseRowList _list = new();

        public int Count => 1;

        public int RowsInMemory => 1000;

        public IEnumerable<TrainingBatch> Read(int shard)
        {
            for (int first = 0; first < rows; first += 100)
            {
                _list.Clear();
                for (int row = 0; row < 100; row++)
                {
                    int number = first + row;
                    _labels[row] = number % 5;
                    for (int j = 0; j < TestShards.Features; j++) _values[(row * TestShards.Features) + j] = ((number * 7) + (j * (number % 5))) % 11;
                    if (sparse) _list.Add([number % 300, (number + 7) % 300, number % 5]);
                }

                yield return sparse ? new TrainingBatch(_list, _labels) : new TrainingBatch(_values, _labels);
            }
        }
    }
}
