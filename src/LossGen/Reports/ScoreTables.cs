using static System.FormattableString;

namespace LossGen.Reports;

/// <summary>The tables of an evaluation: the confusion matrix, the scores of each class, the counts of each label.</summary>
internal static class ScoreTables
{
    /// <summary>Above this many classes the matrix is set smaller.</summary>
    internal const int ManyClasses = 12;

    /// <summary>Up to this many it is set larger.</summary>
    private const int FewClasses = 4;

    private static readonly string[] ScoreHeads = ["precision", "recall", "F1", "rows", "ROC AUC", "avg. precision"];

    /// <summary>A line for each true class, shaded by its share of the line: hits on the diagonal in one hue, mistakes in another.</summary>
    public static void Confusion(HtmlWriter html, LabelEvaluation evaluation, string id)
    {
        bool isMany = evaluation.Confusion.Classes > ManyClasses, isFew = evaluation.Confusion.Classes <= FewClasses;
        using (html.Open("section", ("class", isMany ? "card whole" : "card matrices")))
        {
            html.Element("h3", "Confusion matrix", ("id", id));
            using (html.Open("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-labelledby", id)))
            using (html.Open("table", ("class", isMany ? "matrix many" : isFew ? "matrix few" : "matrix"), ("aria-labelledby", id)))
            {
                using (html.Open("thead"))
                using (html.Open("tr"))
                {
                    using (html.Open("th", ("class", "corner"))) html.Raw("true&nbsp;\\<br>predicted");
                    foreach (ClassEvaluation one in evaluation.Classes)
                    {
                        using (html.Open("th", ("scope", "col"))) html.Name(one.Name);
                    }
                }
                using (html.Open("tbody"))
                {
                    for (int label = 0; label < evaluation.Confusion.Classes; label++) Line(html, evaluation, label);
                }
            }
            html.Element("p", "Shades are shares of a line, that is of a true class.", ("class", "note"));
        }
    }

    /// <summary>Precision, recall, F1 and the areas of each class or label, and their averages.</summary>
    public static void Scores(HtmlWriter html, Evaluation evaluation, string id)
    {
        string kind = evaluation is MultiLabelEvaluation ? "label" : "class";
        using (html.Open("section", ("class", "card whole")))
        {
            html.Element("h3", Invariant($"Scores of each {kind}"), ("id", id));
            using (html.Open("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-labelledby", id)))
            using (html.Open("table", ("class", "scores"), ("aria-labelledby", id)))
            {
                Head(html, kind, ScoreHeads);
                using (html.Open("tbody"))
                {
                    foreach (ClassEvaluation one in evaluation.Classes)
                    {
                        BinaryCounts counts = one.Counts;
                        Line(html, one.Name,
                        [
                            Figure.Score(counts.Precision), Figure.Score(counts.Recall), Figure.Score(counts.F1), Figure.Count(counts.Support),
                            Figure.Score(one.RocAuc), Figure.Score(one.AveragePrecision),
                        ]);
                    }
                }
                using (html.Open("tfoot"))
                {
                    string rows = Figure.Count(evaluation.Rows);
                    Line(html, "macro average", evaluation.Macro, rows, Figure.Score(evaluation.RocAuc), Figure.Score(evaluation.AveragePrecision));
                    Line(html, "weighted average", evaluation.Weighted, rows, Figure.Score(evaluation.WeightedRocAuc), "");
                    if (evaluation is MultiLabelEvaluation multiLabel)
                    {
                        Line(html, "micro average", evaluation.Micro, rows, "", "");
                        Line(html, "average over rows", multiLabel.Counts.Samples, rows, "", "");
                    }
                }
            }
        }
    }

    /// <summary>How often each label was true and predicted.</summary>
    public static void Counts(HtmlWriter html, MultiLabelEvaluation evaluation, string id)
    {
        using (html.Open("section", ("class", "card whole")))
        {
            html.Element("h3", "Decisions", ("id", id));
            using (html.Open("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-labelledby", id)))
            using (html.Open("table", ("class", "scores"), ("aria-labelledby", id)))
            {
                Head(html, "label", ["rightly true", "wrongly true", "wrongly false", "rightly false"]);
                using (html.Open("tbody"))
                {
                    foreach (ClassEvaluation one in evaluation.Classes)
                    {
                        BinaryCounts counts = one.Counts;
                        Line(html, one.Name,
                        [
                            Figure.Count(counts.TruePositives), Figure.Count(counts.FalsePositives),
                            Figure.Count(counts.FalseNegatives), Figure.Count(counts.TrueNegatives),
                        ]);
                    }
                }
            }
            html.Element("p", Invariant($"A label is predicted where its probability exceeds {evaluation.Counts.Threshold}."), ("class", "note"));
        }
    }

    private static void Line(HtmlWriter html, LabelEvaluation evaluation, int label)
    {
        long support = evaluation.Classes[label].Counts.Support;
        using (html.Open("tr"))
        {
            using (html.Open("th", ("scope", "row"))) html.Name(evaluation.Classes[label].Name);
            for (int predicted = 0; predicted < evaluation.Confusion.Classes; predicted++)
            {
                int count = evaluation.Confusion[label, predicted];
                // The lightest shade already represents one row of many.
                int level = count == 0 ? 0 : (int)Math.Ceiling((double)count / support * Palette.Levels);
                html.Element("td", Figure.Count(count), ("class", level == 0 ? null : Invariant($"{(label == predicted ? 'h' : 'm')}{level}")));
            }
        }
    }

    private static void Line(HtmlWriter html, string name, AverageScores scores, string rows, string rocAuc, string averagePrecision) =>
        Line(html, name, [Figure.Score(scores.Precision), Figure.Score(scores.Recall), Figure.Score(scores.F1), rows, rocAuc, averagePrecision]);

    private static void Line(HtmlWriter html, string name, ReadOnlySpan<string> cells)
    {
        using (html.Open("tr"))
        {
            using (html.Open("th", ("scope", "row"))) html.Name(name);
            foreach (string cell in cells) html.Element("td", cell);
        }
    }

    private static void Head(HtmlWriter html, string first, ReadOnlySpan<string> heads)
    {
        using (html.Open("thead"))
        using (html.Open("tr"))
        {
            html.Element("th", first, ("scope", "col"));
            foreach (string head in heads) html.Element("th", head, ("scope", "col"));
        }
    }
}
