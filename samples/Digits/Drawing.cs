using System.Text;

namespace Digits;

/// <summary>Images as text: two characters a pixel, which is about as wide as a line is high.</summary>
internal static class Drawing
{
    private const string Shades = " ░▒▓█";

    /// <summary>Images beside one another, each under its caption.</summary>
    public static string Of(IReadOnlyList<(string Caption, float[] Pixels)> images)
    {
        const int width = 2 * Images.Side + 8;
        var text = new StringBuilder();
        Line(image => image.Caption);
        for (int y = 0; y < Images.Side; y++)
        {
            int start = y * Images.Side;
            Line(image => string.Concat(image.Pixels.AsSpan(start, Images.Side).ToArray().Select(static pixel => new string(Shade(pixel), 2))));
        }

        return text.ToString();

        void Line(Func<(string Caption, float[] Pixels), string> part) =>
            text.Append(string.Concat(images.Select(image => part(image).PadRight(width))).TrimEnd()).Append('\n');
    }

    private static char Shade(float pixel) => Shades[(int)MathF.Round(pixel * (Shades.Length - 1))];
}
