using LossGen.Validation;
using Microsoft.Extensions.Logging;

namespace LossGen.Orleans;

/// <summary>A training run on the silo of its coordinator: the thread that trains, and what is known of it.</summary>
internal sealed class CoordinatedRun : IDisposable
{
    private readonly object _gate = new();
    private readonly List<EpochMessage> _epochs = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;
    private TaskCompletionSource _news = NewNews();
    private RunStatus? _outcome;
    private bool _isAbandoned;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The name of the run.</param>
    /// <param name="train">Trains; given where to report epochs and what ends it.</param>
    /// <param name="logger">For what nobody may ask for.</param>
    public CoordinatedRun(string name, Func<IProgress<TrainingProgress>, CancellationToken, ResultMessage> train, ILogger logger)
    {
        _thread = new Thread(() => Run(train, name, logger)) { IsBackground = true, Name = $"LossGen run {name}" };
        _thread.UnsafeStart();
    }

    /// <summary>Whether it trains.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate) return _outcome is null;
        }
    }

    /// <summary>Whether it has failed.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_gate) return _outcome?.State == RunState.Failed;
        }
    }

    /// <summary>The model as its cancelled run has left it; null: it has not been cancelled.</summary>
    public byte[]? CancelledModel
    {
        get
        {
            lock (_gate) return _outcome?.Result is { StopReason: StopReason.Cancelled } result ? result.Model : null;
        }
    }

    /// <summary>Ends it, with the model as its last finished epoch left it.</summary>
    public void Cancel() => _end.Cancel();

    /// <summary>Ends it without an outcome: it is to go on elsewhere.</summary>
    public void Dispose()
    {
        lock (_gate) _isAbandoned = true;
        _end.Cancel();
    }

    /// <summary>What is new, as soon as there is something, or after a while.</summary>
    /// <param name="seen">The last epoch that is known.</param>
    /// <param name="patience">How long to wait.</param>
    public async Task<RunStatus> NewsAsync(int seen, TimeSpan patience)
    {
        Task news;
        lock (_gate)
        {
            if (_outcome is not null || (_epochs.Count > 0 && _epochs[^1].Epoch > seen)) return Status(seen);
            news = _news.Task;
        }

        await Task.WhenAny(news, Task.Delay(patience));
        lock (_gate) return Status(seen);
    }

    private static TaskCompletionSource NewNews() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunStatus Status(int seen)
    {
        EpochMessage[] unseen = [.. _epochs.Where(epoch => epoch.Epoch > seen)];
        return _outcome is null ? new RunStatus(RunState.Running, unseen) : _outcome with { Epochs = unseen };
    }

    private void Run(Func<IProgress<TrainingProgress>, CancellationToken, ResultMessage> train, string name, ILogger logger)
    {
        RunStatus outcome;
        try
        {
            outcome = new RunStatus(RunState.Ended, []) { Result = train(new EpochProgress(Add), _end.Token) };
        }
        catch (Exception fault)
        {
            // An exception that leaves a thread ends the process; the client is to have it.
            logger.LogError(fault, "The training run {Run} has failed.", name);
            var shard = fault as ShardException;
            lock (_gate)
            {
                int finished = _epochs.Count == 0 ? 0 : _epochs[^1].Epoch;
                string text = shard is null ? FaultText.WithType(fault) : shard.Message;
                outcome = new RunStatus(RunState.Failed, []) { Fault = new FaultMessage(text, shard?.Shard ?? -1, shard?.Place ?? "", finished) };
            }
        }

        lock (_gate)
        {
            if (_isAbandoned) outcome = new RunStatus(RunState.Unknown, []);
            _outcome = outcome;
            _news.TrySetResult();
        }
    }

    private void Add(TrainingProgress epoch)
    {
        lock (_gate)
        {
            _epochs.Add(EpochMessage.Of(epoch));
            _news.TrySetResult();
            _news = NewNews();
        }
    }
}
