using static System.FormattableString;

namespace LossGen.Reports;

/// <summary>True positives against false positives: one curve for two classes, of few classes each, of many the mean and the worst.</summary>
internal static class RocChart
{
    /// <summary>As many curves as remain distinguishable.</summary>
    private const int MostCurves = 6;

    /// <summary>Points of the mean curve, evenly over the false positive rates.</summary>
    private const int MeanPoints = 201;

    public static void Write(HtmlWriter html, Evaluation evaluation, string id)
    {
        (List<Shown> curves, string note) = Curves(evaluation);
        using (html.Open("figure", ("class", "card")))
        {
            html.Element("figcaption", "ROC curve");
            if (curves.Count == 0)
            {
                html.Element("p", "A ROC curve needs rows of a class and rows of others; here there is no such class.", ("class", "note"));
                return;
            }

            new ChartFrame(html)
            {
                Id = id,
                Reading = ("ROC curve", string.Join("; ", curves.Select(static curve => Invariant($"{curve.Name}{curve.Text}: area {Figure.Score(curve.Area)}"))) + "."),
                X = Axis.Unit,
                Y = Axis.Unit,
                XTitle = "false positive rate",
                YTitle = "true positive rate",
                Shape = "square",
            }.Write(frame =>
            {
                using (frame.Stretched())
                {
                    frame.Line("chance", [(0, 0), (1, 1)]);
                    for (int i = curves.Count - 1; i >= 0; i--)
                        frame.Line(Invariant($"line s{i}"), curves[i].Points.Select(static point => (point.FalsePositiveRate, point.TruePositiveRate)));
                }
            });
            ChartLegend.Write(html, [.. curves.Select(static curve => (curve.Name, curve.Text, "AUC " + Figure.Score(curve.Area)))]);
            html.Element("p", note, ("class", "note"));
        }
    }

    private static (List<Shown> Curves, string Note) Curves(Evaluation evaluation)
    {
        ClassEvaluation[] known = [.. evaluation.Classes.Where(static one => one.RocCurve.Count > 0)];
        const string chance = "The dotted diagonal is chance.";
        if (evaluation.Task == ClassificationTask.Binary && known.Length == 2) return ([Curve(known[1])], chance);
        if (known.Length <= MostCurves) return ([.. known.Select(Curve)], chance);

        ClassEvaluation[] worst = [.. known.OrderBy(static one => one.RocAuc).Take(MostCurves - 1)];
        return (
            [new(null, Invariant($"mean of {known.Length}"), evaluation.RocAuc, Mean(known)), .. worst.Select(Curve)],
            Invariant($"The mean curve and the {worst.Length} with the least area. {chance}"));
    }

    private static Shown Curve(ClassEvaluation one) =>
        new(one.Name, "", one.RocAuc, Reports.Curve.Thinned(one.RocCurve, static point => point.TruePositiveRate));

    /// <summary>The mean of the true positive rates at each false positive rate, every curve read along its lines.</summary>
    private static List<RocPoint> Mean(ClassEvaluation[] classes)
    {
        var sums = new double[MeanPoints];
        foreach (ClassEvaluation one in classes)
        {
            IReadOnlyList<RocPoint> curve = one.RocCurve;
            int at = 0;
            for (int i = 0; i < MeanPoints; i++)
            {
                double x = i / (MeanPoints - 1.0);
                // The last point at or before x: the upper end where the curve rises straight up.
                while (at + 1 < curve.Count && curve[at + 1].FalsePositiveRate <= x) at++;
                RocPoint from = curve[at], to = curve[Math.Min(at + 1, curve.Count - 1)];
                double width = to.FalsePositiveRate - from.FalsePositiveRate;
                double part = width > 0 ? (x - from.FalsePositiveRate) / width : 0;
                sums[i] += from.TruePositiveRate + part * (to.TruePositiveRate - from.TruePositiveRate);
            }
        }
        var mean = new List<RocPoint>(MeanPoints + 1) { new(0, 0, double.PositiveInfinity) };
        for (int i = 0; i < MeanPoints; i++) mean.Add(new(i / (MeanPoints - 1.0), sums[i] / classes.Length, double.NaN));
        return mean;
    }

    /// <summary>A curve with its legend: a name that someone chose, or words of our own.</summary>
    private sealed record Shown(string? Name, string Text, double Area, List<RocPoint> Points);
}
