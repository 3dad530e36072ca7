using System.Globalization;
using System.Text;

namespace LossGen.Reports;

/// <summary>The page's colours in one scheme, light or dark.</summary>
/// <remarks>
/// Text reaches a contrast of 4.5 on every background it is drawn on, lines 3 on theirs (WCAG 2.1, 1.4.3 and 1.4.11). The lines' hues follow Okabe and
/// Ito, "Color universal design", 2008, which stay apart for the colour-blind; they also differ in their dashes.
/// </remarks>
internal sealed record Palette(
    Rgb Page, Rgb Card, Rgb Edge, Rgb Text, Rgb Muted, Rgb Grid, Rgb Bar, Rgb Hit, Rgb Miss, IReadOnlyList<Rgb> Lines)
{
    /// <summary>Steps of shading in the confusion matrix.</summary>
    public const int Levels = 7;

    /// <summary>How far the deepest shade goes from the card's colour to the full one.</summary>
    private const double Deepest = 0.92;

    public static Palette Light { get; } = new(
        Rgb.Parse("#f4f6f8"), Rgb.Parse("#ffffff"), Rgb.Parse("#d9dee4"), Rgb.Parse("#1a2028"), Rgb.Parse("#525d69"), Rgb.Parse("#e4e8ed"),
        Rgb.Parse("#bcd9ee"), Rgb.Parse("#00639c"), Rgb.Parse("#c04a00"),
        Array.ConvertAll(["#0068a8", "#c24a00", "#007a56", "#a0408c", "#7a6400", "#4a5560"], Rgb.Parse));

    public static Palette Dark { get; } = new(
        Rgb.Parse("#11151a"), Rgb.Parse("#1a2027"), Rgb.Parse("#323b45"), Rgb.Parse("#e9edf1"), Rgb.Parse("#a5b0bb"), Rgb.Parse("#2b333c"),
        Rgb.Parse("#2f5470"), Rgb.Parse("#4fb0ee"), Rgb.Parse("#f58a3c"),
        Array.ConvertAll(["#5ab6f0", "#f79646", "#35c99a", "#e29ad4", "#e0c545", "#c3ccd5"], Rgb.Parse));

    /// <summary>The ground of a cell, and the text upon it that contrasts more.</summary>
    /// <param name="isHit">Whether the cell lies on the diagonal.</param>
    /// <param name="level">1 to <see cref="Levels"/>.</param>
    public (Rgb Ground, Rgb Text) Shade(bool isHit, int level)
    {
        Rgb ground = Card.Towards(isHit ? Hit : Miss, Deepest * level / Levels);
        Rgb light = Rgb.Parse("#ffffff"), dark = Rgb.Parse("#000000");
        return (ground, ground.Contrast(light) > ground.Contrast(dark) ? light : dark);
    }

    /// <summary>The style sheet's variables, and the classes of the cells.</summary>
    public string Style()
    {
        var css = new StringBuilder(":root{");
        foreach ((string name, Rgb colour) in new[]
        {
            ("page", Page), ("card", Card), ("edge", Edge), ("text", Text), ("muted", Muted), ("grid", Grid), ("bar", Bar),
        }) css.Append(CultureInfo.InvariantCulture, $"--{name}:{colour};");
        for (int i = 0; i < Lines.Count; i++) css.Append(CultureInfo.InvariantCulture, $"--s{i}:{Lines[i]};");
        css.Append("}\n");
        foreach (bool isHit in (ReadOnlySpan<bool>)[true, false])
        {
            for (int level = 1; level <= Levels; level++)
            {
                (Rgb ground, Rgb text) = Shade(isHit, level);
                css.Append(CultureInfo.InvariantCulture, $".matrix .{(isHit ? 'h' : 'm')}{level}{{background:{ground};color:{text}}}");
            }
        }
        return css.Append('\n').ToString();
    }
}

/// <summary>A colour of the sRGB space.</summary>
internal readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    public static Rgb Parse(string hex)
    {
        int value = int.Parse(hex.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    /// <summary>The colour a part of the way to another.</summary>
    public Rgb Towards(Rgb other, double part) => new(Mix(Red, other.Red, part), Mix(Green, other.Green, part), Mix(Blue, other.Blue, part));

    /// <summary>The contrast ratio, 1 to 21 (WCAG 2.1).</summary>
    public double Contrast(Rgb other)
    {
        double one = Luminance, two = other.Luminance;
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    private double Luminance => 0.2126 * Linear(Red) + 0.7152 * Linear(Green) + 0.0722 * Linear(Blue);

    private static double Linear(byte channel)
    {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
    }

    private static byte Mix(byte from, byte to, double part) => (byte)Math.Round(from + (to - from) * part);
}
