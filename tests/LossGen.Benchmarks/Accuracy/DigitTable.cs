using System.Globalization;
using Digits;
using LossGen.Benchmarks.Reporting;

namespace LossGen.Benchmarks.Accuracy;

/// <summary>How many units, and how much dropout: handwritten digits over five splits and seeds.</summary>
internal static class DigitTable
{
    private const double TestShare = 1 / 3.0;
    private const int Seeds = 5, Epochs = 100;

    // Setting a penalty leaves the rows as they are: pixels from 0 to 1.
    private static readonly TrainingOptions Linear = new() { Optimizer = Optimizer.Lbfgs(), Epochs = 500, L2 = 1e-4 };
    private static readonly TrainingOptions Network = new() { Epochs = Epochs, L2 = 0, Standardize = false };

    public static int Execute()
    {
        Images digits = Images.Read(Path.Combine(AppContext.BaseDirectory, "digits.csv"));
        (Images Training, Images Test)[] splits = [.. Enumerable.Range(1, Seeds).Select(seed => digits.Split(TestShare, seed))];
        ConsoleReport.Write(new Table(
            string.Create(CultureInfo.InvariantCulture, $"Test rows of the digits; means over {Seeds} splits and seeds"),
            ["model", "parameters", "accuracy", "loss"],
            [
                Line("linear, L-BFGS", splits, static _ => new Model64x10(), Linear),
                Line("16 units", splits, static seed => new Digits16(seed), Network),
                Line("32 units", splits, static seed => new Network64x32x10(seed), Network),
                Line("64 units", splits, static seed => new Network64x64x10(seed), Network),
                Line("128 units", splits, static seed => new Digits128(seed), Network),
                Line("64 units, dropout 0.2", splits, static seed => new Network64x64x10(seed), Network with { Dropout = 0.2 }),
                Line("128 units, dropout 0.4", splits, static seed => new Digits128(seed), Network with { Dropout = 0.4 }),
                Line("64 and 32 units, dropout 0.2", splits, static seed => new Digits64x32(seed), Network with { Dropout = 0.2 }),
            ]));
        return 0;
    }

    private static IReadOnlyList<string> Line<TModel>(string name, (Images Training, Images Test)[] splits, Func<int, TModel> create, TrainingOptions options)
        where TModel : class, ILabelModel<TModel>
    {
        var accuracies = new List<double>();
        var losses = new List<double>();
        foreach (((Images training, Images test), int seed) in splits.Zip(Enumerable.Range(1, Seeds)))
        {
            TModel model = create(seed);
            model.Fit(training.Pixels, training.Labels, options with { Seed = seed });
            LabelEvaluation evaluation = Evaluation.Of(model, test.Pixels, test.Labels);
            accuracies.Add(100 * evaluation.Accuracy);
            losses.Add(evaluation.LogLoss);
        }

        double mean = accuracies.Average(), deviation = Math.Sqrt(accuracies.Sum(accuracy => (accuracy - mean) * (accuracy - mean)) / (Seeds - 1));
        return
        [
            name,
            TModel.ParameterCount.ToString("N0", CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{mean:F1} % ± {deviation:F1}"),
            losses.Average().ToString("F3", CultureInfo.InvariantCulture),
        ];
    }
}

[CrossEntropyModel(features: 64, classes: 10, HiddenLayers = [16])]
internal sealed partial class Digits16;

[CrossEntropyModel(features: 64, classes: 10, HiddenLayers = [128])]
internal sealed partial class Digits128;

[CrossEntropyModel(features: 64, classes: 10, HiddenLayers = [64, 32])]
internal sealed partial class Digits64x32;
