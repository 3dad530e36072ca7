using System.Globalization;
using System.Text;

namespace LossGen.Storage;

/// <summary>Texts that come out of a file, made fit for a message or a comment: one short line, whatever they hold.</summary>
internal static class Quoted
{
    private const int Longest = 60;

    /// <summary>The text between single quotes.</summary>
    public static string Text(string text) => "'" + OneLine(text) + "'";

    /// <summary>The text cut short, with nothing in it that ends a line or hides.</summary>
    public static string OneLine(string text)
    {
        var line = new StringBuilder();
        foreach (char c in text)
        {
            if (line.Length == Longest) return line.Append('…').ToString();
            line.Append(IsPlain(c) ? c : '?');
        }

        return line.ToString();
    }

    /// <summary>Not printable: what ends a line, hides or reorders its neighbours (Unicode's control and format characters), or is not an XML character.</summary>
    private static bool IsPlain(char c) => !char.IsControl(c) && !char.IsSurrogate(c)
        && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.Format
        && c is not ('\u2028' or '\u2029' or '\uFFFE' or '\uFFFF');
}
