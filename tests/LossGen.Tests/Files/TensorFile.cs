using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace LossGen.Tests.Files;

/// <summary>Files put together by hand from the description of the format, apart from the code that is tested.</summary>
internal static class TensorFile
{
    public static byte[] Of(string header, ReadOnlySpan<byte> data) => Of(Encoding.UTF8.GetBytes(header), data);

    public static byte[] Of(byte[] header, ReadOnlySpan<byte> data)
    {
        var bytes = new byte[8 + header.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        header.CopyTo(bytes, 8);
        data.CopyTo(bytes.AsSpan(8 + header.Length));
        return bytes;
    }

    public static byte[] Of<T>(string header, params T[] data)
        where T : unmanaged => Of(header, MemoryMarshal.AsBytes(data.AsSpan()));

    /// <summary>A header of weight and bias, one after the other.</summary>
    public static string Header(int rows, int features, string type = "F32", string prefix = "", string metadata = "", bool bias = true)
    {
        int size = type switch { "F64" => 8, "F32" => 4, _ => 2 };
        int end = rows * features * size;
        string strings = metadata.Length == 0 ? "" : "\"__metadata__\":{" + metadata + "},";
        string weight = Tensor(prefix + "weight", $"[{rows},{features}]", 0, end, type);
        return "{" + strings + weight + (bias ? "," + Tensor(prefix + "bias", $"[{rows}]", end, end + (rows * size), type) : "") + "}";
    }

    public static string Tensor(string name, string shape, long begin, long end, string type = "F32") => string.Create(
        CultureInfo.InvariantCulture, $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":[{begin},{end}]}}");
}

/// <summary>A folder of its own for the files of one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lossgen-files-");

    public string Path => _folder.FullName;

    public IEnumerable<string> Names => _folder.EnumerateFileSystemInfos().Select(static entry => entry.Name).Order(StringComparer.Ordinal);

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>A stream that gives a few bytes at a time, as a network does, cannot seek and counts what was taken.</summary>
internal sealed class TricklingStream(byte[] bytes) : Stream
{
    private int _at;

    public int Taken => _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(Math.Min(buffer.Length, bytes.Length - _at), 1 + (_at % 7));
        bytes.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A stream that fails once so many bytes were written.</summary>
internal sealed class FailingStream(int capacity) : MemoryStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (Length + count > capacity) throw new IOException("The disk is full.");
        base.Write(buffer, offset, count);
    }
}
