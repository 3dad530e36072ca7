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

    public static async Task MeasureAsync()
    {
        await using ProcessCluster cluster = await ProcessCluster.StartAsync(3);
        foreach (string set in new[] { "kept", "streamed" })
        {
            // On which silo a coordinator begins is up to the cluster; that of the shard does not show its share.
            while (!await MeasureAsync(cluster, set)) Console.WriteLine("The coordinator was on the silo of the shard; once more.");
        }
    }

    /// <summary>Registers the set, on each silo.</summary>
    public static void Add(LossGenBuilder training) => training.AddModel<LargeModel>().AddShards("large", static (_, set) => new LargeShard(set == "streamed"));

    private static async Task<bool> MeasureAsync(ProcessCluster cluster, string set)
    {
        Process[] silos = [.. cluster.Silos];
        long[] before = await HeapsAsync(), during = [];
        string run = Guid.NewGuid().ToString("N");
        Process? coordinator = null;
        var options = new TrainingOptions { Epochs = 4, BatchSize = 0, LearningRate = 0.01, Optimizer = Optimizer.Adam(), MeasureFinalLoss = false };
        await cluster.Client.FitAsync<LargeModel>(new("large", set), options, new EpochProgress(epoch =>
        {
            if (epoch.Epoch != 2) return;
            during = HeapsAsync().GetAwaiter().GetResult();
            coordinator = cluster.CoordinatorAsync(run).GetAwaiter().GetResult();
        }), run);
        long[] growths = [.. during.Zip(before, static (now, then) => now - then)];
        int of = Array.FindIndex(silos, silo => silo.Id == coordinator?.Id);

        // The largest of the others has the shard.
        int[] others = [.. Enumerable.Range(0, silos.Length).Where(silo => silo != of).OrderByDescending(silo => growths[silo])];
        if (growths[others[0]] < Parameters) return false;
        double rows = set == "kept" ? 4.0 * Rows * LargeModel.FeatureCount : 0;
        double shard = growths[others[0]] - rows;
        Console.WriteLine($"{set}: parameters {Of(Parameters)}; coordinator {Of(growths[of])}; shard {Of(growths[others[0]])}, beside rows that are kept {Of(shard)}");
        Console.WriteLine(FormattableString.Invariant(
            $"    the third silo {growths[others[1]] / 1e6:F1} MB; times the parameters: {growths[of] / Parameters:F1} and {shard / Parameters:F1}; a silo before {before.Max() / 1e6:F0} MB"));
        return true;

        static string Of(double bytes) => FormattableString.Invariant($"{bytes / 1e6:F1} MB");

        async Task<long[]> HeapsAsync()
        {
            var heaps = new long[silos.Length];
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
            for (int first = 0; first < Rows; first += 500) yield return new TrainingBatch(new float[500 * LargeModel.FeatureCount], new int[500]);
        }
    }
}
