using System.Text.Json.Serialization;

namespace LossGen;

/// <summary>How well the model recognises one class, against the rest, or one label.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed class ClassEvaluation
{
    internal ClassEvaluation(string name, BinaryCounts counts, Ranking ranking, Func<double, double> probabilityOf)
    {
        Name = name;
        Counts = counts;
        RocAuc = ranking.RocAuc;
        AveragePrecision = ranking.AveragePrecision;
        RocCurve = double.IsNaN(RocAuc) ? [] : Array.AsReadOnly(Array.ConvertAll(
            ranking.RocCurve(dropIntermediate: true), point => point with { Threshold = probabilityOf(point.Threshold) }));
    }

    /// <summary>The name of the class or label.</summary>
    public string Name { get; }

    /// <summary>The counts of the predictions, with precision, recall and F1.</summary>
    public BinaryCounts Counts { get; }

    /// <summary>The area under <see cref="RocCurve"/>, 0 to 1; NaN if the class never or always occurs.</summary>
    public double RocAuc { get; }

    /// <summary>Average precision, 0 to 1; NaN if the class never occurs.</summary>
    public double AveragePrecision { get; }

    /// <summary>
    /// From (0, 0) to (1, 1), thresholds as probabilities of the class, descending (Infinity first); empty if the class never or always occurs.
    /// Points where the curve goes on as it came are left out.
    /// </summary>
    public IReadOnlyList<RocPoint> RocCurve { get; }

    /// <summary>The name and the scores.</summary>
    public override string ToString() => FormattableString.Invariant($"{Name}: F1 {Counts.F1:F3}, ROC AUC {RocAuc:F3}, {Counts.Support} rows");
}
