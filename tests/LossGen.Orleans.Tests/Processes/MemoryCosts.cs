using System.Diagnostics;

namespace LossGen.Orleans.Tests.Processes;

/// <summary>
/// What a run takes of the heaps of silos in processes of their own, after a full collection in the middle of an epoch: of the coordinator's silo, of one that has a
/// shard of 100 MB, and of one that has nothing to do with it. The model has 4 MB of parameters, the optimizer is Adam.
/// </summary>
internal static class MemoryCosts
{
    public const int Rows = 25_000, RowsInMemory = 1000;

    private static readonly double Parameters = 4.0 * LargeModel.ParameterCount;

    private static int _reads;

    /// <summary>How often this process has read the shard.</summary>
    public static int Reads => Volatile.Read(ref _reads);

    public static async Task MeasureAsync()
    {
        foreach (string set in new[] { "kept", "streamed" })
        {
            // On which silo a coordinator begins is up to the cluster; that of the shard does not show its share.
            while (!await MeasureAsync(set)) Console.WriteLine($"{set}: the coordinator was on the silo of the shard; once more.");
        }
    }

    /// <summary>Registers the set, on each silo.</summary>
    public static void Add(LossGenBuilder training) => training.AddModel<LargeModel>().AddShards("large", static (_, set) => new LargeShard(set == "streamed"));

    private static async Task<bool> MeasureAsync(string set)
    {
        await using ProcessCluster cluster = await ProcessCluster.StartAsync(3);
        Process[] silos = [.. cluster.Silos];
        (long Bytes, int Reads)[] before = await HeapsAsync(), during = [];
        string run = Guid.NewGuid().ToString("N");
        Process? coordinator = null;
        var options = new TrainingOptions { Epochs = 4, BatchSize = 0, LearningRate = 0.01, Optimizer = Optimizer.Adam(), MeasureFinalLoss = false };
        await cluster.Client.FitAsync<LargeModel>(new("large", set), options, new EpochProgress(epoch =>
        {
            if (epoch.Epoch != 2) return;
            during = HeapsAsync().GetAwaiter().GetResult();
            coordinator = cluster.CoordinatorAsync(run).GetAwaiter().GetResult();
        }), run);
        int of = Array.FindIndex(silos, silo => silo.Id == coordinator?.Id), shard = Array.FindIndex(during, static heap => heap.Reads > 0);
        if (of < 0 || shard < 0) throw new InvalidOperationException("No silo coordinates the run, or none has read its shard.");
        if (of == shard) return false;
        double rows = set == "kept" ? 4.0 * Rows * LargeModel.FeatureCount : 0, beside = Growth(shard) - rows;
        Console.WriteLine($"{set}: parameters {Megabytes(Parameters)}, rows that are kept {Megabytes(rows)}, the heap of a silo before {Megabytes(before.Max().Bytes)}");
        Console.WriteLine($"  coordinator {Megabytes(Growth(of))}, {Times(Growth(of))}");
        Console.WriteLine($"  shard {Megabytes(Growth(shard))}, beside rows that are kept {Megabytes(beside)}, {Times(beside)}");
        Console.WriteLine($"  the third silo {Megabytes(Growth(3 - of - shard))}");
        return true;

        static string Megabytes(double bytes) => FormattableString.Invariant($"{bytes / 1e6:F1} MB");

        static string Times(double bytes) => FormattableString.Invariant($"{bytes / Parameters:F1} times the parameters");

        double Growth(int silo) => during[silo].Bytes - before[silo].Bytes;

        async Task<(long, int)[]> HeapsAsync()
        {
            var heaps = new (long, int)[silos.Length];
            for (int silo = 0; silo < silos.Length; silo++) heaps[silo] = await cluster.HeapAsync(silos[silo]);
            return heaps;
        }
    }

    /// <summary>One shard of 1000 features.</summary>
    private sealed class LargeShard(bool isStreamed) : ITrainingShards
    {
        public int Count => 1;

        public int RowsInMemory => isStreamed ? MemoryCosts.RowsInMemory : 0;

        public IEnumerable<TrainingBatch> Read(int shard)
        {
            Interlocked.Increment(ref _reads);
            for (int first = 0; first < Rows; first += 500) yield return new TrainingBatch(new float[500 * LargeModel.FeatureCount], new int[500]);
        }
    }
}
