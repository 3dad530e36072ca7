using System.Buffers;
using LossGen.Numerics;
using LossGen.Text;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>Texts as sparse rows: each word or group of characters is counted in the column that its hash gives. There is no vocabulary to learn or to save.</summary>
/// <remarks>
/// <para>
/// Indices and values are those of scikit-learn's <c>HashingVectorizer</c> with the same settings: words are <c>\b\w\w+\b</c>, n-grams of words are joined by
/// a space, the hash h is the signed 32-bit MurmurHash3 of the UTF-8 bytes, the column is |h| mod features, the sign of the count is that of h, and a row
/// is scaled to Euclidean length 1. Where words and characters both count, their counts are added before the row is scaled.
/// </para>
/// <para>
/// Letters and lower case are those of the runtime's Unicode version, while Python has its own: characters that only one of the two knows may differ.
/// An unpaired surrogate, which Python refuses to hash, counts as U+FFFD.
/// </para>
/// <para>
/// Weinberger, Dasgupta, Langford, Smola and Attenberg, "Feature hashing for large scale multitask learning", ICML 2009. Many threads may use an
/// instance at once, each with a list of its own. A text costs no memory beyond that of its row.
/// </para>
/// </remarks>
/// <example><code>
/// var text = new TextFeatures(features: 1 &lt;&lt; 18) { WordNGrams = 2 };
/// var rows = new SparseRowList();
/// foreach (string message in messages) text.Append(message, rows);
/// </code></example>
public sealed class TextFeatures
{
    /// <summary>The most features of a sparse model.</summary>
    private const int MostFeatures = 1 << 24;

    /// <summary>The longest text whose bytes in UTF-8 fit into an array.</summary>
    private const int MostCharacters = 1 << 29;

    private readonly int _wordNGrams = 1;
    private readonly int _minCharacterNGram;
    private readonly int _maxCharacterNGram;

    /// <summary>Creates rows with this number of columns.</summary>
    /// <param name="features">The number of columns, 1 to 2²⁴: that of the model. More columns mean fewer words that share one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="features"/> is out of range.</exception>
    public TextFeatures(int features) => FeatureCount = features is >= 1 and <= MostFeatures
        ? features
        : throw Require.OutOfRange(nameof(features), features, Invariant($"a number from 1 to {MostFeatures}"));

    /// <summary>The number of columns of a row.</summary>
    public int FeatureCount { get; }

    /// <summary>The seed of the hash: 0 as in scikit-learn, and another one for each of several texts that share their columns.</summary>
    internal uint Seed { get; init; }

    /// <summary>The longest run of neighbouring words that counts, beside all shorter ones; 1 by default, for single words; 0: no words.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int WordNGrams
    {
        get => _wordNGrams;
        init => _wordNGrams = Require.AtLeast(value, 0, nameof(WordNGrams));
    }

    /// <summary>The shortest group of neighbouring characters that counts; groups reach across words. With a maximum above 0, 0 (the default) means 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MinCharacterNGram
    {
        get => _minCharacterNGram;
        init => _minCharacterNGram = Require.AtLeast(value, 0, nameof(MinCharacterNGram));
    }

    /// <summary>The longest group of characters that counts; 0 (the default): none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MaxCharacterNGram
    {
        get => _maxCharacterNGram;
        init => _maxCharacterNGram = Require.AtLeast(value, 0, nameof(MaxCharacterNGram));
    }

    /// <summary>Whether texts are converted to lower case; true by default.</summary>
    public bool Lowercase { get; init; } = true;

    /// <summary>Whether a count has the sign of its hash, so that words that share a column cancel as often as they add up; true by default.</summary>
    public bool Signed { get; init; } = true;

    /// <summary>Whether a row is scaled to Euclidean length 1; true by default. Otherwise its values are the counts.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>Adds a text as a row.</summary>
    /// <param name="text">The text; an empty one, or one without words, gives a row without features.</param>
    /// <param name="rows">The list that the row is added to.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">The text has more than 2²⁹ characters.</exception>
    /// <exception cref="InvalidOperationException"><see cref="MinCharacterNGram"/> is above <see cref="MaxCharacterNGram"/>, or neither words nor characters count.</exception>
    public void Append(ReadOnlySpan<char> text, SparseRowList rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var counts = new HashedCounts(FeatureCount, Seed, Signed);
        try
        {
            Count(text, ref counts);
            rows.Add(counts.Features, counts.Values);
        }
        finally
        {
            counts.Dispose();
        }
    }

    /// <summary>Adds a text as a row.</summary>
    /// <param name="text">The text; an empty one, or one without words, gives a row without features.</param>
    /// <param name="rows">The list that the row is added to.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">The text has more than 2²⁹ characters.</exception>
    /// <exception cref="InvalidOperationException"><see cref="MinCharacterNGram"/> is above <see cref="MaxCharacterNGram"/>, or neither words nor characters count.</exception>
    public void Append(string text, SparseRowList rows)
    {
        ArgumentNullException.ThrowIfNull(text);
        Append(text.AsSpan(), rows);
    }

    /// <summary>Counts the pieces of a text.</summary>
    internal void Count(ReadOnlySpan<char> text, ref HashedCounts counts)
    {
        Check(text);
        if (WordNGrams > 0)
        {
            using var words = TextBuffer.OfWords(text, Lowercase);
            for (int length = 1; length <= Math.Min(WordNGrams, words.Count); length++)
            {
                for (int first = 0; first + length <= words.Count; first++) counts.Add(words.Pieces(first, length, separator: 1));
            }
        }

        if (MaxCharacterNGram > 0)
        {
            using var characters = TextBuffer.OfCharacters(text, Lowercase);
            for (int length = Math.Max(MinCharacterNGram, 1); length <= Math.Min(MaxCharacterNGram, characters.Count); length++)
            {
                for (int first = 0; first + length <= characters.Count; first++) counts.Add(characters.Pieces(first, length, separator: 0));
            }
        }

        counts.Finish(Normalize);
    }

    /// <summary>The settings, in the invariant culture.</summary>
    public override string ToString() => Invariant($"{FeatureCount} columns")
        + (WordNGrams > 0 ? Invariant($", words and up to {WordNGrams} together") : "")
        + (MaxCharacterNGram > 0 ? Invariant($", {Math.Max(MinCharacterNGram, 1)} to {MaxCharacterNGram} characters") : "")
        + (Lowercase ? "" : ", capitals as they are") + (Signed ? "" : ", unsigned") + (Normalize ? "" : ", counts");

    private void Check(ReadOnlySpan<char> text)
    {
        if (MinCharacterNGram > MaxCharacterNGram)
        {
            throw new InvalidOperationException(
                Invariant($"MinCharacterNGram is {MinCharacterNGram} and MaxCharacterNGram {MaxCharacterNGram}; expected a maximum that is not below the minimum."));
        }

        if (WordNGrams == 0 && MaxCharacterNGram == 0)
            throw new InvalidOperationException("WordNGrams and MaxCharacterNGram are both 0, so that nothing counts; expected one of them to be 1 or above.");
        if (text.Length > MostCharacters) throw new ArgumentException(Invariant($"text has length {text.Length}; expected {MostCharacters} or less."), nameof(text));
    }
}
