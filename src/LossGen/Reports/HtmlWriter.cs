using System.Buffers;
using System.Globalization;

namespace LossGen.Reports;

/// <summary>Writes HTML and SVG: closes what it opened, and escapes every text and attribute.</summary>
internal sealed class HtmlWriter(TextWriter output)
{
    // What could end a text or an attribute, and control characters, which HTML does not allow.
    private static readonly SearchValues<char> Special = SearchValues.Create(
        "<>&\"'\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\u000B\f\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F\u007F");

    private readonly Stack<string> _open = new();

    /// <summary>Begins an element on a new line; the result, disposed, ends it. Attributes whose value is null are left out.</summary>
    public Scope Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Begin(tag, attributes, ">");
        _open.Push(tag);
        return new(this);
    }

    /// <summary>An element that holds nothing but a text.</summary>
    public void Element(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        using (Open(tag, attributes)) Text(text);
    }

    /// <summary>An element without content.</summary>
    public void Empty(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes) => Begin(tag, attributes, "/>");

    /// <summary>A name that someone chose: its direction of writing does not reach beyond it.</summary>
    public void Name(string name)
    {
        output.Write("<bdi>");
        Text(name);
        output.Write("</bdi>");
    }

    /// <summary>Text, escaped.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        for (int at; (at = text.IndexOfAny(Special)) >= 0; text = text[(at + 1)..])
        {
            output.Write(text[..at]);
            output.Write(text[at] switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '"' => "&quot;",
                '\'' => "&#39;",
                _ => "\uFFFD",
            });
        }
        output.Write(text);
    }

    /// <summary>Markup of our own, written without escaping.</summary>
    public void Raw(string markup) => output.Write(markup);

    /// <summary>A number of an attribute: the shortest text that two decimals have.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A part of a length, as a percentage.</summary>
    public static string Percent(double part) => (part * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    private void Begin(string tag, ReadOnlySpan<(string Name, string? Value)> attributes, string end)
    {
        output.Write("\n<");
        output.Write(tag);
        foreach ((string name, string? value) in attributes)
        {
            if (value is null) continue;
            output.Write(' ');
            output.Write(name);
            output.Write("=\"");
            Text(value);
            output.Write('"');
        }
        output.Write(end);
    }

    private void Close()
    {
        output.Write("</");
        output.Write(_open.Pop());
        output.Write('>');
    }

    /// <summary>An element that is open.</summary>
    internal readonly ref struct Scope(HtmlWriter writer)
    {
        public void Dispose() => writer.Close();
    }
}
