using System.Globalization;
using System.Text;

namespace LossGen.Generators.Emission;

/// <summary>Writes indented C# with \n line ends, the same on every machine and culture.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes one line; an empty one stays free of white space.</summary>
    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0) _text.Append(' ', _depth * 4).Append(line);
        _text.Append('\n');
        return this;
    }

    /// <summary>Writes the lines of a raw string at the present depth.</summary>
    public CodeWriter Lines(string lines)
    {
        foreach (string line in lines.Split('\n')) Line(line.TrimEnd('\r'));
        return this;
    }

    /// <summary>Opens a brace; the block closes when the result is disposed.</summary>
    public Scope Braces(string head)
    {
        Line(head);
        return Braces();
    }

    /// <summary>Opens a brace without a head.</summary>
    public Scope Braces()
    {
        Line("{");
        _depth++;
        return new Scope(this, "}");
    }

    public override string ToString() => _text.ToString();

    /// <summary>An integer as a literal.</summary>
    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>An open block.</summary>
    public readonly struct Scope(CodeWriter writer, string end) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            writer.Line(end);
        }
    }
}
