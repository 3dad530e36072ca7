using System.Diagnostics;
using LossGen.Training;
using Orleans;
using Orleans.Runtime;

namespace LossGen.Orleans;

/// <summary>Trains models on a cluster, from a client of it or from a silo.</summary>
/// <example><code>
/// (DigitModel model, TrainingResult result) = await client.FitAsync&lt;DigitModel&gt;(new("digits", "/data/digits"), new() { Epochs = 20 });
/// </code></example>
public static class ClusterTraining
{
    // Longer than a cluster takes to find out that a silo is dead.
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Trains a new model.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="shards">The training set.</param>
    /// <param name="options">
    /// As for <see cref="ShardTraining.Fit{TModel}(TModel, ITrainingShards, TrainingOptions?, IProgress{TrainingProgress}?, CancellationToken)"/>; null: the defaults.
    /// <see cref="TrainingOptions.MaxDegreeOfParallelism"/> is that of each silo. The file of a checkpoint is one that all silos reach.
    /// </param>
    /// <param name="progress">Receives a report after each epoch, in order and none twice.</param>
    /// <param name="run">
    /// The name of the run; null: one of its own. A call with the name of a run that goes on joins it, of one that has ended gets its result, and of one that has failed,
    /// was cancelled or lost its coordinator takes it up from its checkpoint, or begins it anew where there is none. It has to ask for the same: the parameters of the
    /// model alone may be others, and the threads of a run that is taken up.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends training; the model is as the last finished epoch left it. One that is cancelled before the call leaves the model and the cluster alone.
    /// </param>
    /// <exception cref="ArgumentException">The run of that name is another one: of other shards, options or bins, or of another model. The message says what differs.</exception>
    /// <returns>The model and what came of the run.</returns>
    /// <exception cref="ClusterTrainingException">The run has failed: a shard, a model or an option cannot be used. Its last checkpoint stays.</exception>
    /// <exception cref="NotSupportedException">An option cannot be sent: a custom learning rate, an adversary, a checkpoint that is kept by the program.</exception>
    public static async Task<(TModel Model, TrainingResult Result)> FitAsync<TModel>(
        this IGrainFactory client,
        ShardsReference shards,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        string? run = null,
        CancellationToken cancellationToken = default)
        where TModel : class, IClassifier<TModel>, new()
    {
        var model = new TModel();
        TrainingResult result = await client.FitAsync(model, shards, options, progress, run, cancellationToken).ConfigureAwait(false);
        return (model, result);
    }

    /// <summary>Trains a model, starting from its present parameters; it receives those of the run when that has ended.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="model">The model.</param>
    /// <param name="shards">The training set.</param>
    /// <param name="options">As for the other overload.</param>
    /// <param name="progress">Receives a report after each epoch, in order and none twice.</param>
    /// <param name="run">
    /// The name of the run; null: one of its own. A call with the name of a run that goes on joins it, of one that has ended gets its result, and of one that has failed,
    /// was cancelled or lost its coordinator takes it up from its checkpoint, or begins it anew where there is none. It has to ask for the same: the parameters of the
    /// model alone may be others, and the threads of a run that is taken up.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends training; the model is as the last finished epoch left it. One that is cancelled before the call leaves the model and the cluster alone.
    /// </param>
    /// <exception cref="ArgumentException">The run of that name is another one: of other shards, options or bins, or of another model. The message says what differs.</exception>
    /// <exception cref="ClusterTrainingException">The run has failed: a shard, a model or an option cannot be used. Its last checkpoint stays.</exception>
    /// <exception cref="InvalidOperationException">Another call is training or otherwise changing the model, which no other may until the task has ended.</exception>
    /// <exception cref="NotSupportedException">An option cannot be sent: a custom learning rate, an adversary, a checkpoint that is kept by the program.</exception>
    public static async Task<TrainingResult> FitAsync<TModel>(
        this IGrainFactory client,
        TModel model,
        ShardsReference shards,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        string? run = null,
        CancellationToken cancellationToken = default)
        where TModel : class, IClassifier<TModel>, new()
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(shards);
        options ??= new TrainingOptions();
        using var fit = new RemoteFit<TModel>(model);
        var specification = new RunSpecification(
            ClusterModel<TModel>.NameOf, shards.Name, shards.Settings, ShardTraining.ToBytes(options), ModelFile.ToBytes(model));
        if (cancellationToken.IsCancellationRequested) return CancelledRun.Of(options);
        string name = run ?? Guid.NewGuid().ToString("N");
        ITrainingCoordinator coordinator = client.GetGrain<ITrainingCoordinator>(name);
        ResultMessage result = await Follow(coordinator, name, specification, progress, cancellationToken).ConfigureAwait(false);
        fit.Finish(result.Model);
        if (run is null) await Forget(coordinator).ConfigureAwait(false);
        return result.ToResult(options);
    }

    /// <summary>Follows a run to its end, and has it taken up again where its coordinator is lost.</summary>
    private static async Task<ResultMessage> Follow(
        ITrainingCoordinator coordinator, string name, RunSpecification run, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        int seen = 0, attempt = 0;
        bool isKnown = false, isCancelled = false;
        long heard = Stopwatch.GetTimestamp();
        while (true)
        {
            RunStatus status;
            try
            {
                status = isKnown ? await coordinator.Poll(seen, attempt).ConfigureAwait(false) : await coordinator.Start(run, seen).ConfigureAwait(false);
                isKnown = status.State is not (RunState.Unknown or RunState.Another);
                if (isKnown) attempt = status.Attempt;
                else isCancelled = false;
                if (isKnown && !isCancelled && cancellationToken.IsCancellationRequested)
                {
                    await coordinator.Cancel(attempt).ConfigureAwait(false);
                    isCancelled = true;
                }
            }
            catch (Exception fault) when (fault is OrleansException or TimeoutException or IOException or System.Net.Sockets.SocketException)
            {
                // The coordinator's silo, or the one that the client talks to, is gone; the cluster finds another.
                if (Stopwatch.GetElapsedTime(heard) > LongestAbsence) throw;
                await Task.Delay(Pause, CancellationToken.None).ConfigureAwait(false);
                continue;
            }

            heard = Stopwatch.GetTimestamp();
            seen = await Report(coordinator, status, seen, attempt, progress).ConfigureAwait(false);
            if (status.Difference is { } difference)
                throw new ArgumentException($"The training run '{name}' is another one: {difference}. Expected the same model, shards and options, or another name.", nameof(run));
            if (status.Fault is { } failed) throw new ClusterTrainingException(name, failed.Message, failed.Shard, failed.Place, failed.Epoch);
            if (status.Result is { } result) return result;
        }
    }

    private static async Task<int> Report(ITrainingCoordinator coordinator, RunStatus status, int seen, int attempt, IProgress<TrainingProgress>? progress)
    {
        foreach (EpochMessage epoch in status.Epochs)
        {
            if (epoch.Epoch <= seen) continue;
            seen = epoch.Epoch;
            try
            {
                progress?.Report(epoch.ToProgress());
            }
            catch
            {
                await coordinator.Cancel(attempt).ConfigureAwait(false);
                throw;
            }
        }

        return seen;
    }

    private static async Task Forget(ITrainingCoordinator coordinator)
    {
        try
        {
            await coordinator.Forget().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException or IOException)
        {
            // What it has is of no use to anybody, and goes with the grain.
            Trace.TraceInformation("The coordinator of a training run that has ended did not receive that it may be forgotten: {0}", fault.Message);
        }
    }
}
