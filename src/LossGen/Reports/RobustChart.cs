using static System.FormattableString;

namespace LossGen.Reports;

/// <summary>Accuracy over the size of changes: of the rows as they are, under attack, and certified.</summary>
internal static class RobustChart
{
    public static void Write(HtmlWriter html, RobustEvaluation evaluation, string id)
    {
        RobustPoint[] points = [.. evaluation.Points.OrderBy(static point => point.Epsilon)];
        (string Text, Func<RobustPoint, double> Of)[] curves =
        [
            ("as they are", static point => point.Accuracy),
            ("under attack", static point => point.AttackedAccuracy),
            ("certified", static point => point.CertifiedAccuracy),
        ];
        using (html.Open("figure", ("class", "card")))
        {
            html.Element("figcaption", "Accuracy when rows are changed");
            if (points.Length == 0)
            {
                html.Element("p", "The evaluation has no sizes of changes.", ("class", "note"));
                return;
            }

            RobustPoint last = points[^1];
            new ChartFrame(html)
            {
                Id = id,
                Reading = ("Accuracy when rows are changed", string.Join("; ", points.Select(static point =>
                    Invariant($"size {Figure.Rate(point.Epsilon)}: {Figure.Share(point.AttackedAccuracy)} under attack, ")
                    + Invariant($"{Figure.Share(point.CertifiedAccuracy)} certified"))) + "."),
                X = Axis.OfValues([0, .. points.Select(static point => point.Epsilon)]),
                Y = Axis.Unit,
                XTitle = "size of the change",
                YTitle = "accuracy",
                Shape = "square",
            }.Write(frame =>
            {
                using (frame.Stretched())
                {
                    for (int i = curves.Length - 1; i >= 0; i--)
                        frame.Line(Invariant($"line s{i}"), points.Select(point => (point.Epsilon, curves[i].Of(point))));
                }
            });
            ChartLegend.Write(html, [.. curves.Select(curve => ((string?)null, curve.Text, Figure.Share(curve.Of(last))))]);
            html.Element("p", Invariant($"{Figure.Count(evaluation.Rows)} rows, {evaluation.Attack}. Figures beside the names are those of the largest size."), ("class", "note"));
        }
    }
}
