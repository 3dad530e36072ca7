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
    public static string[] Run(string argument, params (string Name, string Value)[] settings) =>
        Run(typeof(ChildProcess).Assembly.Location, argument, settings);

    /// <summary>The lines that another build of the program prints.</summary>
    public static string[] Run(string assembly, string argument, (string Name, string Value)[] settings)
    {
        ProcessStartInfo start = Start(assembly);
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

    /// <summary>This assembly, or its twin for another runtime.</summary>
    public static ProcessStartInfo Start(string assembly)
    {
        // The program that runs this very process, or else the one on the path; it also runs what carries its own runtime.
        string? host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Environment.ProcessPath;
        var start = new ProcessStartInfo(Path.GetFileNameWithoutExtension(host) == "dotnet" ? host! : "dotnet");
        start.ArgumentList.Add(assembly);
        return start;
    }

    private static bool IsRuntimeSetting(string name) =>
        name.StartsWith("DOTNET_Enable", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_Preferred", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_Tiered", StringComparison.OrdinalIgnoreCase);
}
