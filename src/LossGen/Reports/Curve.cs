using System.Globalization;
using System.Text;

namespace LossGen.Reports;

/// <summary>Points as the text of a polyline, in thousandths of the plot's width and height.</summary>
internal static class Curve
{
    /// <summary>More points than a chart has pixels would only make the page heavier.</summary>
    public const int MostPoints = 600;

    /// <summary>x and y from 0 to 1, y upwards.</summary>
    public static string Points(IEnumerable<(double X, double Y)> points)
    {
        var text = new StringBuilder();
        foreach ((double x, double y) in points)
        {
            if (text.Length > 0) text.Append(' ');
            text.Append(CultureInfo.InvariantCulture, $"{x * 1000:0.##},{(1 - y) * 1000:0.##}");
        }
        return text.ToString();
    }

    /// <summary>All points, or of many the first, the last, and from each of equal parts the lowest and the highest, so that no peak is lost.</summary>
    public static List<T> Thinned<T>(IReadOnlyList<T> points, Func<T, double> heightOf)
    {
        if (points.Count <= MostPoints) return [.. points];

        const int parts = MostPoints / 2 - 1;
        var kept = new List<T>(MostPoints) { points[0] };
        for (int part = 0; part < parts; part++)
        {
            int from = 1 + (int)((long)part * (points.Count - 2) / parts), to = 1 + (int)((long)(part + 1) * (points.Count - 2) / parts);
            int lowest = from, highest = from;
            for (int i = from + 1; i < to; i++)
            {
                if (heightOf(points[i]) < heightOf(points[lowest])) lowest = i;
                if (heightOf(points[i]) > heightOf(points[highest])) highest = i;
            }
            kept.Add(points[Math.Min(lowest, highest)]);
            if (lowest != highest) kept.Add(points[Math.Max(lowest, highest)]);
        }
        kept.Add(points[^1]);
        return kept;
    }
}
