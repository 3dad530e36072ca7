using System.Text;
using System.Text.Json;
using static System.FormattableString;

namespace LossGen.Storage;

/// <summary>The header of a safetensors file, from and to JSON.</summary>
internal static class HeaderJson
{
    /// <summary>Where a tensor begins and ends.</summary>
    private const int Offsets = 2;

    /// <summary>Reads the header's bytes. Every name in it occurs once, and nothing in it is unknown to the format.</summary>
    /// <exception cref="InvalidDataException">They are not such a header.</exception>
    public static SafetensorsHeader Read(ReadOnlySpan<byte> json) => Read(json, new HeaderBudget());

    /// <summary>Reads the header's bytes within a budget.</summary>
    /// <exception cref="InvalidDataException">They are not such a header.</exception>
    public static SafetensorsHeader Read(ReadOnlySpan<byte> json, HeaderBudget budget)
    {
        // Utf8JsonReader would take white space before the object, which the format does not allow.
        if (json.IsEmpty || json[0] != '{') throw new InvalidDataException("its header does not begin with a brace, expected a JSON object");
        return Guarded(json, bytes => ReadObject(bytes, budget));
    }

    /// <summary>Reads a JSON array of strings, and no further than one string more than any model has names.</summary>
    /// <exception cref="InvalidDataException">The text is something else.</exception>
    public static string[] ReadNames(string json) => Guarded(Encoding.UTF8.GetBytes(json), static bytes =>
    {
        var reader = new Utf8JsonReader(bytes);
        Expect(ref reader, JsonTokenType.StartArray, "an array of strings");
        var names = new List<string>();
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            names.Add(String(ref reader, "an array of strings"));
            if (names.Count > HeaderBudget.MaxNames) return names.ToArray();
        }

        ExpectEnd(ref reader);
        return names.ToArray();
    });

    private delegate T Reading<out T>(ReadOnlySpan<byte> json);

    private static T Guarded<T>(ReadOnlySpan<byte> json, Reading<T> read)
    {
        try
        {
            return read(json);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException(Invariant($"its header is not JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine})"), fault);
        }
        catch (InvalidOperationException fault)
        {
            // Thrown by the reader for a string that is not valid text: half a surrogate pair, bytes that are not UTF-8.
            throw new InvalidDataException("its header holds a string that is not Unicode", fault);
        }
    }

    private static SafetensorsHeader ReadObject(ReadOnlySpan<byte> json, HeaderBudget budget)
    {
        var reader = new Utf8JsonReader(json);
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        Dictionary<string, string>? metadata = null;
        var tensors = new List<TensorEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            string name = Key(ref reader, budget);
            if (!names.Add(name)) throw Twice(name);
            if (name == SafetensorsHeader.MetadataKey)
            {
                metadata = ReadMetadata(ref reader, budget);
            }
            else
            {
                budget.AddTensor();
                tensors.Add(ReadTensor(ref reader, name, budget));
            }
        }

        ExpectEnd(ref reader);
        return new SafetensorsHeader(metadata ?? [], tensors);
    }

    private static Dictionary<string, string> ReadMetadata(ref Utf8JsonReader reader, HeaderBudget budget)
    {
        Expect(ref reader, JsonTokenType.StartObject, "an object of strings under __metadata__");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            budget.AddString();
            string key = Key(ref reader, budget);
            Next(ref reader);
            if (!metadata.TryAdd(key, Text(ref reader, budget, "strings under __metadata__"))) throw Twice(key);
        }

        return metadata;
    }

    private static TensorEntry ReadTensor(ref Utf8JsonReader reader, string name, HeaderBudget budget)
    {
        Expect(ref reader, JsonTokenType.StartObject, $"an object for the tensor {Quoted.Text(name)}");
        string? type = null;
        List<long>? shape = null, offsets = null;
        while (Next(ref reader) != JsonTokenType.EndObject)
        {
            string key = Key(ref reader, budget);
            Next(ref reader);
            switch (key)
            {
                case "dtype" when type is null: type = Text(ref reader, budget, "a string as dtype"); break;
                case "shape" when shape is null: shape = Numbers(ref reader, key, HeaderBudget.MaxDimensions, name); break;
                case "data_offsets" when offsets is null: offsets = Numbers(ref reader, key, Offsets, name); break;
                case "dtype" or "shape" or "data_offsets": throw Twice(key);
                default: throw Unexpected($"dtype, shape and data_offsets for the tensor {Quoted.Text(name)}, not {Quoted.Text(key)}");
            }
        }

        if (type is null || shape is null || offsets is not [long begin, long end]) throw Incomplete(name);
        return new TensorEntry(name, type, shape, begin, end);
    }

    private static List<long> Numbers(ref Utf8JsonReader reader, string key, int most, string tensor)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Unexpected($"an array as {key}");
        var numbers = new List<long>();
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
                throw Unexpected($"whole numbers from 0 in {key}");
            if (numbers.Count == most) throw most == Offsets ? Incomplete(tensor) : HeaderBudget.TooManyDimensions(tensor);
            numbers.Add(number);
        }

        return numbers;
    }

    private static string Key(ref Utf8JsonReader reader, HeaderBudget budget)
    {
        budget.AddText(reader.ValueSpan.Length);
        return reader.GetString()!;
    }

    private static string Text(ref Utf8JsonReader reader, HeaderBudget budget, string expected)
    {
        budget.AddText(reader.ValueSpan.Length);
        return String(ref reader, expected);
    }

    private static string String(ref Utf8JsonReader reader, string expected) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Unexpected(expected);

    private static JsonTokenType Next(ref Utf8JsonReader reader)
    {
        // Between the tokens of a complete document there is always a next one; its end is ExpectEnd's.
        if (!reader.Read()) throw Unexpected("more");
        return reader.TokenType;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string expected)
    {
        if (Next(ref reader) != token) throw Unexpected(expected);
    }

    // Read throws for anything but white space after the document.
    private static void ExpectEnd(ref Utf8JsonReader reader) => reader.Read();

    private static InvalidDataException Twice(string name) => new($"its header has {Quoted.Text(name)} twice, expected each name once");

    private static InvalidDataException Incomplete(string tensor) => Unexpected($"dtype, shape and two data_offsets for the tensor {Quoted.Text(tensor)}");

    private static InvalidDataException Unexpected(string expected) => new($"its header has something else, expected {expected}");
}
