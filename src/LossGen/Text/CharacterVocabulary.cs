using System.Text;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>The characters (code points) of a text as token ids, and back.</summary>
/// <example><code>
/// var vocabulary = CharacterVocabulary.Of(text);
/// int[] tokens = vocabulary.Encode(text);
/// </code></example>
public sealed class CharacterVocabulary
{
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

    /// <summary>The characters, the id of each being its place.</summary>
    public string Characters => string.Concat(_characters);

    /// <summary>All characters that occur in a text, in the order of their code points. Half a surrogate pair counts as U+FFFD.</summary>
    /// <param name="text">The text, not empty.</param>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static CharacterVocabulary Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) throw new ArgumentException("text is empty; expected at least one character.", nameof(text));
        var found = new SortedSet<Rune>();
        foreach (Rune rune in text.EnumerateRunes()) found.Add(rune);
        return new CharacterVocabulary([.. found]);
    }

    /// <summary>The characters of a string, in its order, as <see cref="Characters"/> gives them.</summary>
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
                throw new ArgumentException(Invariant($"The character U+{rune.Value:X4} at {at} is not in the vocabulary of {Count}."), nameof(text));
            ids.Add(id);
            at += rune.Utf16SequenceLength;
        }

        return [.. ids];
    }

    /// <summary>The text of ids.</summary>
    /// <param name="tokens">Ids from 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is out of range.</exception>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder(tokens.Length);
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(tokens), tokens[i], Invariant($"tokens[{i}] is {tokens[i]}; expected 0 to {Count - 1}."));
            text.Append(_characters[tokens[i]].ToString());
        }

        return text.ToString();
    }

    /// <summary>How many characters there are.</summary>
    public override string ToString() => Printed.Count(Count, "character", "characters");
}
