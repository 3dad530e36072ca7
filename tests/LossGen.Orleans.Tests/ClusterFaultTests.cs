using LossGen.Tests.Training.Shards;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Xunit;

namespace LossGen.Orleans.Tests;

[CrossEntropyModel(features: 20, classes: 5)]
internal sealed partial class UnknownModel;

/// <summary>What goes wrong names silo, shard and cause; nothing is lost.</summary>
public sealed class ClusterFaultTests : IAsyncLifetime
{
    private static readonly TrainingOptions Short = new() { Epochs = 5, BatchSize = 60, LearningRate = 0.1, Standardize = true };

    private InProcessTestCluster _cluster = null!;

    public async Task InitializeAsync() =>
        _cluster = await Clusters.StartAsync(3, static training => training.Configure(static options => options.CheckpointStorage = "checkpoints"));

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [InlineData("throws", "the disk is gone")]
    [InlineData("narrow", "20")]
    public async Task A_shard_that_cannot_be_learned_from(string fault, string cause)
    {
        var model = new ShardClasses();
        ClusterTrainingException thrown = await Assert.ThrowsAsync<ClusterTrainingException>(
            () => _cluster.Client.FitAsync(model, new ShardsReference("rows", $"dense {fault}"), Short, run: "of " + fault));
        Assert.Equal((5, 0, "of " + fault), (thrown.Shard, thrown.Epoch, thrown.Run));
        Assert.StartsWith("silo ", thrown.Silo);
        Assert.Contains($"Shard 5 on {thrown.Silo}: ", thrown.Message);
        Assert.Contains(cause, thrown.Message);
        Assert.Equal(new float[model.Parameters.Length], model.Parameters);
    }

    [Fact]
    public async Task A_model_and_a_set_that_are_not_registered()
    {
        ClusterTrainingException thrown = await Assert.ThrowsAsync<ClusterTrainingException>(() => _cluster.Client.FitAsync<UnknownModel>(new("rows", "dense"), Short));
        Assert.Contains($"the model {typeof(UnknownModel).FullName} is not registered", thrown.Message);
        Assert.Contains(typeof(ShardClasses).FullName!, thrown.Message);
        thrown = await Assert.ThrowsAsync<ClusterTrainingException>(() => _cluster.Client.FitAsync<ShardClasses>(new("columns"), Short));
        Assert.Contains("the shards 'columns' are not registered", thrown.Message);
        Assert.Contains("which has rows", thrown.Message);
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
