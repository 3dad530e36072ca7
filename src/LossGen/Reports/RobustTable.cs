namespace LossGen.Reports;

/// <summary>The points of the robust curves as numbers.</summary>
internal static class RobustTable
{
    private static readonly string[] Heads = ["as they are", "under attack", "certified"];

    public static void Write(HtmlWriter html, RobustEvaluation evaluation, string id)
    {
        using (html.Open("section", ("class", "card")))
        {
            html.Element("h3", "Accuracy for each size of the change", ("id", id));
            using (html.Open("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-labelledby", id)))
            using (html.Open("table", ("class", "scores"), ("aria-labelledby", id)))
            {
                using (html.Open("thead"))
                using (html.Open("tr"))
                {
                    html.Element("th", "size", ("scope", "col"));
                    foreach (string head in Heads) html.Element("th", head, ("scope", "col"));
                }

                using (html.Open("tbody"))
                {
                    foreach (RobustPoint point in evaluation.Points.OrderBy(static point => point.Epsilon)) Line(html, point);
                }
            }

            html.Element(
                "p", "What withstood the attack may fall to a better one; what is certified is proved. The truth lies between the last two columns.", ("class", "note"));
        }
    }

    private static void Line(HtmlWriter html, RobustPoint point)
    {
        using (html.Open("tr"))
        {
            html.Element("th", Figure.Rate(point.Epsilon), ("scope", "row"));
            html.Element("td", Figure.Share(point.Accuracy));
            html.Element("td", Figure.Share(point.AttackedAccuracy));
            html.Element("td", Figure.Share(point.CertifiedAccuracy));
        }
    }
}
