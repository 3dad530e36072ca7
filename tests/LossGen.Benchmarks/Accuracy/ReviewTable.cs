using System.Globalization;
using LossGen.Benchmarks.Reporting;

namespace LossGen.Benchmarks.Accuracy;

/// <summary>Which features of a text, and which training: reviews in one line each, cross-validated.</summary>
internal static class ReviewTable
{
    private const int Features = 1 << 18, Folds = 10, Seed = 1;

    private static readonly (string Name, TextFeatures Features)[] Settings =
    [
        ("words", new(Features)),
        ("words and pairs", new(Features) { WordNGrams = 2 }),
        ("up to three words", new(Features) { WordNGrams = 3 }),
        ("words, pairs, 3 to 5 characters", new(Features) { WordNGrams = 2, MinCharacterNGram = 3, MaxCharacterNGram = 5 }),
    ];

    private static readonly (string Name, TrainingOptions Options)[] Ways =
    [
        ("AdaGrad 0.3, 5 epochs", new() { LearningRate = 0.3, Epochs = 5 }),
        ("AdaGrad 0.5, 10 epochs", new() { LearningRate = 0.5, Epochs = 10 }),
        ("L-BFGS, L2 = 3e-5", new() { Optimizer = Optimizer.Lbfgs(), L2 = 3e-5, Epochs = 100 }),
    ];

    /// <summary>Prints the table.</summary>
    /// <param name="positive">A review that praises in each line.</param>
    /// <param name="negative">A review that does not in each line.</param>
    public static int Execute(FileInfo positive, FileInfo negative)
    {
        string[] praising = File.ReadAllLines(positive.FullName), other = File.ReadAllLines(negative.FullName);
        int[] labels = [.. Enumerable.Repeat(1, praising.Length), .. Enumerable.Repeat(0, other.Length)];
        var lines = new List<IReadOnlyList<string>>();
        foreach ((string name, TextFeatures features) in Settings)
        {
            var rows = new SparseRowList();
            foreach (string review in praising.Concat(other)) features.Append(review, rows);
            lines.Add([name, .. Ways.Select(way => Accuracy(rows, labels, way.Options))]);
        }

        ConsoleReport.Write(new Table(
            string.Create(CultureInfo.InvariantCulture, $"Reviews whose kind is found, {Folds}-fold cross-validation, {Features:N0} columns"),
            ["features", .. Ways.Select(static way => way.Name)],
            lines));
        return 0;
    }

    private static string Accuracy(SparseRowList rows, int[] labels, TrainingOptions options) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * CrossValidation.Run(static () => new ReviewModel(), rows.Rows, labels, options, Folds, Seed).Accuracy.Mean:F1} %");
}

[CrossEntropyModel(features: 1 << 18, classes: 2, Sparse = true)]
internal sealed partial class ReviewModel;
