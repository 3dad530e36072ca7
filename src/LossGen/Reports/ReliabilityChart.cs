using static System.FormattableString;

namespace LossGen.Reports;

/// <summary>How often predictions of each confidence are right, and how many there are.</summary>
internal static class ReliabilityChart
{
    public static void Write(HtmlWriter html, Evaluation evaluation, string id)
    {
        bool isMultiLabel = evaluation is MultiLabelEvaluation;
        (string confidence, string accuracy) = isMultiLabel ? ("probability", "share that is true") : ("confidence", "accuracy");
        ReliabilityBin[] bins = [.. evaluation.Reliability.Where(static bin => bin.Count > 0)];
        using (html.Open("figure", ("class", "card")))
        {
            html.Element("figcaption", "Calibration");
            new ChartFrame(html)
            {
                Id = id,
                Reading = ("Reliability diagram", Description(evaluation, bins, confidence, accuracy)),
                X = Axis.Unit,
                Y = Axis.Unit,
                XTitle = null,
                YTitle = accuracy,
                Shape = "upper",
            }.Write(frame =>
            {
                foreach (ReliabilityBin bin in bins) frame.Bar("bar", bin.Lower, bin.Upper, bin.Accuracy, Tip(bin, confidence, accuracy));
                using (frame.Stretched()) frame.Line("chance", [(0, 0), (1, 1)]);
                foreach (ReliabilityBin bin in bins) frame.Dot("dot s1", bin.Confidence, bin.Accuracy, Tip(bin, confidence, accuracy));
            });

            int most = bins.Max(static bin => bin.Count);
            new ChartFrame(html)
            {
                Id = id + "-counts",
                Reading = ("Predictions in each bin", string.Join("; ", bins.Select(bin => Invariant($"{Range(bin)}: {bin.Count}"))) + "."),
                X = Axis.Unit,
                Y = new(0, most, false, [0, most]),
                XTitle = confidence,
                YTitle = isMultiLabel ? "decisions" : "rows",
                Shape = "lower",
            }.Write(frame =>
            {
                foreach (ReliabilityBin bin in bins) frame.Bar("count", bin.Lower, bin.Upper, bin.Count, Invariant($"{Range(bin)}: {Figure.Count(bin.Count)}"));
            });
            html.Element(
                "p",
                Invariant($"Expected calibration error {Figure.Score(evaluation.ExpectedCalibrationError)}. Dots below the dotted diagonal are too sure, dots above it not sure enough."),
                ("class", "note"));
        }
    }

    private static string Description(Evaluation evaluation, ReliabilityBin[] bins, string confidence, string accuracy) =>
        Invariant($"Expected calibration error {Figure.Score(evaluation.ExpectedCalibrationError)}. ")
        + string.Join("; ", bins.Select(bin => Tip(bin, confidence, accuracy))) + ".";

    private static string Tip(ReliabilityBin bin, string confidence, string accuracy) =>
        Invariant($"mean {confidence} {Figure.Score(bin.Confidence)}, {accuracy} {Figure.Score(bin.Accuracy)}, count {bin.Count}");

    private static string Range(ReliabilityBin bin) => Invariant($"{bin.Lower:0.00} to {bin.Upper:0.00}");
}
