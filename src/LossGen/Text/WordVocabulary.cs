using System.Text;
using LossGen.Text;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>The most frequent words of a text as token ids, and back; all other words share the id <see cref="Unknown"/>.</summary>
/// <remarks>
/// <para>
/// A token is a word (letters, numbers and underscores with their combining marks, and apostrophes between them: <c>don't</c>), or a single other
/// character with its combining marks (a punctuation mark, an emoji), or a line break, in either form one token. Other white space only separates.
/// Unlike the words of <see cref="TextFeatures"/>, single letters and punctuation count: a next word depends on them.
/// </para>
/// <para>Ids are by falling frequency from 1 on; of equally frequent tokens the first in ordinal order has the lower id.</para>
/// <para>
/// <see cref="Decode"/> puts a space between tokens, except around line breaks, before closing punctuation and between an opening bracket and a word, so the
/// white space of the original text is lost. Encoding a decoded text gives the same ids again. Safe for use by many threads at once.
/// </para>
/// </remarks>
/// <example><code>
/// var vocabulary = WordVocabulary.Of(text, size: 4096);
/// int[] tokens = vocabulary.Encode(text);        // ids from 0 to 4095
/// Console.WriteLine(vocabulary.Decode(tokens.AsSpan(0, 20)));
/// vocabulary.Save("words.txt");
/// </code></example>
public sealed class WordVocabulary
{
    /// <summary>The id of every word that is not in the vocabulary, and of U+FFFD, as which it is decoded.</summary>
    public const int Unknown = 0;

    private const string LineBreakInFile = "\\n"; // no token, since a backslash is one by itself

    private const string Closing = ".,;:!?)]}…”’'%", Opening = "([{“";

    private static readonly string[] Headers = ["LossGen words", "LossGen words in lower case"];

    private readonly string[] _words;
    private readonly Dictionary<string, int> _ids;

    private WordVocabulary(List<string> words, Dictionary<string, int> ids, bool lowercase)
    {
        _words = [.. words];
        _ids = ids;
        Lowercase = lowercase;
    }

    /// <summary>The number of tokens, <see cref="Unknown"/> included: ids are from 0 to this number − 1.</summary>
    public int Count => _words.Length;

    /// <summary>The tokens by id; the first is U+FFFD, for <see cref="Unknown"/>.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>Whether texts are converted to lower case.</summary>
    public bool Lowercase { get; }

    /// <summary>The most frequent words of a text.</summary>
    /// <param name="text">The text, with at least one token.</param>
    /// <param name="size">The largest number of tokens, 2 or above: <see cref="Unknown"/> and the <paramref name="size"/> − 1 most frequent ones.</param>
    /// <param name="lowercase">Whether texts are converted to lower case.</param>
    /// <exception cref="ArgumentException">The text has no token.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 2.</exception>
    public static WordVocabulary Of(ReadOnlySpan<char> text, int size, bool lowercase = true)
    {
        Require.AtLeast(size, 2, nameof(size));
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var reader = new WordReader(lowercase ? Letters.Lower(text) : text);
        while (reader.Read())
        {
            string word = reader.Current.ToString();
            if (word != WordReader.Replacement) counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        if (counts.Count == 0) throw new ArgumentException("text has no words; expected at least one.", nameof(text));
        return FromWords(
            counts.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).Take(size - 1).Select(static pair => pair.Key),
            lowercase);
    }

    /// <summary>Known words, the id of the first being 1.</summary>
    /// <param name="words">Each a token, once.</param>
    /// <param name="lowercase">Whether texts are converted to lower case.</param>
    /// <exception cref="ArgumentException">There are no words, one is not a single token, is not in lower case, or occurs twice.</exception>
    public static WordVocabulary FromWords(IEnumerable<string> words, bool lowercase = true)
    {
        ArgumentNullException.ThrowIfNull(words);
        var builder = new Builder();
        foreach (string word in words)
        {
            if (builder.Add(word, lowercase) is { } expected)
                throw new ArgumentException(Invariant($"words has '{word}' at {builder.Count - 1}; expected {expected}."), nameof(words));
        }

        if (builder.Count == 1) throw new ArgumentException("words is empty; expected at least one word.", nameof(words));
        return builder.Build(lowercase);
    }

    /// <summary>Reads a vocabulary that <see cref="Save"/> has written.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="InvalidDataException">The file is not such a vocabulary; the message names file and line.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user has no permission to read it.</exception>
    public static WordVocabulary Load(string path)
    {
        // The first line says whether the words are in lower case, so they are checked against it once all are read.
        var lines = new List<string>();
        bool lowercase = VocabularyFile.Read(path, Headers, line =>
        {
            lines.Add(line);
            return null;
        }) == 1;
        var builder = new Builder();
        foreach (string line in lines)
        {
            if (builder.Add(line == LineBreakInFile ? WordReader.LineBreak : line, lowercase) is { } expected)
                throw new InvalidDataException(Invariant($"Line {builder.Count + 1} of '{path}' is {Storage.Quoted.Text(line)}, expected {expected}."));
        }

        return builder.Count > 1 ? builder.Build(lowercase) : throw new InvalidDataException($"'{path}' has no words, expected one on each line after the first.");
    }

    /// <summary>Writes the vocabulary to a text file in UTF-8, one token a line, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is read-only, or its directory does not permit a new one.</exception>
    public void Save(string path) => VocabularyFile.Write(
        path, Headers[Lowercase ? 1 : 0], _words.Skip(1).Select(static word => word == WordReader.LineBreak ? LineBreakInFile : word));

    /// <summary>The ids of a text.</summary>
    /// <param name="text">The text; words that are not in the vocabulary get <see cref="Unknown"/>.</param>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        var ids = new List<int>(text.Length / 4);
        var reader = new WordReader(Lowercase ? Letters.Lower(text) : text);
        while (reader.Read()) ids.Add(_ids.GetValueOrDefault(reader.Current.ToString(), Unknown));
        return [.. ids];
    }

    /// <summary>A text of ids.</summary>
    /// <param name="tokens">Ids from 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is out of range.</exception>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder();
        string? before = null;
        for (int i = 0; i < tokens.Length; i++)
        {
            if ((uint)tokens[i] >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(tokens), tokens[i], Invariant($"tokens[{i}] is {tokens[i]}; expected 0 to {Count - 1}."));
            string word = _words[tokens[i]];
            if (before is not null && HasSpaceBetween(before, word)) text.Append(' ');
            text.Append(word);
            before = word;
        }

        return text.ToString();
    }

    /// <summary>The number of tokens.</summary>
    public override string ToString() => Printed.Count(Count, "word", "words");

    private static bool HasSpaceBetween(string before, string after) =>
        before != WordReader.LineBreak && after != WordReader.LineBreak
        && !(after.Length == 1 && Closing.Contains(after[0], StringComparison.Ordinal))
        && !(before.Length == 1 && Opening.Contains(before[0], StringComparison.Ordinal) && WordReader.IsWord(after));

    /// <summary>Tokens as they come, checked.</summary>
    private sealed class Builder
    {
        private readonly List<string> _words = [WordReader.Replacement];
        private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

        public int Count => _words.Count;

        /// <summary>Adds a token; returns what was expected instead of it, or null.</summary>
        public string? Add(string word, bool lowercase)
        {
            var reader = new WordReader(word);
            if (word is null || !reader.Read() || !reader.Current.SequenceEqual(word) || word == WordReader.Replacement) return "a single word or symbol";
            if (lowercase && Letters.Lower(word) != word) return "a word in lower case";
            if (!_ids.TryAdd(word, _words.Count)) return "each word once";
            _words.Add(word);
            return null;
        }

        public WordVocabulary Build(bool lowercase) => new(_words, _ids, lowercase);
    }
}
