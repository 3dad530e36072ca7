using System.Buffers;
using System.Text;

namespace LossGen.Text;

/// <summary>A text in UTF-8, on request in lower case, and where its pieces end: words with one space between them, or code points. In pooled memory.</summary>
internal ref struct TextBuffer
{
    // A UTF-16 unit takes at most three bytes; İ becomes two code points, which take three as well.
    private const int BytesOfChar = 3;

    private byte[] _bytes;
    private int[] _ends;
    private int _length;

    private TextBuffer(int characters)
    {
        _bytes = ArrayPool<byte>.Shared.Rent((characters * BytesOfChar) + 1);
        _ends = ArrayPool<int>.Shared.Rent(characters + 2);
        _length = 0;
        Count = 0;
    }

    /// <summary>The number of pieces.</summary>
    public int Count { get; private set; }

    /// <summary>The words of a text: the longest runs of two or more word characters, as <c>\b\w\w+\b</c> finds them.</summary>
    public static TextBuffer OfWords(ReadOnlySpan<char> text, bool lowercase)
    {
        var buffer = new TextBuffer(text.Length);
        int start = 0, characters = 0;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf16(rest, out Rune rune, out int units);
            Rune? second = null;
            if (lowercase) rune = Letters.Lower(rune, text[..^rest.Length], rest[units..], out second);
            rest = rest[units..];
            characters = buffer.AddToWord(rune, start, characters);
            if (second is { } mark) characters = buffer.AddToWord(mark, start, characters);
            if (characters == 0) start = buffer._length;
        }

        buffer.EndWord(start, characters);
        return buffer;
    }

    /// <summary>The code points of a text, in which each run of two or more white spaces is one space.</summary>
    public static TextBuffer OfCharacters(ReadOnlySpan<char> text, bool lowercase)
    {
        var buffer = new TextBuffer(text.Length);
        int spaces = 0;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            Rune.DecodeFromUtf16(rest, out Rune rune, out int units);
            Rune? second = null;
            if (lowercase) rune = Letters.Lower(rune, text[..^rest.Length], rest[units..], out second);
            rest = rest[units..];
            spaces = Letters.IsSpace(rune) ? spaces + 1 : 0;
            if (spaces > 1) buffer.EndWithSpace(spaces);
            else buffer.AddPiece(rune);
            if (second is { } mark) buffer.AddPiece(mark);
        }

        return buffer;
    }

    /// <summary>The bytes of neighbouring pieces; those of words include the spaces between them.</summary>
    public readonly ReadOnlySpan<byte> Pieces(int first, int count, int separator)
    {
        int start = first == 0 ? 0 : _ends[first - 1] + separator;
        return _bytes.AsSpan(start, _ends[first + count - 1] - start);
    }

    /// <summary>Returns the memory.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        ArrayPool<int>.Shared.Return(_ends);
        _bytes = [];
        _ends = [];
    }

    private int AddToWord(Rune rune, int start, int characters)
    {
        if (Letters.IsWord(rune))
        {
            _length += rune.EncodeToUtf8(_bytes.AsSpan(_length));
            return characters + 1;
        }

        EndWord(start, characters);
        return 0;
    }

    private void EndWord(int start, int characters)
    {
        if (characters < 2)
        {
            _length = start;
            return;
        }

        _ends[Count++] = _length;
        _bytes[_length++] = (byte)' ';
    }

    private void AddPiece(Rune rune)
    {
        _length += rune.EncodeToUtf8(_bytes.AsSpan(_length));
        _ends[Count++] = _length;
    }

    /// <summary>The second white space of a run replaces the first by a space; later ones add nothing.</summary>
    private void EndWithSpace(int spaces)
    {
        if (spaces > 2) return;
        _length = Count > 1 ? _ends[Count - 2] : 0;
        _bytes[_length++] = (byte)' ';
        _ends[Count - 1] = _length;
    }
}
