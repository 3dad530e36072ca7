using System.Security.Cryptography;
using static System.FormattableString;

namespace LossGen.Storage;

/// <summary>Reads what <see cref="StateFile"/> has written. The whole file is checked before anything of it is used.</summary>
internal sealed class StateReader : StateVisitor, IDisposable
{
    // Two arrays for each step that L-BFGS remembers, and some more.
    private const int MaxTensors = 1_000_000;
    private const int ChunkLength = 1 << 16;

    private readonly Stream _stream;
    private readonly long _dataStart;
    private readonly Dictionary<string, TensorEntry> _tensors;

    /// <summary>Opens a file and checks it.</summary>
    /// <exception cref="InvalidDataException">It is damaged or something else; the message is what is wrong with it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user has no permission to read it.</exception>
    public StateReader(string path)
        : this(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, ChunkLength))
    {
    }

    /// <summary>Takes over what can be sought in, and checks it.</summary>
    /// <exception cref="InvalidDataException">It is damaged or something else; the message is what is wrong with it.</exception>
    public StateReader(Stream stream)
    {
        _stream = stream;
        try
        {
            SafetensorsHeader header = ReadHeader();
            _dataStart = _stream.Position;
            Facts = header.Metadata;
            _tensors = header.Tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);
            if (!Facts.TryGetValue(StateFile.ChecksumKey, out string? checksum)) throw new InvalidDataException("it has no checksum, expected the file of a training run");
            CheckPlaces(header.Tensors);
            CheckData(checksum);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>The strings that say whose it is.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; }

    public override bool IsReading => true;

    public void Dispose() => _stream.Dispose();

    protected override void Visit(string name, string type, int size, Span<byte> bytes)
    {
        if (!_tensors.TryGetValue(name, out TensorEntry? tensor)) throw new InvalidDataException($"it has no {Quoted.Text(name)}");
        long length = tensor.End - tensor.Begin;
        if (tensor.Type != type || length != bytes.Length)
        {
            throw new InvalidDataException(Invariant(
                $"its {Quoted.Text(name)} has {length} bytes of {Quoted.OneLine(tensor.Type)}, expected {bytes.Length / size} numbers of {type}"));
        }

        _stream.Position = _dataStart + tensor.Begin;
        _stream.ReadExactly(bytes);
        Swap(bytes, size);
    }

    private SafetensorsHeader ReadHeader()
    {
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixLength];
        prefix = prefix[.._stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false)];
        var bytes = new byte[SafetensorsHeader.LengthOf(prefix, _stream.Length)];
        _stream.ReadExactly(bytes);
        return HeaderJson.Read(bytes, new HeaderBudget(MaxTensors));
    }

    private void CheckPlaces(IReadOnlyList<TensorEntry> tensors)
    {
        long end = 0;
        foreach (TensorEntry tensor in tensors)
        {
            if (tensor.Begin != end || tensor.End < end) throw new InvalidDataException($"its {Quoted.Text(tensor.Name)} does not follow what is before it");
            end = tensor.End;
            if (tensor.Shape is not [long count] || tensor.ElementSize == 0 || count != (end - tensor.Begin) / tensor.ElementSize)
                throw new InvalidDataException($"its {Quoted.Text(tensor.Name)} of the shape {tensor.ShapeText} does not fit its place");
        }

        SafetensorsHeader.CheckDataLength(end, _stream.Length - _dataStart);
    }

    private void CheckData(string expected)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[ChunkLength];
        for (int read; (read = _stream.Read(chunk)) > 0;) hash.AppendData(chunk, 0, read);
        if (Convert.ToHexString(hash.GetCurrentHash()) != expected) throw new InvalidDataException("it is damaged: its checksum is that of other data");
    }
}
