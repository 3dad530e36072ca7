using LossGen.Benchmarks.Machine;
using LossGen.Benchmarks.Peers;

namespace LossGen.Benchmarks.Reporting;

/// <summary>What a run is told in: the same tables for the console and for Markdown.</summary>
internal static class PeerTables
{
    private const string None = "-";

    public static IReadOnlyList<Table> Of(RunFigures figures) => [Times(figures), Losses(figures), SingleRows(figures)];

    /// <summary>The machine, in one line.</summary>
    public static string Machine(RunFigures figures)
    {
        Roofline roofline = figures.Roofline;
        string wide = roofline.Flops512 is { } flops ? $", {flops / 1e9:F0} with 512-bit" : "";
        return $"{figures.Machine.Processor}, {figures.Machine.Vectors}, {figures.Machine.Runtime}, one thread. "
            + $"Measured limits of a core: {roofline.Flops256 / 1e9:F0} GFLOP/s with 256-bit multiply-adds{wide}; "
            + $"{roofline.Bandwidth / 1e9:F1} GB/s from memory.";
    }

    public static IReadOnlyList<string> Notes(RunFigures figures) =>
    [
        $"{string.Join(", ", figures.Versions)}.",
        "In brackets: how many times as long as LossGen. Medians of interleaved samples; float32, the same data, batches, rate and order, "
            + $"from the same start; one thread, but for '{ManagedPeers.OnTwoThreads}'.",
        "Two classes: LossGen has one logit and the peers have two, at half the rate, which takes the same path.",
        "scikit-learn does other work: SGD steps after every row, one class against the rest; MLP starts from weights of its own.",
        "The first network is trained by Adam, the others by gradient descent.",
        "Roofline: for each row 4 operations a weight, 6 behind the first layer, at the peak rate; or reading the rows once from memory, whichever takes "
            + "longer. Rows that stay in a cache can be read faster than that.",
    ];

    private static Table Times(RunFigures figures)
    {
        List<IReadOnlyList<string>> rows = [];
        foreach (string peer in figures.PeerNames)
        {
            rows.Add([peer, .. figures.Shapes.Select(shape => Time(shape, peer))]);
        }

        rows.Add(["two threads as fast as one, times", .. figures.Shapes.Select(Speedup)]);
        rows.Add(["two C programs at once as fast as one, times", .. figures.Shapes.Select(CompiledSpeedup)]);
        rows.Add(["roofline", .. figures.Shapes.Select(shape => Milliseconds(figures.Roofline.SecondsPerEpoch(shape.Shape)))]);
        rows.Add(["fraction of it that LossGen reaches", .. figures.Shapes.Select(shape => $"{figures.RooflineFraction(shape):P0}")]);
        return new Table("Milliseconds an epoch", Headers(figures), rows);
    }

    private static Table Losses(RunFigures figures)
    {
        List<IReadOnlyList<string>> rows = [];
        foreach (string peer in figures.PeerNames)
        {
            if (figures.Shapes.All(shape => shape.Of(peer)?.Loss is null)) continue;
            rows.Add([peer, .. figures.Shapes.Select(shape => shape.Of(peer)?.Loss is { } loss ? $"{loss:F6}" : None)]);
        }

        return new Table("The same work: mean loss after the same few epochs", Headers(figures), rows);
    }

    private static string[] Headers(RunFigures figures) => ["", .. figures.Shapes.Select(static shape => shape.Shape.Name)];

    private static string Time(ShapeFigures shape, string peer) =>
        shape.Of(peer) is { } of ? $"{Milliseconds(of.Median)} ({Ratio(shape.Ratio(of))})" : None;

    private static string Speedup(ShapeFigures shape) =>
        shape.Of(ManagedPeers.OnTwoThreads) is { } two ? Ratio(1 / shape.Ratio(two)) : None;

    /// <summary>What two cores can give here: two programs that share nothing but the memory and the power of the machine.</summary>
    private static string CompiledSpeedup(ShapeFigures shape) =>
        shape.Of(TwoCompiledPeers.Title) is { } two && shape.Compiled is { } one ? Ratio(one.Median / two.Median) : None;

    private static Table SingleRows(RunFigures figures) => new(
        "Nanoseconds a call with one row",
        ["", .. figures.SingleRows.Select(static model => model.Model)],
        [
            ["Predict", .. figures.SingleRows.Select(static model => $"{model.PredictMedian * 1e9:F1}")],
            ["Probabilities", .. figures.SingleRows.Select(static model => $"{model.ProbabilitiesMedian * 1e9:F1}")],
            ["Update", .. figures.SingleRows.Select(static model => $"{model.UpdateMedian * 1e9:F1}")],
        ]);

    private static string Milliseconds(double seconds) => ThreeDigits(seconds * 1e3);

    private static string Ratio(double ratio) => ratio < 10 ? $"{ratio:F2}" : $"{ratio:F0}";

    private static string ThreeDigits(double value) => value switch
    {
        < 0.01 => $"{value:F5}",
        < 0.1 => $"{value:F4}",
        < 1 => $"{value:F3}",
        < 10 => $"{value:F2}",
        < 100 => $"{value:F1}",
        _ => $"{value:F0}",
    };
}
