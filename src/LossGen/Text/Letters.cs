using System.Globalization;
using System.Text;

namespace LossGen.Text;

/// <summary>Character classes and lower case as in Python's <c>re</c> and <c>str.lower</c>.</summary>
internal static class Letters
{
    private const int CapitalSigma = 0x3A3, Sigma = 0x3C3, FinalSigma = 0x3C2, CapitalDottedI = 0x130, DotAbove = 0x307;

    /// <summary>Whether a code point belongs to a word, <c>\w</c>: letters and numbers of every script, and the underscore, but no combining mark.</summary>
    public static bool IsWord(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '_'
        : Rune.IsLetter(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>Whether a code point is a combining mark, which belongs to the character before it.</summary>
    public static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Whether a code point is white space, <c>\s</c>.</summary>
    public static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value is >= 0x1C and <= 0x1F;

    /// <summary>A text in lower case.</summary>
    public static string Lower(ReadOnlySpan<char> text)
    {
        var lowered = new StringBuilder(text.Length);
        Span<char> units = stackalloc char[2];
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf16(rest, out Rune rune, out int length);
            Rune lower = Lower(rune, text[..^rest.Length], rest[length..], out Rune? second);
            lowered.Append(units[..lower.EncodeToUtf16(units)]);
            if (second is { } mark) lowered.Append(units[..mark.EncodeToUtf16(units)]);
            rest = rest[length..];
        }

        return lowered.ToString();
    }

    /// <summary>The lower case of a code point: one code point, or two.</summary>
    /// <param name="rune">The code point.</param>
    /// <param name="before">The text before it.</param>
    /// <param name="after">The text after it.</param>
    /// <param name="second">For İ the dot above, which becomes a character of its own; otherwise null.</param>
    /// <remarks>Σ becomes ς at the end of a word (Unicode Standard 14, section 3.13, Final_Sigma).</remarks>
    public static Rune Lower(Rune rune, ReadOnlySpan<char> before, ReadOnlySpan<char> after, out Rune? second)
    {
        second = null;
        switch (rune.Value)
        {
            case <= 0x7F:
                return new Rune(char.ToLowerInvariant((char)rune.Value));
            case CapitalSigma:
                return new Rune(EndsWithCased(before) && !BeginsWithCased(after) ? FinalSigma : Sigma);
            case CapitalDottedI:
                second = new Rune(DotAbove);
                return new Rune('i');
            default:
                return Rune.ToLowerInvariant(rune);
        }
    }

    private static bool EndsWithCased(ReadOnlySpan<char> text)
    {
        while (Rune.DecodeLastFromUtf16(text, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
        {
            if (!IsCaseIgnorable(rune)) return IsCased(rune);
            text = text[..^length];
        }

        return false;
    }

    private static bool BeginsWithCased(ReadOnlySpan<char> text)
    {
        while (Rune.DecodeFromUtf16(text, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
        {
            if (!IsCaseIgnorable(rune)) return IsCased(rune);
            text = text[length..];
        }

        return false;
    }

    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    /// <summary>Case_Ignorable (Unicode Standard 14, section 3.13): Word_Break = MidLetter, MidNumLet, Single_Quote; marks, formats and modifiers.</summary>
    private static bool IsCaseIgnorable(Rune rune) => rune.Value is '\'' or '.' or ':' or 0xB7 or 0x387 or 0x55F or 0x5F4 or 0x2018 or 0x2019 or 0x2024 or 0x2027
            or 0xFE13 or 0xFE52 or 0xFE55 or 0xFF07 or 0xFF0E or 0xFF1A
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
