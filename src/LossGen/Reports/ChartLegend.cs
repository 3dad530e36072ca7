using static System.FormattableString;

namespace LossGen.Reports;

/// <summary>Which line of a chart is which, with a figure of each.</summary>
internal static class ChartLegend
{
    /// <summary>Writes the lines in their order, the first in the first style.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="lines">A name that someone chose, or null; words of our own; a figure.</param>
    public static void Write(HtmlWriter html, IReadOnlyList<(string? Name, string Text, string Value)> lines)
    {
        using (html.Open("ul", ("class", "legend")))
        {
            for (int i = 0; i < lines.Count; i++)
            {
                using (html.Open("li"))
                {
                    using (html.Open("svg", ("class", "key"), ("viewBox", "0 0 24 8"), ("aria-hidden", "true")))
                        html.Empty("line", ("class", Invariant($"line s{i}")), ("x1", "0"), ("x2", "24"), ("y1", "4"), ("y2", "4"));
                    using (html.Open("span", ("class", "of")))
                    {
                        if (lines[i].Name is { } name) html.Name(name);
                        html.Text(lines[i].Text);
                    }

                    html.Element("span", lines[i].Value, ("class", "value"));
                }
            }
        }
    }
}
