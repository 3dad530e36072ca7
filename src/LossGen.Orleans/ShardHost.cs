using System.Collections.Concurrent;
using System.Diagnostics;
using LossGen.Validation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Runtime.Services;
using Orleans.Services;

namespace LossGen.Orleans;

/// <summary>What a silo does for training runs: one on each.</summary>
internal interface IShardHost : IGrainService
{
    /// <summary>Has the shards of a run on this silo answer.</summary>
    // As long as it takes: whether the silo is still there is asked by Probe.
    [ResponseTimeout("1.00:00:00")]
    Task<HostAnswer> Answer(HostRequest request);

    /// <summary>Whether the silo reads shards of a run; that it answers is the other half of the answer.</summary>
    [AlwaysInterleave]
    Task<bool> Probe(string run);

    /// <summary>Lets go of a run.</summary>
    [AlwaysInterleave]
    Task Release(string run);
}

/// <summary>The way to the hosts.</summary>
internal interface IShardHostClient : IGrainServiceClient<IShardHost>
{
    /// <summary>The host of a silo.</summary>
    IShardHost On(SiloAddress silo);
}

/// <inheritdoc cref="IShardHostClient"/>
internal sealed class ShardHostClient(IServiceProvider services) : GrainServiceClient<IShardHost>(services), IShardHostClient
{
    /// <inheritdoc/>
    public IShardHost On(SiloAddress silo) => GetGrainService(silo);
}

/// <inheritdoc cref="IShardHost"/>
[Reentrant]
internal sealed class ShardHost : GrainService, IShardHost
{
    private readonly ConcurrentDictionary<string, Entry> _runs = new();
    private readonly Registry _registry;
    private readonly ILocalSiloDetails _silo;
    private readonly ILogger<ShardHost> _logger;
    private readonly TimeSpan _idle;
    private Timer? _timer;

    public ShardHost(GrainId id, Silo silo, ILoggerFactory loggers, Registry registry, ILocalSiloDetails details, IOptions<TrainingClusterOptions> options)
        : base(id, silo, loggers)
    {
        _registry = registry;
        _silo = details;
        _logger = loggers.CreateLogger<ShardHost>();
        _idle = options.Value.IdleTime;
    }

    /// <inheritdoc/>
    public override Task Start()
    {
        _timer = new Timer(static host => ((ShardHost)host!).ReleaseIdle(), this, _idle, _idle);
        return base.Start();
    }

    /// <inheritdoc/>
    public override async Task Stop()
    {
        _timer?.Dispose();
        foreach (string run in _runs.Keys) await Release(run);
        await base.Stop();
    }

    /// <inheritdoc/>
    public Task<HostAnswer> Answer(HostRequest request) => Task.Run(() =>
    {
        // A thread of its own: computing would keep the silo from answering others.
        try
        {
            while (true)
            {
                Entry entry = _runs.GetOrAdd(request.Run, _ => new Entry());

                // Null: it has been let go of in this moment.
                if (entry.Answer(request, _registry, $"silo {_silo.Name} ({_silo.SiloAddress})") is { } answer) return new HostAnswer(answer, null);
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            _logger.LogWarning(fault, "A request of the training run {Run} could not be answered.", request.Run);
            return new HostAnswer(null, FaultText.WithType(fault));
        }
    });

    /// <inheritdoc/>
    public Task<bool> Probe(string run) => Task.FromResult(_runs.TryGetValue(run, out Entry? entry) && entry.IsReading);

    /// <inheritdoc/>
    public Task Release(string run)
    {
        // A request that is being answered is finished first, and nobody waits for it here.
        if (_runs.TryRemove(run, out Entry? entry)) _ = Task.Run(entry.Dispose);
        return Task.CompletedTask;
    }

    private void ReleaseIdle()
    {
        foreach ((string run, Entry entry) in _runs)
        {
            if (entry.IdleFor > _idle) _ = Release(run);
        }
    }

    /// <summary>The worker of a run.</summary>
    private sealed class Entry : IDisposable
    {
        private readonly object _gate = new();
        private ShardWorker? _worker;
        private long _used = Stopwatch.GetTimestamp();
        private (int First, int Count) _kept;
        private bool _isDisposed;

        public bool IsReading => Volatile.Read(ref _worker)?.IsReading == true;

        public TimeSpan IdleFor => Stopwatch.GetElapsedTime(Volatile.Read(ref _used));

        public byte[]? Answer(HostRequest request, Registry registry, string place)
        {
            Volatile.Write(ref _used, Stopwatch.GetTimestamp());
            lock (_gate)
            {
                if (_isDisposed) return null;
                _worker ??= registry.Shards(new ShardsReference(request.Shards, request.Settings)).CreateWorker(registry.Model(request.Model), request.Threads, place);
                if (_kept != (request.First, request.Count))
                {
                    _kept = (request.First, request.Count);
                    _worker.Keep(request.First, request.Count);
                }

                byte[] answer = _worker.Answer(request.Request).ToArray();
                Volatile.Write(ref _used, Stopwatch.GetTimestamp());
                return answer;
            }
        }

        public void Dispose()
        {
            lock (_gate)
            {
                _isDisposed = true;
                _worker?.Dispose();
            }
        }
    }
}
