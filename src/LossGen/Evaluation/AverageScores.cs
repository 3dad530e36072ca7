using LossGen.Validation;

namespace LossGen;

/// <summary>Precision, recall and F1 averaged over classes, labels or rows. F1 is the average of the F1s, not the F1 of the averages.</summary>
/// <param name="Precision">The average precision score over what is averaged, 0 to 1.</param>
/// <param name="Recall">The average recall, 0 to 1.</param>
/// <param name="F1">The average F1, 0 to 1.</param>
public readonly record struct AverageScores(double Precision, double Recall, double F1)
{
    /// <summary>The three scores, in the invariant culture.</summary>
    public override string ToString() =>
        $"precision {Printed.Number(Precision)}, recall {Printed.Number(Recall)}, F1 {Printed.Number(F1)}";

    /// <summary>Every class counts the same, those that never occur included.</summary>
    internal static AverageScores Macro(ReadOnlySpan<BinaryCounts> classes) => Weighted(classes, static _ => 1);

    /// <summary>Every class counts as often as it is true; all 0 if none ever is.</summary>
    internal static AverageScores BySupport(ReadOnlySpan<BinaryCounts> classes) => Weighted(classes, static counts => counts.Support);

    /// <summary>The scores of all classes' counts together.</summary>
    internal static AverageScores Micro(ReadOnlySpan<BinaryCounts> classes)
    {
        BinaryCounts sum = default;
        foreach (BinaryCounts counts in classes)
        {
            sum = new(
                sum.TruePositives + counts.TruePositives, sum.FalsePositives + counts.FalsePositives,
                sum.FalseNegatives + counts.FalseNegatives, sum.TrueNegatives + counts.TrueNegatives);
        }
        return new(sum.Precision, sum.Recall, sum.F1);
    }

    private static AverageScores Weighted(ReadOnlySpan<BinaryCounts> classes, Func<BinaryCounts, long> weightOf)
    {
        CompensatedSum precision = default, recall = default, f1 = default;
        long weights = 0;
        foreach (BinaryCounts counts in classes)
        {
            long weight = weightOf(counts);
            weights += weight;
            precision.Add(weight * counts.Precision);
            recall.Add(weight * counts.Recall);
            f1.Add(weight * counts.F1);
        }
        return weights == 0 ? default : new(precision.Value / weights, recall.Value / weights, f1.Value / weights);
    }
}
