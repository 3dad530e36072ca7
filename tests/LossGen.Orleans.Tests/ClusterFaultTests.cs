using LossGen.Tests.Training.Shards;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Xunit;

namespace LossGen.Orleans.Tests;

[CrossEntropyModel(features: 20, classes: 5)]
internal sealed partial class UnknownModel;

/// <summary>What goes wrong names silo, shard and cause; nothing is lost.</summary>
public sealed class ClusterFaultTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private static readonly TrainingOptions Short = new() { Epochs = 5, BatchSize = 60, LearningRate = 0.1, Standardize = true };

    private readonly InProcessTestCluster _cluster = shared.Cluster;

    [Theory]
    [InlineData("throws", "IOException: the disk is gone")]
    [InlineData("silent", "IOException")]
    [InlineData("misused", "there is no such folder")]
    [InlineData("narrow", "20")]
    public async Task A_shard_that_cannot_be_learned_from(string fault, string cause)
    {
        var model = new ShardClasses();
        ClusterTrainingException thrown = await Assert.ThrowsAsync<ClusterTrainingException>(
            () => _cluster.Client.FitAsync(model, new ShardsReference("rows", $"dense {fault}"), Short, run: "of " + fault));
        Assert.Equal((5, 0, "of " + fault), (thrown.Shard, thrown.Epoch, thrown.Run));
        Assert.StartsWith("silo ", thrown.Silo);
        Assert.Contains($"Shard 5 on {thrown.Silo}: ", thrown.Message);
        Assert.StartsWith($"The training run 'of {fault}' has failed after 0 epochs. Shard 5 on {thrown.Silo}: ", thrown.Message);
        Assert.Contains(cause, thrown.Message);
        Assert.DoesNotContain("Parameter", thrown.Message);
        Assert.Equal(new float[model.Parameters.Length], model.Parameters);
    }

    [Fact]
    public void Words_of_a_fault()
    {
        Assert.Equal("The training run 'a' has failed after 1 epoch. b", new ClusterTrainingException("a", "b", -1, "", 1).Message);

        // On one machine the exception itself is there; the text names its type only where it says nothing else.
        ShardException thrown = Assert.Throws<ShardException>(() => new ShardClasses().Fit(TrainingSets.Create("dense silent"), Short));
        Assert.Equal("Shard 5 on this machine: IOException", thrown.Message);
        thrown = Assert.Throws<ShardException>(() => new ShardClasses().Fit(TrainingSets.Create("dense misused"), Short));
        Assert.Equal("Shard 5 on this machine: there is no such folder", thrown.Message);
    }

    [Fact]
    public async Task A_token_that_is_not_in_the_vocabulary()
    {
        ClusterTrainingException thrown = await Assert.ThrowsAsync<ClusterTrainingException>(
            () => _cluster.Client.FitAsync<ShardTexts>(new("texts", "wrong"), new TrainingOptions { Epochs = 2, LearningRate = 0.1 }));
        Assert.Equal(5, thrown.Shard);
        Assert.Contains($"Shard 5 on {thrown.Silo}: its token 40 (the first is 0) is 23; expected 0 to 22, since the vocabulary has 23 tokens.", thrown.Message);
    }

    [Fact]
    public async Task Shards_of_another_kind_than_the_model_learns_from()
    {
        var some = new TrainingOptions { Epochs = 2 };
        ClusterTrainingException thrown = await Assert.ThrowsAsync<ClusterTrainingException>(() => _cluster.Client.FitAsync<ShardTexts>(new("rows", "dense"), some));
        Assert.Contains("ShardTexts learns from tokens, and these shards have rows; expected ITokenShards.", thrown.Message);
        thrown = await Assert.ThrowsAsync<ClusterTrainingException>(() => _cluster.Client.FitAsync<ShardClasses>(new("texts"), Short));
        Assert.Contains("ShardClasses learns from rows, and these shards have tokens; expected ITrainingShards.", thrown.Message);
        thrown = await Assert.ThrowsAsync<ClusterTrainingException>(() => _cluster.Client.FitAsync<ShardReadings>(new("rows", "dense"), Short));
        Assert.Contains("it has labels, but the model predicts numbers through bins; expected new TrainingBatch(rows, bins, values).", thrown.Message);
        thrown = await Assert.ThrowsAsync<ClusterTrainingException>(() => _cluster.Client.FitAsync<ShardClasses>(new("rows", "readings"), Short));
        Assert.Contains("its numbers have no bins, and this model keeps none", thrown.Message);
    }

    [Fact]
    public async Task Bins_arrive_with_the_model_and_tokens_and_numbers_to_validate_with_at_the_coordinator()
    {
        // Learned by the run; the client's own the second time.
        var shards = new ShardsReference("rows", "readings unvalidated");
        (ShardReadings model, _) = await _cluster.Client.FitAsync<ShardReadings>(shards, Short);
        var alone = new ShardReadings();
        alone.Fit(TrainingSets.Create(shards.Settings), Short);
        Assert.Equal(alone.Bins!.Centres, model.Bins!.Centres);
        TrainingOptions validated = Short with { Validation = new(new float[40], model.Bins, new float[] { 0, 1 }) };
        var mine = new ShardReadings { Bins = TrainingSets.Bins };
        var expected = new ShardReadings { Bins = TrainingSets.Bins };
        TrainingResult result = await _cluster.Client.FitAsync(mine, shards, validated);
        Assert.Equal(expected.Fit(TrainingSets.Create(shards.Settings), validated).ValidationLoss, result.ValidationLoss);
        Assert.Equal(expected.Parameters, mine.Parameters);
        Assert.Equal(TrainingSets.Bins.Edges, mine.Bins.Edges);

        var text = new TrainingOptions { Epochs = 3, LearningRate = 0.1, Validation = new(new[] { 1, 2, 3, 4, 5, 6, 7 }) };
        (ShardTexts texts, result) = await _cluster.Client.FitAsync<ShardTexts>(new("texts", "unvalidated"), text);
        var expectedTexts = new ShardTexts();
        Assert.Equal(expectedTexts.Fit(TrainingSets.CreateTexts("unvalidated"), text).ValidationLoss, result.ValidationLoss);
        Assert.Equal(expectedTexts.Parameters, texts.Parameters);

        // Cancelled before an epoch: a model without bins comes back as one.
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        (model, result) = await _cluster.Client.FitAsync<ShardReadings>(shards, new TrainingOptions { Epochs = 1_000_000 }, cancellationToken: cancelled.Token);
        Assert.Equal((StopReason.Cancelled, result.Epochs == 0), (result.StopReason, model.Bins is null));
    }

    [Fact]
    public async Task A_run_of_tokens_goes_on_from_its_checkpoint()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var options = new TrainingOptions { Epochs = 40, BatchSize = 60, Optimizer = Optimizer.Adam(), Checkpoint = new(path) };
        try
        {
            var shards = new ShardsReference("texts");
            int seen = 0;
            await Assert.ThrowsAsync<TimeoutException>(() => _cluster.Client.FitAsync<ShardTexts>(shards, options, new EpochProgress(epoch =>
            {
                if (++seen == 3) throw new TimeoutException();
            })));
            int first = 0;
            (ShardTexts model, TrainingResult result) = await _cluster.Client.FitAsync<ShardTexts>(
                shards, options, new EpochProgress(epoch => first = first == 0 ? epoch.Epoch : first));
            var expected = new ShardTexts();
            TrainingResult undisturbed = expected.Fit(TrainingSets.CreateTexts(""), options with { Checkpoint = null });
            Assert.NotEqual(1, first);
            Assert.Equal(expected.Parameters, model.Parameters);
            Assert.Equal(undisturbed.ValidationLoss, result.ValidationLoss);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_model_and_a_set_that_are_not_registered()
    {
        ClusterTrainingException thrown = await Assert.ThrowsAsync<ClusterTrainingException>(() => _cluster.Client.FitAsync<UnknownModel>(new("rows", "dense"), Short));
        Assert.Contains($"the model {typeof(UnknownModel).FullName} is not registered", thrown.Message);
        Assert.Contains(typeof(ShardClasses).FullName!, thrown.Message);
        thrown = await Assert.ThrowsAsync<ClusterTrainingException>(() => _cluster.Client.FitAsync<ShardClasses>(new("columns"), Short));
        Assert.Contains("the shards 'columns' are not registered", thrown.Message);
        Assert.Contains("which has rows, texts", thrown.Message);
    }

    [Fact]
    public async Task Options_that_do_not_fit()
    {
        ClusterTrainingException thrown = await Assert.ThrowsAsync<ClusterTrainingException>(
            () => _cluster.Client.FitAsync<ShardClasses>(new("rows", "dense"), Short with { ValidationFraction = 0.1 }));
        Assert.Contains("ValidationFraction", thrown.Message);
        await Assert.ThrowsAsync<NotSupportedException>(
            () => _cluster.Client.FitAsync<ShardClasses>(new("rows", "dense"), Short with { LearningRate = LearningRateSchedule.Custom(static _ => 0.1) }));
    }

    [Fact]
    public async Task A_run_whose_cause_is_mended_goes_on()
    {
        string mended = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var shards = new ShardsReference("rows", "dense " + mended);
            ClusterTrainingException thrown = await Assert.ThrowsAsync<ClusterTrainingException>(() => _cluster.Client.FitAsync<ShardClasses>(shards, Short, run: "mended"));
            Assert.Contains("it is not there yet", thrown.Message);
            await File.WriteAllTextAsync(mended, "");
            (ShardClasses model, _) = await _cluster.Client.FitAsync<ShardClasses>(shards, Short, run: "mended");
            var expected = new ShardClasses();
            expected.Fit(TrainingSets.Create("dense"), Short);
            Assert.Equal(expected.Parameters, model.Parameters);
        }
        finally
        {
            File.Delete(mended);
        }
    }

    [Fact]
    public async Task The_name_of_a_run_that_has_ended_gives_its_result()
    {
        (ShardClasses first, TrainingResult result) = await _cluster.Client.FitAsync<ShardClasses>(new("rows", "dense"), Short, run: "twice");
        (ShardClasses second, TrainingResult again) = await _cluster.Client.FitAsync<ShardClasses>(new("rows", "dense"), Short, run: "twice");
        Assert.Equal(first.Parameters, second.Parameters);
        Assert.Equal(result.Duration, again.Duration);
    }
}
