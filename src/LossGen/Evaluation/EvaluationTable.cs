using System.Globalization;
using System.Text;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>An evaluation as lines of text.</summary>
internal static class EvaluationTable
{
    private static readonly string[] Heads = ["precision", "recall", "F1", "rows", "ROC AUC", "avg. precision"];

    /// <summary>The table. What a score is worth is seen beside that of a model which knows only how frequent each class is, so two lines have both.</summary>
    /// <param name="evaluation">What is shown.</param>
    /// <param name="own">Scores that only this kind of evaluation has.</param>
    public static string Of(Evaluation evaluation, ReadOnlySpan<(string Name, double Value, string Remark)> own)
    {
        int width = "weighted average".Length;
        foreach (ClassEvaluation one in evaluation.Classes) width = Math.Max(width, one.Name.Length);

        var text = new StringBuilder();
        text.Append(' ', width);
        foreach (string head in Heads) text.Append("  ").Append(head.PadLeft(Width(head)));
        foreach (ClassEvaluation one in evaluation.Classes)
        {
            BinaryCounts counts = one.Counts;
            Line(text, one.Name, width, [counts.Precision, counts.Recall, counts.F1, counts.Support, one.RocAuc, one.AveragePrecision]);
        }

        AverageScores macro = evaluation.Macro, weighted = evaluation.Weighted;
        Line(text, "macro average", width, [macro.Precision, macro.Recall, macro.F1, evaluation.Rows, evaluation.RocAuc, evaluation.AveragePrecision]);
        Line(text, "weighted average", width, [weighted.Precision, weighted.Recall, weighted.F1, evaluation.Rows, evaluation.WeightedRocAuc]);

        text.Append('\n');
        foreach ((string name, double value, string remark) in own) Figure(text, name, value, remark);
        Figure(text, "log-loss", evaluation.LogLoss, Invariant($"{Printed.Decimals(LossOfFrequencies(evaluation))} of the frequencies alone"));
        Figure(text, "Brier score", evaluation.BrierScore);
        Figure(text, "expected calibration error", evaluation.ExpectedCalibrationError);
        return text.ToString();
    }

    private static void Line(StringBuilder text, string name, int width, ReadOnlySpan<double> values)
    {
        text.Append('\n').Append(name.PadRight(width));
        for (int i = 0; i < values.Length; i++)
            text.Append("  ").Append(values[i].ToString(Heads[i] == "rows" ? "F0" : "F3", CultureInfo.InvariantCulture).PadLeft(Width(Heads[i])));
    }

    private static void Figure(StringBuilder text, string name, double value, string remark = "") =>
        text.Append('\n').Append(name.PadRight(28)).Append(Printed.Decimals(value).PadLeft(8)).Append(remark.Length == 0 ? "" : "   ").Append(remark);

    /// <summary>−Σ f log f over the classes; of several labels the mean over them, each true or not.</summary>
    private static double LossOfFrequencies(Evaluation evaluation)
    {
        double sum = 0;
        bool isMultiLabel = evaluation.Task == ClassificationTask.MultiLabel;
        foreach (ClassEvaluation one in evaluation.Classes)
        {
            double frequency = (double)one.Counts.Support / evaluation.Rows;
            sum -= StableMath.XLogX(frequency) + (isMultiLabel ? StableMath.XLogX(1 - frequency) : 0);
        }

        return isMultiLabel ? sum / evaluation.Classes.Count : Math.Max(sum, 0);
    }

    private static int Width(string head) => Math.Max(head.Length, 6);
}
