using System.Globalization;
using System.Text;

namespace LossGen;

/// <summary>An evaluation as lines of text.</summary>
internal static class EvaluationTable
{
    private static readonly string[] Heads = ["precision", "recall", "F1", "rows", "ROC AUC", "avg. precision"];

    public static string Of(Evaluation evaluation, ReadOnlySpan<(string Name, double Value)> own)
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
        foreach ((string name, double value) in own) Figure(text, name, value);
        Figure(text, "log-loss", evaluation.LogLoss);
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

    private static void Figure(StringBuilder text, string name, double value) =>
        text.Append('\n').Append(name.PadRight(28)).Append(value.ToString("F4", CultureInfo.InvariantCulture).PadLeft(8));

    private static int Width(string head) => Math.Max(head.Length, 6);
}
