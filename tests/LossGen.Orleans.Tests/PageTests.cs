using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;
using Xunit;

namespace LossGen.Orleans.Tests;

[CrossEntropyModel(features: 4, classes: 2)]
internal sealed partial class SignalModel;

/// <summary>The code about Orleans on docs/many-machines.md and in the README of the package is compiled and run: it is the code below.</summary>
public sealed partial class PageTests
{
    [Fact]
    public async Task The_code_of_the_page_runs()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();

        int[] ports = FreePorts(2);

        // On every silo, beside whatever else it does.
        builder.UseOrleans(silo => silo.UseLocalhostClustering(ports[0], ports[1]).AddLossGen(training => training
            .AddModel<SignalModel>()
            .AddShards("signals", (services, folder) => new SignalFiles(folder))));

        using IHost host = builder.Build();
        await host.StartAsync();
        IGrainFactory client = host.Services.GetRequiredService<IGrainFactory>();
        string folder = "signals";
        var options = new TrainingOptions { Epochs = 3 };
        var progress = new EpochProgress(static _ => { });
        CancellationToken cancellationToken = default;

        // On a client, or on a silo.
        (SignalModel model, TrainingResult result) = await client.FitAsync<SignalModel>(new("signals", folder), options, progress, cancellationToken: cancellationToken);

        var alone = new SignalModel();
        Assert.Equal(alone.Fit(new SignalFiles(folder), options).Loss, result.Loss);
        Assert.Equal(alone.Parameters, model.Parameters);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("docs/many-machines.md", 3)]
    [InlineData("src/LossGen.Orleans/README.md", 2)]
    public void The_pages_have_the_code_that_runs(string path, int count)
    {
        string tls = Path.Combine(Path.GetDirectoryName(Here())!, "TlsTests.cs");
        string code = Squeezed(File.ReadAllText(Here()) + File.ReadAllText(tls)), page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../..", path));
        MatchCollection blocks = Block().Matches(page);
        Assert.Equal(count, blocks.Count);

        // The page leaves the ports to Orleans.
        Assert.All(blocks, block => Assert.Contains(Squeezed(block.Groups[1].Value).Replace("UseLocalhostClustering()", "UseLocalhostClustering(ports[0],ports[1])"), code));
    }

    private static string Here([CallerFilePath] string path = "")
    {
        if (File.Exists(path)) return path;

        // Deterministic builds name files by their place in the repository.
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LossGen.sln"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "tests/LossGen.Orleans.Tests/PageTests.cs");
    }

    private static string Squeezed(string code) => Blank().Replace(code, "");

    /// <summary>Ports that nobody uses, all different.</summary>
    internal static int[] FreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners) listener.Dispose();
        return ports;
    }

    [GeneratedRegex("```cs\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    private sealed class SignalFiles(string folder) : ITrainingShards
    {
        public int Count => 3;

        public IEnumerable<TrainingBatch> Read(int shard)
        {
            var random = new Random(shard + folder.Length);
            var rows = new float[160];
            for (int i = 0; i < rows.Length; i++) rows[i] = random.NextSingle();
            yield return new TrainingBatch(rows, Enumerable.Range(0, 40).Select(r => rows[4 * r] > rows[(4 * r) + 1] ? 1 : 0).ToArray());
        }
    }
}
