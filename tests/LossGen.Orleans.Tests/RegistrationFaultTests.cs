using LossGen.Tests.Training.Shards;
using Orleans.TestingHost;
using Xunit;

namespace LossGen.Orleans.Tests;

/// <summary>A silo on which something is missing is named, whether it computes or coordinates.</summary>
public sealed class RegistrationFaultTests
{
    private static readonly TrainingOptions Short = new() { Epochs = 2, BatchSize = 60, LearningRate = 0.1 };

    [Fact]
    public async Task A_silo_without_registrations_is_named()
    {
        await using InProcessTestCluster cluster = await Clusters.StartAsync(3, isComplete: static number => number != 1);
        var silos = new HashSet<string>();

        // Names of runs decide which silo coordinates.
        for (int i = 0; i < 12; i++)
        {
            ClusterTrainingException thrown = await Assert.ThrowsAsync<ClusterTrainingException>(
                () => cluster.Client.FitAsync<ShardClasses>(new("rows", "dense"), Short, run: $"run {i}"));
            Assert.StartsWith("silo ", thrown.Silo);
            Assert.StartsWith($"The training run 'run {i}' has failed after 0 epochs. On {thrown.Silo}: the ", thrown.Message);
            Assert.Contains("not registered there", thrown.Message);
            Assert.DoesNotContain("Parameter", thrown.Message);
            silos.Add(thrown.Silo);
        }

        Assert.Single(silos);
    }

    [Fact]
    public async Task A_factory_that_creates_no_set_is_named_with_its_silo()
    {
        await using InProcessTestCluster cluster = await Clusters.StartAsync(2, static training => training.AddShards("broken", static (_, settings) => settings switch
        {
            "throws" => throw new IOException("there is no such folder"),
            "silent" => throw new ArgumentException("", nameof(settings)),
            "null" => null!,
            _ => new TestShards([]),
        }));
        await Fails("throws", "the factory of the shards 'broken' has thrown, given 'throws': IOException: there is no such folder");
        await Fails("silent", "the factory of the shards 'broken' has thrown, given 'silent': ArgumentException");
        await Fails("null", "the factory of the shards 'broken' has returned null, given 'null'; expected a set.");
        await Fails("none", "the factory of the shards 'broken' has created a set of 0 shards, given 'none'; expected at least one.");

        // A file is one on the silo of the coordinator.
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "nowhere", "checkpoint");
        ClusterTrainingException thrown = await Assert.ThrowsAsync<ClusterTrainingException>(
            () => cluster.Client.FitAsync<ShardClasses>(new("rows", "dense"), Short with { Checkpoint = new(path) }));
        Assert.StartsWith("silo ", thrown.Silo);
        Assert.Contains($"On {thrown.Silo}: ", thrown.Message);

        // Options are those of the run, not of a silo.
        thrown = await Assert.ThrowsAsync<ClusterTrainingException>(
            () => cluster.Client.FitAsync<ShardClasses>(new("rows", "dense"), Short with { ValidationFraction = 0.1 }));
        Assert.Equal("", thrown.Silo);
        Assert.DoesNotContain("Parameter", thrown.Message);

        async Task Fails(string settings, string cause)
        {
            ClusterTrainingException fault = await Assert.ThrowsAsync<ClusterTrainingException>(
                () => cluster.Client.FitAsync<ShardClasses>(new("broken", settings), Short, run: settings));
            Assert.StartsWith("silo ", fault.Silo);
            Assert.Equal($"The training run '{settings}' has failed after 0 epochs. On {fault.Silo}: {cause}", fault.Message);
        }
    }
}
