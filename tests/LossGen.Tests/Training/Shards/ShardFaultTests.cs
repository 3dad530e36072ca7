using LossGen.Tests.Files;
using Xunit;

namespace LossGen.Tests.Training.Shards;

/// <summary>What cannot be learned from is named, and leaves the model as the last finished epoch did.</summary>
public sealed class ShardFaultTests
{
    private static readonly TrainingOptions Short = new() { Epochs = 3, BatchSize = 20, LearningRate = 0.1 };

    [Fact]
    public void A_shard_that_throws_is_named()
    {
        ShardException fault = Refused<ShardException>(new Shards(3, shard => shard == 1 ? throw new IOException("the disk is gone") : Good(shard)));
        Assert.Equal((1, "this machine", "the disk is gone"), (fault.Shard, fault.Place, fault.Cause));
        Assert.Contains(nameof(ShardFaultTests), Assert.IsType<IOException>(fault.InnerException).StackTrace, StringComparison.Ordinal);
        Assert.Equal("Shard 1 on this machine: the disk is gone", fault.Message);
    }

    [Fact]
    public void An_exception_without_words_is_told_by_its_type()
    {
        ShardException fault = Refused<ShardException>(new Shards(3, static shard => shard == 1 ? throw new NotSupportedException("") : Good(shard)));
        Assert.Equal("Shard 1 on this machine: NotSupportedException", fault.Message);
    }

    [Fact]
    public void Parameters_of_what_reads_are_left_out()
    {
        ShardException fault = Refused<ShardException>(new Shards(3, static shard =>
            shard == 1 ? throw new ArgumentException("The file has no rows.", nameof(shard)) : Good(shard)));
        Assert.Equal("Shard 1 on this machine: The file has no rows.", fault.Message);
        fault = Refused<ShardException>(new Shards(3, static shard => shard == 1 ? [new TrainingBatch((SparseRowList)null!, new int[1])] : Good(shard)));
        Assert.DoesNotContain("Parameter", fault.Message);
        Assert.IsType<ArgumentNullException>(fault.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Batches_without_rows_change_nothing(bool sparse)
    {
        foreach (int window in new[] { 0, 7 })
        {
            var shards = new TestShards([30, 41], sparse) { RowsInMemory = window };
            var none = new TrainingBatch(new float[0], new int[0]);
            var between = new Shards(2, shard => shards.Read(shard).SelectMany(batch => new[] { default, batch, none })) { RowsInMemory = window };
            Assert.Equal(sparse ? Trained<ShardWords>(shards) : Trained<ShardClasses>(shards), sparse ? Trained<ShardWords>(between) : Trained<ShardClasses>(between));
        }

        static float[] Trained<TModel>(ITrainingShards shards)
            where TModel : class, IClassifier<TModel>, new()
        {
            var model = new TModel();
            model.Fit(shards, Short);
            return model.Parameters.ToArray();
        }
    }

    [Fact]
    public void Rows_of_the_wrong_width_are_named()
    {
        ShardException fault = Refused<ShardException>(new Shards(3, shard => shard < 2 ? Good(shard) : [.. Good(2), new TrainingBatch(new float[19], new int[1])]));
        Assert.Equal(2, fault.Shard);
        Assert.Contains("Batch 1 (the first is 0): ", fault.Message);
        Assert.Contains("20", fault.Message);
    }

    [Theory]
    [InlineData("empty", "it is empty; expected at least one row.")]
    [InlineData("mixed", "it has targets, the batches before it labels; expected the same in all.")]
    [InlineData("weights", "SampleWeights has 2 entries; it needs 1, one a row.")]
    [InlineData("label", "5")]
    [InlineData("sparse", "its rows are sparse; this model takes a number for every feature.")]
    [InlineData("nan", "NaN")]
    [InlineData("null", "Read returned null; expected the batches of the shard.")]
    [InlineData("no rows", "it is empty; expected at least one row.")]
    [InlineData("labels without rows", "Batch 0")]
    [InlineData("bins", "Shard 1: it has numbers for bins, shard 0 labels or targets; expected the same in all shards.")]
    public void What_else_a_shard_can_have_wrong(string what, string message)
    {
        var row = new float[20];
        TrainingBatch[] batches = what switch
        {
            "null" => null!,
            "no rows" => [default, new TrainingBatch(new SparseRowList(), new int[0])],
            "labels without rows" => [new TrainingBatch(new float[0], new int[1])],
            "empty" => [],
            "mixed" => [.. Good(0), new TrainingBatch(row, new float[] { 1, 0, 0, 0, 0 })],
            "weights" => [new TrainingBatch(row, new[] { 1 }) { SampleWeights = new float[] { 1, 1 } }],
            "label" => [new TrainingBatch(row, new[] { 5 })],
            "bins" => [new TrainingBatch(row, Bins.Uniform(0, 1, 5), new float[] { 0.5f })],
            "sparse" => [new TrainingBatch(new SparseRowList(), new[] { 1 })],
            _ => [new TrainingBatch(Enumerable.Repeat(float.NaN, 20).ToArray(), new[] { 1 })],
        };
        ShardException fault = Refused<ShardException>(new Shards(2, shard => shard == 1 ? batches : Good(shard)));
        Assert.Equal(1, fault.Shard);
        Assert.Contains(message, fault.Message);
        Assert.DoesNotContain("Parameter", fault.Message);
    }

    [Fact]
    public void A_shard_that_has_changed_when_it_is_read_again_is_refused()
    {
        int reads = 0;
        var shards = new Shards(2, shard => Good(shard == 1 ? reads++ : 0));
        using var group = new MemoryGroup<ShardClasses>(shards, 2);
        group.BeforeExchange = exchange =>
        {
            if (exchange == 4) group.Lose(1);
        };
        var model = new ShardClasses();
        AggregateException thrown = Assert.Throws<AggregateException>(() => model.Fit(group, Short));
        var fault = Assert.IsType<ShardException>(thrown.InnerException);
        Assert.Equal(1, fault.Shard);
        Assert.Contains("it has changed since the run began", fault.Message);
    }

    [Fact]
    public void An_end_in_the_middle_leaves_the_last_finished_epoch()
    {
        var shards = new TestShards([30, 30, 30]);
        var expected = new ShardClasses();
        expected.Fit(shards, Short with { Epochs = 1, MeasureFinalLoss = false });
        using var group = new MemoryGroup<ShardClasses>(shards, 1);

        // To open, then five steps an epoch.
        group.BeforeExchange = exchange =>
        {
            if (exchange == 8) throw new TimeoutException();
        };
        var model = new ShardClasses();
        Assert.Throws<TimeoutException>(() => model.Fit(group, Short));
        Assert.Equal(expected.Parameters, model.Parameters);
    }

    [Fact]
    public void Settings_that_do_not_suit_shards_are_named()
    {
        var shards = new TestShards([30, 30]);
        Assert.Contains("ValidationFraction", Assert.Throws<ArgumentException>(() => new ShardClasses().Fit(shards, Short with { ValidationFraction = 0.1 })).Message);
        Assert.Contains("Adversary is", Assert.Throws<ArgumentException>(() => new ShardTwo().Fit(shards, Short with { Adversary = Adversary.Fgsm(0.1) })).Message);
        var weighted = new LossOptions { SampleWeights = Enumerable.Repeat(1f, 60).ToArray() };
        Assert.Contains("SampleWeights", Assert.Throws<ArgumentException>(() => new ShardClasses().Fit(shards, Short with { Loss = weighted })).Message);
        var validated = new TestShards([30, 30]) { ForValidation = 1 };
        var set = new ValidationSet(new float[20], new int[1]);
        Assert.Contains("one or the other", Assert.Throws<ArgumentException>(() => new ShardClasses().Fit(validated, Short with { Validation = set })).Message);
        Assert.Contains("All shards are for validation", Assert.Throws<ArgumentException>(() => new ShardClasses().Fit(new TestShards([30]) { ForValidation = 1 }, Short)).Message);
        Assert.Contains("There are 0 shards", Assert.Throws<ArgumentException>(() => new ShardClasses().Fit(new Shards(0, Good), Short)).Message);
        var weightless = new Shards(1, _ => [new TrainingBatch(new float[20], new int[1]) { SampleWeights = new float[1] }]);
        Assert.Contains("sum to 0", Assert.Throws<ArgumentException>(() => new ShardClasses().Fit(weightless, Short)).Message);
    }

    [Fact]
    public void A_group_that_returns_too_early_is_found_out()
    {
        var group = new Group(2, static _ => { });
        Assert.Contains("without an answer for every shard", Assert.Throws<InvalidOperationException>(() => new ShardClasses().Fit(group, Short)).Message);
    }

    [Fact]
    public void Answers_that_come_twice_or_late_change_nothing()
    {
        var shards = new TestShards([30, 30, 30]);
        var expected = new ShardClasses();
        expected.Fit(shards, Short);
        using ShardWorker worker = ShardTraining.CreateWorker<ShardClasses>(shards);
        byte[]? late = null;
        var group = new Group(3, exchange =>
        {
            if (late is not null) Assert.True(exchange.Receive(0, 3, late));
            Assert.False(exchange.IsComplete);
            foreach ((int first, int count) in new[] { (2, 1), (0, 2) })
            {
                byte[] answer;
                do answer = worker.Answer(exchange.Request(first, count).Span).ToArray();
                while (!ReceivesNoMore(exchange, first, count, answer) || !exchange.Receive(first, count, answer));
                Assert.True(exchange.IsReceived(first));
                Assert.True(exchange.Receive(first, count, answer));
            }

            do late = worker.Answer(exchange.Request(0, 3).Span).ToArray();
            while (!exchange.Receive(0, 3, late));
        });
        var model = new ShardClasses();
        model.Fit(group, Short);
        Assert.Equal(expected.Parameters, model.Parameters);
    }

    /// <summary>An answer with a byte behind its end is damaged. False: the worker does not know the run yet, and its answer has no sums.</summary>
    private static bool ReceivesNoMore(ShardExchange exchange, int first, int count, byte[] answer)
    {
        try
        {
            return exchange.Receive(first, count, [.. answer, 0]);
        }
        catch (InvalidDataException fault)
        {
            Assert.Contains("behind its end", fault.Message);
            return true;
        }
    }

    [Fact]
    public void Another_version_is_named()
    {
        var shards = new TestShards([30]);
        using ShardWorker worker = ShardTraining.CreateWorker<ShardClasses>(shards, name: "node 7");
        var group = new Group(1, exchange =>
        {
            // A request begins with the length of the version and its text.
            byte[] request = exchange.Request(0, 1).ToArray();
            request[4] = (byte)'9';
            exchange.Receive(0, 1, worker.Answer(request).Span);
        });
        ShardException fault = Assert.Throws<ShardException>(() => new ShardClasses().Fit(group, Short));
        Assert.Equal((-1, "node 7"), (fault.Shard, fault.Place));
        Assert.Matches("it runs LossGen .*, but the training run is one of LossGen 9.*; expected the same version on all machines", fault.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    public void A_damaged_request_is_a_fault_and_not_an_end_of_the_worker(int length)
    {
        var shards = new TestShards([30]);
        using ShardWorker worker = ShardTraining.CreateWorker<ShardClasses>(shards);
        var group = new Group(1, exchange => exchange.Receive(0, 1, worker.Answer(exchange.Request(0, 1).Span[..length]).Span));
        Assert.Throws<ShardException>(() => new ShardClasses().Fit(group, Short));
        var model = new ShardClasses();
        model.Fit(shards, Short);
    }

    [Fact]
    public void Cancelled_before_the_first_epoch_and_in_the_middle()
    {
        var shards = new TestShards([30, 30, 30]);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var model = new ShardClasses();
        Assert.Equal((StopReason.Cancelled, 0), Ended(model.Fit(shards, Short, cancellationToken: cancelled.Token)));
        Assert.Equal(new float[model.Parameters.Length], model.Parameters);

        using var middle = new CancellationTokenSource();
        using var group = new MemoryGroup<ShardClasses>(shards, 2);
        group.BeforeExchange = exchange =>
        {
            if (exchange == 9) middle.Cancel();
        };
        Assert.Equal((StopReason.Cancelled, 1), Ended(model.Fit(group, Short, cancellationToken: middle.Token)));

        // Before any exchange of a run that is validated: the model is always that of as many whole epochs as the result has.
        var validated = new TestShards([30, 30, 30]) { ForValidation = 1 };
        for (int at = 0; at < 16; at++)
        {
            using var end = new CancellationTokenSource();
            using var members = new MemoryGroup<ShardClasses>(validated, 2);
            members.BeforeExchange = exchange =>
            {
                if (exchange == at) end.Cancel();
            };
            var cut = new ShardClasses();
            TrainingResult result = cut.Fit(members, Short with { RestoreBest = false }, cancellationToken: end.Token);
            var expected = new ShardClasses();
            if (result.Epochs > 0) expected.Fit(validated, Short with { Epochs = result.Epochs, RestoreBest = false });
            Assert.Equal(expected.Parameters, cut.Parameters);
            if (result.Epochs > 0) Assert.Equal(result.History[^1].ValidationLoss, result.ValidationLoss);
        }

        static (StopReason, int) Ended(TrainingResult result) => (result.StopReason, result.Epochs);
    }

    [Fact]
    public void A_run_goes_on_from_its_checkpoint_with_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        var shards = new TestShards([30, 41, 17]) { ForValidation = 1 };
        TrainingOptions options = Short with { Epochs = 6, Optimizer = Optimizer.Adam(), Standardize = true };
        var expected = new ShardNetwork();
        TrainingResult undisturbed = expected.Fit(shards, options);
        TrainingOptions resumable = options with { Checkpoint = new(folder.PathOf("run")) };
        Assert.Throws<TimeoutException>(() => new ShardNetwork().Fit(shards, resumable, new EpochProgress(static epoch =>
        {
            if (epoch.Epoch == 4) throw new TimeoutException();
        })));
        var model = new ShardNetwork();
        int first = 0;
        TrainingResult result = model.Fit(shards, resumable, new EpochProgress(epoch => first = first == 0 ? epoch.Epoch : first));
        Assert.Equal(4, first);
        Assert.Equal(expected.Parameters, model.Parameters);
        Assert.Equal(undisturbed.ValidationLoss, result.ValidationLoss);

        var others = new TestShards([30, 41, 17], seed: 2) { ForValidation = 1 };
        Assert.Contains("data", Assert.Throws<InvalidDataException>(() => model.Fit(others, resumable)).Message);
    }

    private static TrainingBatch[] Good(int seed)
    {
        var random = new Random(seed);
        var rows = new float[40 * 20];
        for (int i = 0; i < rows.Length; i++) rows[i] = (float)random.NextDouble();
        return [new TrainingBatch(rows, Enumerable.Range(0, 40).Select(static row => row % 5).ToArray())];
    }

    private static TException Refused<TException>(ITrainingShards shards)
        where TException : Exception
    {
        var model = new ShardClasses();
        TException fault = Assert.Throws<TException>(() => model.Fit(shards, Short));
        Assert.Equal(new float[model.Parameters.Length], model.Parameters);
        return fault;
    }

    private sealed class Shards(int count, Func<int, IEnumerable<TrainingBatch>> read) : ITrainingShards
    {
        public int Count => count;

        public int RowsInMemory { get; init; }

        public IEnumerable<TrainingBatch> Read(int shard) => read(shard);
    }

    private sealed class Group(int count, Action<ShardExchange> exchange) : ShardGroup
    {
        public override int Count => count;

        public override void Exchange(ShardExchange given) => exchange(given);
    }
}
