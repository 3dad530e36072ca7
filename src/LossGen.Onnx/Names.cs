using System.Globalization;
using System.Text;
using System.Text.Json;
using LossGen.Files;
using LossGen.Storage;

namespace LossGen.Onnx;

/// <summary>The names of features and classes.</summary>
internal static class Names
{
    /// <summary>Those that were requested, else those of the declaration; empty where there are none.</summary>
    public static string[] Of(IReadOnlyList<string>? asked, ReadOnlySpan<string> declared, int count, string option)
    {
        if (asked is null or { Count: 0 })
        {
            if (declared.Length != 0 && declared.Length != count)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The model declares {declared.Length} {option}; it needs {count}, or none."));
            for (int i = 0; i < declared.Length; i++)
            {
                if (ModelNames.Fault(declared[i]) is { } fault)
                    throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The model's {option}[{i}] is {fault}; no file can hold it."));
            }

            return declared.ToArray();
        }

        if (asked.Count != count)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{option} has {asked.Count} names; the model needs {count}."), "options");
        for (int i = 0; i < count; i++)
        {
            if (string.IsNullOrEmpty(asked[i]))
                throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{option}[{i}] is {(asked[i] is null ? "null" : "empty")}; every name has at least one character."), "options");
            RequireUnicode(asked[i], string.Create(CultureInfo.InvariantCulture, $"{option}[{i}]"));
        }

        return [.. asked];
    }

    /// <summary>Throws where a text of the options would not come out of the file as it went in.</summary>
    public static void RequireUnicode(string? text, string option)
    {
        if (text is not null && ModelNames.Fault(text) is { } fault) throw new ArgumentException($"{option} is {fault}; no file can hold it.", "options");
    }

    /// <summary>How a name is quoted in a message; nothing where there are no names.</summary>
    public static string Quoted(string[] names, int index) => names.Length > 0 ? $" ('{names[index]}')" : "";

    /// <summary>Numbers as a JSON array, with the digits that give the same float64 again.</summary>
    public static string ToJson(ReadOnlySpan<double> numbers)
    {
        var text = new StringBuilder("[");
        foreach (double number in numbers) text.Append(text.Length == 1 ? "" : ",").Append(number.ToString("R", CultureInfo.InvariantCulture));
        return text.Append(']').ToString();
    }

    /// <summary>A JSON array. A list with separators would need rules for names that hold one.</summary>
    public static string ToJson(string[] names)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text))
        {
            writer.WriteStartArray();
            foreach (string name in names) writer.WriteStringValue(name);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
