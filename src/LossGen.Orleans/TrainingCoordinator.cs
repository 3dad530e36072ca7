using LossGen.Validation;
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
    /// <summary>Begins the run, or goes on with it from its checkpoint, unless it runs or has ended. Refuses to where it is another one.</summary>
    [AlwaysInterleave]
    Task<RunStatus> Start(RunSpecification run, int seen);

    /// <summary>What is new since an epoch; waits a second for it.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:20")]
    Task<RunStatus> Poll(int seen, int attempt);

    /// <summary>Ends the run, unless it has been taken up since, as the last finished epoch left it.</summary>
    [AlwaysInterleave]
    Task Cancel(int attempt);

    /// <summary>Forgets a run that has ended, and its checkpoint in a grain storage.</summary>
    Task Forget();
}

/// <inheritdoc cref="ITrainingCoordinator"/>
[Reentrant]
internal sealed class TrainingCoordinator(
    Registry registry,
    IShardHostClient hosts,
    ISiloStatusOracle silos,
    ILocalSiloDetails silo,
    IOptions<TrainingClusterOptions> options,
    IServiceProvider services,
    ILogger<TrainingCoordinator> logger)
    : Grain, ITrainingCoordinator
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1), KeptAlive = TimeSpan.FromMinutes(1);

    // Writing to a storage each epoch would cost more than the epochs that a loss repeats.
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(5);

    private CoordinatedRun? _run, _before;
    private int _attempt;
    private RunSpecification? _begun;
    private byte[]? _left;
    private IGrainTimer? _timer;

    /// <inheritdoc/>
    public async Task<RunStatus> Start(RunSpecification run, int seen)
    {
        // One that has failed begins anew, from its checkpoint: its cause may have been mended, also in what is asked for.
        if (_run is null or { HasFailed: true }) Begin(run, begun: run, left: null);
        else
        {
            byte[]? left = _run.CancelledModel;
            if (Difference(run, left) is { } difference) return new RunStatus(RunState.Another, []) { Difference = difference };
            if (left is not null) Begin(run, _begun!, left);
        }

        return await News(_run!, seen, _attempt);
    }

    /// <inheritdoc/>
    public async Task<RunStatus> Poll(int seen, int attempt)
    {
        if (_before is not null && attempt == _attempt - 1) return await News(_before, seen, attempt);
        return _run is null ? new RunStatus(RunState.Unknown, []) : await News(_run, seen, _attempt);
    }

    /// <inheritdoc/>
    public Task Cancel(int attempt)
    {
        if (attempt == _attempt) _run?.Cancel();
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

        (_run, _before) = (null, null);
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _run?.Dispose();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    private static async Task<RunStatus> News(CoordinatedRun run, int seen, int attempt) => await run.NewsAsync(seen, Patience) with { Attempt = attempt };

    /// <summary>Begins, or takes up what was begun.</summary>
    /// <param name="run">What is trained.</param>
    /// <param name="begun">What later calls are compared with: the first one, until it fails.</param>
    /// <param name="left">The model as the cancelled run that is taken up has left it.</param>
    private void Begin(RunSpecification run, RunSpecification begun, byte[]? left)
    {
        _timer?.Dispose();
        (_begun, _left, _before) = (begun, left, _run);
        _attempt++;
        string name = this.GetPrimaryKeyString();
        _run = new CoordinatedRun(name, (progress, end) => Train(run, name, progress, end), logger);

        // While it trains the grain stays, whether a client asks for it or not.
        _timer = this.RegisterGrainTimer(KeepAlive, new GrainTimerCreationOptions(KeptAlive, KeptAlive) { KeepAlive = true, Interleave = true });
    }

    /// <summary>What a call asks for that the run is not, or null.</summary>
    private string? Difference(RunSpecification asked, byte[]? left)
    {
        try
        {
            return RunDifference.Of(_begun!, asked, takesUp: left is not null) ?? (registry.Find(asked.Model) is { } model ? OtherBins(model, asked.Start, left) : null);
        }
        catch (InvalidDataException fault)
        {
            return FaultText.Of(fault);
        }
    }

    /// <summary>Bins are what the model is, not where it starts; a model that was in a cancelled run may come again with those that the run has learned.</summary>
    private string? OtherBins(ClusterModel model, byte[] start, byte[]? left)
    {
        Bins? asked = model.BinsOf(start), begun = model.BinsOf(_begun!.Start);
        if (AreSame(asked, begun)) return null;
        if (begun is null && (left ?? _left) is { } came && AreSame(asked, model.BinsOf(came))) return null;
        return $"its Bins are {begun?.ToString() ?? "left to Fit"}, those of this call {asked?.ToString() ?? "left to Fit"}";
    }

    private static bool AreSame(Bins? one, Bins? other) => one is null || other is null
        ? one == other
        : one.Smoothing.Equals(other.Smoothing) && one.Edges.SequenceEqual(other.Edges) && one.Centres.SequenceEqual(other.Centres);

    private Task KeepAlive(CancellationToken cancellationToken)
    {
        if (_run is not { IsRunning: true }) _timer?.Dispose();
        return Task.CompletedTask;
    }

    private GrainCheckpointStore? Store() => options.Value.CheckpointStorage is { } storage
        ? new GrainCheckpointStore(services.GetRequiredKeyedService<IGrainStorage>(storage), this.GetGrainId())
        : null;

    private ResultMessage Train(RunSpecification run, string name, IProgress<TrainingProgress> progress, CancellationToken end)
    {
        (ClusterModel model, int shards, TrainingOptions training) = OnThisSilo(static _ => true, () => Prepare(run, name));
        var group = new SiloGroup(shards, run, name, training.MaxDegreeOfParallelism, hosts, silos, options.Value, logger);
        try
        {
            // Options that do not fit do so on any silo; a file may be missing on this one only.
            (byte[] trained, TrainingResult result) = OnThisSilo(
                static fault => fault is IOException or UnauthorizedAccessException or InvalidDataException, () => model.Train(run.Start, group, training, progress, end));
            return ResultMessage.Of(trained, result);
        }
        finally
        {
            Task.Run(group.ReleaseAsync, CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    /// <summary>What is known of the run here before it begins.</summary>
    private (ClusterModel Model, int Shards, TrainingOptions Options) Prepare(RunSpecification run, string name)
    {
        ClusterModel model = registry.Model(run.Model);
        int shards = registry.Shards(new ShardsReference(run.Shards, run.Settings)).Count;
        TrainingOptions training = ShardTraining.OptionsOf(run.Options);
        if (training.Checkpoint is null && Store() is { } store)
            training = training with { Checkpoint = new TrainingCheckpoint(store, $"grain storage, run {name}") { Interval = CheckpointInterval } };
        return (model, shards, training);
    }

    /// <summary>Does something whose faults are those of this silo.</summary>
    private T OnThisSilo<T>(Func<Exception, bool> isOfSilo, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception fault) when (fault is not (OutOfMemoryException or ShardException) && isOfSilo(fault))
        {
            throw new ShardException(-1, $"silo {silo.Name} ({silo.SiloAddress})", FaultText.WithType(fault), fault);
        }
    }
}
