using System.Buffers;
using System.Text;

namespace LossGen.Text;

/// <summary>The tokens of a text, one after another: words, symbols and line breaks, as <see cref="WordVocabulary"/> defines them.</summary>
internal ref struct WordReader(ReadOnlySpan<char> text)
{
    public const string LineBreak = "\n";

    /// <summary>U+FFFD: what an unpaired surrogate and a word outside a vocabulary are.</summary>
    public const string Replacement = "\uFFFD";

    private ReadOnlySpan<char> _rest = text;

    /// <summary>The token that was read last.</summary>
    public ReadOnlySpan<char> Current { get; private set; }

    /// <summary>Goes on to the next token; false at the end of the text.</summary>
    public bool Read()
    {
        while (!_rest.IsEmpty)
        {
            Rune.DecodeFromUtf16(_rest, out Rune rune, out int length);
            if (rune.Value is '\n' or '\r')
            {
                Take(_rest.StartsWith("\r\n") ? 2 : 1, LineBreak);
                return true;
            }

            if (!Letters.IsSpace(rune))
            {
                if (rune == Rune.ReplacementChar) Take(length, Replacement);
                else if (Letters.IsWord(rune)) Take(WordLength(), replacement: null);
                else Take(length + LengthOf(_rest[length..], Letters.IsMark), replacement: null);
                return true;
            }

            _rest = _rest[length..];
        }

        return false;
    }

    /// <summary>Whether a token begins with a letter or number.</summary>
    public static bool IsWord(ReadOnlySpan<char> token)
    {
        Rune.DecodeFromUtf16(token, out Rune first, out _);
        return Letters.IsWord(first);
    }

    private void Take(int length, string? replacement)
    {
        Current = replacement is null ? _rest[..length] : replacement;
        _rest = _rest[length..];
    }

    /// <summary>Letters, numbers and their marks, and apostrophes between them.</summary>
    private readonly int WordLength()
    {
        int length = 0;
        while (true)
        {
            length += LengthOf(_rest[length..], static rune => Letters.IsWord(rune) || Letters.IsMark(rune));
            if (length + 1 >= _rest.Length || _rest[length] is not ('\'' or '\u2019')) return length;
            if (!IsWord(_rest[(length + 1)..])) return length;
            length++;
        }
    }

    /// <summary>The length of the longest head of a text that has only such code points.</summary>
    private static int LengthOf(ReadOnlySpan<char> text, Func<Rune, bool> isPart)
    {
        int length = 0;
        while (Rune.DecodeFromUtf16(text[length..], out Rune rune, out int units) == OperationStatus.Done && isPart(rune)) length += units;
        return length;
    }
}
