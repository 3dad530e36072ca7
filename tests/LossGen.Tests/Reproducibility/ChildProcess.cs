using System.Diagnostics;
using System.Text;

namespace LossGen.Tests.Reproducibility;

/// <summary>Runs this assembly as a program of its own, under other settings of the runtime.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The lines that the program prints.</summary>
    /// <param name="argument">What it is to do.</param>
    /// <param name="settings">Environment variables. Those of this process that decide on instructions are not passed on.</param>
    public static string[] Run(string argument, params (string Name, string Value)[] settings)
    {
        ProcessStartInfo start = Start();
        start.ArgumentList.Add(argument);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (string name in start.Environment.Keys.Where(IsRuntimeSetting).ToArray()) start.Environment.Remove(name);
        foreach ((string name, string value) in settings) start.Environment[name] = value;

        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"The program has not ended within {Patience}.");
        }

        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException($"The program ended with {process.ExitCode}: {errors}");
    }

    private static ProcessStartInfo Start()
    {
        string assembly = typeof(ChildProcess).Assembly.Location;
#if NET10_0_OR_GREATER
        // The runtime that runs this very process, whatever its own host is called.
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string dotnet = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var start = new ProcessStartInfo(dotnet);
        start.ArgumentList.Add(assembly);
        return start;
#else
        // Self-contained: the program beside the assembly.
        return new ProcessStartInfo(Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? "exe" : null));
#endif
    }

    private static bool IsRuntimeSetting(string name) =>
        name.StartsWith("DOTNET_Enable", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_Preferred", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_Tiered", StringComparison.OrdinalIgnoreCase);
}
