// Trains one model on several silos, loses one of them in the middle, and compares the bits with those of one thread.
using System.Globalization;
using System.Net;
using Cluster;
using LossGen;
using LossGen.Orleans;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Hosting;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = new TrainingOptions { Epochs = 30, BatchSize = 256, Optimizer = Optimizer.Adam(), LearningRate = 0.003, Standardize = true };

switch (args)
{
    // All in one process: needs nothing.
    case []:
        string folder = Directory.CreateTempSubdirectory("lossgen-signals-").FullName;
        try
        {
            SignalFiles.Make(folder, shards: 9, rows: 1000);
            return await InOneProcess(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

    // The parts of cluster.sh, each a process of its own.
    case ["make", var made]:
        SignalFiles.Make(made, shards: 9, rows: 1000);
        return 0;
    case ["silo", var redis]:
        int[] ports = Silos.FreePorts(2);
        await Silos.Create(silo => silo.UseRedisClustering(redis), ports[0], ports[1]).RunAsync();
        return 0;
    case ["train", var redis, var made]:
        using (IHost client = Silos.CreateClient(client => client.UseRedisClustering(redis)))
        {
            await client.StartAsync();
            return await Train(client.Services.GetRequiredService<IClusterClient>(), made, new Printer());
        }

    default:
        Console.Error.WriteLine("""
            Usage: Cluster                              three silos in this process
                   Cluster make <folder>                the files
                   Cluster silo <redis>                 a silo, until it is ended; <redis> is host:port
                   Cluster train <redis> <folder>       a client
            """);
        return 2;
}

// Three silos, the first of which knows the others. One is stopped in the middle.
async Task<int> InOneProcess(string folder)
{
    int[] ports = Silos.FreePorts(6);
    var first = new IPEndPoint(IPAddress.Loopback, ports[0]);
    IHost[] silos = [.. Enumerable.Range(0, 3).Select(i => Silos.Create(silo => silo.UseDevelopmentClustering(first), ports[2 * i], ports[(2 * i) + 1]))];
    foreach (IHost silo in silos) await silo.StartAsync();
    using IHost client = Silos.CreateClient(client => client.UseStaticClustering([new IPEndPoint(IPAddress.Loopback, ports[1])]));
    await client.StartAsync();

    Task stopped = Task.CompletedTask;
    int exit = await Train(client.Services.GetRequiredService<IClusterClient>(), folder, new Printer(epoch =>
    {
        if (epoch != 10) return;
        Console.WriteLine("a silo leaves");
        stopped = silos[2].StopAsync();
    }));
    await stopped;
    await client.StopAsync();
    foreach (IHost silo in silos.Reverse())
    {
        await silo.StopAsync();
        silo.Dispose();
    }

    return exit;
}

async Task<int> Train(IClusterClient client, string folder, IProgress<TrainingProgress> progress)
{
    (SignalModel model, TrainingResult result) = await client.FitAsync<SignalModel>(new("signals", folder), options, progress);
    Console.WriteLine($"{result.StopReason} after {result.Epochs} epochs: loss {result.Loss:F4}, validation loss {result.ValidationLoss:F4} of epoch {result.BestEpoch}");

    // The same shards on one thread of this machine.
    var alone = new SignalModel();
    alone.Fit(new SignalFiles(folder), options);
    bool isSame = model.Parameters.SequenceEqual(alone.Parameters);
    Console.WriteLine($"The bits of one thread: {isSame}");
    return isSame ? 0 : 1;
}
