using System.Diagnostics;
using LossGen;

namespace NativeAot;

/// <summary>Handwritten digits of 8 x 8 pixels.</summary>
[CrossEntropyModel(features: 64, classes: 10)]
internal sealed partial class SmallDigitsModel;

/// <summary>Handwritten digits of 28 x 28 pixels.</summary>
[CrossEntropyModel(features: 784, classes: 10)]
internal sealed partial class DigitsModel;

/// <summary>What an epoch takes, to see what the instructions that a program may use are worth.</summary>
internal static class Timing
{
    public static void Print()
    {
        Print<IrisModel>(rows: 150);
        Print<SmallDigitsModel>(rows: 1797);
        Print<DigitsModel>(rows: 2000);
    }

    private static void Print<TModel>(int rows)
        where TModel : class, ILabelModel<TModel>, new()
    {
        var random = new Random(1);
        var features = new float[rows * TModel.FeatureCount];
        foreach (ref float x in features.AsSpan()) x = random.NextSingle();
        var labels = new int[rows];
        foreach (ref int label in labels.AsSpan()) label = random.Next(TModel.ClassCount);

        // The best of several runs of several epochs: a shared machine disturbs some, and the just-in-time compiler needs the first.
        const int Runs = 7;
        int epochs = Math.Max(1, 20_000_000 / features.Length);
        var model = new TModel();
        double best = double.PositiveInfinity;
        for (int run = 0; run < Runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            model.Fit(features, labels, new() { Epochs = epochs, BatchSize = 32 });
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds / epochs);
        }

        Console.WriteLine($"{rows}x{TModel.FeatureCount}x{TModel.ClassCount}: {best:G3} ms an epoch");
    }
}
