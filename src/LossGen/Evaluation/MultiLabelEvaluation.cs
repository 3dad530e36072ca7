using System.Diagnostics;
using System.Text.Json.Serialization;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>How good a multi-label model is.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[DebuggerDisplay("{Summary,nq}")]
public sealed class MultiLabelEvaluation : Evaluation
{
    internal MultiLabelEvaluation(ReadOnlySpan<float> targets, ModelOutputs outputs, double loss, string[] names)
        : this(MultiLabelCounts.Of(targets, outputs.Probabilities, names.Length), targets, outputs, loss, names)
    {
    }

    private MultiLabelEvaluation(MultiLabelCounts counts, ReadOnlySpan<float> targets, ModelOutputs outputs, double loss, string[] names)
        : base(
            ClassificationTask.MultiLabel, counts.Total, ClassesOf(counts, targets, outputs, names),
            Metrics.ReliabilityDiagram(targets, outputs.Probabilities), loss,
            Metrics.BrierScore(targets, outputs.Probabilities)) => Counts = counts;

    /// <summary>How often each label was true and predicted; with the scores of whole rows.</summary>
    public MultiLabelCounts Counts { get; }

    /// <summary>The part of the rows all of whose labels are right, 0 to 1.</summary>
    public double SubsetAccuracy => Counts.SubsetAccuracy;

    /// <summary>The part of the single decisions that are wrong, 0 to 1.</summary>
    public double HammingLoss => Counts.HammingLoss;

    /// <inheritdoc/>
    public override AverageScores Macro => Counts.Macro;

    /// <inheritdoc/>
    public override AverageScores Micro => Counts.Micro;

    /// <inheritdoc/>
    public override AverageScores Weighted => Counts.Weighted;

    /// <summary>The scores of each label and of all, as a table, in the invariant culture.</summary>
    public override string ToString() => EvaluationTable.Of(this,
        [("subset accuracy", SubsetAccuracy, ""), ("Hamming loss", HammingLoss, ""), ("F1 of the rows", Counts.Samples.F1, "")]);

    private string Summary => Invariant($"{Task}, {Rows} rows, {Classes.Count} labels: ")
        + $"subset accuracy {Printed.Number(SubsetAccuracy)}, log-loss {Printed.Number(LogLoss)}, ROC AUC {Printed.Number(RocAuc)}";

    private static ClassEvaluation[] ClassesOf(MultiLabelCounts counts, ReadOnlySpan<float> targets, ModelOutputs outputs, string[] names)
    {
        var classes = new ClassEvaluation[names.Length];
        Ranking[] rankings = Metrics.RankLabels(targets, outputs.Logits, names.Length);
        for (int k = 0; k < classes.Length; k++) classes[k] = new(names[k], counts.PerLabel[k], rankings[k], LabelEvaluation.ProbabilityOf);
        return classes;
    }
}
