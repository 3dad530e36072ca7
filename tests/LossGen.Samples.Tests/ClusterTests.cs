using System.Diagnostics;
using Xunit;

namespace LossGen.Samples.Tests;

public sealed class ClusterTests
{
    [Fact]
    public void Three_silos_of_which_one_leaves_give_the_bits_of_one_thread()
    {
        SampleRun run = SampleRun.Of("Cluster");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("a silo leaves", run.Lines);
        Assert.Equal(30, run.Lines.Count(static line => line.StartsWith("epoch ", StringComparison.Ordinal)));
        Assert.Contains("The bits of one thread: True", run.Lines);
    }

    [Fact]
    public void What_it_does_not_understand_it_says()
    {
        SampleRun run = SampleRun.Of("Cluster", "silos");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("Usage: Cluster", run.Error);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Three_processes_over_Redis_of_which_one_is_killed_give_the_bits_of_one_thread()
    {
        if (!HasRedis()) return;
        var start = new ProcessStartInfo("bash", [Script(), Path.Combine(AppContext.BaseDirectory, "Cluster.dll")]) { RedirectStandardOutput = true };
        using Process script = Process.Start(start)!;
        Task<string> output = script.StandardOutput.ReadToEndAsync();
        if (!script.WaitForExit(TimeSpan.FromMinutes(10)))
        {
            script.Kill(entireProcessTree: true);
            Assert.Fail("The script was still running after 10 minutes.");
        }

        string printed = await output;
        Assert.Contains("killed silo", printed);
        Assert.Contains("The bits of one thread: True", printed);
    }

    private static string Script() => Path.Combine(AppContext.BaseDirectory, "cluster.sh");

    /// <summary>Debian's redis-server, which .ci/run installs; elsewhere the in-process run has to do.</summary>
    private static bool HasRedis()
    {
        bool has = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "redis-server")));
        if (!has && Environment.GetEnvironmentVariable("LOSSGEN_REQUIRE_PROGRAMS") == "1") Assert.Fail("redis-server is not installed.");
        return has;
    }
}
