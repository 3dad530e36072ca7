using BenchmarkDotNet.Running;

namespace LossGen.Benchmarks.Micro;

/// <summary>The benchmarks that BenchmarkDotNet runs.</summary>
internal static class MicroBenchmarks
{
    private const int Done = 0, Failed = 1;

    /// <param name="args">BenchmarkDotNet's own; none for all benchmarks.</param>
    public static int Run(ReadOnlySpan<string> args)
    {
        // Without arguments it would ask which to run, and wait.
        string[] given = args.IsEmpty ? ["--filter", "*"] : args.ToArray();
        bool informs = given.Any(static arg => arg is "--help" or "--version" or "--info" or "--list");
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroBenchmarks).Assembly).Run(given);
        var reports = summaries.SelectMany(static summary => summary.Reports).ToList();
        return informs || (reports.Count > 0 && reports.All(static report => report.Success)) ? Done : Failed;
    }
}
