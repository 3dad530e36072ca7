using static System.FormattableString;

namespace LossGen;

/// <summary>How often one class or label was true and how often it was predicted, and the scores that follow.</summary>
/// <remarks>A score whose divisor is 0 is 0, as scikit-learn's with <c>zero_division=0</c>.</remarks>
/// <param name="TruePositives">True and predicted.</param>
/// <param name="FalsePositives">Predicted, but not true.</param>
/// <param name="FalseNegatives">True, but not predicted.</param>
/// <param name="TrueNegatives">Neither.</param>
public readonly record struct BinaryCounts(long TruePositives, long FalsePositives, long FalseNegatives, long TrueNegatives)
{
    /// <summary>The part of the predicted that is true, TP / (TP + FP); 0 if the class is never predicted.</summary>
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>The part of the true that is predicted, TP / (TP + FN), also sensitivity; 0 if the class never occurs.</summary>
    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>The harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN); 0 if the class neither occurs nor is predicted.</summary>
    public double F1 => Ratio(2 * TruePositives, 2 * TruePositives + FalsePositives + FalseNegatives);

    /// <summary>The part of the others that is not predicted, TN / (TN + FP); 0 if there are no others.</summary>
    public double Specificity => Ratio(TrueNegatives, TrueNegatives + FalsePositives);

    /// <summary>How often it is true, TP + FN.</summary>
    public long Support => TruePositives + FalseNegatives;

    /// <summary>The four counts, in the invariant culture.</summary>
    public override string ToString() => Invariant($"TP {TruePositives}, FP {FalsePositives}, FN {FalseNegatives}, TN {TrueNegatives}");

    internal static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
