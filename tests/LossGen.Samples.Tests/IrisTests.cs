using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace LossGen.Samples.Tests;

public sealed partial class IrisTests
{
    private static readonly Lazy<SampleRun> Plain = new(() => SampleRun.Of("Iris"));

    [Fact]
    public void It_ends_well_and_says_nothing_on_the_error_stream()
    {
        Assert.Equal("", Plain.Value.Error);
        Assert.Equal(0, Plain.Value.ExitCode);
        Assert.Contains("150 flowers: 120 to train on, 30 to test on", Plain.Value.Output);
    }

    [Fact]
    public void At_least_28_of_30_flowers_it_has_not_trained_on_are_named_rightly()
    {
        Match accuracy = Accuracy().Match(Plain.Value.Output);

        Assert.True(accuracy.Success, Plain.Value.Output);
        Assert.InRange(Number(accuracy.Groups["right"]), 28, 30);
        Assert.Equal(100 * Number(accuracy.Groups["right"]) / 30, Number(accuracy.Groups["percent"]), 0.05);
    }

    [Fact]
    public void The_confusion_matrix_counts_ten_flowers_of_each_species_and_its_diagonal_is_the_accuracy()
    {
        int[][] matrix = [.. Plain.Value.Lines.Select(line => ConfusionRow().Match(line)).Where(row => row.Success)
            .Select(row => row.Groups["count"].Captures.Select(count => int.Parse(count.Value, CultureInfo.InvariantCulture)).ToArray())];

        Assert.Equal(3, matrix.Length);
        Assert.All(matrix, row => Assert.Equal(10, row.Sum()));
        Assert.Equal(Number(Accuracy().Match(Plain.Value.Output).Groups["right"]), matrix[0][0] + matrix[1][1] + matrix[2][2]);
    }

    [Fact]
    public void The_probabilities_of_a_flower_sum_to_1_and_the_predicted_species_has_the_largest()
    {
        string[] species = ["Setosa", "Versicolor", "Virginica"];
        Match[] flowers = [.. Plain.Value.Lines.Select(line => PredictionRow().Match(line)).Where(row => row.Success)];

        Assert.Equal(5, flowers.Length);
        Assert.All(flowers, flower =>
        {
            double[] p = [.. flower.Groups["p"].Captures.Select(Number)];
            Assert.Equal(1, p.Sum(), 0.0021); // three numbers rounded to three places
            Assert.Equal(p.Max(), p[Array.IndexOf(species, flower.Groups["predicted"].Value)]);
        });
    }

    [Fact]
    public void The_loss_falls_from_one_report_to_the_last()
    {
        double[] losses = [.. Epoch().Matches(Plain.Value.Output).Select(epoch => Number(epoch.Groups["loss"]))];

        Assert.Equal(10, losses.Length);
        Assert.True(losses[^1] < losses[0] / 2, Plain.Value.Output);
        Assert.True(losses[0] < Math.Log(3), "Twenty epochs should beat guessing.");
    }

    [Fact]
    public void Redirected_output_has_no_control_sequences_and_no_line_over_80_characters()
    {
        Assert.DoesNotContain('\u001b', Plain.Value.Output);
        Assert.DoesNotContain('\ufeff', Plain.Value.Output);
        Assert.All(Plain.Value.Lines, line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [InlineData("fr_FR.UTF-8")]
    [InlineData("C")]
    public void Another_culture_or_another_run_prints_the_same(string culture)
    {
        SampleRun other = SampleRun.Of("Iris", culture, []);

        Assert.Equal(WithoutTime(Plain.Value), WithoutTime(other));
    }

    [Fact]
    public void The_number_of_epochs_can_be_given()
    {
        SampleRun run = SampleRun.Of("Iris", "--epochs", "7");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("EpochsCompleted after 7 epochs", run.Output);
    }

    [Theory]
    [InlineData("--epochs is '0'; expected a whole number from 1 to 100000.", "--epochs", "0")]
    [InlineData("--epochs is 'many'; expected a whole number from 1 to 100000.", "--epochs", "many")]
    [InlineData("--epochs has no value; expected a whole number after it.", "--epochs")]
    [InlineData("--data has no value; expected a file after it.", "--data", "")]
    [InlineData("'--epoch' is not an option; expected --epochs, --data or --report.", "--epoch", "3")]
    public void A_wrong_argument_is_answered_with_what_was_expected(string message, params string[] args)
    {
        SampleRun run = SampleRun.Of("Iris", args);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith(message, run.Error);
        Assert.Contains("Usage: Iris", run.Error);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void The_report_is_a_page_with_what_the_program_printed()
    {
        string page = Path.Combine(Path.GetTempPath(), $"iris-{Guid.NewGuid():N}.html");
        try
        {
            SampleRun run = SampleRun.Of("Iris", "--report", page);
            Assert.Equal("", run.Error);
            Assert.Equal(0, run.ExitCode);
            Assert.Contains("The report is in", run.Output);

            string html = File.ReadAllText(page);
            Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("<title>Iris</title>", html);
            Assert.All(new[] { "Setosa", "Versicolor", "Virginica", "Test set", "Trained for 200 epochs" }, text => Assert.Contains(text, html));
        }
        finally
        {
            File.Delete(page);
        }
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        SampleRun run = SampleRun.Of("Iris", "--data", "no-such-file.csv");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no-such-file.csv", run.Error);
        Assert.DoesNotContain("   at ", run.Error); // a stack trace
    }

    [Theory]
    [InlineData("", "the header is ''; expected sepal_length,sepal_width,petal_length,petal_width,species. Missing: sepal_length, ")]
    [InlineData("sepal_length,sepal_width,petal_length,species\n", "Missing: petal_width.")]
    [InlineData("sepal_length,sepal_width,petal_length,petal_width,species\n", "has a header but holds no flowers.")]
    [InlineData("sepal_length,sepal_width,petal_length,petal_width,species\n5.1,3.5,1.4,0.2,setosa\n5.1,x,1.4,0.2,setosa\n",
        "line 3: sepal_width is 'x'; expected a number of centimetres above 0, such as 5.1.")]
    [InlineData("sepal_length,sepal_width,petal_length,petal_width,species\n\"5,1\",3.5,1.4,0.2,setosa\n", "line 2: sepal_length is '5,1'; expected")]
    [InlineData("sepal_length,sepal_width,petal_length,petal_width,species\n\n5.1,3.5,1.4,NaN,setosa\n", "line 3: petal_width is 'NaN'; expected")]
    [InlineData("sepal_length,sepal_width,petal_length,petal_width,species\n5.1,3.5,1.4\n", "line 2: petal_width is ''; expected")]
    [InlineData("sepal_length,sepal_width,petal_length,petal_width,species\n5.1,3.5,1.4,0.2,rose\n",
        "line 2: species is 'rose'; expected Setosa or Versicolor or Virginica.")]
    [InlineData("sepal_length,sepal_width,petal_length,petal_width,species\n5.1,3.5,1.4,0.2,7\n",
        "line 2: species is '7'; expected Setosa or Versicolor or Virginica.")]
    [InlineData("sepal_length,sepal_width,petal_length,petal_width,species\n5.1,3.5,1.4,0.2,setosa\n", "There are 1 flowers of Setosa; too few")]
    public void A_malformed_file_is_answered_with_the_line_and_what_was_expected(string text, string message)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            SampleRun run = SampleRun.Of("Iris", "--data", file);

            Assert.Contains(message, run.Error);
            Assert.Equal(1, run.ExitCode);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_README_shows_what_it_prints()
    {
        const string note = "<!-- output of samples/Iris -->\n```text\n";
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")).ReplaceLineEndings("\n");
        int start = readme.IndexOf(note, StringComparison.Ordinal) + note.Length;
        string shown = readme[start..readme.IndexOf("```", start, StringComparison.Ordinal)];

        Assert.True(start > note.Length, "The README has no block noted as the output of samples/Iris.");
        Assert.Contains(shown, Plain.Value.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    // Fisher's table I. A copy that has spread widely differs in two rows: 35 (petal width 0.1) and 38 (petal length 1.5 and sepal width 3.1).
    [Fact]
    public void The_measurements_are_those_Fisher_printed()
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "iris.csv"));
        string[][] flowers = [.. lines.Skip(1).Select(line => line.Split(','))];

        Assert.Equal("sepal_length,sepal_width,petal_length,petal_width,species", lines[0]);
        Assert.Equal("4.9,3.1,1.5,0.2,setosa", lines[35]);
        Assert.Equal("4.9,3.6,1.4,0.1,setosa", lines[38]);
        Assert.Equal(["setosa 50", "versicolor 50", "virginica 50"], flowers.GroupBy(flower => flower[4]).Select(group => $"{group.Key} {group.Count()}"));

        // The sums of his four columns over all 150 flowers.
        decimal[] sums = [.. Enumerable.Range(0, 4).Select(column => flowers.Sum(flower => decimal.Parse(flower[column], CultureInfo.InvariantCulture)))];
        Assert.Equal([876.5m, 458.6m, 563.7m, 179.9m], sums);
    }

    private static string WithoutTime(SampleRun run) => Milliseconds().Replace(run.Output, "? ms");

    private static double Number(Capture text) => double.Parse(text.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Test accuracy: (?<right>\d+) of 30 = (?<percent>[\d.]+) %")]
    private static partial Regex Accuracy();

    [GeneratedRegex(@"^│ (Setosa|Versicolor|Virginica) +(│ +(?<count>\d+) ){3}│$")]
    private static partial Regex ConfusionRow();

    [GeneratedRegex(@"^│ [\d. ]+ │ \w+ +│ (?<predicted>\w+) +(│ +(?<p>[01]\.\d{3}) ){3}│$")]
    private static partial Regex PredictionRow();

    [GeneratedRegex(@"^epoch +\d+ of 200 +loss (?<loss>[\d.]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Epoch();

    [GeneratedRegex(@"[\d.]+ ms")]
    private static partial Regex Milliseconds();
}
