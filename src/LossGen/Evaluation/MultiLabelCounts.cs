using System.Diagnostics;
using System.Globalization;
using System.Text;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>How often each label was true and predicted, and how whole rows came out.</summary>
/// <remarks>A label is predicted where its probability exceeds the threshold. A score whose divisor is 0 is 0.</remarks>
[DebuggerDisplay("{Summary,nq}")]
public sealed class MultiLabelCounts
{
    private readonly BinaryCounts[] _perLabel;

    private MultiLabelCounts(BinaryCounts[] perLabel, int total, float threshold, AverageScores samples, int exact)
    {
        _perLabel = perLabel;
        Total = total;
        Threshold = threshold;
        Samples = samples;
        SubsetAccuracy = (double)exact / total;
        long wrong = 0;
        foreach (BinaryCounts counts in perLabel) wrong += counts.FalsePositives + counts.FalseNegatives;
        HammingLoss = wrong / ((double)total * perLabel.Length);
    }

    /// <summary>The number of labels.</summary>
    public int Labels => _perLabel.Length;

    /// <summary>The number of rows.</summary>
    public int Total { get; }

    /// <summary>The probability that a label must exceed to be predicted.</summary>
    public float Threshold { get; }

    /// <summary>Each label, in order.</summary>
    public IReadOnlyList<BinaryCounts> PerLabel => _perLabel.AsReadOnly();

    /// <summary>Each label counts the same.</summary>
    public AverageScores Macro => AverageScores.Macro(_perLabel);

    /// <summary>Each decision, a row's about a label, counts the same.</summary>
    public AverageScores Micro => AverageScores.Micro(_perLabel);

    /// <summary>Each label counts as often as it is true.</summary>
    public AverageScores Weighted => AverageScores.BySupport(_perLabel);

    /// <summary>The mean over the rows of the scores of a row's labels; a row without true or predicted labels scores 0.</summary>
    public AverageScores Samples { get; }

    /// <summary>The part of the rows all of whose labels are right, 0 to 1.</summary>
    public double SubsetAccuracy { get; }

    /// <summary>The part of the single decisions, a row's about a label, that are wrong, 0 to 1.</summary>
    public double HammingLoss { get; }

    /// <summary>Counts the rows.</summary>
    /// <param name="targets">rows x labels, each 1 where the label is true, otherwise 0.</param>
    /// <param name="probabilities">rows x labels, each 0 to 1.</param>
    /// <param name="labels">The number of labels, 1 or above.</param>
    /// <param name="threshold">A label is predicted where its probability exceeds this.</param>
    /// <exception cref="ArgumentException">There are no rows, or the lengths do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is neither 0 nor 1, a probability or the threshold is not in 0..1.</exception>
    public static MultiLabelCounts Of(ReadOnlySpan<float> targets, ReadOnlySpan<float> probabilities, int labels, float threshold = 0.5f)
    {
        MetricChecks.Classes(labels, 1, nameof(labels));
        int rows = MetricChecks.HardTargets(targets, labels);
        MetricChecks.Length(probabilities.Length, rows, labels, nameof(probabilities));
        MetricChecks.Probabilities(probabilities, labels);
        MetricChecks.Probabilities([threshold], 1, nameof(threshold));

        var perLabel = new BinaryCounts[labels];
        CompensatedSum precision = default, recall = default, f1 = default;
        int exact = 0;
        for (int row = 0; row < rows; row++)
        {
            BinaryCounts ofRow = default;
            for (int k = 0; k < labels; k++)
            {
                bool isTrue = targets[row * labels + k] == 1, isPredicted = probabilities[row * labels + k] > threshold;
                ofRow = Plus(ofRow, isTrue, isPredicted);
                perLabel[k] = Plus(perLabel[k], isTrue, isPredicted);
            }
            precision.Add(ofRow.Precision);
            recall.Add(ofRow.Recall);
            f1.Add(ofRow.F1);
            if (ofRow.FalsePositives + ofRow.FalseNegatives == 0) exact++;
        }
        return new(perLabel, rows, threshold, new(precision.Value / rows, recall.Value / rows, f1.Value / rows), exact);
    }

    /// <summary>A line for all rows, then the counts of each label as a table, in the invariant culture.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Summary);
        int width = Math.Max(Total.ToString(CultureInfo.InvariantCulture).Length, 2);
        text.Append('\n').Append(CultureInfo.InvariantCulture, $"label  {"TP".PadLeft(width)}  {"FP".PadLeft(width)}  {"FN".PadLeft(width)}  {"TN".PadLeft(width)}     F1");
        for (int k = 0; k < _perLabel.Length; k++)
        {
            text.Append('\n').Append(k.ToString(CultureInfo.InvariantCulture).PadLeft(5));
            BinaryCounts counts = _perLabel[k];
            foreach (long count in new[] { counts.TruePositives, counts.FalsePositives, counts.FalseNegatives, counts.TrueNegatives })
                text.Append("  ").Append(count.ToString(CultureInfo.InvariantCulture).PadLeft(width));
            text.Append("  ").Append(counts.F1.ToString("F3", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    private string Summary =>
        Invariant($"{Total} rows, {Labels} labels: subset accuracy {Printed.Number(SubsetAccuracy)}, Hamming loss {Printed.Number(HammingLoss)}");

    private static BinaryCounts Plus(BinaryCounts counts, bool isTrue, bool isPredicted) => (isTrue, isPredicted) switch
    {
        (true, true) => counts with { TruePositives = counts.TruePositives + 1 },
        (false, true) => counts with { FalsePositives = counts.FalsePositives + 1 },
        (true, false) => counts with { FalseNegatives = counts.FalseNegatives + 1 },
        (false, false) => counts with { TrueNegatives = counts.TrueNegatives + 1 },
    };
}
