using System.Diagnostics;
using System.Globalization;
using LossGen.Tests.Files;
using LossGen.Tests.Reproducibility;
using Xunit;

namespace LossGen.Tests.Training.Checkpoints;

/// <summary>Processes that are killed at a random moment while they train: those that go on end with the bits of one that was not.</summary>
[Trait("Category", "Slow")]
public sealed class KilledTrainingTests
{
    /// <summary>A kill takes a third of a second; the environment can ask for more of them.</summary>
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("LOSSGEN_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int kills) ? kills : 26;

    [LinuxFact]
    public void Whatever_the_moment_the_bits_are_the_same()
    {
        using var folder = new TemporaryFolder();
        string[] names = [.. CheckpointRuns.Names];
        var expected = names.ToDictionary(static name => name, name => TrainProgram.Bits(CheckpointRuns.Create(name).Fit(checkpoint: null)));
        var random = new Random(6);
        int killed = 0;
        for (int run = 0; killed < Kills; run++)
        {
            string name = names[run % names.Length], path = folder.PathOf($"{run}");
            Assert.True(run < 40 * Kills, $"Only {killed} kills came while a process trained.");

            // Killed again and again until it ends by itself.
            string? bits;
            while ((bits = KillWhileTraining(name, path, TimeSpan.FromMilliseconds(250 * random.NextDouble()))) is null) killed++;
            Assert.Equal(expected[name], bits);
        }
    }

    /// <summary>The bits that a process prints at its end, or null if it was killed before.</summary>
    private static string? Kill(Process process, TimeSpan delay)
    {
        string? bits = null;
        while (process.StandardOutput.ReadLine() is { } line && line != TrainProgram.Ready)
        {
        }

        if (!process.WaitForExit(delay)) process.Kill();
        process.WaitForExit();
        while (process.StandardOutput.ReadLine() is { } line) bits = line;
        return process.ExitCode == 0 ? bits ?? throw new InvalidOperationException("The process printed nothing.") : null;
    }

    private static string? KillWhileTraining(string name, string path, TimeSpan delay)
    {
        ProcessStartInfo start = ChildProcess.Start(typeof(TrainProgram).Assembly.Location);
        start.ArgumentList.Add("train");
        start.ArgumentList.Add(name);
        start.ArgumentList.Add(path);
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        string? bits = Kill(process, delay);
        Assert.True(bits is not null || process.ExitCode == 128 + 9, $"{name}: the process ended with {process.ExitCode}.");
        return bits;
    }
}
