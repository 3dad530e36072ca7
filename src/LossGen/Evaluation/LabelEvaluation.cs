using System.Diagnostics;
using System.Text.Json.Serialization;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>How good a model of two or more classes is, where each row has one.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[DebuggerDisplay("{Summary,nq}")]
public sealed class LabelEvaluation : Evaluation
{
    internal LabelEvaluation(
        ClassificationTask task, ReadOnlySpan<int> labels, ReadOnlySpan<int> predicted, ModelOutputs outputs, double loss, string[] names)
        : this(task, ConfusionMatrix.Of(labels, predicted, names.Length), labels, predicted, outputs, loss, names)
    {
    }

    private LabelEvaluation(
        ClassificationTask task, ConfusionMatrix confusion, ReadOnlySpan<int> labels, ReadOnlySpan<int> predicted, ModelOutputs outputs, double loss, string[] names)
        : base(
            task, labels.Length, ClassesOf(task, confusion, labels, outputs, names),
            Metrics.ReliabilityOf(labels, predicted, outputs.Probabilities, names.Length), loss,
            Metrics.BrierScore(labels, outputs.Probabilities, names.Length)) => Confusion = confusion;

    /// <summary>How often each true class was predicted as each class; with Cohen's kappa and Matthews' correlation.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>The part of the rows whose class was predicted, 0 to 1.</summary>
    public double Accuracy => Confusion.Accuracy;

    /// <summary>The mean recall of the classes that occur, 0 to 1.</summary>
    public double BalancedAccuracy => Confusion.BalancedAccuracy;

    /// <inheritdoc/>
    public override AverageScores Macro => Confusion.Macro;

    /// <inheritdoc/>
    public override AverageScores Micro => Confusion.Micro;

    /// <inheritdoc/>
    public override AverageScores Weighted => Confusion.Weighted;

    /// <summary>The scores of each class and of all, as a table, in the invariant culture.</summary>
    public override string ToString() => EvaluationTable.Of(this,
    [
        ("accuracy", Accuracy, OfTheMostFrequent()), ("balanced accuracy", BalancedAccuracy, ""), ("Cohen's kappa", Confusion.CohenKappa, ""),
        ("Matthews correlation", Confusion.MatthewsCorrelation, ""),
    ]);

    private string OfTheMostFrequent()
    {
        ClassEvaluation most = Classes.MaxBy(static one => one.Counts.Support)!;
        return $"{Printed.Decimals((double)most.Counts.Support / Rows)} by always saying {most.Name}";
    }

    private string Summary => Invariant($"{Task}, {Rows} rows, {Classes.Count} classes: ")
        + $"accuracy {Printed.Number(Accuracy)}, log-loss {Printed.Number(LogLoss)}, ROC AUC {Printed.Number(RocAuc)}";

    private static ClassEvaluation[] ClassesOf(
        ClassificationTask task, ConfusionMatrix confusion, ReadOnlySpan<int> labels, ModelOutputs outputs, string[] names)
    {
        var classes = new ClassEvaluation[names.Length];
        if (task == ClassificationTask.Binary)
        {
            // The logit orders rows whose probabilities float32 rounds to the same number, most of all to 1.
            var mirrored = new float[outputs.Logits.Length * 2];
            for (int row = 0; row < outputs.Logits.Length; row++)
            {
                mirrored[2 * row] = -outputs.Logits[row];
                mirrored[2 * row + 1] = outputs.Logits[row];
            }
            Ranking[] both = Metrics.RankClasses(labels, mirrored, 2);
            for (int k = 0; k < 2; k++) classes[k] = new(names[k], confusion.PerClass[k], both[k], ProbabilityOf);
            return classes;
        }

        Ranking[] rankings = Metrics.RankClasses(labels, outputs.Probabilities, names.Length);
        for (int k = 0; k < classes.Length; k++) classes[k] = new(names[k], confusion.PerClass[k], rankings[k], static threshold => threshold);
        return classes;
    }

    /// <summary>The threshold that nothing reaches stays Infinity.</summary>
    internal static double ProbabilityOf(double logit) => double.IsPositiveInfinity(logit) ? logit : StableMath.Sigmoid(logit);
}
