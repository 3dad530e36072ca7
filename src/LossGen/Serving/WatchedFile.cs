using System.Security.Cryptography;
using LossGen.Storage;

namespace LossGen.Serving;

/// <summary>A file that this process and others write: knows what it has written or read last, and so whether another has written since.</summary>
/// <remarks>Not thread-safe: its owner lets one thread at a time in.</remarks>
internal sealed class WatchedFile(string path)
{
    private (DateTime Time, long Length)? _known;
    private (DateTime Time, long Length)? _candidate;
    private byte[] _content = [];

    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>Whether there is a file that another has written since, as far as time and length show.</summary>
    public bool IsForeign => Stamp() is { } stamp && stamp != _known;

    /// <summary>Whether there is none.</summary>
    public bool IsMissing => Stamp() is null;

    /// <summary>What is there now, if anything, is no news.</summary>
    public void TakeAsKnown() => _known = Stamp();

    /// <summary>Whether another has written it, and it was the same at the call before: then nobody is writing any more.</summary>
    public bool IsForeignAndAtRest()
    {
        if (Stamp() is not { } stamp || stamp == _known)
        {
            _candidate = null;
            return false;
        }

        bool isAtRest = stamp == _candidate;
        _candidate = stamp;
        return isAtRest;
    }

    /// <summary>Reads the file, unless its content is what was read or written last; returns whether it was read.</summary>
    /// <param name="read">Reads the content. What it throws is passed on, and the content then counts as known: it is not read again before it changes.</param>
    public bool ReadIfOther(Action<Stream> read)
    {
        (DateTime Time, long Length)? before = Stamp();
        byte[] bytes = File.ReadAllBytes(Path), content = SHA256.HashData(bytes);

        // Written while it was read: the next look will see to it.
        if (Stamp() != before) return false;
        bool isOther = !content.AsSpan().SequenceEqual(_content);
        (_known, _candidate, _content) = (before, null, content);
        if (!isOther) return false;
        using var stream = new MemoryStream(bytes, writable: false);
        read(stream);
        return true;
    }

    /// <summary>Writes the file atomically.</summary>
    /// <param name="write">Writes the content.</param>
    public void Write(Action<Stream> write)
    {
        using var buffer = new MemoryStream();
        write(buffer);
        ReadOnlyMemory<byte> bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        AtomicFile.Write(Path, stream => stream.Write(bytes.Span));
        (_known, _candidate, _content) = (Stamp(), null, SHA256.HashData(bytes.Span));
    }

    /// <summary>Copies what another has written, before it is replaced.</summary>
    /// <param name="extension">Follows the name of the file.</param>
    public void KeepAs(string extension) => File.Copy(Path, Path + extension, overwrite: true);

    private (DateTime Time, long Length)? Stamp()
    {
        var file = new FileInfo(Path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
    }
}
