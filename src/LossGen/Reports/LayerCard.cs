using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace LossGen.Reports;

/// <summary>The layers of a model: drawn from the features to the outputs, and as a table with their parameters.</summary>
internal static class LayerCard
{
    private const string Id = "layers";
    private const string DrawingTitle = Id + "-title", DrawingDescription = Id + "-desc";

    // The drawing, in pixels: columns of dots, below each the number of units and what follows them.
    private const int ColumnWidth = 92, Gap = 15, Radius = 5, Top = 10, Labels = 44;

    /// <summary>Up to here each unit of a layer has a dot; of more units the first and last are drawn, with three points between.</summary>
    private const int MostDots = 8, EndDots = 3;

    private const int Height = Top + ((MostDots - 1) * Gap) + Radius + Labels;

    private static readonly string[] Heads = ["inputs", "units", "activation", "weights", "biases", "parameters"];

    /// <summary>The card.</summary>
    public static void Write(HtmlWriter html, ReportedModel model)
    {
        using (html.Open("section", ("class", "card")))
        {
            html.Element("h3", "Layers", ("id", Id));
            using (html.Open("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-labelledby", DrawingTitle))) Draw(html, model);
            using (html.Open("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-labelledby", Id))) Table(html, model);
        }
    }

    private static void Draw(HtmlWriter html, ReportedModel model)
    {
        IReadOnlyList<LayerShape> layers = model.Layout.Layers;
        int[] widths = [layers[0].Inputs, .. layers.Select(static layer => layer.Units)];
        string width = HtmlWriter.Number(widths.Length * ColumnWidth), height = HtmlWriter.Number(Height);
        using (html.Open("svg", ("class", "network"), ("viewBox", $"0 0 {width} {height}"), ("width", width), ("height", height),
                   ("role", "img"), ("aria-labelledby", DrawingTitle + " " + DrawingDescription)))
        {
            html.Element("title", "The layers, drawn", ("id", DrawingTitle));
            html.Element("desc", Description(model), ("id", DrawingDescription));
            for (int column = 1; column < widths.Length; column++)
                html.Empty("path", ("class", "edges"), ("d", Edges(column, DotsOf(widths[column - 1]), DotsOf(widths[column]))));
            for (int column = 0; column < widths.Length; column++)
            {
                string style = column == 0 ? "input" : column < widths.Length - 1 ? "hidden" : "output";
                Column(html, column, widths[column], style, column == 0 ? "features" : model.FunctionOf(column - 1));
            }
        }
    }

    private static void Column(HtmlWriter html, int column, int units, string style, string function)
    {
        string x = HtmlWriter.Number(CentreOf(column));
        foreach (double y in DotsOf(units))
            html.Empty("circle", ("class", style), ("cx", x), ("cy", HtmlWriter.Number(y)), ("r", HtmlWriter.Number(Radius)));
        for (int point = -1; units > MostDots && point <= 1; point++)
            html.Empty("circle", ("class", "more"), ("cx", x), ("cy", HtmlWriter.Number(Middle + (point * Gap / 2.0))), ("r", "1.5"));
        html.Element("text", Figure.Count(units), ("class", "units"), ("x", x), ("y", HtmlWriter.Number(Height - Labels + 22)));
        html.Element("text", function, ("x", x), ("y", HtmlWriter.Number(Height - Labels + 38)));
    }

    private static double Middle => Top + ((MostDots - 1) * Gap / 2.0);

    private static double CentreOf(int column) => (column + 0.5) * ColumnWidth;

    /// <summary>The heights at which units have dots.</summary>
    private static double[] DotsOf(int units)
    {
        if (units <= MostDots) return [.. Enumerable.Range(0, units).Select(unit => Middle + ((unit - ((units - 1) / 2.0)) * Gap))];

        double[] all = DotsOf(MostDots);
        return [.. all[..EndDots], .. all[^EndDots..]];
    }

    /// <summary>From each dot of a column to each of the one before.</summary>
    private static string Edges(int column, double[] from, double[] to)
    {
        string left = HtmlWriter.Number(CentreOf(column - 1) + Radius), right = HtmlWriter.Number(CentreOf(column) - Radius);
        var path = new StringBuilder();
        foreach (double start in from)
        {
            foreach (double end in to)
                path.Append(CultureInfo.InvariantCulture, $"M{left} {HtmlWriter.Number(start)}L{right} {HtmlWriter.Number(end)}");
        }

        return path.ToString();
    }

    private static string Description(ReportedModel model)
    {
        IEnumerable<string> layers = model.Layout.Layers.Select((layer, index) => Invariant($"{Figure.Count(layer.Units)} {model.FunctionOf(index)}"));
        return Invariant($"{Figure.Count(model.Layout.Layers[0].Inputs)} features, then layers of {string.Join(", ", layers)}.");
    }

    private static void Table(HtmlWriter html, ReportedModel model)
    {
        IReadOnlyList<LayerShape> layers = model.Layout.Layers;
        using (html.Open("table", ("class", "scores layers"), ("aria-labelledby", Id)))
        {
            using (html.Open("thead"))
            using (html.Open("tr"))
            {
                html.Element("th", "layer", ("scope", "col"));
                foreach (string head in Heads) html.Element("th", head, ("scope", "col"));
            }
            using (html.Open("tbody"))
            {
                for (int i = 0; i < layers.Count; i++)
                {
                    long weights = (long)layers[i].Inputs * layers[i].Units;
                    Line(html, i == layers.Count - 1 ? "output" : Invariant($"hidden {i + 1}"),
                        [Figure.Count(layers[i].Inputs), Figure.Count(layers[i].Units), model.FunctionOf(i),
                            Figure.Count(weights), Figure.Count(layers[i].Units), Figure.Count(weights + layers[i].Units)]);
                }
            }
            using (html.Open("tfoot")) Line(html, "all", ["", "", "", "", "", Figure.Count(model.Layout.Count)]);
        }
    }

    private static void Line(HtmlWriter html, string name, ReadOnlySpan<string> cells)
    {
        using (html.Open("tr"))
        {
            html.Element("th", name, ("scope", "row"));
            foreach (string cell in cells) html.Element("td", cell);
        }
    }
}
