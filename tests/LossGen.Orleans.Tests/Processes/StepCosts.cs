using System.Diagnostics;
using LossGen.Orleans.Tests;
using Orleans.TestingHost;

namespace LossGen.Orleans.Tests.Processes;

[CrossEntropyModel(features: 200, classes: 10)]
internal sealed partial class SmallModel;

[CrossEntropyModel(features: 784, classes: 10, HiddenLayers = [128])]
internal sealed partial class MiddleModel;

[CrossEntropyModel(features: 1000, classes: 10, HiddenLayers = [1000])]
internal sealed partial class LargeModel;

/// <summary>What a step costs on a cluster whose silos have next to nothing to compute: 8 KB, 400 KB and 4 MB of parameters, on loopback.</summary>
internal static class StepCosts
{
    public static async Task MeasureAsync()
    {
        foreach (short silos in new short[] { 1, 2, 3 })
        {
            await using InProcessTestCluster cluster = await Clusters.StartAsync(silos, static training => training
                .AddModel<SmallModel>().AddModel<MiddleModel>().AddModel<LargeModel>().AddShards("few", static (_, settings) => new FewRows(int.Parse(settings))));
            await MeasureAsync<SmallModel>(cluster, silos, 200, 200);
            await MeasureAsync<MiddleModel>(cluster, silos, 784, 50);
            await MeasureAsync<LargeModel>(cluster, silos, 1000, 20);
        }
    }

    private static async Task MeasureAsync<TModel>(InProcessTestCluster cluster, short silos, int features, int epochs)
        where TModel : class, IClassifier<TModel>, new()
    {
        var options = new TrainingOptions { Epochs = epochs, BatchSize = 6, LearningRate = 0.01, MeasureFinalLoss = false };
        TrainingResult alone = new TModel().Fit(new FewRows(features), options);
        (_, TrainingResult result) = await cluster.Client.FitAsync<TModel>(new("few", $"{features}"), options);
        Console.WriteLine(FormattableString.Invariant(
            $"{silos} silos, {TModel.ParameterCount * 4 / 1024} KB: {StepOf(result)} a step, without a cluster {StepOf(alone)}"));
    }

    // Of epochs of ten steps the fastest and the median.
    private static string StepOf(TrainingResult result)
    {
        double[] epochs = [.. result.History.Zip(result.History.Skip(1), static (first, second) => (second.Elapsed - first.Elapsed).TotalMicroseconds / 10).Order()];
        return FormattableString.Invariant($"{epochs[0]:F0} µs (median {epochs[epochs.Length / 2]:F0})");
    }

    /// <summary>Six shards of ten rows.</summary>
    private sealed class FewRows(int features) : ITrainingShards
    {
        public int Count => 6;

        public IEnumerable<TrainingBatch> Read(int shard)
        {
            var random = new Random(shard);
            var rows = new float[10 * features];
            for (int i = 0; i < rows.Length; i++) rows[i] = random.NextSingle();
            return [new TrainingBatch(rows, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 })];
        }
    }
}
