using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;
using Xunit;

namespace LossGen.Orleans.Tests;

/// <summary>Clusters in this process, whose silos find out within seconds that one of them is gone.</summary>
internal static class Clusters
{
    /// <summary>Starts a cluster.</summary>
    public static async Task<InProcessTestCluster> StartAsync(short silos, Action<LossGenBuilder>? configure = null, Func<int, bool>? isComplete = null)
    {
        var builder = new InProcessTestClusterBuilder(silos);

        // Else every silo writes a log into the folder that the tests are started from.
        builder.Options.ConfigureFileLogging = false;
        int started = -1;
        builder.ConfigureSilo((_, silo) =>
        {
            int number = Interlocked.Increment(ref started);
            FailFast(silo);
            silo.AddMemoryGrainStorage("checkpoints");
            silo.AddLossGen(training =>
            {
                if (isComplete?.Invoke(number) != false) TrainingSets.Add(training);
                training.Configure(static options =>
                {
                    options.ProbeInterval = TimeSpan.FromMilliseconds(300);
                    options.ProbeTimeout = TimeSpan.FromSeconds(3);
                    options.Quarantine = TimeSpan.FromSeconds(5);
                });
                configure?.Invoke(training);
            });
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    /// <summary>Settings of a cluster that declares a silo dead after some ten seconds, for tests.</summary>
    /// <remarks>Less, and on a machine that is busy with other builds silos declare each other dead that only waited for a processor.</remarks>
    public static void FailFast(ISiloBuilder silo) => silo.Configure<ClusterMembershipOptions>(static options =>
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedProbesLimit = 4;
        options.NumVotesForDeathDeclaration = 2;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(2);
        options.LocalHealthDegradationMonitoringPeriod = TimeSpan.FromSeconds(2);
    });
}

/// <summary>A cluster of three silos that keeps checkpoints, started once for the tests of a class.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;

    /// <summary>The cluster.</summary>
    public InProcessTestCluster Cluster => _cluster!;

    /// <inheritdoc/>
    public async Task InitializeAsync() =>
        _cluster = await Clusters.StartAsync(3, static training => training.Configure(static options => options.CheckpointStorage = "checkpoints"));

    /// <inheritdoc/>
    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}
