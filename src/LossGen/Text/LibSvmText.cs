using System.Globalization;
using System.Text;

namespace LossGen.Text;

/// <summary>Sparse rows as lines in the format of LIBSVM, features ascending as its readers expect.</summary>
/// <remarks>Works on a copy of the rows, a fraction of the text, since spans cannot enter the delegate that writes the file.</remarks>
internal sealed class LibSvmText(SparseRows rows, ReadOnlySpan<int> labels, IReadOnlyList<double>? classes)
{
    private readonly int[] _starts = rows.Starts.ToArray();
    private readonly int[] _features = rows.Features.ToArray();
    private readonly float[] _values = rows.Values.IsEmpty ? Ones(rows.Features.Length) : rows.Values.ToArray();
    private readonly int[] _labels = labels.ToArray();
    private readonly StringBuilder _line = new();

    /// <summary>Writes all rows, one line at a time.</summary>
    public void WriteTo(Stream stream)
    {
        using var text = new StreamWriter(stream, Encoding.ASCII, bufferSize: 1 << 16, leaveOpen: true);
        for (int row = 0; row < _labels.Length; row++)
        {
            _line.Clear();
            _line.Append(CultureInfo.InvariantCulture, $"{(classes is null ? _labels[row] : classes[_labels[row]])}");
            AppendFeatures(_starts[row], _starts[row + 1]);
            text.Write(_line.Append('\n'));
        }
    }

    private void AppendFeatures(int start, int end)
    {
        Span<int> features = _features.AsSpan(start..end);
        Span<float> values = _values.AsSpan(start..end);
        features.Sort(values);
        for (int i = 0; i < features.Length; i++)
        {
            float value = values[i];
            while (i + 1 < features.Length && features[i + 1] == features[i]) value += values[++i]; // the values of a feature listed twice add up
            _line.Append(CultureInfo.InvariantCulture, $" {features[i] + 1L}:{value:R}");
        }
    }

    private static float[] Ones(int count)
    {
        var ones = new float[count];
        ones.AsSpan().Fill(1);
        return ones;
    }
}
