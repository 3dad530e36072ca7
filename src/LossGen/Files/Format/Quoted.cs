using System.Text;

namespace LossGen.Files;

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
            line.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c);
        }

        return line.ToString();
    }
}
