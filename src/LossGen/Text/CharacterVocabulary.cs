using System.Globalization;
using System.Text;
using LossGen.Text;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>The characters (Unicode code points) of a text as token ids, and back.</summary>
/// <remarks>An unpaired surrogate counts as U+FFFD. Safe for use by many threads at once.</remarks>
/// <example><code>
/// var vocabulary = CharacterVocabulary.Of(text);
/// int[] tokens = vocabulary.Encode(text);        // ids from 0 to vocabulary.Count - 1
/// vocabulary.Save("characters.txt");
/// </code></example>
public sealed class CharacterVocabulary
{
    private const string Header = "LossGen characters", ExpectedLine = "a code point such as U+0041, each once";

    private readonly Rune[] _characters;
    private readonly Dictionary<Rune, int> _ids;

    private CharacterVocabulary(Rune[] characters)
    {
        _characters = characters;
        _ids = new Dictionary<Rune, int>(characters.Length);
        for (int id = 0; id < characters.Length; id++) _ids.Add(characters[id], id);
    }

    /// <summary>The number of tokens.</summary>
    public int Count => _characters.Length;

    /// <summary>The characters in the order of their ids.</summary>
    public string Characters => string.Concat(_characters);

    /// <summary>All characters that occur in a text, in the order of their code points.</summary>
    /// <param name="text">The text, not empty.</param>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static CharacterVocabulary Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) throw new ArgumentException("text is empty; expected at least one character.", nameof(text));
        var found = new SortedSet<Rune>();
        foreach (Rune rune in text.EnumerateRunes()) found.Add(rune);
        return new CharacterVocabulary([.. found]);
    }

    /// <summary>The characters of a string, in its order, as in <see cref="Characters"/>.</summary>
    /// <param name="characters">Each character once.</param>
    /// <exception cref="ArgumentException">There are none, or one occurs twice.</exception>
    public static CharacterVocabulary FromCharacters(string characters)
    {
        ArgumentException.ThrowIfNullOrEmpty(characters);
        Rune[] runes = [.. characters.EnumerateRunes()];
        IGrouping<Rune, Rune>? twice = runes.GroupBy(static rune => rune).FirstOrDefault(static group => group.Count() > 1);
        if (twice is not null) throw new ArgumentException($"characters has '{twice.Key}' twice; expected each once.", nameof(characters));
        return new CharacterVocabulary(runes);
    }

    /// <summary>Reads a vocabulary that <see cref="Save"/> has written.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="InvalidDataException">The file is not such a vocabulary; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user has no permission to read it.</exception>
    public static CharacterVocabulary Load(string path)
    {
        var characters = new List<Rune>();
        var known = new HashSet<Rune>();
        VocabularyFile.Read(path, [Header], line =>
        {
            if (!TryParse(line, out Rune character) || !known.Add(character)) return ExpectedLine;
            characters.Add(character);
            return null;
        });
        return characters.Count > 0 ? new([.. characters]) : throw new InvalidDataException($"'{path}' has no characters, expected one on each line after the first.");
    }

    /// <summary>Writes the vocabulary to a text file, one code point a line, such as U+0041, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is read-only, or its directory does not permit a new one.</exception>
    public void Save(string path) => VocabularyFile.Write(path, Header, _characters.Select(static character => Invariant($"U+{character.Value:X4}")));

    /// <summary>A character as a message shows it: itself where it is visible by itself, and its code point.</summary>
    private static string Shown(Rune rune)
    {
        bool isVisible = Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune);
        return isVisible && rune != Rune.ReplacementChar ? Invariant($"'{rune}' (U+{rune.Value:X4})") : Invariant($"U+{rune.Value:X4}");
    }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">A character is not in the vocabulary.</exception>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        var ids = new List<int>(text.Length);
        int at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!_ids.TryGetValue(rune, out int id))
                throw new ArgumentException(Invariant($"The character {Shown(rune)} at {at} is not among the {Count} of the vocabulary."), nameof(text));
            ids.Add(id);
            at += rune.Utf16SequenceLength;
        }

        return [.. ids];
    }

    /// <summary>The text of these ids.</summary>
    /// <param name="tokens">Ids from 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is out of range.</exception>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder(tokens.Length);
        Span<char> units = stackalloc char[2];
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(tokens), tokens[i], Invariant($"tokens[{i}] is {tokens[i]}; expected 0 to {Count - 1}."));
            text.Append(units[.._characters[tokens[i]].EncodeToUtf16(units)]);
        }

        return text.ToString();
    }

    /// <summary>The number of characters.</summary>
    public override string ToString() => Printed.Count(Count, "character", "characters");

    private static bool TryParse(string line, out Rune character)
    {
        character = default;
        return line.StartsWith("U+", StringComparison.Ordinal)
            && int.TryParse(line.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            && Rune.TryCreate(value, out character);
    }
}
