using System.Diagnostics;
using System.Globalization;

namespace LossGen.Benchmarks.Peers;

/// <summary>The C program, compiled for one shape.</summary>
internal sealed class CompiledPeer : IPeer
{
    public const string Compiler = "gcc";

    private static readonly string[] Options = ["-O3", "-march=native", "-ffast-math"];

    private readonly LineProcess _program;

    private CompiledPeer(LineProcess program) => _program = program;

    public string Name => "C, gcc";

    /// <summary>The compiler and its options, or null where it is not installed.</summary>
    public static string? Describe()
    {
        try
        {
            return $"{Compiler} {Run(Compiler, "-dumpfullversion").Trim()} {string.Join(' ', Options)}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public static CompiledPeer Create(Shape shape, string dataFile, string folder)
    {
        string program = Path.Combine(folder, $"softmax-{shape.Name}");
        string source = Path.Combine(AppContext.BaseDirectory, "Peers", "softmax.c");
        Run(Compiler, [.. Options, $"-DFEATURES={shape.Features}", $"-DCLASSES={shape.Classes}", source, "-o", program, "-lm"]);
        return new CompiledPeer(new LineProcess(
            program,
            shape.Rows.ToString(CultureInfo.InvariantCulture),
            shape.BatchSize.ToString(CultureInfo.InvariantCulture),
            shape.SoftmaxRate.ToString(CultureInfo.InvariantCulture),
            dataFile));
    }

    public double SecondsPerEpoch(int epochs) => _program.AskNumber($"time {epochs}");

    public double? LossAfter(int epochs) => _program.AskNumber($"loss {epochs}");

    public void Dispose() => _program.Dispose();

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new PeerException($"{program} ended with code {process.ExitCode}: {errors.Result.Trim()}");
    }
}
