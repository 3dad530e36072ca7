using System.Globalization;
using System.Text.Json;
using Xunit;

namespace LossGen.Interop.Tests.Reports;

/// <summary>
/// Reports as a browser shows them, on a telephone and on a desk, in light and in dark. With <c>LOSSGEN_SCREENSHOTS</c> set to a folder, pictures are
/// kept there.
/// </summary>
[Trait("Category", "Slow")]
public sealed class ReportPageTests(Browser browser) : IClassFixture<Browser>
{
    public static TheoryData<string> Cases => [.. ReportCase.Names];

    public static TheoryData<string, int, string> Views
    {
        get
        {
            var views = new TheoryData<string, int, string>();
            foreach (string name in ReportCase.Names)
            {
                foreach (int width in new[] { 320, 360, 800, 1280 })
                {
                    foreach (string scheme in new[] { "light", "dark" }) views.Add(name, width, scheme);
                }
            }
            return views;
        }
    }

    [TheoryWith(nameof(OtherProgram.Chromium))]
    [MemberData(nameof(Views))]
    public async Task It_is_readable(string name, int width, string scheme)
    {
        using var page = new PageFile(ReportCase.Of(name).Report);
        (string[] requests, string[] complaints) = await browser.Open(page.Path, width, width < 500 ? 740 : 900, scheme);
        if (Environment.GetEnvironmentVariable("LOSSGEN_SCREENSHOTS") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{name.Replace(' ', '-')}-{width}-{scheme}.png"), await browser.Picture(width));

        Assert.Empty(complaints);
        Assert.All(requests, request => Assert.True(request == new Uri(page.Path).AbsoluteUri || request == "data:,", request));
        Assert.Contains(new Uri(page.Path).AbsoluteUri, requests);
        Assert.Empty(Texts(await browser.Evaluate(PageScripts.Collisions)));
        Assert.Empty(Texts(await browser.Evaluate(PageScripts.CutOff)));
        JsonElement colours = await browser.Evaluate(PageScripts.FaintColours);
        Assert.Empty(Texts(colours.GetProperty("found")));
        Assert.True(colours.GetProperty("checked").GetInt32() > 60, "Too few texts were found to be checked.");

        JsonElement widths = await browser.Evaluate(PageScripts.Widths);
        Assert.Equal(width, widths.GetProperty("window").GetInt32());
        Assert.True(widths.GetProperty("page").GetInt32() <= width, $"The page is {widths.GetProperty("page")} wide and scrolls sideways.");
        if (name == "hundred classes") Assert.InRange(widths.GetProperty("scrolling").GetInt32(), 1, 2);
    }

    [TheoryWith(nameof(OtherProgram.Chromium))]
    [MemberData(nameof(Cases))]
    public async Task Its_curves_go_through_the_epochs(string name)
    {
        ReportCase report = ReportCase.Of(name);
        JsonElement charts = await Charts(report);
        foreach ((string id, Func<TrainingProgress, double> valueOf) in new (string, Func<TrainingProgress, double>)[]
                 {
                     ("loss", static epoch => epoch.Loss), ("rate", static epoch => epoch.LearningRate),
                 })
        {
            var chart = new ShownChart(charts.GetProperty(id));
            (double X, double Y)[] expected = [.. report.Result.History.Select(epoch => ((double)epoch.Epoch, valueOf(epoch)))];
            chart.Shows(expected, Assert.Single(chart.Lines));
            // Of many epochs only the last has a dot.
            chart.Shows(expected.Length <= 25 ? expected : expected[^1..], chart.Dots);
        }
    }

    [FactWith(nameof(OtherProgram.Chromium))]
    public async Task Values_over_more_than_two_decades_get_a_logarithmic_axis()
    {
        Assert.True(new ShownChart((await Charts(ReportCase.Of("two classes"))).GetProperty("rate")).IsLogarithmic);
        Assert.True(new ShownChart((await Charts(ReportCase.Of("three classes"))).GetProperty("loss")).IsLogarithmic);
        Assert.False(new ShownChart((await Charts(ReportCase.Of("multi-label"))).GetProperty("rate")).IsLogarithmic);
    }

    [TheoryWith(nameof(OtherProgram.Chromium))]
    [MemberData(nameof(Cases))]
    public async Task Its_ROC_curves_are_those_of_the_evaluation(string name)
    {
        ReportCase report = ReportCase.Of(name);
        IReadOnlyList<ClassEvaluation> classes = report.Evaluation.Classes;
        var chart = new ShownChart((await Charts(report)).GetProperty("e0-roc"));
        ClassEvaluation[] shown = classes.Count switch
        {
            2 => [classes[1]],
            <= 6 => [.. classes],
            _ => [.. classes.OrderBy(one => one.RocAuc).Take(5)],
        };
        // The lowest curve is drawn first, so that the first of the legend lies on top.
        var lines = chart.Lines.Reverse().Skip(classes.Count > 6 ? 1 : 0).ToArray();
        Assert.Equal(shown.Length, lines.Length);
        for (int i = 0; i < shown.Length; i++)
        {
            chart.Shows([.. shown[i].RocCurve.Select(static point => (point.FalsePositiveRate, point.TruePositiveRate))], lines[i]);
            Assert.Contains(shown[i].RocAuc.ToString("0.000", CultureInfo.InvariantCulture), chart.Reading[1], StringComparison.Ordinal);
        }
        if (classes.Count > 6) MeanIsShown(chart, report.Evaluation);
    }

    [TheoryWith(nameof(OtherProgram.Chromium))]
    [MemberData(nameof(Cases))]
    public async Task Its_reliability_diagram_has_a_dot_and_bars_for_each_bin(string name)
    {
        ReportCase report = ReportCase.Of(name);
        JsonElement charts = await Charts(report);
        ReliabilityBin[] bins = [.. report.Evaluation.Reliability.Where(static bin => bin.Count > 0)];
        var lower = new ShownChart(charts.GetProperty("e0-calibration-counts"));
        var upper = new ShownChart(charts.GetProperty("e0-calibration"), below: lower);

        upper.Shows([.. bins.Select(static bin => (bin.Confidence, bin.Accuracy))], upper.Dots);
        upper.ShowsBars([.. bins.Select(static bin => (bin.Lower, bin.Upper, bin.Accuracy))]);
        lower.ShowsBars([.. bins.Select(static bin => (bin.Lower, bin.Upper, (double)bin.Count))]);
        Assert.Contains(report.Evaluation.ExpectedCalibrationError.ToString("0.000", CultureInfo.InvariantCulture), upper.Reading[1], StringComparison.Ordinal);
    }

    [TheoryWith(nameof(OtherProgram.Chromium))]
    [MemberData(nameof(Cases))]
    public async Task Its_tables_have_the_names_and_counts_of_the_evaluation(string name)
    {
        ReportCase report = ReportCase.Of(name);
        using var page = new PageFile(report.Report);
        await browser.Open(page.Path, 1280, 900, "light");
        Assert.Equal(report.Evaluation.Classes.Select(static one => one.Name), Texts(await browser.Evaluate(PageScripts.Names)));

        int[][] matrix = [.. (await browser.Evaluate(PageScripts.Matrix)).EnumerateArray()
            .Select(static line => line.EnumerateArray().Select(static cell => cell.GetInt32()).ToArray())];
        int[][] expected = report.Evaluation is LabelEvaluation { Confusion: var confusion }
            ? [.. Enumerable.Range(0, confusion.Classes).Select(t => Enumerable.Range(0, confusion.Classes).Select(p => confusion[t, p]).ToArray())]
            : [];
        Assert.Equal(expected, matrix);

        JsonElement structure = await browser.Evaluate(PageScripts.Structure);
        Assert.Equal(("en", report.Title), (structure.GetProperty("lang").GetString(), structure.GetProperty("title").GetString()));
        Assert.Equal((0, 0, 0), (structure.GetProperty("scripts").GetInt32(), structure.GetProperty("unnamed").GetInt32(), structure.GetProperty("headless").GetInt32()));
        Assert.Empty(Texts(structure.GetProperty("doubled")));
    }

    /// <summary>The area under the drawn mean is the mean of the areas, up to its 200 steps.</summary>
    private static void MeanIsShown(ShownChart chart, Evaluation evaluation)
    {
        (double X, double Y)[] mean = chart.Values(chart.Lines[^1]);
        double area = mean.Zip(mean[1..]).Sum(static step => (step.Second.X - step.First.X) * (step.First.Y + step.Second.Y) / 2);
        Assert.Equal(evaluation.RocAuc, area, 0.005);
        Assert.Contains(evaluation.RocAuc.ToString("0.000", CultureInfo.InvariantCulture), chart.Reading[1], StringComparison.Ordinal);
    }

    private async Task<JsonElement> Charts(ReportCase report)
    {
        using var page = new PageFile(report.Report);
        await browser.Open(page.Path, 1280, 900, "light");
        return await browser.Evaluate(PageScripts.Charts);
    }

    private static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(static one => one.GetString()!)];

    /// <summary>A report in a file that is gone when the test ends.</summary>
    private sealed class PageFile : IDisposable
    {
        public PageFile(TrainingReport report) => report.WriteHtml(Path);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"lossgen-report-{Guid.NewGuid():N}.html");

        public void Dispose() => File.Delete(Path);
    }
}
