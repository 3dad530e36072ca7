using Xunit;

namespace LossGen.Tests.Training.Shards;

/// <summary>A shard that is not what it was says in what, wherever it is read again.</summary>
public sealed class ShardChangeTests
{
    private static readonly TrainingOptions Short = new() { Epochs = 3, BatchSize = 20, LearningRate = 0.1 };

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 8)]
    [InlineData(true, 8)]
    public void What_a_shard_is_for(bool sparse, int window)
    {
        var shards = new Changing(new TestShards([30, 31, 32], sparse) { RowsInMemory = window });
        ShardException fault = sparse ? Moved<ShardWords>(shards) : Moved<ShardClasses>(shards);
        Assert.Equal(2, fault.Shard);
        string windows = window == 0 ? "" : " in windows of 8";
        Assert.Matches(
            $"it has changed since the run began: it had 32 rows, SHA-256 [0-9A-F]+{windows}, to train on, and now has 32 rows, SHA-256 [0-9A-F]+{windows}, for validation; "
            + "expected the same rows in the same order each time, the same windows, and the same IsForValidation",
            fault.Message);
    }

    private static ShardException Moved<TModel>(Changing shards)
        where TModel : class, IClassifier<TModel>, new()
    {
        using var group = new MemoryGroup<TModel>(shards, 3);
        group.BeforeExchange = exchange =>
        {
            if (exchange != 4) return;
            shards.IsLastForValidation = true;
            group.Lose(2);
        };
        return Assert.IsType<ShardException>(Assert.Throws<AggregateException>(() => new TModel().Fit(group, Short)).InnerException);
    }

    [Theory]
    [InlineData("empty", "it is empty; expected at least one row.")]
    [InlineData("null", "Read returned null; expected the batches of the shard.")]
    [InlineData("narrow", "Batch 0 (the first is 0): ")]
    [InlineData("label", "Batch 0 (the first is 0): ")]
    public void A_shard_that_cannot_be_learned_from_any_more(string what, string message)
    {
        TrainingBatch[]? later = what switch
        {
            "null" => null,
            "empty" => [],
            "narrow" => [new TrainingBatch(new float[19], new int[1])],
            _ => [new TrainingBatch(new float[20], new[] { 5 })],
        };

        // Read again by the same worker where it is streamed, and by another where it is kept.
        var streamed = new Changing(new TestShards([30, 31, 32]) { RowsInMemory = 8 }) { Later = later, IsReplaced = true };
        Says(Assert.Throws<ShardException>(() => new ShardClasses().Fit(streamed, Short)));
        var kept = new Changing(new TestShards([30, 31, 32])) { Later = later, IsReplaced = true };
        using var group = new MemoryGroup<ShardClasses>(kept, 3);
        group.BeforeExchange = exchange =>
        {
            if (exchange == 4) group.Lose(2);
        };
        Says(Assert.IsType<ShardException>(Assert.Throws<AggregateException>(() => new ShardClasses().Fit(group, Short)).InnerException));

        void Says(ShardException fault)
        {
            Assert.Equal(2, fault.Shard);
            Assert.Matches("it has changed since the run began: it had 32 rows, SHA-256 [0-9A-F]+, and now: ", fault.Message);
            Assert.Contains("and now: " + message, fault.Message);
        }
    }

    [Fact]
    public void Labels_where_there_were_numbers()
    {
        TestShards numbers = ShardBitsTests.Shards(nameof(ShardReadings), [30, 31, 32], window: 8);
        var shards = new Changing(numbers) { Later = [new TrainingBatch(new float[20], new int[1])], IsReplaced = true };
        ShardException fault = Assert.Throws<ShardException>(() => new ShardReadings().Fit(shards, Short));
        Assert.Matches("it has changed since the run began: it had 32 rows, SHA-256 [0-9A-F]+, and now: Batch 0 .*it has labels", fault.Message);
    }

    private sealed class Changing(TestShards shards) : ITrainingShards
    {
        private int _readings;

        public int Count => shards.Count;

        public int RowsInMemory => shards.RowsInMemory;

        public bool IsLastForValidation { get; set; }

        /// <summary>Whether the last shard is another one when it is read again.</summary>
        public bool IsReplaced { get; init; }

        public TrainingBatch[]? Later { get; init; }

        public bool IsForValidation(int shard) => IsLastForValidation && shard == Count - 1;

        public IEnumerable<TrainingBatch> Read(int shard) => shard == Count - 1 && _readings++ > 0 && IsReplaced ? Later! : shards.Read(shard);
    }
}
