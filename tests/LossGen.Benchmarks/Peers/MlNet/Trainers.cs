using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace LossGen.Benchmarks.Peers.MlNet;

/// <summary>What a training took, and what came of it.</summary>
/// <param name="Seconds">Seconds of the training.</param>
/// <param name="Bytes">Bytes that it allocated.</param>
/// <param name="Loss">Cross-entropy on the test images, in nats.</param>
/// <param name="Accuracy">Share of the test images that are right.</param>
internal sealed record Training(double Seconds, long Bytes, double Loss, double Accuracy);

/// <summary>A way to train on the digits.</summary>
internal interface ITrainer
{
    string Name { get; }

    Training Run();
}

/// <summary>The generated model.</summary>
internal sealed class GeneratedTrainer(string name, Digits digits, Func<TrainingOptions?> options) : ITrainer
{
    private readonly (float[] Rows, int[] Labels) _training = Digits.Flat(digits.Training), _test = Digits.Flat(digits.Test);

    public string Name => name;

    /// <summary>The model of the last training.</summary>
    public Model64x10 Model { get; private set; } = new();

    public Training Run()
    {
        Model = new Model64x10();
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        if (options() is { } chosen) Model.Fit(_training.Rows, _training.Labels, chosen);
        else Model.Fit(_training.Rows, _training.Labels);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new(seconds, bytes, Model.Loss(_test.Rows, _test.Labels), Evaluation.Of(Model, _test.Rows, _test.Labels).Accuracy);
    }
}

/// <summary>A trainer of ML.NET, with one thread as all others here.</summary>
internal sealed class MlNetTrainer : ITrainer
{
    private readonly MLContext _context;
    private readonly IEstimator<ITransformer> _trainer;
    private readonly IDataView _training, _test;

    private MlNetTrainer(string name, MLContext context, Digits digits, IEstimator<ITransformer> trainer)
    {
        Name = name;
        _context = context;
        _trainer = trainer;
        _training = context.Data.Cache(context.Data.LoadFromEnumerable(digits.Training));
        _test = context.Data.Cache(context.Data.LoadFromEnumerable(digits.Test));
    }

    public string Name { get; }

    /// <summary>The context, for predictions.</summary>
    public MLContext Context => _context;

    /// <summary>The model of the last training.</summary>
    public ITransformer? Model { get; private set; }

    /// <summary>The form of the rows.</summary>
    public DataViewSchema Schema => _training.Schema;

    /// <summary>Stochastic dual coordinate ascent.</summary>
    public static MlNetTrainer Sdca(Digits digits, int? iterations)
    {
        var context = new MLContext(seed: 1);
        var options = new SdcaMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1, MaximumNumberOfIterations = iterations };
        string name = iterations is { } count ? $"ML.NET SDCA, {count} iterations" : "ML.NET SDCA, as it comes";
        return new(name, context, digits, context.MulticlassClassification.Trainers.SdcaMaximumEntropy(options));
    }

    /// <summary>L-BFGS with ML.NET's own penalties.</summary>
    public static MlNetTrainer Lbfgs(Digits digits)
    {
        var context = new MLContext(seed: 1);
        var options = new LbfgsMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1 };
        return new("ML.NET L-BFGS", context, digits, context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(options));
    }

    public Training Run()
    {
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        Model = _trainer.Fit(_training);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(Model.Transform(_test));
        return new(seconds, bytes, metrics.LogLoss, metrics.MicroAccuracy);
    }
}
