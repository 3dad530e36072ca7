using System.Diagnostics;
using System.Text;
using Xunit;

namespace LossGen.Interop.Tests;

/// <summary>A program that is not ours and may be absent. Where <c>LOSSGEN_REQUIRE_PROGRAMS</c> is 1, its tests fail instead of being skipped.</summary>
internal sealed record OtherProgram(string Name, string Command, string[] Probe, string HowToGet)
{
    /// <summary>Ends what hangs. A slow machine that other tests share takes several times as long as an idle one, so this is no measure of speed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private bool? _isPresent;

    /// <summary>Debian's Python: the interpreter that sees the packages of apt, whichever comes first on the path.</summary>
    private static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    public static OtherProgram NumPy { get; } = new("NumPy", Python, ["-c", "import numpy"], "apt-get install python3-numpy");

    public static OtherProgram ScikitLearn { get; } = new("scikit-learn", Python, ["-c", "import sklearn"], "apt-get install python3-sklearn");

    public static OtherProgram Onnx { get; } = new("the ONNX checker", Python, ["-c", "import onnx"], "apt-get install python3-onnx");

    public static OtherProgram Chromium { get; } = new("Chromium", "chromium", ["--version"], "apt-get install chromium");

    public static OtherProgram ByName(string name) =>
        (OtherProgram)typeof(OtherProgram).GetProperty(name, typeof(OtherProgram))!.GetValue(null)!;

    /// <summary>Why a test that needs the program is skipped; null where it runs.</summary>
    public string? ReasonToSkip => IsPresent || Environment.GetEnvironmentVariable("LOSSGEN_REQUIRE_PROGRAMS") == "1"
        ? null
        : $"{Name} is not installed ({HowToGet}).";

    private bool IsPresent => _isPresent ??= Try();

    /// <summary>Runs it and returns what it printed.</summary>
    public string Run(params string[] arguments)
    {
        using Process process = Process.Start(StartInfo(arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{Name} was still running after {Patience}.");
        }

        Assert.True(process.ExitCode == 0, $"{Name} ended with {process.ExitCode}:\n{output.Result}{error.Result}");
        return output.Result;
    }

    /// <summary>How it is started by those who talk to it while it runs.</summary>
    public ProcessStartInfo StartInfo(params string[] arguments) => new(Command, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        StandardOutputEncoding = Encoding.UTF8,
        StandardErrorEncoding = Encoding.UTF8,
    };

    private bool Try()
    {
        try
        {
            using Process process = Process.Start(StartInfo(Probe))!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process.WaitForExit(Patience) && process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs programs which are not ours, by the names of <see cref="OtherProgram"/>'s properties.</summary>
internal sealed class FactWithAttribute : FactAttribute
{
    public FactWithAttribute(params string[] programs) => Skip = TheoryWithAttribute.ReasonToSkip(programs);
}

/// <inheritdoc cref="FactWithAttribute"/>
internal sealed class TheoryWithAttribute : TheoryAttribute
{
    public TheoryWithAttribute(params string[] programs) => Skip = ReasonToSkip(programs);

    internal static string? ReasonToSkip(string[] programs) =>
        programs.Select(static name => OtherProgram.ByName(name).ReasonToSkip).FirstOrDefault(static reason => reason is not null);
}
