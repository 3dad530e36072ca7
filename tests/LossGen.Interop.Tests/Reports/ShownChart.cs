using System.Globalization;
using System.Text.Json;
using Xunit;

namespace LossGen.Interop.Tests.Reports;

/// <summary>A chart as it lies on the screen, read by means of the numbers along its sides.</summary>
internal sealed class ShownChart
{
    /// <summary>What is drawn may be off by rounded coordinates and by half a physical pixel of a grid line; a wrong number is off by more.</summary>
    private const double Tolerance = 0.6;

    private readonly (double Value, double At)[] _x;
    private readonly (double Value, double At)[] _y;

    /// <summary>Reads a chart.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="below">The chart below it, whose numbers stand for both; null where it has its own.</param>
    public ShownChart(JsonElement chart, ShownChart? below = null)
    {
        Assert.Equal("img", chart.GetProperty("role").GetString());
        Reading = [.. chart.GetProperty("reading").EnumerateArray().Select(static one => one.GetString()!)];
        Assert.All(Reading, Assert.NotEmpty);
        _x = below?._x ?? Ticks(chart.GetProperty("x"));
        _y = Ticks(chart.GetProperty("y"));
        Lines = [.. chart.GetProperty("lines").EnumerateArray().Select(Points)];
        Dots = Points(chart.GetProperty("dots"));
        Bars = [.. chart.GetProperty("bars").EnumerateArray().Select(static bar => bar.EnumerateArray().Select(static one => one.GetDouble()).ToArray())];
    }

    public string[] Reading { get; }

    public (double X, double Y)[][] Lines { get; }

    public (double X, double Y)[] Dots { get; }

    /// <summary>Left, right, top, bottom.</summary>
    public double[][] Bars { get; }

    /// <summary>Whether each number along the side is the same multiple of the one before it.</summary>
    public bool IsLogarithmic => _y[0].Value > 0 && _y.Length > 2 && Math.Abs(_y[2].Value / _y[1].Value / (_y[1].Value / _y[0].Value) - 1) < 1e-9;

    /// <summary>The points lie where the values belong.</summary>
    public void Shows((double X, double Y)[] values, (double X, double Y)[] points)
    {
        Assert.Equal(values.Length, points.Length);
        for (int i = 0; i < values.Length; i++)
        {
            (double x, double y) = (At(_x, values[i].X, isLogarithmic: false), At(_y, values[i].Y, IsLogarithmic));
            Assert.True(
                Math.Abs(x - points[i].X) < Tolerance && Math.Abs(y - points[i].Y) < Tolerance,
                $"point {i} ({values[i].X}, {values[i].Y}) is at {points[i]}; it belongs at ({x}, {y})");
        }
    }

    public void ShowsBars((double From, double To, double Height)[] values)
    {
        Assert.Equal(values.Length, Bars.Length);
        for (int i = 0; i < values.Length; i++)
        {
            double[] bar = Bars[i];
            double bottom = At(_y, 0, false), top = At(_y, values[i].Height, false);
            Assert.InRange(bar[3] - bottom, -Tolerance, Tolerance);
            Assert.InRange(bar[2] - top, -Tolerance, Tolerance);
            Assert.InRange(bar[0] - At(_x, values[i].From, false), -Tolerance, Tolerance);
            Assert.InRange(bar[1] - At(_x, values[i].To, false), -Tolerance, Tolerance);
        }
    }

    /// <summary>What the points of a chart with plain axes say.</summary>
    public (double X, double Y)[] Values((double X, double Y)[] points) => Array.ConvertAll(points, point => (Value(_x, point.X), Value(_y, point.Y)));

    private static double At((double Value, double At)[] ticks, double value, bool isLogarithmic)
    {
        // One epoch has one number below it, and lies there.
        if (ticks.Length == 1 && value == ticks[0].Value) return ticks[0].At;
        Func<double, double> scale = isLogarithmic ? Math.Log : static number => number;
        (double first, double last) = (scale(ticks[0].Value), scale(ticks[^1].Value));
        return ticks[0].At + (scale(value) - first) / (last - first) * (ticks[^1].At - ticks[0].At);
    }

    private static double Value((double Value, double At)[] ticks, double at) =>
        ticks[0].Value + (at - ticks[0].At) / (ticks[^1].At - ticks[0].At) * (ticks[^1].Value - ticks[0].Value);

    private static (double Value, double At)[] Ticks(JsonElement list) => [.. list.EnumerateArray().Select(static tick =>
        (double.Parse(tick.GetProperty("text").GetString()!, CultureInfo.InvariantCulture), tick.GetProperty("at").GetDouble()))];

    private static (double X, double Y)[] Points(JsonElement list) => [.. list.EnumerateArray().Select(static point => (point[0].GetDouble(), point[1].GetDouble()))];
}
