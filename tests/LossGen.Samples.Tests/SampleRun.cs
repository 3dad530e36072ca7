using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace LossGen.Samples.Tests;

/// <summary>What a sample printed when it was run as a program of its own.</summary>
internal sealed record SampleRun(int ExitCode, string Output, string Error)
{
    /// <summary>Ends what hangs. A slow machine that other tests share takes several times as long as an idle one, so this is no measure of speed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public string[] Lines => Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries);

    public static SampleRun Of(string sample, params string[] args) => Of(sample, culture: "", args);

    public static SampleRun Of(string sample, string culture, string[] args) =>
        Of(sample, culture.Length > 0 ? [("LC_ALL", culture), ("LANG", culture)] : [], args);

    public static SampleRun Of(string sample, (string Name, string Value)[] environment, string[] args)
    {
        ProcessStartInfo start = Start([Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. args]);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return Finish(start, sample, Patience);
    }

    /// <summary>A sample that reads what is typed.</summary>
    public static SampleRun OfInput(string sample, string input, params string[] args)
    {
        ProcessStartInfo start = Start([Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. args]);
        start.RedirectStandardInput = true;
        return Finish(start, sample, Patience, input);
    }

    /// <summary>A program that needs no runtime beside it.</summary>
    public static SampleRun OfNative(string program) => Finish(Start(program, []), Path.GetFileName(program), Patience);

    /// <summary>A command of the SDK, carried out in a folder.</summary>
    public static SampleRun OfDotnet(string folder, params string[] args)
    {
        ProcessStartInfo start = Start(args);
        start.WorkingDirectory = folder;

        // The test host's own settings of the SDK are not for another build, and no build server may outlive the test.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";

        // A compiler that lives for seconds gives nothing back for the profile of its methods, which takes a third of its time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        return Finish(start, $"dotnet {args[0]}", Patience);
    }

    /// <summary>A program that goes on until it is told to stop.</summary>
    public static Process StartOf(string sample, params string[] args) => Process.Start(Start([Path.Combine(AppContext.BaseDirectory, $"{sample}.dll"), .. args]))!;

    private static ProcessStartInfo Start(IEnumerable<string> args) => Start(DotnetHost(), args);

    private static ProcessStartInfo Start(string program, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (string arg in args) start.ArgumentList.Add(arg);
        return start;
    }

    private static SampleRun Finish(ProcessStartInfo start, string name, TimeSpan patience, string? input = null)
    {
        using Process process = Process.Start(start)!;
        if (input is not null)
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }

        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{name} was still running after {patience}.");
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
