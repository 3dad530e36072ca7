using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace LossGen.Samples.Tests;

public sealed partial class NextWordTests
{
    private static readonly Lazy<SampleRun> Plain = new(() => SampleRun.Of("NextWord", "--epochs", "3"));

    [Fact]
    [Trait("Category", "Slow")]
    public void The_bigram_model_learns_what_counting_gives()
    {
        Assert.Equal("", Plain.Value.Error);
        Assert.Equal(0, Plain.Value.ExitCode);

        // The conditional entropy and the frequencies by a program in Python.
        Match bigram = Bigram().Match(Plain.Value.Output);
        Assert.True(bigram.Success, Plain.Value.Output);
        Assert.Equal(2.391996, Number(bigram, "entropy"), 0.000001);
        Assert.InRange(Number(bigram, "loss"), Number(bigram, "entropy"), Number(bigram, "entropy") + 0.00001);
        Assert.InRange(Number(bigram, "difference"), 0, 0.0001);
        Assert.Contains("after q: u 1.000", Plain.Value.Output);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Counts_with_Kneser_Ney_have_the_perplexities_that_a_program_in_Python_finds() => Assert.Equal(
        [11.341, 6.449, 4.629, 4.025, 53.642, 45.522, 44.482, 44.194],
        Counts().Matches(Plain.Value.Output).Select(static line => Number(line, "perplexity")));

    [Fact]
    [Trait("Category", "Slow")]
    public void The_networks_learn_in_every_epoch()
    {
        double[][] networks = [.. Epochs().Matches(Plain.Value.Output).Select(static line => Number(line, "perplexity")).Chunk(3)];

        Assert.Equal(2, networks.Length);
        Assert.All(networks, static network => Assert.Equal(network.OrderDescending(), network));
        Assert.InRange(networks[0][^1], 3, 5.5); // of characters
        Assert.InRange(networks[1][^1], 30, 60); // of words
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void It_completes_what_is_typed()
    {
        SampleRun run = SampleRun.OfInput("NextWord", "the white ra\nthe white\nthe Zürich\n\n", "--epochs", "1", "--try");

        Assert.Equal("", run.Error);
        string[] typed = [.. run.Lines.SkipWhile(static line => !line.StartsWith("Type the beginning", StringComparison.Ordinal)).Skip(1).Where(static line => line.Length > 0)];
        Assert.Equal(10, typed.Length); // two models, two lines each; of the third only words, since ü is no character of the book
        Assert.StartsWith("the white ra... 'b' ", typed[0], StringComparison.Ordinal);
        Assert.Contains("'rabbit'", typed[6]);
    }

    [Theory]
    [InlineData("--epochs")]
    [InlineData("--epochs", "0")]
    [InlineData("--words")]
    public void A_wrong_argument_is_answered_with_the_usage(params string[] args)
    {
        SampleRun run = SampleRun.Of("NextWord", args);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"'{args[0]}' is not understood", run.Error);
        Assert.Contains("Usage: NextWord", run.Error);
    }

    private static double Number(Match match, string group) => double.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"loss (?<loss>[\d.]+) nats after \d+ iterations; conditional entropy of the counts (?<entropy>[\d.]+)\r?\n.*: (?<difference>[\d.]+)")]
    private static partial Regex Bigram();

    [GeneratedRegex(@"\d-gram counts +perplexity +(?<perplexity>[\d.]+)")]
    private static partial Regex Counts();

    [GeneratedRegex(@"network, epoch +\d+ +perplexity +(?<perplexity>[\d.]+)")]
    private static partial Regex Epochs();
}
