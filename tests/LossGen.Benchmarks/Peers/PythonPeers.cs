using System.Globalization;
using System.Text.Json;

namespace LossGen.Benchmarks.Peers;

/// <summary>The peers that Python has, all in one process that stays for the whole run.</summary>
internal sealed class PythonPeers : IDisposable
{
    // On Debian the packages belong to the system's own Python, and another may come first on the path.
    private const string SystemPython = "/usr/bin/python3";

    private readonly LineProcess _python;
    private readonly Dictionary<string, string?> _versions;

    /// <exception cref="PeerException">There is no such Python, or it does not understand the program.</exception>
    public PythonPeers(string program)
    {
        _python = new LineProcess(program, Path.Combine(AppContext.BaseDirectory, "Peers", "peers.py"));
        try
        {
            string line = _python.Read();
            _versions = line.StartsWith('{')
                ? JsonSerializer.Deserialize<Dictionary<string, string?>>(line)!
                : throw new PeerException($"'{program}' began with '{line}'; expected what is installed. Is it a Python?");
        }
        catch (PeerException)
        {
            _python.Dispose();
            throw;
        }
    }

    public static string DefaultProgram => File.Exists(SystemPython) ? SystemPython : "python3";

    private bool HasNumPy => _versions["numpy"] is not null;

    /// <summary>What runs, with versions.</summary>
    public IEnumerable<string> Present
    {
        get
        {
            if (!HasNumPy) yield break;
            yield return $"NumPy {_versions["numpy"]}{(_versions["blas"] is { } blas ? $" with {blas}" : "")}";
            if (_versions["torch"] is { } torch) yield return $"PyTorch {torch}";
            if (_versions["sklearn"] is { } sklearn) yield return $"scikit-learn {sklearn}";
        }
    }

    /// <summary>What does not run, and how to come by it.</summary>
    public IEnumerable<string> Missing
    {
        get
        {
            if (!HasNumPy)
            {
                yield return "NumPy, and with it all of Python: apt-get install python3-numpy python3-torch python3-sklearn";
                yield break;
            }

            const string Install = "apt-get install";
            if (_versions["blas"] is null) yield return $"a fast BLAS, as far as can be seen: {Install} libopenblas0-pthread python3-threadpoolctl";
            if (_versions["torch"] is null) yield return $"PyTorch: {Install} python3-torch";
            if (_versions["sklearn"] is null) yield return $"scikit-learn: {Install} python3-sklearn";
        }
    }

    /// <summary>The peers on a data set. They are valid until the next call, and need not be disposed of.</summary>
    public IReadOnlyList<IPeer> Load(Shape shape, string dataFile)
    {
        if (!HasNumPy) return [];
        string load = string.Create(
            CultureInfo.InvariantCulture,
            $"load\t{dataFile}\t{shape.Rows}\t{shape.Features}\t{shape.Classes}\t{shape.BatchSize}\t{shape.SoftmaxRate}");
        if (shape.IsNetwork)
        {
            load += string.Create(
                CultureInfo.InvariantCulture,
                $"\t{string.Join(",", shape.Hidden)}\t{shape.Rate}\t{shape.Activation}\t{(shape.IsAdam ? "Adam" : "SGD")}");
        }

        string answer = _python.Ask(load);
        if (answer != "ok") throw new PeerException($"Python answered '{answer}' when told to load {shape.Name}; expected 'ok'.");

        List<IPeer> peers = [new Peer(_python, "NumPy", "numpy")];
        if (_versions["torch"] is not null)
        {
            peers.Add(new Peer(_python, "PyTorch autograd", "torch"));
            peers.Add(new Peer(_python, "PyTorch by hand", "torch-by-hand"));
        }

        if (_versions["sklearn"] is not null) peers.Add(new Peer(_python, shape.IsNetwork ? "scikit-learn MLP" : "scikit-learn SGD", "sklearn", comparable: false));
        return peers;
    }

    public void Dispose() => _python.Dispose();

    private sealed class Peer(LineProcess python, string name, string command, bool comparable = true) : IPeer
    {
        public string Name => name;

        public double SecondsPerEpoch(int epochs) => python.AskNumber($"time\t{command}\t{epochs}");

        public double? LossAfter(int epochs) => comparable ? python.AskNumber($"loss\t{command}\t{epochs}") : null;

        public void Dispose()
        {
        }
    }
}
