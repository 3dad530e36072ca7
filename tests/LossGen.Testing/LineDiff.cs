using System.Text;

namespace LossGen.Testing;

/// <summary>Two texts, line by line.</summary>
public static class LineDiff
{
    private const int Context = 3;

    /// <summary>
    /// The differing lines with three around them: ' ' in both, '-' only expected, '+' only actual, each under its line number in
    /// the text it comes from. Line ends and trailing blanks are made visible where they are the difference.
    /// </summary>
    public static string Between(string expected, string actual)
    {
        string[] left = expected.Split('\n'), right = actual.Split('\n');
        int head = 0;
        while (head < left.Length && head < right.Length && left[head] == right[head]) head++;
        int tail = 0;
        while (tail < left.Length - head && tail < right.Length - head && left[^(tail + 1)] == right[^(tail + 1)]) tail++;

        var text = new StringBuilder();
        int from = Math.Max(0, head - Context);
        if (from > 0) text.AppendLine($"  ... {from} equal lines");
        for (int i = from; i < head; i++) Append(text, ' ', i, left[i]);
        AppendMiddle(text, left, right, head, left.Length - tail, right.Length - tail);
        int shown = Math.Min(tail, Context);
        for (int i = left.Length - tail; i < left.Length - tail + shown; i++) Append(text, ' ', i, left[i]);
        if (tail > shown) text.AppendLine($"  ... {tail - shown} equal lines");
        return text.ToString();
    }

    // Longest common subsequence of the lines in between.
    private static void AppendMiddle(StringBuilder text, string[] left, string[] right, int head, int leftEnd, int rightEnd)
    {
        int n = leftEnd - head, m = rightEnd - head;
        var common = new int[n + 1, m + 1];
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = m - 1; j >= 0; j--)
            {
                common[i, j] = left[head + i] == right[head + j]
                    ? common[i + 1, j + 1] + 1
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        int a = 0, b = 0;
        while (a < n || b < m)
        {
            if (a < n && b < m && left[head + a] == right[head + b])
            {
                Append(text, ' ', head + a, left[head + a]);
                a++;
                b++;
            }
            else if (b == m || (a < n && common[a + 1, b] >= common[a, b + 1]))
            {
                Append(text, '-', head + a, Visible(left[head + a]));
                a++;
            }
            else
            {
                Append(text, '+', head + b, Visible(right[head + b]));
                b++;
            }
        }
    }

    private static void Append(StringBuilder text, char mark, int line, string content) =>
        text.AppendLine($"{mark} {line + 1,4} | {content.TrimEnd('\r')}");

    private static string Visible(string line)
    {
        string end = line.EndsWith('\r') ? "<CR>" : "";
        string body = line.TrimEnd('\r');
        string trimmed = body.TrimEnd(' ', '\t');
        return trimmed + body[trimmed.Length..].Replace(' ', '·').Replace("\t", "<TAB>") + end;
    }
}
