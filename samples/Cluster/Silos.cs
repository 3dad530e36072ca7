using System.Net;
using System.Net.Sockets;
using LossGen.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Cluster;

/// <summary>The members of the cluster, and its clients.</summary>
internal static class Silos
{
    /// <summary>A silo: what it can train, and how it finds the others.</summary>
    /// <param name="clustering">How: through Redis, or one in this process.</param>
    /// <param name="port">Where the other silos reach it.</param>
    /// <param name="gateway">Where clients do.</param>
    public static IHost Create(Action<ISiloBuilder> clustering, int port, int gateway)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseOrleans(silo =>
        {
            Name(silo.Services);
            silo.ConfigureEndpoints(IPAddress.Loopback, port, gateway);
            clustering(silo);

            // A machine that is gone is found out within seconds. Over a network that may be busy, leave this as it is.
            silo.Configure<ClusterMembershipOptions>(static options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 2;
                options.NumVotesForDeathDeclaration = 1;
            });
            silo.AddLossGen(static training => training
                .AddModel<SignalModel>()
                .AddShards("signals", static (_, folder) => new SignalFiles(folder)));
        });
        return builder.Build();
    }

    /// <summary>A client.</summary>
    public static IHost CreateClient(Action<IClientBuilder> clustering)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.UseOrleansClient(client =>
        {
            Name(client.Services);
            client.Configure<GatewayOptions>(static options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
            client.Configure<ClientMessagingOptions>(static options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
            clustering(client);
        });
        return builder.Build();
    }

    /// <summary>Ports that nobody uses.</summary>
    public static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners) listener.Dispose();
        return ports;
    }

    private static void Name(IServiceCollection services) =>
        services.Configure<ClusterOptions>(static options => (options.ClusterId, options.ServiceId) = ("signals", "signals"));
}
