using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// Reads marked-up source: <c>[|span|]</c>, <c>{|name:span|}</c> and the position <c>$$</c>. Spans may nest.
/// </summary>
public static partial class TestFileMarkupParser
{
    public static void GetPositionsAndSpans(
        string input, out string output, out ImmutableArray<int> positions, out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans) =>
        Parse(input, treatPositionIndicatorsAsCode: false, out output, out positions, out spans);

    public static void GetSpans(
        string input, bool treatPositionIndicatorsAsCode, out string output, out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans) =>
        Parse(input, treatPositionIndicatorsAsCode, out output, out _, out spans);

    public static void GetSpans(string input, out string output, out ImmutableArray<TextSpan> spans)
    {
        Parse(input, treatPositionIndicatorsAsCode: false, out output, out _, out ImmutableDictionary<string, ImmutableArray<TextSpan>> named);
        spans = named.GetValueOrDefault("", []);
    }

    public static void GetSpan(string input, out string output, out TextSpan span)
    {
        GetSpans(input, out output, out ImmutableArray<TextSpan> spans);
        if (spans.Length != 1) throw new ArgumentException($"The source marks {spans.Length} spans with [|...|]; one is expected.", nameof(input));
        span = spans[0];
    }

    public static void GetPosition(string input, out string output, out int cursorPosition)
    {
        GetPositionsAndSpans(input, out output, out ImmutableArray<int> positions, out _);
        if (positions.Length != 1)
            throw new ArgumentException($"The source marks {positions.Length} positions with $$; one is expected.", nameof(input));
        cursorPosition = positions[0];
    }

    // An unnamed span has the name "".
    internal static void Parse(
        string input,
        bool treatPositionIndicatorsAsCode,
        out string output,
        out ImmutableArray<int> positions,
        out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans)
    {
        var text = new StringBuilder(input.Length);
        var found = new List<int>();
        var open = new Stack<(string Name, int Start, char Close, int MarkedAt)>();
        var closed = new List<(string Name, TextSpan Span)>();
        int copied = 0;
        foreach (Match token in Token().Matches(input))
        {
            bool isPosition = token.Value == "$$";
            if (isPosition && treatPositionIndicatorsAsCode) continue;
            text.Append(input, copied, token.Index - copied);
            copied = token.Index + token.Length;
            if (isPosition)
            {
                found.Add(text.Length);
            }
            else if (token.Value[^1] is ']' or '}')
            {
                if (open.Count == 0 || open.Peek().Close != token.Value[^1])
                    throw new ArgumentException($"'{token.Value}' at offset {token.Index} of the marked-up source closes no open span.", nameof(input));
                (string name, int start, _, _) = open.Pop();
                closed.Add((name, TextSpan.FromBounds(start, text.Length)));
            }
            else
            {
                open.Push((token.Groups["name"].Value, text.Length, token.Value[0] == '[' ? ']' : '}', token.Index));
            }
        }

        if (open.TryPeek(out var left))
            throw new ArgumentException($"The span opened at offset {left.MarkedAt} of the marked-up source is never closed.", nameof(input));
        text.Append(input, copied, input.Length - copied);
        output = text.ToString();
        positions = [.. found];
        spans = closed.GroupBy(static s => s.Name)
            .ToImmutableDictionary(
                static g => g.Key,
                static g => g.Select(static s => s.Span).OrderBy(static s => s.Start).ThenBy(static s => s.End).ToImmutableArray());
    }

    [GeneratedRegex(@"\$\$|\[\||\|\]|\|\}|\{\|(?<name>[-_.A-Za-z0-9+#]+):", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
