using System.Text.Json.Serialization;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>The outcome of predicting "positive" from a threshold up.</summary>
/// <param name="FalsePositiveRate">The part of the negatives that score the threshold or above, 0 to 1.</param>
/// <param name="TruePositiveRate">The part of the positives that do, 0 to 1.</param>
/// <param name="Threshold">The lowest score that counts as positive; Infinity for the point (0, 0), where none does.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public readonly record struct RocPoint(double FalsePositiveRate, double TruePositiveRate, double Threshold)
{
    /// <summary>The numbers with their names, in the invariant culture.</summary>
    public override string ToString() =>
        $"false positive rate {Printed.Number(FalsePositiveRate)}, true positive rate {Printed.Number(TruePositiveRate)} at {Printed.Number(Threshold)}";
}

/// <summary>The outcome of predicting "positive" from a threshold up.</summary>
/// <param name="Recall">The part of the positives that score the threshold or above, 0 to 1.</param>
/// <param name="Precision">The part of those that score the threshold or above that are positive, 0 to 1.</param>
/// <param name="Threshold">The lowest score that counts as positive; Infinity for the point (0, 1), where none does.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public readonly record struct PrecisionRecallPoint(double Recall, double Precision, double Threshold)
{
    /// <summary>The numbers with their names, in the invariant culture.</summary>
    public override string ToString() =>
        $"recall {Printed.Number(Recall)}, precision {Printed.Number(Precision)} at {Printed.Number(Threshold)}";
}

/// <summary>The predictions whose confidence lies in one interval, and how many of them are right.</summary>
/// <param name="Lower">The interval's lower end, which belongs to the interval below it (but 0 to the first).</param>
/// <param name="Upper">Its upper end, which belongs to it.</param>
/// <param name="Count">Predictions with such a confidence.</param>
/// <param name="Confidence">Their mean confidence, 0 to 1; NaN if there are none.</param>
/// <param name="Accuracy">The part of them that is right, 0 to 1; NaN if there are none.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public readonly record struct ReliabilityBin(double Lower, double Upper, int Count, double Confidence, double Accuracy)
{
    /// <summary>The numbers with their names, in the invariant culture.</summary>
    public override string ToString() =>
        Invariant($"{Printed.Number(Lower)} to {Printed.Number(Upper)}: {Count} with confidence {Printed.Number(Confidence)}, accuracy {Printed.Number(Accuracy)}");
}
