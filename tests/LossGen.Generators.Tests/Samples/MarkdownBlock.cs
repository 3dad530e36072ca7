using System.Text;

namespace LossGen.Generators.Tests.Samples;

/// <summary>A fenced block of a page.</summary>
/// <param name="Line">The line its text begins at, counted from 1.</param>
/// <param name="Language">What stands after the opening fence.</param>
/// <param name="Note">What the comment on the line before the fence says; empty without one.</param>
/// <param name="Text">The lines between the fences.</param>
internal sealed record MarkdownBlock(int Line, string Language, string Note, string Text)
{
    private const string Fence = "```";

    public static IReadOnlyList<MarkdownBlock> In(string page)
    {
        string[] lines = page.Split('\n');
        var blocks = new List<MarkdownBlock>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal)) continue;
            string before = i > 0 ? lines[i - 1].Trim() : "";
            string note = before.StartsWith("<!--", StringComparison.Ordinal) && before.EndsWith("-->", StringComparison.Ordinal) ? before[4..^3].Trim() : "";
            int start = i + 1;
            var text = new StringBuilder();
            for (i++; i < lines.Length && lines[i] != Fence; i++) text.Append(lines[i]).Append('\n');
            if (i == lines.Length) throw new FormatException($"The block that begins at line {start} is never closed.");
            blocks.Add(new(start + 1, lines[start - 1][Fence.Length..].Trim(), note, text.ToString()));
        }
        return blocks;
    }
}
