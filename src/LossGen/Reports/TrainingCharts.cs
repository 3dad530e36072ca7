using static System.FormattableString;

namespace LossGen.Reports;

/// <summary>Loss and learning rate over the epochs.</summary>
internal static class TrainingCharts
{
    /// <summary>Up to here each epoch has a dot.</summary>
    private const int MostDots = 25;

    /// <summary>Loss and rate of the epochs that have finite ones; the epoch that diverged does not.</summary>
    public static void Write(HtmlWriter html, TrainingResult result)
    {
        TrainingProgress[] epochs = [.. result.History.Where(static epoch => double.IsFinite(epoch.Loss) && double.IsFinite(epoch.LearningRate))];
        if (epochs.Length == 0)
        {
            html.Element("p", "No epoch was finished, so there is no curve to show.", ("class", "note"));
            return;
        }

        using (html.Open("div", ("class", "cards training")))
        {
            Card(html, epochs, "loss", "Loss of each epoch", "loss in nats", "s0", static epoch => epoch.Loss);
            Card(html, epochs, "rate", "Learning rate", "rate", "s1", static epoch => epoch.LearningRate);
        }
    }

    private static void Card(
        HtmlWriter html, TrainingProgress[] epochs, string id, string title, string unit, string style, Func<TrainingProgress, double> valueOf)
    {
        Axis y = Axis.OfValues(epochs.Select(valueOf));
        string scale = y.IsLogarithmic ? ", logarithmic" : "";
        using (html.Open("figure", ("class", "card")))
        {
            html.Element("figcaption", title);
            new ChartFrame(html)
            {
                Id = id,
                Reading = (title, Description(epochs, unit, valueOf)),
                X = Axis.OfEpochs(epochs[^1].Epoch),
                Y = y,
                XTitle = "epoch",
                YTitle = unit + scale,
            }.Write(frame => Plot(frame, epochs, unit, style, valueOf));
        }
    }

    private static void Plot(ChartFrame frame, TrainingProgress[] epochs, string unit, string style, Func<TrainingProgress, double> valueOf)
    {
        List<TrainingProgress> shown = Curve.Thinned(epochs, valueOf);
        using (frame.Stretched()) frame.Line("line " + style, shown.Select(epoch => ((double)epoch.Epoch, valueOf(epoch))));
        foreach (TrainingProgress epoch in epochs.Length <= MostDots ? epochs : epochs.AsSpan(epochs.Length - 1))
            frame.Dot("dot " + style, epoch.Epoch, valueOf(epoch), Invariant($"epoch {epoch.Epoch}: {unit} {Figure.Loss(valueOf(epoch))}"));
    }

    private static string Description(TrainingProgress[] epochs, string unit, Func<TrainingProgress, double> valueOf) => epochs.Length == 1
        ? Invariant($"One epoch, {unit}: {Figure.Loss(valueOf(epochs[0]))}.")
        : Invariant($"{Figure.Count(epochs.Length)} epochs, {unit}: from {Figure.Loss(valueOf(epochs[0]))} to {Figure.Loss(valueOf(epochs[^1]))}, lowest {Figure.Loss(epochs.Min(valueOf))}.");
}
