using System.Globalization;

namespace Browser;

/// <summary>Rows of numbers, one after another, and the class of each.</summary>
internal sealed record RowSet(float[] Rows, int[] Labels, int Width)
{
    /// <summary>Reads a file inside the assembly: lines of numbers with the class at their end, a number or a name.</summary>
    /// <exception cref="InvalidDataException">A line does not hold what is expected; the message names it.</exception>
    public static RowSet Read(string name, bool hasHeader)
    {
        using Stream stream = typeof(RowSet).Assembly.GetManifestResourceStream(name) ?? throw new InvalidDataException($"The assembly has no {name}.");
        using var reader = new StreamReader(stream);
        var rows = new List<float>();
        var classes = new List<string>();
        var labels = new List<int>();
        int number = 0, width = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (number == 1 && hasHeader) continue;
            string[] fields = line.Split(',');
            if (width == 0) width = fields.Length - 1;
            if (fields.Length != width + 1) throw new InvalidDataException($"{name}, line {number}: {fields.Length} fields; expected {width + 1}.");
            foreach (string field in fields.AsSpan(0, width))
            {
                if (!float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out float value))
                    throw new InvalidDataException($"{name}, line {number}: '{field}'; expected a number.");
                rows.Add(value);
            }

            if (!classes.Contains(fields[^1])) classes.Add(fields[^1]);
            labels.Add(classes.IndexOf(fields[^1]));
        }

        return new RowSet([.. rows], [.. labels], width);
    }
}
