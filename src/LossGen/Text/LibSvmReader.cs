using System.Globalization;
using System.Runtime.InteropServices;
using LossGen.Storage;
using static System.FormattableString;

namespace LossGen.Text;

/// <summary>Line after line of a file in the format of LIBSVM.</summary>
internal sealed class LibSvmReader(int features)
{
    private readonly SparseRowList _rows = new();
    private readonly List<double> _labels = [];
    private readonly List<int> _lines = [];
    private readonly List<int> _features = [];
    private readonly List<float> _values = [];
    private int _line;

    /// <summary>Adds the row of a line, if it has one.</summary>
    /// <exception cref="InvalidDataException">It is not of the format; the message says what was expected.</exception>
    public void Add(ReadOnlySpan<char> line)
    {
        _line++;
        int comment = line.IndexOf('#');
        if (comment >= 0) line = line[..comment];
        ReadOnlySpan<char> rest = line.Trim();
        if (rest.IsEmpty) return;
        double label = Number(Next(ref rest), "a label");
        if (!double.IsFinite(label)) throw new InvalidDataException(Invariant($"the label is {label}, expected a finite number."));
        _features.Clear();
        _values.Clear();
        while (!rest.IsEmpty) AddPair(Next(ref rest));
        _rows.Add(CollectionsMarshal.AsSpan(_features), CollectionsMarshal.AsSpan(_values));
        _labels.Add(label);
        _lines.Add(_line);
    }

    /// <summary>All rows, their labels as classes.</summary>
    /// <param name="classes">The labels in the order of the classes; null: all that occur.</param>
    /// <param name="line">Receives the line that a fault is about.</param>
    public LibSvmData ToData(IReadOnlyList<double>? classes, ref int line)
    {
        double[] known = classes is null ? [.. _labels.Distinct().Order()] : [.. classes];
        var numbers = new Dictionary<double, int>(known.Length);
        for (int k = 0; k < known.Length; k++) numbers.Add(known[k], k);
        var labels = new int[_labels.Count];
        for (int row = 0; row < labels.Length; row++)
        {
            if (numbers.TryGetValue(_labels[row], out labels[row])) continue;
            line = _lines[row];
            throw new InvalidDataException(Invariant($"the label is {_labels[row]}, expected one of {string.Join(", ", known.Take(8))}{(known.Length > 8 ? ", …" : "")}."));
        }

        return new LibSvmData(_rows, labels, known);
    }

    private void AddPair(ReadOnlySpan<char> pair)
    {
        int colon = pair.IndexOf(':');
        ReadOnlySpan<char> digits = colon < 0 ? default : pair[..colon];
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9')) throw new InvalidDataException($"{Quoted.Text(pair.ToString())}, expected feature:value.");
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int feature) || feature < 1 || feature > features)
        {
            string hint = digits.TrimStart('0').IsEmpty ? "; features count from 1" : "";
            throw new InvalidDataException(Invariant($"the feature {digits.ToString()} is out of range, expected 1 to {features}{hint}."));
        }

        double value = Number(pair[(colon + 1)..], "a value");
        if (!float.IsFinite((float)value)) throw new InvalidDataException(Invariant($"the value {value} of feature {feature} is not a finite number of single precision."));
        _features.Add(feature - 1);
        _values.Add((float)value);
    }

    // The framework skips characters 0 behind a number; in a file they are what a crash has left of a line.
    private static double Number(ReadOnlySpan<char> text, string expected) =>
        !text.Contains('\0') && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && !double.IsNaN(number)
            ? number
            : throw new InvalidDataException($"{Quoted.Text(text.ToString())}, expected {expected}.");

    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOfAny(' ', '\t');
        ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[end..].TrimStart();
        return word;
    }
}
