using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Testing;

/// <summary>Random damage to a source text, as a hasty hand does it: the same for the same text and seed, on every runtime.</summary>
public static class Mutations
{
    // What breaks lexers, parsers and string handling: openers without closers, invisible characters, half a surrogate pair, numbers out of range.
    private static readonly string[] Odd =
    [
        "{", "}", "(", ")", "[", "]", "<", ">", "\"", "'", "\"\"\"", "/*", "*/", "//", "///", "#", "#if X\n", "@", "$", "\\", ";", ",", ".", ":", "?", "=",
        "\0", "\t", "\r", "\n", "\u00A0", "\u200B", "\u2028", "\uFEFF", "\uD800", "é", "数", "\U0001F600", "-1", "0", "2147483648", "99999999999999999999",
        "1e400", "0x", "null", "default", "typeof(", "new", "class", "partial", "static", "record", "ref", "unsafe", "where T : ", "\\u0041", "_",
    ];

    /// <summary>Texts with one to four mutations each: tokens or characters deleted, doubled, swapped, or odd ones put in.</summary>
    public static IEnumerable<string> Of(string text, int seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        string[] tokens = [.. SyntaxFactory.ParseTokens(text).Select(static token => token.ToFullString())];
        var random = new SplitMix64((ulong)seed);
        for (int i = 0; i < count; i++)
        {
            int changes = 1 + random.Below(4);
            bool byToken = random.Below(2) == 0;
            List<string> parts = byToken ? [.. tokens] : [.. text.Select(static c => c.ToString())];
            for (int change = 0; change < changes; change++) Mutate(parts, random);
            yield return string.Concat(parts);
        }
    }

    private static void Mutate(List<string> parts, SplitMix64 random)
    {
        int kind = parts.Count == 0 ? 3 : random.Below(5);
        int at = parts.Count == 0 ? 0 : random.Below(parts.Count);
        switch (kind)
        {
            case 0:
                parts.RemoveAt(at);
                break;
            case 1:
                parts.Insert(at, parts[at]);
                break;
            case 2:
                int other = random.Below(parts.Count);
                (parts[at], parts[other]) = (parts[other], parts[at]);
                break;
            case 3:
                parts.Insert(at, Odd[random.Below(Odd.Length)]);
                break;
            default:
                // A longer stretch, as when a selection is deleted.
                parts.RemoveRange(at, Math.Min(1 + random.Below(8), parts.Count - at));
                break;
        }
    }

    // System.Random promises no sequence across versions. Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (2014).
    private sealed class SplitMix64(ulong state)
    {
        private ulong _state = state;

        public int Below(int bound)
        {
            _state += 0x9E3779B97F4A7C15;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            return (int)(z % (ulong)bound);
        }
    }
}
