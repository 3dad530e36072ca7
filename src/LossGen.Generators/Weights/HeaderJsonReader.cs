using System.IO;
using System.Text;
using LossGen.Files;
using LossGen.Storage;
using static System.FormattableString;

namespace LossGen.Generators.Weights;

/// <summary>Reads the header of a safetensors file. The compiler's process has no JSON reader that a generator may rely on.</summary>
/// <remarks>It accepts exactly what the library's reader, which is based on Utf8JsonReader, accepts; tests compare them.</remarks>
internal ref struct HeaderJsonReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Where a tensor begins and ends.</summary>
    private const int Offsets = 2;

    private readonly ReadOnlySpan<byte> _json;
    private readonly HeaderBudget _budget = new();
    private int _at;

    private HeaderJsonReader(ReadOnlySpan<byte> json)
    {
        _json = json;
        _at = 0;
    }

    /// <summary>Reads the header's bytes. Every name in it occurs once, and nothing in it is unknown to the format.</summary>
    /// <exception cref="InvalidDataException">They are not such a header.</exception>
    public static SafetensorsHeader Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != '{') throw new InvalidDataException("its header does not begin with a brace, expected a JSON object");
        var reader = new HeaderJsonReader(json);
        Dictionary<string, string>? metadata = null;
        var tensors = new List<TensorEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        reader.Take('{');
        for (bool first = true; reader.HasNext('}', ref first);)
        {
            string name = reader.Key();
            if (!names.Add(name)) throw Twice(name);
            if (name == SafetensorsHeader.MetadataKey)
            {
                metadata = reader.Metadata();
            }
            else
            {
                reader._budget.AddTensor();
                tensors.Add(reader.Tensor(name));
            }
        }

        reader.TakeEnd();
        return new SafetensorsHeader(metadata ?? [], tensors);
    }

    /// <summary>Reads a JSON array of strings, and no further than one string more than any model has names.</summary>
    /// <exception cref="InvalidDataException">The text is something else.</exception>
    public static string[] ReadNames(string json)
    {
        var reader = new HeaderJsonReader(Encoding.UTF8.GetBytes(json));
        var names = new List<string>();
        reader.Take('[');
        for (bool first = true; reader.HasNext(']', ref first);)
        {
            names.Add(reader.String());
            if (names.Count > HeaderBudget.MaxNames) return names.ToArray();
        }

        reader.TakeEnd();
        return names.ToArray();
    }

    private Dictionary<string, string> Metadata()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        Take('{');
        for (bool first = true; HasNext('}', ref first);)
        {
            _budget.AddString();
            string key = Key();
            if (metadata.ContainsKey(key)) throw Twice(key);
            metadata.Add(key, String());
        }

        return metadata;
    }

    private TensorEntry Tensor(string name)
    {
        string? type = null;
        List<long>? shape = null, offsets = null;
        Take('{');
        for (bool first = true; HasNext('}', ref first);)
        {
            string key = Key();
            switch (key)
            {
                case "dtype" when type is null: type = String(); break;
                case "shape" when shape is null: shape = Numbers(HeaderBudget.MaxDimensions, name); break;
                case "data_offsets" when offsets is null: offsets = Numbers(Offsets, name); break;
                case "dtype" or "shape" or "data_offsets": throw Twice(key);
                default: throw Unexpected($"dtype, shape and data_offsets for the tensor {Quoted.Text(name)}, not {Quoted.Text(key)}");
            }
        }

        if (type is null || shape is null || offsets is not { Count: Offsets }) throw Incomplete(name);
        return new TensorEntry(name, type, shape, offsets[0], offsets[1]);
    }

    private List<long> Numbers(int most, string tensor)
    {
        var numbers = new List<long>();
        Take('[');
        for (bool first = true; HasNext(']', ref first);)
        {
            long number = Number();
            if (numbers.Count == most) throw most == Offsets ? Incomplete(tensor) : HeaderBudget.TooManyDimensions(tensor);
            numbers.Add(number);
        }

        return numbers;
    }

    /// <summary>A whole number from 0; no sign but that of -0, no leading zero, no fraction and no exponent.</summary>
    private long Number()
    {
        bool isNegative = Peek() == '-';
        if (isNegative) _at++;
        int start = _at;
        long value = 0;
        for (; _at < _json.Length && _json[_at] is >= (byte)'0' and <= (byte)'9'; _at++)
        {
            int digit = _json[_at] - '0';
            if (value > (long.MaxValue - digit) / 10) throw Unexpected("smaller numbers");
            value = (value * 10) + digit;
        }

        bool isWhole = _at > start && (_at == start + 1 || _json[start] != '0') && !(isNegative && value != 0);
        return isWhole ? value : throw Unexpected("whole numbers from 0");
    }

    private string Key()
    {
        string key = String();
        Take(':');
        return key;
    }

    private string String()
    {
        Take('"');
        int start = _at;
        var bytes = new List<byte>();
        while (true)
        {
            byte c = Byte();
            if (c == '"') break;
            if (c < ' ') throw NotJson();
            if (c == '\\') Escape(bytes);
            else bytes.Add(c);
        }

        _budget.AddText(_at - 1 - start);
        try
        {
            return StrictUtf8.GetString(bytes.ToArray());
        }
        catch (DecoderFallbackException fault)
        {
            throw new InvalidDataException("its header holds a string that is not Unicode", fault);
        }
    }

    private void Escape(List<byte> bytes)
    {
        byte c = Byte();
        if (c == 'u')
        {
            char first = Hex();
            string text = char.IsHighSurrogate(first) && Byte() == '\\' && Byte() == 'u' ? new string([first, Hex()]) : first.ToString();
            if (char.IsSurrogate(first) && !(text.Length == 2 && char.IsSurrogatePair(text, 0)))
                throw new InvalidDataException("its header holds a string that is not Unicode");
            bytes.AddRange(StrictUtf8.GetBytes(text));
            return;
        }

        int plain = "\"\\/bfnrt".IndexOf((char)c);
        if (plain < 0) throw NotJson();
        bytes.Add((byte)"\"\\/\b\f\n\r\t"[plain]);
    }

    private char Hex()
    {
        int value = 0;
        for (int i = 0; i < 4; i++)
        {
            byte c = Byte();
            int digit = c switch
            {
                >= (byte)'0' and <= (byte)'9' => c - '0',
                >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
                >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
                _ => throw NotJson(),
            };
            value = (value << 4) | digit;
        }

        return (char)value;
    }

    /// <summary>Whether another element follows; consumes the comma before it, or the closing bracket.</summary>
    private bool HasNext(char end, ref bool first)
    {
        char next = Peek();
        if (next == end)
        {
            _at++;
            return false;
        }

        if (!first) Take(',');
        first = false;
        return true;
    }

    private void Take(char expected)
    {
        if (Peek() != expected) throw NotJson();
        _at++;
    }

    private void TakeEnd()
    {
        SkipSpace();
        if (_at < _json.Length) throw NotJson();
    }

    private char Peek()
    {
        SkipSpace();
        return _at < _json.Length ? (char)_json[_at] : '\0';
    }

    private void SkipSpace()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') _at++;
    }

    private byte Byte() => _at < _json.Length ? _json[_at++] : throw NotJson();

    private readonly InvalidDataException NotJson() => new(Invariant($"its header is not the JSON expected of a safetensors file (byte {_at})"));

    private static InvalidDataException Twice(string name) => new($"its header has {Quoted.Text(name)} twice, expected each name once");

    private static InvalidDataException Incomplete(string tensor) => Unexpected($"dtype, shape and two data_offsets for the tensor {Quoted.Text(tensor)}");

    private static InvalidDataException Unexpected(string expected) => new($"its header has something else, expected {expected}");
}
