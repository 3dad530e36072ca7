namespace LossGen.Reports;

/// <summary>What all charts share: a title, a plot with grid lines, numbers along its sides and their meaning.</summary>
/// <remarks>
/// A chart is as wide as the page allows, while its letters keep their size: positions are percentages of the plot, whose margins are the
/// padding of the outer svg. Lines lie in an inner svg of 1000 x 1000 units that is stretched over the plot.
/// </remarks>
internal sealed class ChartFrame(HtmlWriter html)
{
    public required string Id { get; init; }

    /// <summary>The text alternative for screen readers: the chart's name, and what it shows, with the figures.</summary>
    public required (string Title, string Description) Reading { get; init; }

    public required Axis X { get; init; }

    public required Axis Y { get; init; }

    /// <summary>Null for no numbers below the chart.</summary>
    public required string? XTitle { get; init; }

    public required string YTitle { get; init; }

    /// <summary>The style class that decides the chart's height.</summary>
    public string Shape { get; init; } = "wide";

    /// <summary>Writes the frame and, inside of it, what <paramref name="plot"/> writes.</summary>
    public void Write(Action<ChartFrame> plot)
    {
        string title = Id + "-title", description = Id + "-desc";
        using (html.Open("svg", ("class", "chart " + Shape), ("id", Id), ("role", "img"), ("aria-labelledby", title + " " + description)))
        {
            html.Element("title", Reading.Title, ("id", title));
            html.Element("desc", Reading.Description, ("id", description));
            Sides();
            plot(this);
        }
    }

    /// <summary>The stretched inner svg; lines and areas go in there.</summary>
    public HtmlWriter.Scope Stretched() => html.Open(
        "svg", ("class", "plot"), ("viewBox", "0 0 1000 1000"), ("preserveAspectRatio", "none"), ("width", "100%"), ("height", "100%"), ("overflow", "visible"));

    /// <summary>A line through values.</summary>
    public void Line(string style, IEnumerable<(double X, double Y)> values) => html.Empty(
        "polyline", ("class", style), ("points", Curve.Points(values.Select(value => (X.At(value.X), Y.At(value.Y))))));

    /// <summary>A dot that shows its values under the pointer.</summary>
    public void Dot(string style, double x, double y, string tip)
    {
        using (html.Open("circle", ("class", style), ("cx", HtmlWriter.Percent(X.At(x))), ("cy", HtmlWriter.Percent(1 - Y.At(y))), ("r", "3.5")))
            html.Element("title", tip);
    }

    /// <summary>A bar from the lower end of the chart that shows its values under the pointer.</summary>
    public void Bar(string style, double from, double to, double height, string tip)
    {
        double left = X.At(from), top = 1 - Y.At(height);
        using (html.Open("rect", ("class", style), ("x", HtmlWriter.Percent(left)), ("y", HtmlWriter.Percent(top)),
                   ("width", HtmlWriter.Percent(X.At(to) - left)), ("height", HtmlWriter.Percent(1 - top))))
        {
            html.Element("title", tip);
        }
    }

    private void Sides()
    {
        foreach (double tick in Y.Ticks)
        {
            string y = HtmlWriter.Percent(1 - Y.At(tick));
            html.Empty("line", ("class", "grid"), ("x1", "0"), ("x2", "100%"), ("y1", y), ("y2", y));
            html.Element("text", Figure.Tick(tick), ("class", "y"), ("x", "-8"), ("y", y), ("dy", "0.35em"));
        }
        html.Element("text", YTitle, ("class", "what"), ("x", "-44"), ("y", "-14"));
        html.Empty("line", ("class", "axis"), ("x1", "0"), ("x2", "100%"), ("y1", "100%"), ("y2", "100%"));
        if (XTitle is null) return;

        foreach (double tick in X.Ticks)
        {
            string x = HtmlWriter.Percent(X.At(tick));
            html.Empty("line", ("class", "axis"), ("x1", x), ("x2", x), ("y1", "100%"), ("y2", "100%"), ("transform", "translate(0 4)"));
            html.Element("text", Figure.Tick(tick), ("class", "x"), ("x", x), ("y", "100%"), ("dy", "18"));
        }
        html.Element("text", XTitle, ("class", "x"), ("x", "50%"), ("y", "100%"), ("dy", "38"));
    }
}
