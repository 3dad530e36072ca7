using System.Security.Cryptography;

namespace LossGen.Storage;

/// <summary>
/// A safetensors file of everything that something remembers: strings that say whose it is, arrays of numbers, and a checksum over these, so that a
/// damaged file is told from a sound one.
/// </summary>
internal static class StateFile
{
    /// <summary>The SHA-256 of the data, in the metadata.</summary>
    internal const string ChecksumKey = "lossgen.sha256";

    /// <summary>Writes a file whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="facts">Whose it is.</param>
    /// <param name="visit">Visits every number, the same ones each time; called twice.</param>
    public static void Write(string path, IEnumerable<(string Key, string Value)> facts, Action<StateVisitor> visit)
    {
        byte[] header = Header(facts, visit);
        AtomicFile.Write(path, stream => Write(stream, header, visit));
    }

    /// <summary>The same bytes, for wherever they are kept.</summary>
    public static byte[] ToBytes(IEnumerable<(string Key, string Value)> facts, Action<StateVisitor> visit)
    {
        using var stream = new MemoryStream();
        Write(stream, Header(facts, visit), visit);
        return stream.ToArray();
    }

    private static byte[] Header(IEnumerable<(string Key, string Value)> facts, Action<StateVisitor> visit)
    {
        using var contents = new Contents();
        visit(contents);
        return SafetensorsHeaderWriter.Of([.. facts, (ChecksumKey, contents.Checksum())], contents.Tensors);
    }

    private static void Write(Stream stream, byte[] header, Action<StateVisitor> visit)
    {
        stream.Write(header);
        visit(new Writer(stream));
    }

    /// <summary>Lists the arrays and adds up their checksum.</summary>
    private sealed class Contents : StateVisitor, IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _end;

        public List<TensorEntry> Tensors { get; } = [];

        public override bool IsReading => false;

        public string Checksum() => Convert.ToHexString(_hash.GetCurrentHash());

        public void Dispose() => _hash.Dispose();

        protected override void Visit(string name, string type, int size, Span<byte> bytes)
        {
            Tensors.Add(new TensorEntry(name, type, [bytes.Length / size], _end, _end += bytes.Length));
            Swap(bytes, size);
            _hash.AppendData(bytes);
            Swap(bytes, size);
        }
    }

    private sealed class Writer(Stream stream) : StateVisitor
    {
        public override bool IsReading => false;

        protected override void Visit(string name, string type, int size, Span<byte> bytes)
        {
            Swap(bytes, size);
            stream.Write(bytes);
            Swap(bytes, size);
        }
    }
}
