using System.Diagnostics;
using System.Globalization;
using LossGen.Tests.Files;
using LossGen.Tests.Reproducibility;
using Xunit;

namespace LossGen.Tests.Training.Checkpoints;

/// <summary>Processes that are killed at a random moment while they train: those that go on end with the bits of one that was not.</summary>
/// <remarks>
/// A moment is some epochs after the start and a part of an epoch more, so that a run comes further from kill to kill on a slow machine as well: a moment
/// by the clock alone would fall, where a process needs longer than that for its first epoch, before it again and again.
/// </remarks>
[Trait("Category", "Slow")]
public sealed class KilledTrainingTests
{
    /// <summary>The environment can ask for more of them.</summary>
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("LOSSGEN_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int kills) ? kills : 26;

    /// <summary>A third of a run's epochs: most runs are killed more than once.</summary>
    private const int MostEpochsBetween = 10;

    [LinuxFact]
    public void Whatever_the_moment_the_bits_are_the_same()
    {
        using var folder = new TemporaryFolder();
        string[] names = [.. CheckpointRuns.Names];
        var expected = names.ToDictionary(static name => name, name => TrainProgram.Bits(CheckpointRuns.Create(name).Fit(checkpoint: null)));
        var random = new Random(6);
        int killed = 0;
        for (int run = 0; killed < Kills || run < names.Length; run++)
        {
            string name = names[run % names.Length], path = folder.PathOf($"{run}");
            Assert.True(run < 4 * Kills, $"Only {killed} kills came while a process trained.");

            // Killed again and again until it ends by itself.
            string? bits;
            while ((bits = TrainUntilKilled(name, path, random.Next(MostEpochsBetween + 1), random.NextDouble())) is null) killed++;
            Assert.Equal(expected[name], bits);
        }
    }

    /// <summary>The bits that a process prints at its end, or null if it was killed before.</summary>
    /// <param name="name">The run.</param>
    /// <param name="path">Its checkpoint.</param>
    /// <param name="epochs">After so many epochs of this process it is killed.</param>
    /// <param name="part">And as much of an epoch later.</param>
    private static string? TrainUntilKilled(string name, string path, int epochs, double part)
    {
        ProcessStartInfo start = ChildProcess.Start(typeof(TrainProgram).Assembly.Location);
        foreach (string argument in new[] { "train", name, path }) start.ArgumentList.Add(argument);
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line && line != TrainProgram.Ready)
        {
        }

        // What the epoch before the moment takes; before the first one a guess.
        TimeSpan epoch = TimeSpan.FromMilliseconds(50);
        string? last = null;
        for (; epochs > 0 && (last is null or TrainProgram.Epoch); epochs--)
        {
            long before = Stopwatch.GetTimestamp();
            last = process.StandardOutput.ReadLine();
            epoch = Stopwatch.GetElapsedTime(before);
        }

        if (!process.WaitForExit(part * epoch)) process.Kill();
        while (process.StandardOutput.ReadLine() is { } line) last = line;
        process.WaitForExit();
        Assert.True(process.ExitCode is 0 or 128 + 9, $"{name}: the process ended with {process.ExitCode}.");
        return process.ExitCode == 0 ? last : null;
    }
}
