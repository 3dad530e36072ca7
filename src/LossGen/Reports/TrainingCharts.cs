using static System.FormattableString;

namespace LossGen.Reports;

/// <summary>Loss and learning rate over the epochs, with the validation loss and its best epoch where there is one.</summary>
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
            LossCard(html, epochs, result.BestEpoch);
            Card(html, epochs, "rate", "Learning rate", "rate", [new("rate", "s1", epochs, static epoch => epoch.LearningRate)], () => { });
        }
    }

    private static void LossCard(HtmlWriter html, TrainingProgress[] epochs, int best)
    {
        var training = new Series("loss in nats", "s0", epochs, static epoch => epoch.Loss);
        TrainingProgress[] validated = [.. epochs.Where(static epoch => double.IsFinite(epoch.ValidationLoss))];
        if (validated.Length == 0)
        {
            Card(html, epochs, "loss", "Loss of each epoch", "loss in nats", [training], () => { });
            return;
        }

        var validation = new Series("validation loss in nats", "s1", validated, static epoch => epoch.ValidationLoss) { Marked = best };
        Card(html, epochs, "loss", "Loss of each epoch, in training and validation", "loss in nats", [training, validation], () =>
        {
            ChartLegend.Write(html, [(null, "training", "last " + Figure.Loss(epochs[^1].Loss)), (null, "validation", Best(validated, best))]);
        });
    }

    private static string Best(TrainingProgress[] validated, int best)
    {
        TrainingProgress? epoch = validated.FirstOrDefault(one => one.Epoch == best);
        return epoch is null ? "last " + Figure.Loss(validated[^1].ValidationLoss) : Invariant($"best {Figure.Loss(epoch.ValidationLoss)}, epoch {Figure.Count(best)}");
    }

    private static void Card(HtmlWriter html, TrainingProgress[] epochs, string id, string title, string unit, Series[] series, Action below)
    {
        Axis y = Axis.OfValues(series.SelectMany(static one => one.Values));
        string scale = y.IsLogarithmic ? ", logarithmic" : "";
        using (html.Open("figure", ("class", "card")))
        {
            html.Element("figcaption", title);
            new ChartFrame(html)
            {
                Id = id,
                Reading = (title, string.Join(" ", series.Select(static one => one.Description))),
                X = Axis.OfEpochs(epochs[^1].Epoch),
                Y = y,
                XTitle = "epoch",
                YTitle = unit + scale,
            }.Write(frame => Plot(frame, series));
            below();
        }
    }

    private static void Plot(ChartFrame frame, Series[] series)
    {
        using (frame.Stretched())
        {
            foreach (Series one in Enumerable.Reverse(series))
                frame.Line("line " + one.Style, Curve.Thinned(one.Epochs, one.ValueOf).Select(epoch => ((double)epoch.Epoch, one.ValueOf(epoch))));
        }

        foreach (Series one in series)
        {
            foreach (TrainingProgress epoch in one.Dotted)
                frame.Dot("dot " + one.Style, epoch.Epoch, one.ValueOf(epoch), Invariant($"epoch {epoch.Epoch}: {one.Unit} {Figure.Loss(one.ValueOf(epoch))}"));
        }
    }

    /// <summary>One line of a chart.</summary>
    private sealed record Series(string Unit, string Style, TrainingProgress[] Epochs, Func<TrainingProgress, double> ValueOf)
    {
        /// <summary>An epoch that has a dot however many there are; 0: none.</summary>
        public int Marked { get; init; }

        public IEnumerable<double> Values => Epochs.Select(ValueOf);

        public IEnumerable<TrainingProgress> Dotted =>
            Epochs.Where((epoch, index) => Epochs.Length <= MostDots || epoch.Epoch == Marked || (Marked == 0 && index == Epochs.Length - 1));

        public string Description => Epochs.Length == 1
            ? Invariant($"One epoch, {Unit}: {Figure.Loss(ValueOf(Epochs[0]))}.")
            : Invariant($"{Figure.Count(Epochs.Length)} epochs, {Unit}: from {Figure.Loss(ValueOf(Epochs[0]))} to {Figure.Loss(ValueOf(Epochs[^1]))}, lowest {Figure.Loss(Values.Min())}.");
    }
}
