using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>How often each true class was predicted as each class, and the scores that follow from the counts.</summary>
/// <remarks>Averages run over all classes, those that never occur included; a score whose divisor is 0 is 0.</remarks>
/// <example><code>
/// var predicted = new int[labels.Length];
/// model.Predict(rows, predicted);
/// ConfusionMatrix confusion = ConfusionMatrix.Of(labels, predicted, IrisModel.ClassCount);
/// Console.WriteLine($"accuracy {confusion.Accuracy:P1}, F1 {confusion.Macro.F1:F3}");
/// </code></example>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[DebuggerDisplay("{Summary,nq}")]
public sealed class ConfusionMatrix
{
    /// <summary>The square of more does not fit into an array.</summary>
    internal const int MostClasses = 46_340;

    private readonly int[] _counts;
    private readonly BinaryCounts[] _perClass;

    private ConfusionMatrix(int[] counts, int classes, int total)
    {
        _counts = counts;
        Classes = classes;
        Total = total;
        _perClass = new BinaryCounts[classes];
        var (truths, predictions) = (new long[classes], new long[classes]);
        long correct = 0;
        for (int t = 0; t < classes; t++)
        {
            for (int p = 0; p < classes; p++)
            {
                truths[t] += counts[t * classes + p];
                predictions[p] += counts[t * classes + p];
            }
            correct += counts[t * classes + t];
        }
        for (int k = 0; k < classes; k++)
        {
            long hits = counts[k * classes + k];
            _perClass[k] = new(hits, predictions[k] - hits, truths[k] - hits, total - truths[k] - predictions[k] + hits);
        }

        Accuracy = (double)correct / total;
        (CohenKappa, MatthewsCorrelation) = Agreement(correct, total, truths, predictions);
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The number of rows.</summary>
    public int Total { get; }

    /// <summary>Rows of the class <paramref name="label"/> that were predicted as <paramref name="predicted"/>.</summary>
    /// <param name="label">The true class.</param>
    /// <param name="predicted">The predicted class.</param>
    /// <exception cref="ArgumentOutOfRangeException">A class is out of range.</exception>
    public int this[int label, int predicted]
    {
        get
        {
            if ((uint)label >= (uint)Classes) throw OutOfRange(nameof(label), label);
            if ((uint)predicted >= (uint)Classes) throw OutOfRange(nameof(predicted), predicted);
            return _counts[label * Classes + predicted];
        }
    }

    /// <summary>All counts: a list for each true class, in which each predicted class has its number of rows.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Counts
    {
        get
        {
            var rows = new IReadOnlyList<int>[Classes];
            for (int label = 0; label < Classes; label++) rows[label] = Array.AsReadOnly(_counts[(label * Classes)..((label + 1) * Classes)]);
            return Array.AsReadOnly(rows);
        }
    }

    /// <summary>Each class against the rest, in the order of the classes.</summary>
    public IReadOnlyList<BinaryCounts> PerClass => _perClass.AsReadOnly();

    /// <summary>The part of the rows whose class was predicted, 0 to 1.</summary>
    public double Accuracy { get; }

    /// <summary>The mean recall of the classes that occur, 0 to 1: accuracy if all classes were of the same size.</summary>
    public double BalancedAccuracy
    {
        get
        {
            CompensatedSum recall = default;
            int occurring = 0;
            foreach (BinaryCounts counts in _perClass)
            {
                if (counts.Support == 0) continue;
                occurring++;
                recall.Add(counts.Recall);
            }
            return recall.Value / occurring;
        }
    }

    /// <summary>Each class counts the same.</summary>
    public AverageScores Macro => AverageScores.Macro(_perClass);

    /// <summary>Each row counts the same. With one class a row, all three scores are the accuracy.</summary>
    public AverageScores Micro => AverageScores.Micro(_perClass);

    /// <summary>Each class counts as often as it occurs.</summary>
    public AverageScores Weighted => AverageScores.BySupport(_perClass);

    /// <summary>
    /// Agreement beyond chance, (a - e) / (1 - e) with a the accuracy and e the accuracy of guessing with the same frequencies; at most 1, 0 for
    /// chance. NaN where labels and predictions are all of one class: there is nothing to agree on.
    /// </summary>
    /// <remarks>Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological Measurement 20, 1960.</remarks>
    public double CohenKappa { get; }

    /// <summary>The correlation of labels and predictions, -1 to 1; 0 where either is all of one class.</summary>
    /// <remarks>Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", Computational Biology and Chemistry 28, 2004.</remarks>
    public double MatthewsCorrelation { get; }

    /// <summary>Counts the rows.</summary>
    /// <param name="labels">The true class of each row, 0 to classes - 1.</param>
    /// <param name="predicted">The predicted class of each row, 0 to classes - 1.</param>
    /// <param name="classes">The number of classes, 1 or above.</param>
    /// <exception cref="ArgumentException">There are no rows, or the lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class is out of range, or <paramref name="classes"/> is below 1 or above 46,340, whose
    /// square an array can hold.</exception>
    public static ConfusionMatrix Of(ReadOnlySpan<int> labels, ReadOnlySpan<int> predicted, int classes)
    {
        MetricChecks.Classes(classes, 1);
        if (classes > MostClasses) throw new ArgumentOutOfRangeException(nameof(classes), classes, Invariant($"classes is {classes}; expected {MostClasses} or below."));
        MetricChecks.Labels(labels, classes);
        MetricChecks.SameLength(predicted.Length, labels.Length, nameof(predicted), nameof(labels));
        MetricChecks.Labels(predicted, classes, nameof(predicted));

        var counts = new int[classes * classes];
        for (int i = 0; i < labels.Length; i++)
            counts[MetricChecks.Label(labels, i, classes) * classes + MetricChecks.Label(predicted, i, classes, nameof(predicted))]++;
        return new(counts, classes, labels.Length);
    }

    /// <summary>The counts as a table: a line for each true class, a column for each predicted one.</summary>
    public override string ToString()
    {
        int width = Math.Max(_counts.Max().ToString(CultureInfo.InvariantCulture).Length, (Classes - 1).ToString(CultureInfo.InvariantCulture).Length);
        string corner = "true \\ predicted";
        var text = new StringBuilder(corner);
        for (int p = 0; p < Classes; p++) text.Append("  ").Append(p.ToString(CultureInfo.InvariantCulture).PadLeft(width));
        for (int t = 0; t < Classes; t++)
        {
            text.Append('\n').Append(t.ToString(CultureInfo.InvariantCulture).PadLeft(corner.Length));
            for (int p = 0; p < Classes; p++)
                text.Append("  ").Append(_counts[t * Classes + p].ToString(CultureInfo.InvariantCulture).PadLeft(width));
        }
        return text.ToString();
    }

    private string Summary => Invariant($"{Classes} classes, {Total} rows, accuracy {Printed.Number(Accuracy)}");

    /// <summary>Cohen's kappa and Matthews' correlation; both come from the same three sums, which are kept exact.</summary>
    private static (double Kappa, double Matthews) Agreement(long correct, long total, long[] truths, long[] predictions)
    {
        Int128 products = 0, truthSquares = 0, predictionSquares = 0;
        for (int k = 0; k < truths.Length; k++)
        {
            products += (Int128)truths[k] * predictions[k];
            truthSquares += (Int128)truths[k] * truths[k];
            predictionSquares += (Int128)predictions[k] * predictions[k];
        }

        Int128 square = (Int128)total * total;
        var covariance = (double)((Int128)correct * total - products);
        double kappa = square == products ? double.NaN : covariance / (double)(square - products);
        var (truthVariance, predictionVariance) = ((double)(square - truthSquares), (double)(square - predictionSquares));
        double matthews = truthVariance == 0 || predictionVariance == 0 ? 0 : covariance / Math.Sqrt(truthVariance * predictionVariance);
        return (kappa, Math.Clamp(matthews, -1, 1));
    }

    private ArgumentOutOfRangeException OutOfRange(string name, int value) =>
        new(name, value, Invariant($"{name} is {value}; expected 0 to {Classes - 1}."));
}
