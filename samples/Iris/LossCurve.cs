using System.Globalization;
using System.Text;

namespace Iris;

/// <summary>Draws a series of numbers as columns of characters.</summary>
internal static class LossCurve
{
    // Index = eighths of a character cell that are filled.
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    /// <summary>Columns from 0 up to the mean of the values each stands for, with a scale at the left.</summary>
    public static string Draw(double[] values, int width, int height)
    {
        double[] columns = Columns(values, width);
        double top = Math.Max(columns.Max(), double.Epsilon);
        var text = new StringBuilder();
        for (int line = height - 1; line >= 0; line--)
        {
            text.Append(CultureInfo.InvariantCulture, $"{top * (line + 1) / height,7:F3} ");
            foreach (double column in columns)
            {
                // A column that ends in this line fills part of its cell; the lowest line always shows something.
                int eighths = (int)Math.Round((column / top * height - line) * 8);
                text.Append(Eighths[Math.Clamp(eighths, line == 0 ? 1 : 0, 8)]);
            }
            if (line > 0) text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>As many means as there is room for: of equal, consecutive parts of the values.</summary>
    private static double[] Columns(double[] values, int width)
    {
        int count = Math.Min(width, values.Length);
        var columns = new double[count];
        for (int i = 0; i < count; i++)
        {
            int from = (int)((long)i * values.Length / count), to = (int)((long)(i + 1) * values.Length / count);
            columns[i] = values[from..to].Average();
        }
        return columns;
    }
}
