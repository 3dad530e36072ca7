using System.Buffers;
using LossGen.Numerics;
using LossGen.Text;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>Texts as sparse rows: each word or group of characters counts in the column that its hash gives. Nothing has to be learned or kept.</summary>
/// <remarks>
/// <para>
/// Indices and values are those of scikit-learn's <c>HashingVectorizer</c> with the same settings: words are <c>\b\w\w+\b</c>, n-grams of words are joined by
/// a space, the hash is the signed 32-bit MurmurHash3 of the UTF-8 bytes, its remainder by the number of features the column and its sign that of the
/// count, and a row has the Euclidean length 1. With words and characters both, a row has the counts of both before it gets that length.
/// </para>
/// <para>
/// Code points are classified and lowered by the Unicode version of the runtime, where Python has its own: they differ in characters added since. Half a
/// surrogate pair, which Python refuses, counts as U+FFFD.
/// </para>
/// <para>Weinberger, Dasgupta, Langford, Smola and Attenberg, "Feature hashing for large scale multitask learning", ICML 2009. May be used by many threads at once,
/// each with a list of its own; allocates nothing but what the list needs.</para>
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

    private readonly int _wordNGrams = 1;
    private readonly int _minCharacterNGram;
    private readonly int _maxCharacterNGram;

    /// <summary>Texts for rows of so many features.</summary>
    /// <param name="features">The number of columns, 1 to 2²⁴; a power of two spreads best.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="features"/> is out of range.</exception>
    public TextFeatures(int features) => FeatureCount = features is >= 1 and <= MostFeatures
        ? features
        : throw Require.OutOfRange(nameof(features), features, Invariant($"a number from 1 to {MostFeatures}"));

    /// <summary>Columns of a row.</summary>
    public int FeatureCount { get; }

    /// <summary>Runs of 1 to so many words count, by default single words; 0: none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int WordNGrams
    {
        get => _wordNGrams;
        init => _wordNGrams = Require.AtLeast(value, 0, nameof(WordNGrams));
    }

    /// <summary>Groups of so many characters, and up to <see cref="MaxCharacterNGram"/>, count, across words; 0 (the default) with a maximum above 0 means 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MinCharacterNGram
    {
        get => _minCharacterNGram;
        init => _minCharacterNGram = Require.AtLeast(value, 0, nameof(MinCharacterNGram));
    }

    /// <summary>The longest groups of characters that count; 0 (the default): none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int MaxCharacterNGram
    {
        get => _maxCharacterNGram;
        init => _maxCharacterNGram = Require.AtLeast(value, 0, nameof(MaxCharacterNGram));
    }

    /// <summary>Whether capitals count as small letters; true by default.</summary>
    public bool Lowercase { get; init; } = true;

    /// <summary>Whether a count has the sign of its hash, so that words in the same column cancel as often as they add up; true by default.</summary>
    public bool Signed { get; init; } = true;

    /// <summary>Whether rows have the Euclidean length 1; true by default. Otherwise they have counts.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>Adds a text as a row.</summary>
    /// <param name="text">The text; an empty one, or one without words, gives a row without features.</param>
    /// <param name="rows">The list that it is added to.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="InvalidOperationException"><see cref="MinCharacterNGram"/> is above <see cref="MaxCharacterNGram"/>.</exception>
    public void Append(ReadOnlySpan<char> text, SparseRowList rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (MinCharacterNGram > MaxCharacterNGram)
            throw new InvalidOperationException(Invariant($"MinCharacterNGram is {MinCharacterNGram} and MaxCharacterNGram {MaxCharacterNGram}; expected the maximum to be as large or larger."));

        var counts = new HashedCounts(FeatureCount, Signed);
        try
        {
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

            counts.AddTo(rows, Normalize);
        }
        finally
        {
            counts.Dispose();
        }
    }

    /// <summary>The settings, in the invariant culture.</summary>
    public override string ToString() => Invariant($"{FeatureCount} columns")
        + (WordNGrams > 0 ? Invariant($", words and up to {WordNGrams} together") : "")
        + (MaxCharacterNGram > 0 ? Invariant($", {Math.Max(MinCharacterNGram, 1)} to {MaxCharacterNGram} characters") : "")
        + (Lowercase ? "" : ", capitals as they are") + (Signed ? "" : ", unsigned") + (Normalize ? "" : ", counts");
}
