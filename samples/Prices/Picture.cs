using System.Globalization;
using System.Text;
using LossGen;

namespace Prices;

/// <summary>Draws predicted distributions: bars for the bins, a line for the law, marks for limits and mean.</summary>
internal static class Picture
{
    private const int Width = 760, PanelHeight = 190, Left = 20, Right = 20, Top = 34, Axis = 26;

    /// <summary>One panel for each house, as SVG.</summary>
    public static string Svg(PriceModel model, IReadOnlyList<(string Title, House House)> houses)
    {
        Bins bins = model.Bins!;
        var svg = new StringBuilder();
        int height = houses.Count * PanelHeight;
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\"");
        svg.AppendLine(" font-family=\"sans-serif\" font-size=\"13\">");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"white\"/>");
        for (int i = 0; i < houses.Count; i++) Panel(svg, model, bins, houses[i].Title, houses[i].House, i * PanelHeight);
        return svg.AppendLine("</svg>").ToString();
    }

    /// <summary>A distribution as text: a line for each bin that has at least 1 %.</summary>
    public static IEnumerable<string> Text(PriceModel model, House house)
    {
        Bins bins = model.Bins!;
        var probabilities = new float[bins.Count];
        model.Probabilities(house, probabilities);
        for (int k = 0; k < bins.Count; k++)
        {
            double law = Market.Below(house, Math.Max(1, bins.Edges[k + 1])) - Market.Below(house, Math.Max(1, bins.Edges[k]));
            if (probabilities[k] < 0.01 && law < 0.01) continue;
            yield return $"{bins.Edges[k],6:F0} to {bins.Edges[k + 1],4:F0} {100 * probabilities[k],5:F1} % {100 * law,5:F1} %  "
                + new string('█', (int)Math.Round(200 * probabilities[k]));
        }
    }

    private static void Panel(StringBuilder svg, PriceModel model, Bins bins, string title, House house, int y)
    {
        var probabilities = new float[bins.Count];
        model.Probabilities(house, probabilities);
        double[] densities = [.. probabilities.Select((p, k) => p / (bins.Edges[k + 1] - bins.Edges[k]))];
        double from = Math.Max(1, bins.Edges[0]), to = bins.Edges[^1], bottom = y + PanelHeight - Axis;
        double[] curve = [.. Enumerable.Range(0, 381).Select(i => Math.Exp(Market.LogDensity(house, from + (i * (to - from) / 380))))];
        double highest = Math.Max(densities.Max(), curve.Max());
        double X(double price) => Left + ((price - from) / (to - from) * (Width - Left - Right));
        double Y(double density) => bottom - (density / highest * (PanelHeight - Top - Axis));

        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{y + 20}\" fill=\"#222\">{title}</text>");
        for (int k = 0; k < bins.Count; k++)
        {
            double left = X(Math.Max(from, bins.Edges[k])), top = Y(densities[k]);
            double width = X(bins.Edges[k + 1]) - left - 1;
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bin\" x=\"{left:F1}\" y=\"{top:F1}\" width=\"{width:F1}\"");
            svg.AppendLine(CultureInfo.InvariantCulture, $" height=\"{bottom - top:F1}\" fill=\"#9ec5e8\"/>");
        }

        string points = string.Join(" ", curve.Select((density, i) => string.Create(CultureInfo.InvariantCulture, $"{X(from + (i * (to - from) / 380)):F1},{Y(density):F1}")));
        svg.AppendLine(CultureInfo.InvariantCulture, $"<polyline class=\"law\" points=\"{points}\" fill=\"none\" stroke=\"#c0392b\" stroke-width=\"1.5\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" y1=\"{bottom}\" x2=\"{Width - Right}\" y2=\"{bottom}\" stroke=\"#555\"/>");
        for (double price = 100; price < to; price += 100)
            svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{X(price):F1}\" y=\"{bottom + 17}\" text-anchor=\"middle\" fill=\"#555\">{price}</text>");
        double low = X(model.PredictQuantile(house, 0.05)), high = X(model.PredictQuantile(house, 0.95)), mean = X(model.Predict(house));
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"interval\" x1=\"{low:F1}\" y1=\"{bottom + 3}\" x2=\"{high:F1}\" y2=\"{bottom + 3}\"");
        svg.AppendLine(" stroke=\"#1f5f99\" stroke-width=\"4\"/>");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<circle class=\"mean\" cx=\"{mean:F1}\" cy=\"{bottom + 3}\" r=\"5\" fill=\"#1f5f99\"/>");
    }
}
