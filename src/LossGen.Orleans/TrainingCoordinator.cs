using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Storage;

namespace LossGen.Orleans;

/// <summary>Coordinates a training run; its key is the name of the run.</summary>
internal interface ITrainingCoordinator : IGrainWithStringKey
{
    /// <summary>Begins the run, or goes on with it from its checkpoint, unless it runs.</summary>
    [AlwaysInterleave]
    Task<RunStatus> Start(RunSpecification run, int seen);

    /// <summary>What is new since an epoch; waits a second for it.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:20")]
    Task<RunStatus> Poll(int seen);

    /// <summary>Ends the run as the last finished epoch left it.</summary>
    [AlwaysInterleave]
    Task Cancel();

    /// <summary>Forgets a run that has ended, and its checkpoint in a grain storage.</summary>
    Task Forget();
}

/// <inheritdoc cref="ITrainingCoordinator"/>
[Reentrant]
internal sealed class TrainingCoordinator(
    Registry registry, IShardHostClient hosts, ISiloStatusOracle silos, IOptions<TrainingClusterOptions> options, IServiceProvider services, ILogger<TrainingCoordinator> logger)
    : Grain, ITrainingCoordinator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1), KeptAlive = TimeSpan.FromMinutes(1);

    // Writing to a storage each epoch would cost more than the epochs that a loss repeats.
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(5);

    private CoordinatedRun? _run;
    private IGrainTimer? _timer;

    /// <inheritdoc/>
    public Task<RunStatus> Start(RunSpecification run, int seen)
    {
        // One that has failed begins anew, from its checkpoint: its cause may have been mended.
        if (_run is null or { HasFailed: true })
        {
            _timer?.Dispose();
            string name = this.GetPrimaryKeyString();
            GrainCheckpointStore? store = Store();
            _run = new CoordinatedRun(name, (progress, end) => Train(run, name, store, progress, end), logger);

            // While it trains the grain stays, whether a client asks for it or not.
            _timer = this.RegisterGrainTimer(KeepAlive, new GrainTimerCreationOptions(KeptAlive, KeptAlive) { KeepAlive = true, Interleave = true });
        }

        return _run.NewsAsync(seen, Patience);
    }

    /// <inheritdoc/>
    public Task<RunStatus> Poll(int seen) => _run?.NewsAsync(seen, Patience) ?? Task.FromResult(new RunStatus(RunState.Unknown, []));

    /// <inheritdoc/>
    public Task Cancel()
    {
        _run?.Cancel();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task Forget()
    {
        if (_run is { IsRunning: true }) return;
        if (Store() is { } store)
        {
            await Task.Run(() =>
            {
                if (store.Read() is not null) store.Clear();
            });
        }

        _run = null;
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _run?.Dispose();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    private Task KeepAlive(CancellationToken cancellationToken)
    {
        if (_run is not { IsRunning: true }) _timer?.Dispose();
        return Task.CompletedTask;
    }

    private GrainCheckpointStore? Store() => options.Value.CheckpointStorage is { } storage
        ? new GrainCheckpointStore(services.GetRequiredKeyedService<IGrainStorage>(storage), this.GetGrainId())
        : null;

    private ResultMessage Train(RunSpecification run, string name, GrainCheckpointStore? store, IProgress<TrainingProgress> progress, CancellationToken end)
    {
        ClusterModel model = registry.Model(run.Model);
        int shards = registry.Shards(new ShardsReference(run.Shards, run.Settings)).Count;
        TrainingOptions training = ShardTraining.OptionsOf(run.Options);
        if (training.Checkpoint is null && store is not null)
            training = training with { Checkpoint = new TrainingCheckpoint(store, $"grain storage, run {name}") { Interval = CheckpointInterval } };
        var group = new SiloGroup(shards, run, name, training.MaxDegreeOfParallelism, hosts, silos, options.Value, logger);
        try
        {
            (byte[] trained, TrainingResult result) = model.Train(run.Start, group, training, progress, end);
            return ResultMessage.Of(trained, result);
        }
        finally
        {
            Task.Run(group.ReleaseAsync, CancellationToken.None).GetAwaiter().GetResult();
        }
    }
}
