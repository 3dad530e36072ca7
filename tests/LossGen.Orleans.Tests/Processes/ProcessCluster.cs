using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace LossGen.Orleans.Tests.Processes;

/// <summary>A cluster of processes on this machine and a client of it. Nothing of it is left when it is disposed of.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lossgen-cluster-");
    private readonly List<(Process Process, int Port, Channel<string> Heaps)> _silos = [];
    private IHost? _client;

    /// <summary>The client.</summary>
    public IClusterClient Client => _client!.Services.GetRequiredService<IClusterClient>();

    /// <summary>The processes of the silos that have not been killed.</summary>
    public IEnumerable<Process> Silos => _silos.Select(static silo => silo.Process).Where(static process => !process.HasExited);

    /// <summary>Starts a cluster.</summary>
    public static async Task<ProcessCluster> StartAsync(int silos)
    {
        var cluster = new ProcessCluster();
        try
        {
            for (int i = 0; i < silos; i++) cluster.StartSilo();
            await cluster.AwaitSilosAsync(silos);
            HostApplicationBuilder builder = Host.CreateApplicationBuilder();
            builder.Logging.ClearProviders();
            builder.UseOrleansClient(client =>
            {
                client.Configure<ClusterOptions>(static options => (options.ClusterId, options.ServiceId) = ("test", "test"));
                client.Configure<GatewayOptions>(static options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
                client.Configure<ClientMessagingOptions>(static options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
                FileMembership.Use(client, cluster._folder.FullName);
            });
            cluster._client = builder.Build();
            await cluster._client.StartAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a silo in this process, until it is killed.</summary>
    public static async Task RunSiloAsync(string folder, int port, int gateway)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(static options => (options.ClusterId, options.ServiceId) = ("test", "test"));
            silo.ConfigureEndpoints(IPAddress.Loopback, port, gateway);
            FileMembership.Use(silo, folder);
            Clusters.FailFast(silo);
            silo.AddLossGen(static training =>
            {
                TrainingSets.Add(training);
                MemoryCosts.Add(training);
                training.Configure(static options =>
                {
                    options.ProbeInterval = TimeSpan.FromMilliseconds(300);
                    options.ProbeTimeout = TimeSpan.FromSeconds(2);
                    options.Quarantine = TimeSpan.FromSeconds(5);
                });
            });
        });
        await builder.Build().RunAsync();
    }

    /// <summary>Starts one more silo.</summary>
    public void StartSilo()
    {
        (int port, int gateway) = FreePorts();
        string assembly = typeof(ProcessCluster).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [assembly, "silo", _folder.FullName, $"{port}", $"{gateway}", $"{Environment.ProcessId}"])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process process = Process.Start(start)!;
        var heaps = Channel.CreateUnbounded<string>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null) heaps.Writer.TryWrite(line.Data);
        };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _silos.Add((process, port, heaps));
    }

    /// <summary>The bytes on the heap of a silo after a full collection, and how often it has read the shard of <see cref="MemoryCosts"/>.</summary>
    public async Task<(long Bytes, int Reads)> HeapAsync(Process silo)
    {
        await silo.StandardInput.WriteLineAsync("heap");
        await silo.StandardInput.FlushAsync();
        string[] numbers = (await _silos.Single(of => of.Process == silo).Heaps.Reader.ReadAsync()).Split(' ');
        return (long.Parse(numbers[0], CultureInfo.InvariantCulture), int.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Starts as many silos as have ended, and waits until they are members and those that have ended are not.</summary>
    public async Task ReplaceAsync(int silos)
    {
        _silos.RemoveAll(static silo => silo.Process.HasExited);
        while (_silos.Count < silos) StartSilo();
        await AwaitSilosAsync(silos);
    }

    /// <summary>The process of the silo that coordinates a run; null while none does.</summary>
    public async Task<Process?> CoordinatorAsync(string run)
    {
        for (long start = Stopwatch.GetTimestamp(); ; await Task.Delay(200))
        {
            try
            {
                SiloAddress? address = await Client.GetGrain<IManagementGrain>(0).GetActivationAddress(Client.GetGrain<ITrainingCoordinator>(run)).AsTask();
                return address is null ? null : _silos.SingleOrDefault(silo => silo.Port == address.Endpoint.Port).Process;
            }
            catch (Exception fault) when (fault is OrleansException or TimeoutException && Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1))
            {
                // The cluster has not found out yet that a silo of an earlier run is gone.
            }
        }
    }

    /// <summary>kill -9.</summary>
    public static void Kill(Process process)
    {
        Signal(process, "KILL");
        process.WaitForExit();
    }

    /// <summary>Sends a signal.</summary>
    public static void Signal(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        foreach ((Process process, _, _) in _silos)
        {
            if (!process.HasExited) Kill(process);
            process.Dispose();
        }

        if (_client is IAsyncDisposable client) await client.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task AwaitSilosAsync(int silos)
    {
        var members = new FileMembership(_folder.FullName);
        for (long start = Stopwatch.GetTimestamp(); !members.Ports().SetEquals(_silos.Select(static silo => silo.Port)); await Task.Delay(50))
        {
            if (Silos.Count() < silos) throw new InvalidOperationException("A silo has ended before it was one.");
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(3)) throw new TimeoutException("The silos have not started.");
        }
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        // Both at the same time, so that they are two.
        using TcpListener first = new(IPAddress.Loopback, 0), second = new(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
