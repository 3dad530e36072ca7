using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace LossGen.Samples.Tests;

/// <summary>What a sample printed when it was run as a program of its own.</summary>
internal sealed record SampleRun(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string[] Lines => Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries);

    public static SampleRun Of(string sample, params string[] args) => Of(sample, culture: "", args);

    public static SampleRun Of(string sample, string culture, string[] args)
    {
        var start = new ProcessStartInfo(DotnetHost())
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        if (culture.Length > 0) start.Environment["LC_ALL"] = start.Environment["LANG"] = culture;

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{sample} was still running after {Patience}.");
        }
        return new SampleRun(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>The program that runs these tests, which lies three folders above its runtime, or the one on the path.</summary>
    private static string DotnetHost()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(host) ? host : name;
    }
}
