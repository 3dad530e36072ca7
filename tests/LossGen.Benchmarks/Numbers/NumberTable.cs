using System.Globalization;

namespace LossGen.Benchmarks.Numbers;

/// <summary>A table of a file: the last column but for <c>ocean_proximity</c> is the value, all others are features, words one column for each.</summary>
internal sealed class NumberTable
{
    private readonly float[][] _rows;
    private readonly float[] _values;

    private NumberTable(string name, float[][] rows, float[] values)
    {
        Name = name;
        _rows = rows;
        _values = values;
    }

    public string Name { get; }

    public int Features => _rows[0].Length;

    public int Count => _rows.Length;

    /// <summary>Reads a file of comma-separated values, with or without a line of names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="value">The name of the value's column; where the file has none, or it is null, the last.</param>
    public static NumberTable Read(string path, string? value)
    {
        string[][] lines = [.. File.ReadLines(path).Where(static line => line.Length > 0).Select(static line => line.Split(','))];
        bool hasNames = lines[0].All(static field => !IsNumber(field));
        int target = hasNames && value is not null ? Array.IndexOf(lines[0], value) : lines[0].Length - 1;
        string[][] rows = hasNames ? lines[1..] : lines;
        var columns = new List<float[]>();
        for (int c = 0; c < lines[0].Length; c++)
        {
            if (c != target) columns.AddRange(Columns([.. rows.Select(row => row[c])]));
        }

        float[][] features = [.. Enumerable.Range(0, rows.Length).Select(r => columns.Select(column => column[r]).ToArray())];
        return new(Path.GetFileNameWithoutExtension(path), features, [.. rows.Select(row => float.Parse(row[target], CultureInfo.InvariantCulture))]);
    }

    /// <summary>Four fifths of the rows to train on and the rest, drawn by a seed; features standardised by the former.</summary>
    public (float[] Rows, float[] Values, float[] TestRows, float[] TestValues) Split(int seed)
    {
        TrainTestSplit split = TrainTestSplit.Of(Count, 0.2, seed);
        float[] rows = Taken(split.Training), test = Taken(split.Test);
        for (int c = 0; c < Features; c++)
        {
            double mean = 0, square = 0;
            for (int i = c; i < rows.Length; i += Features) mean += rows[i];
            mean /= split.Training.Length;
            for (int i = c; i < rows.Length; i += Features) square += (rows[i] - mean) * (rows[i] - mean);
            double deviation = Math.Max(Math.Sqrt(square / split.Training.Length), 1e-6);
            foreach (float[] some in new[] { rows, test })
            {
                for (int i = c; i < some.Length; i += Features) some[i] = (float)((some[i] - mean) / deviation);
            }
        }

        return (rows, ValuesOf(split.Training), test, ValuesOf(split.Test));
    }

    private float[] Taken(ReadOnlySpan<int> rows)
    {
        var taken = new float[rows.Length * Features];
        for (int i = 0; i < rows.Length; i++) _rows[rows[i]].CopyTo(taken, i * Features);
        return taken;
    }

    private float[] ValuesOf(ReadOnlySpan<int> rows)
    {
        var values = new float[rows.Length];
        for (int i = 0; i < rows.Length; i++) values[i] = _values[rows[i]];
        return values;
    }

    /// <summary>Numbers as they are, missing ones their median and a column that says so; words one column each.</summary>
    private static IEnumerable<float[]> Columns(string[] fields)
    {
        if (fields.Any(static field => field.Length > 0 && !IsNumber(field)))
        {
            foreach (string word in fields.Distinct().Order(StringComparer.Ordinal)) yield return [.. fields.Select(field => field == word ? 1f : 0)];
            yield break;
        }

        float[] known = [.. fields.Where(static field => field.Length > 0).Select(static field => float.Parse(field, CultureInfo.InvariantCulture)).Order()];
        yield return [.. fields.Select(field => field.Length > 0 ? float.Parse(field, CultureInfo.InvariantCulture) : known[known.Length / 2])];
        if (known.Length < fields.Length) yield return [.. fields.Select(static field => field.Length > 0 ? 0f : 1)];
    }

    private static bool IsNumber(string field) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
