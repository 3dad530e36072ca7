using Xunit;

namespace LossGen.Tests.Training.Shards;

/// <summary>What a step allocates, and how many bytes it sends.</summary>
public sealed class ShardCostTests
{
    private static readonly TrainingOptions Steps = new()
    {
        Epochs = SteadyAllocation.Epochs,
        BatchSize = 40,
        LearningRate = 0.01,
        Optimizer = Optimizer.Adam(),
        Standardize = true,
    };

    [Fact]
    public void An_epoch_over_dense_shards_allocates_nothing()
    {
        var shards = new TestShards([61, 40, 77, 12, 90]) { ForValidation = 1 };
        Assert.Equal(0, SteadyAllocation.Of(progress => new ShardNetwork().Fit(shards, Steps, progress)));
    }

    [Fact]
    public void An_epoch_over_shards_of_numbers_allocates_nothing()
    {
        TestShards shards = ShardBitsTests.Shards(nameof(ShardReadings), [61, 40, 77, 12, 90], forValidation: 1);
        Assert.Equal(0, SteadyAllocation.Of(progress => new ShardReadings().Fit(shards, Steps, progress)));
    }

    [Fact]
    public void An_epoch_over_shards_of_tokens_allocates_nothing()
    {
        var texts = new TestTexts([61, 40, 77, 12, 90]) { ForValidation = 1 };
        Assert.Equal(0, SteadyAllocation.Of(progress => new ShardTexts().Fit(texts, Steps with { Standardize = false }, progress)));
    }

    [Fact]
    public void An_epoch_over_sparse_shards_allocates_nothing()
    {
        // In one order, since a step that holds more features than all before it needs more room.
        var shards = new TestShards([61, 40, 77, 12, 90], sparse: true) { ForValidation = 1 };
        Assert.Equal(0, SteadyAllocation.Of(progress => new ShardWordNetwork().Fit(shards, Steps with { Standardize = false, Shuffle = false }, progress), first: 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_step_sends_the_parameters_to_each_member_and_receives_a_gradient_for_each_subtree(int members)
    {
        // Eight shards on 1, 2 or 4 members: each has a whole subtree.
        var shards = new TestShards([40, 40, 40, 40, 40, 40, 40, 40]);
        using var group = new MemoryGroup<ShardNetwork>(shards, members);
        long sent = 0, received = 0;
        int exchanges = 0;
        bool isMeasured = false;
        var model = new ShardNetwork();
        model.Fit(group, Steps with { Epochs = 3, MeasureFinalLoss = false }, new EpochProgress(epoch =>
        {
            if (epoch.Epoch == 1) (sent, received, exchanges) = (group.Sent, group.Received, group.Exchanges);
            if (epoch.Epoch != 2) return;
            isMeasured = true;
            long parameters = model.Parameters.Length * sizeof(float), messages = (long)members * (group.Exchanges - exchanges);
            Assert.Equal(8 * members, messages);

            // The head of a request, the text of the version in it, and that of an answer.
            Assert.InRange(group.Sent - sent - (messages * parameters), 0, messages * 140);
            Assert.InRange(group.Received - received - (messages * parameters), 0, messages * 60);
        }));
        Assert.True(isMeasured);
    }

    [Fact]
    public void A_step_over_sparse_rows_sends_what_the_rows_hold()
    {
        var shards = new TestShards([40, 40, 40, 40], sparse: true);
        using var group = new MemoryGroup<ShardWords>(shards, 2);
        long sent = 0, received = 0;
        bool isMeasured = false;
        new ShardWords().Fit(group, new() { Epochs = 3, BatchSize = 8, MeasureFinalLoss = false }, new EpochProgress(epoch =>
        {
            if (epoch.Epoch == 1) (sent, received) = (group.Sent, group.Received);
            if (epoch.Epoch != 2) return;
            isMeasured = true;

            // 160 rows of 13 features at most, of five units each: their weights there, their gradients in vectors of 8 with their numbers and those of the next step back.
            long features = 160 * 13, messages = 2 * 21;
            Assert.InRange(group.Sent - sent, 1, (features * 5 * sizeof(float)) + (messages * 200));
            Assert.InRange(group.Received - received, 1, (features * (8 + 2) * sizeof(float)) + (messages * 200));
        }));
        Assert.True(isMeasured);
    }
}
