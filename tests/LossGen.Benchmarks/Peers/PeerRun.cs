using System.Numerics.Tensors;
using LossGen.Benchmarks.Machine;
using LossGen.Benchmarks.Reporting;

namespace LossGen.Benchmarks.Peers;

/// <summary>What the command line asks for.</summary>
internal sealed record PeerSettings
{
    public required int Samples { get; init; }

    public required IReadOnlyList<Shape> Shapes { get; init; }

    public FileInfo? Json { get; init; }

    public bool Markdown { get; init; }

    public required string Python { get; init; }
}

/// <summary>All peers side by side in one run. Progress goes to the error stream, so that the output is the tables alone.</summary>
internal sealed class PeerRun : IDisposable
{
    private const int Done = 0, Failed = 1;

    /// <summary>Epochs after which the losses are compared: enough steps to part ways, too few for rounding differences to grow.</summary>
    private const int ComparedEpochs = 3;

    private readonly PeerSettings _settings;
    private readonly Roofline _roofline = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lossgen-peers-");
    private readonly string? _compiler = CompiledPeer.Describe();
    private readonly PythonPeers? _python;

    private PeerRun(PeerSettings settings)
    {
        _settings = settings;
        if (_compiler is null) Note($"Missing: the C program; {CompiledPeer.Compiler} is not installed (apt-get install gcc)");
        try
        {
            _python = new PythonPeers(settings.Python);
        }
        catch (PeerException error)
        {
            Note($"Missing: all of Python; {error.Message}");
        }

        foreach (string missing in _python?.Missing ?? []) Note($"Missing: {missing}");
    }

    public static int Execute(PeerSettings settings)
    {
        try
        {
            using var run = new PeerRun(settings);
            RunFigures figures = run.Measure();
            if (settings.Markdown) MarkdownReport.Write(figures, Console.Out);
            else ConsoleReport.Write(figures);
            if (settings.Json is { } file) JsonReport.Write(figures, file);
            return Judge(figures);
        }
        catch (Exception error) when (error is PeerException or IOException or UnauthorizedAccessException)
        {
            Note(error.Message);
            return Failed;
        }
    }

    public void Dispose()
    {
        _python?.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int Judge(RunFigures figures)
    {
        int verdict = Done;
        foreach (ShapeFigures shape in figures.Shapes)
        {
            foreach (PeerFigures peer in shape.Deviating)
            {
                Note($"{peer.Peer} on {shape.Shape.Name} came to the loss {peer.Loss:F6} and LossGen to {shape.Reference.Loss:F6}: "
                    + "they did not do the same work.");
                verdict = Failed;
            }
        }

        return verdict;
    }

    private static void Note(string text) => Console.Error.WriteLine(text);

    private RunFigures Measure()
    {
        List<ShapeFigures> shapes = [];
        foreach (Shape shape in _settings.Shapes)
        {
            Note($"{shape.Name} …");
            _roofline.Measure();
            shapes.Add(Measure(shape));
        }

        Note("Single rows …");
        _roofline.Measure();
        return new RunFigures(MachineDescription.Current, _roofline, Versions(), shapes, SingleRow.Measure(_settings.Samples));
    }

    private ShapeFigures Measure(Shape shape)
    {
        DataSet data = DataSet.Create(shape);
        List<IPeer> peers = [.. ManagedPeers.Of(shape, data)];
        try
        {
            if (_compiler is not null || _python is not null)
            {
                string file = Path.Combine(_folder.FullName, $"{shape.Name}.data");
                DataFile.Write(file, data, ManagedPeers.StartOf(shape));
                if (_compiler is not null) peers.AddRange(Compiled(shape, file, isOnTwoThreads: peers.Exists(static peer => peer.Name == ManagedPeers.OnTwoThreads)));
                if (_python is not null) peers.AddRange(_python.Load(shape, file));
            }

            double?[] losses = [.. peers.Select(static peer => peer.LossAfter(ComparedEpochs))];
            Func<int, double>[] epochs = [.. peers.Select(static peer => (Func<int, double>)peer.SecondsPerEpoch)];
            double[][] seconds = Sampling.Interleave(epochs, _settings.Samples);
            return new ShapeFigures(shape, [.. peers.Select((peer, i) => new PeerFigures(peer.Name, seconds[i], losses[i]))]);
        }
        finally
        {
            foreach (IPeer peer in peers) peer.Dispose();
        }
    }

    private List<IPeer> Compiled(Shape shape, string dataFile, bool isOnTwoThreads)
    {
        List<IPeer> peers = [];
        try
        {
            CompiledPeer compiled = CompiledPeer.Create(shape, dataFile, _folder.FullName);
            peers.Add(compiled);
            if (isOnTwoThreads) peers.Add(new TwoCompiledPeers(compiled.Again(), compiled.Again()));
        }
        catch (PeerException error)
        {
            Note($"Missing: the C program; {error.Message}");
        }

        return peers;
    }

    private List<string> Versions()
    {
        List<string> versions = [$"System.Numerics.Tensors {typeof(TensorPrimitives).Assembly.GetName().Version!.ToString(3)}"];
        if (_compiler is not null) versions.Add(_compiler);
        versions.AddRange(_python?.Present ?? []);
        return versions;
    }
}
