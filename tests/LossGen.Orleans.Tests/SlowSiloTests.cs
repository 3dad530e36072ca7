using System.Net;
using System.Reflection;
using LossGen.Tests.Training.Shards;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using Xunit;

namespace LossGen.Orleans.Tests;

/// <summary>A silo that computes far longer than the others loses its shards; one that reads, or is as slow as the options allow, keeps them.</summary>
public sealed class SlowSiloTests
{
    private static readonly TrainingOptions Training = new() { Epochs = 3, BatchSize = 60, Optimizer = Optimizer.Adam() };

    [Theory]
    [InlineData(20, false, 1)]
    [InlineData(20, true, 0)]
    [InlineData(double.PositiveInfinity, false, 0)]
    public void A_silo_that_is_slow(double slowFactor, bool isReading, int losses)
    {
        using var hosts = new Hosts(silos: 3);
        Host slow = hosts.All[1];
        (slow.SlowRequest, slow.IsReading) = (6, isReading);
        (float[] parameters, SiloGroup group) = Train(hosts, slowFactor);
        Assert.Equal(losses, group.Losses);
        Assert.Equal(Expected(), parameters);

        // A few milliseconds of training later its quarantine still holds: the slow request was its last.
        Assert.Equal(losses == 0, slow.Requests > slow.SlowRequest);
        Assert.All(hosts.All.Where(host => host != slow), host => Assert.True(host.Requests > slow.SlowRequest));
    }

    [Fact]
    public void The_only_silo_is_slow()
    {
        using var hosts = new Hosts(silos: 1);
        hosts.All[0].SlowRequest = 6;
        (float[] parameters, SiloGroup group) = Train(hosts, slowFactor: 2);
        Assert.Equal(0, group.Losses);
        Assert.Equal(Expected(), parameters);
    }

    private static float[] Expected()
    {
        var model = new ShardNetwork();
        model.Fit(TrainingSets.Create("dense"), Training);
        return model.Parameters.ToArray();
    }

    private static (float[] Parameters, SiloGroup Group) Train(Hosts hosts, double slowFactor)
    {
        var run = new RunSpecification(ClusterModel<ShardNetwork>.NameOf, "rows", "dense", [], []);
        var options = new TrainingClusterOptions
        {
            ProbeInterval = TimeSpan.FromMilliseconds(50),
            SlowFactor = slowFactor,
            Quarantine = TimeSpan.FromMinutes(5),
        };
        int shards = TrainingSets.Create("dense").Count;
        var group = new SiloGroup(shards, run, "run", threads: 1, hosts, Oracle.Of(hosts.All.Select(static host => host.Address)), options, NullLogger.Instance);
        var model = new ShardNetwork();
        model.Fit(group, Training);
        return (model.Parameters.ToArray(), group);
    }

    /// <summary>What silos would answer.</summary>
    private sealed class Hosts : IShardHostClient, IDisposable
    {
        public Hosts(int silos) => All = [.. Enumerable.Range(1, silos).Select(static silo => new Host(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, silo), 1)))];

        public Host[] All { get; }

        public IShardHost On(SiloAddress silo) => All.Single(host => host.Address.Equals(silo));

        public void Dispose()
        {
            foreach (Host host in All) host.Dispose();
        }
    }

    private sealed class Host(SiloAddress address) : IShardHost, IDisposable
    {
        private readonly ShardWorker _worker = ShardTraining.CreateWorker<ShardNetwork>(TrainingSets.Create("dense"), 1, $"{address}");
        private int _requests;

        public SiloAddress Address => address;

        public int Requests => Volatile.Read(ref _requests);

        /// <summary>The number of a request that takes two and a half seconds; 0: none does.</summary>
        public int SlowRequest { get; set; }

        public bool IsReading { get; set; }

        public async Task<HostAnswer> Answer(HostRequest request)
        {
            if (Interlocked.Increment(ref _requests) == SlowRequest) await Task.Delay(2500);
            lock (_worker) return new HostAnswer(_worker.Answer(request.Request).ToArray(), null);
        }

        public Task<bool> Probe(string run) => Task.FromResult(IsReading);

        public Task Release(string run) => Task.CompletedTask;

        public void Dispose()
        {
            lock (_worker) _worker.Dispose();
        }
    }

    /// <summary>Knows some silos, all of them alive.</summary>
    public class Oracle : DispatchProxy
    {
        private SiloAddress[] _silos = [];

        public static ISiloStatusOracle Of(IEnumerable<SiloAddress> silos)
        {
            ISiloStatusOracle oracle = Create<ISiloStatusOracle, Oracle>();
            ((Oracle)(object)oracle)._silos = [.. silos];
            return oracle;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
        {
            nameof(ISiloStatusOracle.GetApproximateSiloStatuses) => _silos.ToDictionary(static silo => silo, static _ => SiloStatus.Active),
            nameof(ISiloStatusOracle.TryGetSiloName) => false,
            _ => throw new NotSupportedException(targetMethod.Name),
        };
    }
}
