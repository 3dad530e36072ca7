using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace LossGen.Samples.Tests;

public sealed partial class StreamingTests
{
    [Theory]
    [InlineData("", 25.2)]
    [InlineData("0x1000000", 16.8)]
    public void A_file_of_more_than_twice_the_memory_is_learnt_as_well_as_it_can_be(string limit, double megabytes)
    {
        SampleRun run = SampleRun.Of("Streaming", limit.Length > 0 ? [("DOTNET_GCHeapHardLimit", limit)] : [], []);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(megabytes, Number(Memory(), run));
        Assert.InRange(Number(FileSize(), run), 64, 65);
        double loss = Number(Loss(), run), least = Number(LawLoss(), run);
        Assert.InRange(loss, least - 0.001, least + 0.001);
        Assert.True(least < 0.8 * Math.Log(3), "the law says nothing, so there was nothing to learn");
    }

    [Fact]
    public void All_at_once_it_does_not_fit()
    {
        SampleRun run = SampleRun.Of("Streaming", "--in-memory");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The rows do not fit into memory at once.", run.Output);
    }

    [Theory]
    [InlineData("--epochs", "0")]
    [InlineData("--megabytes")]
    [InlineData("--rows", "5")]
    public void What_it_does_not_understand_it_says(params string[] args)
    {
        SampleRun run = SampleRun.Of("Streaming", args);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"'{args[0]}' is not understood", run.Error);
        Assert.Contains("Usage: Streaming", run.Error);
    }

    private static double Number(Regex pattern, SampleRun run)
    {
        Match match = pattern.Match(run.Output);
        Assert.True(match.Success, run.Output);
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"Memory: ([\d.]+) MB at most")]
    private static partial Regex Memory();

    [GeneratedRegex(@"File:   ([\d.]+) MB")]
    private static partial Regex FileSize();

    [GeneratedRegex(@"Loss of the model: ([\d.]+) nats")]
    private static partial Regex Loss();

    [GeneratedRegex(@"of the law itself: ([\d.]+)")]
    private static partial Regex LawLoss();
}
