using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LossGen.Storage;

/// <summary>Writes the head of a safetensors file. The same contents give the same bytes everywhere.</summary>
internal static class SafetensorsHeaderWriter
{
    private const int Alignment = 8;

    /// <summary>No page of HTML will hold this text, so quotes within strings are escaped the short way.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The length of the header, the header, and spaces up to a multiple of eight bytes, where the data begins.</summary>
    public static byte[] Of(IEnumerable<(string Key, string Value)> metadata, IEnumerable<TensorEntry> tensors)
    {
        var bytes = new ArrayBufferWriter<byte>();
        bytes.GetSpan(SafetensorsHeader.PrefixLength)[..SafetensorsHeader.PrefixLength].Clear();
        bytes.Advance(SafetensorsHeader.PrefixLength);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsHeader.MetadataKey);
            foreach ((string key, string value) in metadata) json.WriteString(key, value);
            json.WriteEndObject();
            foreach (TensorEntry tensor in tensors) Write(json, tensor);
            json.WriteEndObject();
        }

        while (bytes.WrittenCount % Alignment != 0) bytes.Write(" "u8);
        byte[] header = bytes.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - SafetensorsHeader.PrefixLength);
        return header;
    }

    private static void Write(Utf8JsonWriter json, TensorEntry tensor)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype"u8, tensor.Type);
        json.WriteStartArray("shape"u8);
        foreach (long count in tensor.Shape) json.WriteNumberValue(count);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets"u8);
        json.WriteNumberValue(tensor.Begin);
        json.WriteNumberValue(tensor.End);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
