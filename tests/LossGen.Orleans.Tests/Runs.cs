using LossGen.Tests.Training.Shards;
using Orleans;
using Xunit;

namespace LossGen.Orleans.Tests;

/// <summary>The runs whose bits are compared: what a cluster makes of them, and what one thread does.</summary>
internal static class Runs
{
    public static IReadOnlyList<string> Names { get; } = ["descent", "two", "adam", "lbfgs", "network", "words", "word network"];

    /// <summary>The set and the options of a run.</summary>
    public static (string Set, TrainingOptions Options) Of(string name)
    {
        var loss = new LossOptions { ClassWeights = new float[] { 1, 2, 0.5f, 1, 3 } };
        var options = new TrainingOptions { Epochs = 5, BatchSize = 60, Loss = loss, Seed = 3, Standardize = true };
        return name switch
        {
            "descent" => ("dense", options with { LearningRate = 0.1, L2 = 0.01 }),
            "two" => ("two", options with { Loss = null, LearningRate = 0.1, L1 = 0.001 }),
            "adam" => ("dense", options with { LearningRate = 0.01, Optimizer = Optimizer.Adam(), MaxDegreeOfParallelism = 2 }),
            "lbfgs" => ("dense", options with { Optimizer = Optimizer.Lbfgs(), L2 = 0.01 }),
            "network" => ("dense", options with { Dropout = 0.2, Patience = 3 }),
            "words" => ("words", new() { Epochs = 5, BatchSize = 60, Loss = loss, L2 = 0.01 }),
            _ => ("words", new() { Epochs = 5, BatchSize = 60, Optimizer = Optimizer.Adam() }),
        };
    }

    /// <summary>What one thread makes of it.</summary>
    public static (float[] Parameters, TrainingResult Result) Local(string name)
    {
        (string set, TrainingOptions options) = Of(name);
        ITrainingShards shards = TrainingSets.Create(set);
        options = options with { MaxDegreeOfParallelism = 1 };
        return name switch
        {
            "network" => Fit(new ShardNetwork()),
            "two" => Fit(new ShardTwo()),
            "words" => Fit(new ShardWords()),
            "word network" => Fit(new ShardWordNetwork()),
            _ => Fit(new ShardClasses()),
        };

        (float[], TrainingResult) Fit<TModel>(TModel model)
            where TModel : class, IClassifier<TModel>
        {
            TrainingResult result = model.Fit(shards, options);
            return (model.Parameters.ToArray(), result);
        }
    }

    /// <summary>What a cluster makes of it.</summary>
    public static Task<(float[] Parameters, TrainingResult Result)> On(IGrainFactory client, string name, IProgress<TrainingProgress>? progress = null)
    {
        (string set, TrainingOptions options) = Of(name);
        return name switch
        {
            "network" => Fit<ShardNetwork>(),
            "two" => Fit<ShardTwo>(),
            "words" => Fit<ShardWords>(),
            "word network" => Fit<ShardWordNetwork>(),
            _ => Fit<ShardClasses>(),
        };

        async Task<(float[], TrainingResult)> Fit<TModel>()
            where TModel : class, IClassifier<TModel>, new()
        {
            (TModel model, TrainingResult result) = await client.FitAsync<TModel>(new("rows", set), options, progress);
            return (model.Parameters.ToArray(), result);
        }
    }

    /// <summary>The same parameters, losses and history, to the bit.</summary>
    public static void Same((float[] Parameters, TrainingResult Result) expected, (float[] Parameters, TrainingResult Result) actual, string run = "")
    {
        Assert.True(expected.Parameters.AsSpan().SequenceEqual(actual.Parameters), $"{run}: other parameters.");
        Assert.Equal(
            (expected.Result.StopReason, expected.Result.Epochs, expected.Result.Loss, expected.Result.ValidationLoss, expected.Result.BestEpoch),
            (actual.Result.StopReason, actual.Result.Epochs, actual.Result.Loss, actual.Result.ValidationLoss, actual.Result.BestEpoch));
        Assert.Equal(expected.Result.History.Select(Numbers), actual.Result.History.Select(Numbers));
        Assert.Equal(expected.Result.Advice, actual.Result.Advice);
        Assert.Equal(expected.Result.Options! with { MaxDegreeOfParallelism = 1, Loss = null }, actual.Result.Options! with { MaxDegreeOfParallelism = 1, Loss = null });
    }

    private static (int, double, double, double, double, double, double) Numbers(TrainingProgress epoch) =>
        (epoch.Epoch, epoch.Loss, epoch.Objective, epoch.LearningRate, epoch.GradientNorm, epoch.ValidationLoss, epoch.ValidationAccuracy);
}
