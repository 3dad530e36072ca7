using System.Diagnostics;
using System.Globalization;

namespace LossGen.Benchmarks.Peers;

/// <summary>The C program, compiled for one shape.</summary>
internal sealed class CompiledPeer : IPeer
{
    public const string Compiler = "gcc";

    /// <summary>The program for linear models, and the one for networks.</summary>
    public const string Loops = "C, gcc", Products = "C with OpenBLAS, gcc";

    private static readonly string[] Options = ["-O3", "-march=native", "-ffast-math"];

    private readonly LineProcess _process;
    private readonly string _program;
    private readonly string[] _arguments;

    private CompiledPeer(string name, string program, params string[] arguments)
    {
        (Name, _program, _arguments) = (name, program, arguments);
        _process = new LineProcess(program, arguments);
    }

    public string Name { get; }

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
        string folderOfSources = Path.Combine(AppContext.BaseDirectory, "Peers");
        if (shape.IsNetwork) return Network(shape, dataFile, program, Path.Combine(folderOfSources, "network.c"));
        string source = Path.Combine(folderOfSources, "softmax.c");
        Run(Compiler, [.. Options, $"-DFEATURES={shape.Features}", $"-DCLASSES={shape.Classes}", source, "-o", program, "-lm"]);
        return new CompiledPeer(
            Loops,
            program,
            shape.Rows.ToString(CultureInfo.InvariantCulture),
            shape.BatchSize.ToString(CultureInfo.InvariantCulture),
            shape.SoftmaxRate.ToString(CultureInfo.InvariantCulture),
            dataFile);
    }

    /// <summary>The same program once more.</summary>
    public CompiledPeer Again() => new(Name, _program, _arguments);

    /// <summary>A network, whose products of matrices are OpenBLAS's.</summary>
    private static CompiledPeer Network(Shape shape, string dataFile, string program, string source)
    {
        int[] widths = [shape.Features, .. shape.Hidden, shape.Classes];
        Run(Compiler, [.. Options, $"-DWIDTHS={string.Join(",", widths)}", $"-DTANH={(shape.Activation == Activation.Tanh ? 1 : 0)}",
            $"-DADAM={(shape.IsAdam ? 1 : 0)}", $"-DBATCH={shape.BatchSize}", source, "-o", program, "-lopenblas", "-lm"]);
        return new CompiledPeer(
            Products,
            program,
            shape.Rows.ToString(CultureInfo.InvariantCulture),
            shape.Rate.ToString(CultureInfo.InvariantCulture),
            shape.SoftmaxRate.ToString(CultureInfo.InvariantCulture),
            dataFile);
    }

    public double SecondsPerEpoch(int epochs) => _process.AskNumber($"time {epochs}");

    public double? LossAfter(int epochs) => _process.AskNumber($"loss {epochs}");

    public void Dispose() => _process.Dispose();

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
