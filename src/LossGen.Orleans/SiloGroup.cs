using System.Diagnostics;
using LossGen.Validation;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace LossGen.Orleans;

/// <summary>
/// The shards of a run on the silos of a cluster: a range of consecutive ones each. A silo that fails, hangs or is far slower than all others loses its
/// shards to the others, and what it was asked is asked of them; one that joins gets its share with the next step.
/// </summary>
internal sealed class SiloGroup(
    int shards, RunSpecification run, string name, int threads, IShardHostClient hosts, ISiloStatusOracle silos, TrainingClusterOptions options, ILogger logger) : ShardGroup
{
    private static readonly TimeSpan WithoutSilos = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<SiloAddress, Quarantine> _quarantines = [];
    private readonly List<Sent> _sent = [];
    private Assignment[] _assignments = [];
    private Exception? _lastFault;
    private long _answered = Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public override int Count => shards;

    /// <summary>How often a silo has lost its shards.</summary>
    public int Losses { get; private set; }

    /// <inheritdoc/>
    // The thread that trains waits; calls to grains are made by others.
    public override void Exchange(ShardExchange exchange) => Task.Run(() => ExchangeAsync(exchange)).GetAwaiter().GetResult();

    /// <summary>Has all silos let go of the run.</summary>
    public async Task ReleaseAsync()
    {
        foreach (SiloAddress silo in silos.GetApproximateSiloStatuses(onlyActive: true).Keys)
        {
            try
            {
                await hosts.On(silo).Release(name).WaitAsync(options.ProbeTimeout);
            }
            catch (Exception fault) when (IsOfSilo(fault))
            {
                // It will let go by itself after a while, if it is still there.
                logger.LogDebug(fault, "The silo {Silo} has not been told that the training run {Run} has ended.", silo, name);
            }
        }
    }

    private async Task ExchangeAsync(ShardExchange exchange)
    {
        _sent.Clear();
        while (!exchange.IsComplete)
        {
            exchange.CancellationToken.ThrowIfCancellationRequested();
            SendMissing(exchange);
            if (_sent.Count == 0)
            {
                ThrowIfAlone();
                await Task.Delay(Pause, exchange.CancellationToken);
                continue;
            }

            await AwaitNews(exchange.CancellationToken);
            for (int i = _sent.Count - 1; i >= 0; i--)
            {
                if (_sent[i].Call.IsCompleted) TakeAnswer(exchange, _sent[i]);
                else Probe(_sent[i]);
            }
        }
    }

    /// <summary>Sends what nobody has been asked or has answered.</summary>
    private void SendMissing(ShardExchange exchange)
    {
        Assign();
        foreach (Assignment assigned in _assignments)
        {
            for (int first = assigned.First; first < assigned.End;)
            {
                if (exchange.IsReceived(first) || IsAsked(first))
                {
                    first++;
                    continue;
                }

                int end = first + 1;
                while (end < assigned.End && !exchange.IsReceived(end) && !IsAsked(end)) end++;
                Send(exchange, assigned, first, end - first);
                first = end;
            }
        }
    }

    private bool IsAsked(int shard)
    {
        foreach (Sent sent in _sent)
        {
            if (shard >= sent.First && shard < sent.First + sent.Count) return true;
        }

        return false;
    }

    private void Send(ShardExchange exchange, Assignment assigned, int first, int count)
    {
        var request = new HostRequest(
            name, run.Model, run.Shards, run.Settings, threads, assigned.First, assigned.End - assigned.First, exchange.Request(first, count).ToArray());
        _sent.Add(new Sent(assigned.Silo, first, count, Call(assigned.Silo, request)));
    }

    private async Task<HostAnswer> Call(SiloAddress silo, HostRequest request) => await hosts.On(silo).Answer(request);

    private async Task AwaitNews(CancellationToken cancellationToken)
    {
        var tasks = new List<Task>((2 * _sent.Count) + 1);
        foreach (Sent sent in _sent)
        {
            tasks.Add(sent.Call);
            if (sent.Probe is { } probe) tasks.Add(probe);
        }

        if (tasks.Any(static task => task.IsCompleted)) return;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        tasks.Add(Task.Delay(options.ProbeInterval, end.Token));
        await Task.WhenAny(tasks);

        // The delay would live on for its time.
        await end.CancelAsync();
    }

    private void TakeAnswer(ShardExchange exchange, Sent sent)
    {
        _sent.Remove(sent);
        if (sent.Call.Exception?.InnerException is { } fault)
        {
            if (!IsOfSilo(fault)) throw new ShardException(-1, NameOf(sent.Silo), FaultText.WithType(fault), fault);
            Lose(sent.Silo, fault);
            return;
        }

        HostAnswer answer = sent.Call.Result;
        if (answer.Answer is null) throw new ShardException(-1, NameOf(sent.Silo), answer.Fault!);
        _answered = Stopwatch.GetTimestamp();
        _quarantines.Remove(sent.Silo);
        if (exchange.Receive(sent.First, sent.Count, answer.Answer)) return;

        // The host does not know the run yet, and is introduced to it.
        int index = Array.FindIndex(_assignments, assigned => assigned.Silo.Equals(sent.Silo));
        if (index >= 0) Send(exchange, _assignments[index], sent.First, sent.Count);
    }

    /// <summary>Asks a silo that is at work whether it is still there.</summary>
    private void Probe(Sent sent)
    {
        if (sent.Probe is null)
        {
            if (Stopwatch.GetElapsedTime(sent.Probed) >= options.ProbeInterval) sent.Probe = hosts.On(sent.Silo).Probe(name).WaitAsync(options.ProbeTimeout);
            return;
        }

        if (!sent.Probe.IsCompleted) return;
        Task<bool> probe = sent.Probe;
        sent.Probe = null;
        sent.Probed = Stopwatch.GetTimestamp();
        if (probe.Exception?.InnerException is { } fault)
        {
            Lose(sent.Silo, fault);
            return;
        }

        // Only one is left, and it does not read: then it should be about as fast as the others.
        if (probe.Result || _sent.Count > 1 || _assignments.Length == 1) return;
        TimeSpan others = Stopwatch.GetElapsedTime(sent.At, _answered), own = Stopwatch.GetElapsedTime(sent.At);
        if (others > TimeSpan.Zero && own.TotalSeconds > (others.TotalSeconds * options.SlowFactor) + 1)
            Lose(sent.Silo, new TimeoutException($"It has computed for {own}, the others for {others} at most."));
    }

    /// <summary>Gives up a silo for a while.</summary>
    private void Lose(SiloAddress silo, Exception fault)
    {
        _lastFault = fault;
        Losses++;
        foreach (Sent sent in _sent)
        {
            if (sent.Silo.Equals(silo)) Forget(sent.Call);
        }

        _sent.RemoveAll(sent => sent.Silo.Equals(silo));
        TimeSpan time = _quarantines.TryGetValue(silo, out Quarantine earlier) ? earlier.Time * 2 : options.Quarantine;
        _quarantines[silo] = new Quarantine(Stopwatch.GetTimestamp(), time);
        logger.LogWarning(fault, "The silo {Silo} has lost its shards of the training run {Run} to the others.", silo, name);
    }

    /// <summary>Divides the shards among the silos that are there, if these are others than before.</summary>
    private void Assign()
    {
        var there = new List<SiloAddress>();
        foreach (SiloAddress silo in silos.GetApproximateSiloStatuses(onlyActive: true).Keys)
        {
            if (!_quarantines.TryGetValue(silo, out Quarantine quarantine) || Stopwatch.GetElapsedTime(quarantine.Since) > quarantine.Time) there.Add(silo);
        }

        there.Sort();
        if (there.Count > shards) there.RemoveRange(shards, there.Count - shards);
        if (_assignments.Length == there.Count && _assignments.Select(static assigned => assigned.Silo).SequenceEqual(there)) return;
        _assignments = new Assignment[there.Count];
        for (int i = 0; i < there.Count; i++)
            _assignments[i] = new Assignment(there[i], (int)((long)shards * i / there.Count), (int)((long)shards * (i + 1) / there.Count));
        logger.LogInformation("The training run {Run} computes on {Count} silos.", name, there.Count);
    }

    private void ThrowIfAlone()
    {
        if (Stopwatch.GetElapsedTime(_answered) < WithoutSilos) return;
        throw new ShardException(-1, "the cluster", $"no silo has answered for {WithoutSilos.TotalMinutes} minutes; the last one failed with: {_lastFault?.Message}", _lastFault);
    }

    private string NameOf(SiloAddress silo) => silos.TryGetSiloName(silo, out string? known) ? $"silo {known} ({silo})" : $"silo {silo}";

    // What a message meets whose silo is gone, hangs, or does not take part.
    private static bool IsOfSilo(Exception fault) =>
        fault is OrleansException or TimeoutException or IOException or System.Net.Sockets.SocketException or OperationCanceledException;

    private static void Forget(Task task) =>
        task.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private readonly record struct Assignment(SiloAddress Silo, int First, int End);

    private readonly record struct Quarantine(long Since, TimeSpan Time);

    private sealed class Sent(SiloAddress silo, int first, int count, Task<HostAnswer> call)
    {
        public SiloAddress Silo => silo;

        public int First => first;

        public int Count => count;

        public Task<HostAnswer> Call => call;

        public Task<bool>? Probe { get; set; }

        public long At { get; } = Stopwatch.GetTimestamp();

        public long Probed { get; set; } = Stopwatch.GetTimestamp();
    }
}
