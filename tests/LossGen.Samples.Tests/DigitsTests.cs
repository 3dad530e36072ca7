using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace LossGen.Samples.Tests;

public sealed partial class DigitsTests
{
    private static readonly Lazy<SampleRun> Plain = new(() => SampleRun.Of("Digits"));

    [Fact]
    public void The_network_is_right_more_often_than_the_linear_model_and_both_are_right_about_most()
    {
        Assert.Equal("", Plain.Value.Error);
        Assert.Equal(0, Plain.Value.ExitCode);
        Assert.Contains("1797 images of 8 x 8 pixels: 1198 to train on, 599 to test on", Plain.Value.Output);

        Match[] models = [.. Result().Matches(Plain.Value.Output).Cast<Match>()];
        Assert.Equal(["linear, 64-10", "network, 64-128-10"], models.Select(static model => model.Groups["name"].Value));
        Assert.Equal([(64 * 10) + 10, (64 * 128) + 128 + (128 * 10) + 10], models.Select(static model => (int)Number(model.Groups["parameters"])));
        double[] right = [.. models.Select(static model => Number(model.Groups["right"]))], loss = [.. models.Select(static model => Number(model.Groups["loss"]))];

        // Five splits give 96.1 % with a deviation of 0.8 points, and 97.5 % with 0.5.
        Assert.InRange(right[0], 0.945 * 599, 0.98 * 599);
        Assert.InRange(right[1], right[0] + 1, 599);
        Assert.True(loss[1] < 0.8 * loss[0], Plain.Value.Output);
        Assert.All(models, static model => Assert.Equal(Number(model.Groups["right"]) / 5.99, Number(model.Groups["percent"]), 0.05));
    }

    [Fact]
    public void The_confusion_matrix_counts_every_test_image_and_its_diagonal_is_the_accuracy()
    {
        int[][] matrix = [.. Plain.Value.Lines.Select(static line => ConfusionRow().Match(line)).Where(static row => row.Success)
            .Select(static row => row.Groups["count"].Captures.Select(static count => (int)Number(count)).ToArray())];

        Assert.Equal(10, matrix.Length);
        Assert.Equal(599, matrix.Sum(static row => row.Sum()));
        Assert.All(matrix, static row => Assert.InRange(row.Sum(), 58, 61)); // a third of each digit
        Assert.Equal(Number(Result().Matches(Plain.Value.Output)[1].Groups["right"]), matrix.Select(static (row, digit) => row[digit]).Sum());
    }

    [Fact]
    public void Wrong_images_are_drawn_under_what_they_are_and_were_taken_for()
    {
        string[] lines = Plain.Value.Output.ReplaceLineEndings("\n").Split('\n');
        Match[] captions = [.. Caption().Matches(Plain.Value.Output).Cast<Match>()];
        double[] sure = [.. captions.Select(static caption => Number(caption.Groups["p"]))];

        Assert.Equal(6, captions.Length);
        Assert.All(captions, static caption => Assert.NotEqual(caption.Groups["is"].Value, caption.Groups["taken"].Value));
        Assert.Equal(sure.OrderDescending(), sure);
        int[] heads = [.. Enumerable.Range(0, lines.Length).Where(line => Caption().IsMatch(lines[line]))];
        Assert.Equal(2, heads.Length);
        Assert.All(heads, head => Assert.All(lines[(head + 1)..(head + 9)], static line => Assert.Matches("^[ ░▒▓█]*[░▒▓█]$", line)));
    }

    [Fact]
    public void A_French_machine_prints_the_same() => Assert.Equal(WithoutTime(Plain.Value), WithoutTime(SampleRun.Of("Digits", "fr_FR.UTF-8", [])));

    [Fact]
    public void The_report_has_both_models()
    {
        string page = Path.Combine(Path.GetTempPath(), $"digits-{Guid.NewGuid():N}.html");
        try
        {
            SampleRun run = SampleRun.Of("Digits", "--report", page);
            Assert.Equal("", run.Error);
            Assert.Equal(0, run.ExitCode);

            string html = File.ReadAllText(page);
            Assert.All(
                new[] { "<title>Digits</title>", "Test images, network", "Test images, linear model", "Trained for 100 epochs", "9,610" },
                text => Assert.Contains(text, html));
        }
        finally
        {
            File.Delete(page);
        }
    }

    [Fact]
    public void A_wrong_argument_is_answered_with_the_usage()
    {
        SampleRun run = SampleRun.Of("Digits", "--epochs", "3");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Usage: Digits", run.Error);
    }

    private static string WithoutTime(SampleRun run) => Milliseconds().Replace(run.Output, "? ms");

    private static double Number(Capture text) => double.Parse(text.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<name>\w+, [\d-]+) +(?<parameters>\d+) +[\d.]+ +(?<loss>[\d.]+) +(?<right>\d+) of 599 = (?<percent>[\d.]+) % +\d+ ms\r?$", RegexOptions.Multiline)]
    private static partial Regex Result();

    [GeneratedRegex(@"^\d( +(?<count>\d+)){10}$")]
    private static partial Regex ConfusionRow();

    [GeneratedRegex(@"(?<is>\d) taken for (?<taken>\d) \((?<p>[01]\.\d\d)\)")]
    private static partial Regex Caption();

    [GeneratedRegex(@" +\d+ ms")]
    private static partial Regex Milliseconds();
}
