using System.Buffers;
using System.Globalization;
using LossGen.Storage;

namespace LossGen.Files;

/// <summary>Reads the weights and biases of a model's layers from a safetensors file: exactly its bytes, in order, with nothing read ahead.</summary>
internal sealed class SafetensorsReader
{
    private const int BufferLength = 64 * 1024;

    private readonly Stream _stream;
    private readonly long? _fileLength;
    private readonly int _headerLength;

    /// <summary>Reads the header.</summary>
    /// <param name="stream">The file from its first byte on.</param>
    /// <param name="fileLength">Bytes that the stream has for it, where that is known and nothing else may follow.</param>
    /// <param name="isTable">As <see cref="FileLayout.Of"/> has it.</param>
    /// <exception cref="InvalidDataException">It is not such a file.</exception>
    public SafetensorsReader(Stream stream, long? fileLength, Func<int, int, bool>? isTable = null)
    {
        _stream = stream;
        _fileLength = fileLength;

        Span<byte> prefix = stackalloc byte[SafetensorsHeader.PrefixLength];
        prefix = prefix[..stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false)];
        _headerLength = SafetensorsHeader.LengthOf(prefix, fileLength);
        Layout = FileLayout.Of(HeaderJson.Read(ReadHeader()), HeaderJson.ReadNames, isTable);
    }

    /// <summary>What the header says.</summary>
    public FileLayout Layout { get; }

    /// <summary>The means and scales of the features in training; null where they were not standardised.</summary>
    public FeatureScaling? Scaling => Layout.Facts.FeatureMeans.Count == 0
        ? null
        : new FeatureScaling(Numbers(Layout.Facts.FeatureMeans), Numbers(Layout.Facts.FeatureScales));

    /// <summary>The bins that the classes are; null where the file has none.</summary>
    public Bins? Bins => Layout.Facts.Bins is { } bins
        ? Bins.Restored(Numbers(bins.Edges), Numbers(bins.Centres), double.Parse(bins.Smoothing, NumberStyles.Float, CultureInfo.InvariantCulture))
        : null;

    private static double[] Numbers(IEnumerable<string> texts) => [.. texts.Select(static text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture))];

    /// <summary>Reads the data and returns the parameters of the model.</summary>
    /// <exception cref="InvalidDataException">The file does not fit the model, or its numbers are not finite.</exception>
    public float[] Read(ModelShape model)
    {
        Layout.CheckFits(model);
        CheckLength();
        var parameters = new ParameterReader(Layout, model);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            foreach (TensorEntry tensor in Layout.InOrder)
            {
                int elementSize = tensor.ElementSize;
                for (long at = tensor.Begin; at < tensor.End;)
                {
                    Span<byte> chunk = buffer.AsSpan(0, (int)Math.Min(BufferLength, tensor.End - at));
                    Fill(chunk, "the data", Layout.DataLength, at);
                    parameters.Take(tensor, (at - tensor.Begin) / elementSize, chunk);
                    at += chunk.Length;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return parameters.Finish();
    }

    /// <summary>Throws if the file is shorter or longer than its header says, where its length is known.</summary>
    public void CheckLength()
    {
        if (_fileLength is not { } known) return;
        SafetensorsHeader.CheckDataLength(Layout.DataLength, known - SafetensorsHeader.PrefixLength - _headerLength);
    }

    /// <summary>The header's bytes, in an array that grows no faster than they come: a length alone costs no memory.</summary>
    private ReadOnlySpan<byte> ReadHeader()
    {
        // Where the file's length is known, LengthOf has compared the two.
        var header = new byte[_fileLength is null ? Math.Min(_headerLength, BufferLength) : _headerLength];
        int filled = 0;
        while (true)
        {
            Fill(header.AsSpan(filled), "the header", _headerLength, filled);
            filled = header.Length;
            if (filled == _headerLength) return header;
            Array.Resize(ref header, (int)Math.Min(_headerLength, 2L * filled));
        }
    }

    private void Fill(Span<byte> destination, string part, long length, long at)
    {
        int read = _stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        if (read < destination.Length) throw SafetensorsHeader.Truncated(part, length, at + read);
    }
}
