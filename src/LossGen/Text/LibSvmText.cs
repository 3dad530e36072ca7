using System.Globalization;
using System.Text;

namespace LossGen.Text;

/// <summary>Sparse rows as lines in the format of LIBSVM, features ascending as its readers expect.</summary>
internal static class LibSvmText
{
    public static byte[] Of(SparseRows rows, ReadOnlySpan<int> labels, IReadOnlyList<double>? classes)
    {
        var text = new StringBuilder();
        for (int row = 0; row < rows.Count; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(classes is null ? labels[row] : classes[labels[row]])}");
            int start = rows.Starts[row], count = rows.Starts[row + 1] - start;
            int[] features = rows.Features.Slice(start, count).ToArray();
            var values = new float[count];
            values.AsSpan().Fill(1);
            if (!rows.Values.IsEmpty) rows.Values.Slice(start, count).CopyTo(values);
            Array.Sort(features, values);
            for (int i = 0; i < count; i++)
            {
                // One that stands there twice counts with the sum.
                float value = values[i];
                while (i + 1 < count && features[i + 1] == features[i]) value += values[++i];
                text.Append(CultureInfo.InvariantCulture, $" {(long)features[i] + 1}:{value:R}");
            }

            text.Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
