using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace LossGen.Samples.Tests;

public sealed partial class PricesTests
{
    private static readonly Lazy<SampleRun> Plain = new(() => SampleRun.Of("Prices"));

    [Fact]
    public void Bins_give_the_likeliest_distributions_and_means_as_good_as_least_squares()
    {
        Assert.Equal("", Plain.Value.Error);
        Assert.Equal(0, Plain.Value.ExitCode);
        Match[] rows = [.. Row().Matches(Plain.Value.Output).Cast<Match>()];
        Assert.Equal(["the law itself", "ridge, closed form", "network, squared error", "network, 61 bins"], rows.Select(static row => row.Groups["name"].Value));
        double[] errors = [.. rows.Select(static row => Number(row.Groups["rmse"]))];
        double[] coverages = [.. rows.Select(static row => Number(row.Groups["coverage"]))];
        double[] widths = [.. rows.Select(static row => Number(row.Groups["width"]))];
        double[] densities = [.. rows.Select(static row => Number(row.Groups["density"]))];

        // Nothing beats the law but by the chance of 2,000 rows, and the network through bins comes within a few per cent of it and of the other network.
        Assert.All(errors, error => Assert.True(error > 0.99 * errors[0], Plain.Value.Output));
        Assert.InRange(errors[3], 0.99 * errors[0], 1.06 * errors[0]);
        Assert.True(errors[3] < errors[1], Plain.Value.Output);
        Assert.InRange(coverages[0], 88, 92);
        Assert.InRange(coverages[3], 87, 95);
        Assert.True(widths[3] < widths[2] && widths[2] < widths[1], Plain.Value.Output);
        Assert.True(densities[0] > densities[3] && densities[3] > densities[2] + 0.2, Plain.Value.Output);
    }

    [Fact]
    public void Each_house_is_shown_beside_the_law()
    {
        double[][] rows = [.. Shown().Matches(Plain.Value.Output).Select(static row => row.Groups["n"].Captures.Select(static n => Number(n)).ToArray())];
        Assert.Equal(6, rows.Length);
        for (int i = 0; i < rows.Length; i += 2)
        {
            Assert.All(rows[i].Zip(rows[i + 1]).Take(4), pair => Assert.InRange(pair.First, 0.85 * pair.Second, 1.15 * pair.Second));
            Assert.Equal(rows[i + 1][4], rows[i][4], 10.0);
        }

        // The second peak, of listed buildings, is 1.7 times as far as the first.
        Assert.Contains(Plain.Value.Lines, static line => line.Contains('█'));
    }

    [Fact]
    public void The_picture_has_a_bar_for_each_bin_and_the_law_of_each_house()
    {
        string file = Path.Combine(Path.GetTempPath(), $"prices-{Guid.NewGuid():N}.svg");
        try
        {
            SampleRun run = SampleRun.Of("Prices", "fr_FR.UTF-8", ["--picture", file]);
            Assert.Equal("", run.Error);
            Assert.Equal(0, run.ExitCode);
            Assert.StartsWith(Plain.Value.Output.TrimEnd(), run.Output, StringComparison.Ordinal);
            XElement[] drawn = [.. XDocument.Load(file).Descendants()];
            int Count(string name) => drawn.Count(element => (string?)element.Attribute("class") == name);
            Assert.Equal((3 * 61, 3, 3, 3), (Count("bin"), Count("law"), Count("interval"), Count("mean")));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_wrong_argument_is_answered_with_the_usage()
    {
        SampleRun run = SampleRun.Of("Prices", "--epochs", "3");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Usage: Prices", run.Error);
    }

    private static double Number(Capture text) => double.Parse(text.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?<name>the law itself|ridge, closed form|network, squared error|network, 61 bins) +(?:(?<mae>[\d.]+) +(?=\d+\.\d +\d\.))?"
        + @"(?<rmse>[\d.]+) +(?<r2>[\d.]+) +(?<coverage>[\d.]+) % +(?<width>\d+) +(?<density>-[\d.]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^(?:An? (?:new|old) house[^\d]*|    the law) +(?:(?<n>\d+) +){4}(?<n>\d+) %\r?$", RegexOptions.Multiline)]
    private static partial Regex Shown();
}
