using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LossGen.Benchmarks.Peers;

/// <summary>A program that answers each line with a line. Between two lines it waits and takes no time from others.</summary>
internal sealed class LineProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly string _name;
    private readonly StringBuilder _errors = new();

    /// <exception cref="PeerException">The program cannot be started.</exception>
    public LineProcess(string program, params string[] arguments)
    {
        _name = Path.GetFileName(program);
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new PeerException($"'{program}' does not start: {error.Message}.", error);
        }

        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
    }

    /// <exception cref="PeerException">The program has ended.</exception>
    public string Ask(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended; reading finds that out, and why.
        }

        return Read();
    }

    public double AskNumber(string line)
    {
        string answer = Ask(line);
        return double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new PeerException($"{_name} answered '{answer}' to '{line}'; expected a number.");
    }

    public string Read()
    {
        if (_process.StandardOutput.ReadLine() is { } answer) return answer;
        _process.WaitForExit();
        lock (_errors) throw new PeerException($"{_name} has ended with code {_process.ExitCode}: {_errors.ToString().Trim()}");
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before reading all that it was sent.
        }

        if (!_process.WaitForExit(Patience)) _process.Kill();
        _process.Dispose();
    }
}

/// <summary>A peer cannot be started, or does not answer.</summary>
internal sealed class PeerException(string message, Exception? inner = null) : Exception(message, inner);
