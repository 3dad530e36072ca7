using System.Globalization;
using Xunit;

namespace LossGen.Tests.Text;

/// <summary>Rows of texts; the expected ones are those of scikit-learn 1.2.1, HashingVectorizer. Thousands more are in LossGen.Interop.Tests.</summary>
public sealed class TextFeaturesTests
{
    private static readonly TextFeatures Words = new(1 << 20), Bigrams = new(1 << 18) { WordNGrams = 2 }, Few = new(7) { Normalize = false },
        Unsigned = new(1 << 10) { Signed = false, Lowercase = false, Normalize = false },
        Characters = new(1 << 12) { WordNGrams = 0, MinCharacterNGram = 2, MaxCharacterNGram = 3, Normalize = false };

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "")]
    [InlineData("Hello, hello world", "639749:-0.447213595 784967:0.894427191")]
    [InlineData("The naïve Straße", "286878:-0.577350269 547589:0.577350269 558549:0.577350269")]
    [InlineData("ΟΔΟΣ ΟΔΟΣ'Α", "213213:0.707106781 701389:0.707106781")]
    [InlineData("İstanbul 2024", "211619:0.707106781 502754:-0.707106781")]
    [InlineData("don't x_1 __", "198838:0.577350269 284636:0.577350269 733522:0.577350269")]
    [InlineData("e\u0301te\u0301 ½x", "178936:-0.707106781 463333:-0.707106781")]
    [InlineData("👩\u200d👩\u200d👧 ab", "10401:-1")]
    [InlineData("\u001cab\u3000\u2003cd", "10401:-0.707106781 262252:-0.707106781")]
    [InlineData("日本語 東京", "61118:-0.707106781 757097:-0.707106781")]
    public void Words_count(string text, string expected) => AssertRow(expected, Words, text);

    [Theory]
    [InlineData("Hello, hello world", "115461:-0.377964473 167695:0.377964473 248644:-0.377964473 260679:0.755928946")]
    [InlineData("The naïve Straße", "23301:0.447213595 24734:-0.447213595 34261:0.447213595 136819:0.447213595 187111:-0.447213595")]
    [InlineData("İstanbul 2024", "211619:0.577350269 240610:-0.577350269 256911:-0.577350269")]
    [InlineData("👩\u200d👩\u200d👧 ab", "10401:-1")]
    public void Pairs_of_words_count(string text, string expected) => AssertRow(expected, Bigrams, text);

    [Theory]
    [InlineData("Hello, hello world", "5:-1 6:2")]
    [InlineData("The naïve Straße", "2:1 5:0")]
    [InlineData("日本語 東京", "3:-2")]
    public void Words_in_one_column_add_up_or_cancel(string text, string expected) => AssertRow(expected, Few, text);

    [Theory]
    [InlineData("Hello, hello world", "583:1 773:1 968:1")]
    [InlineData("ΟΔΟΣ ΟΔΟΣ'Α", "956:2")]
    [InlineData("don't x_1 __", "182:1 338:1 988:1")]
    public void Counts_without_signs_and_with_capitals(string text, string expected) => AssertRow(expected, Unsigned, text);

    [Theory]
    [InlineData("a", "")]
    [InlineData("\u001cab\u3000\u2003cd", "108:-1 379:1 473:1 643:1 1935:1 2209:-1 2682:-1 2726:1 3750:-1")]
    [InlineData("日本語 東京", "1662:-1 1726:-1 1894:-1 2120:-1 2661:1 2912:-1 3101:-1 3433:-1 3774:-1")]
    [InlineData("e\u0301te\u0301 ½x", "485:-1 1921:1 2222:-1 2229:1 2335:1 2808:-1 2946:-1 3314:1 3480:-2 3518:1 3649:-1 4093:1")]
    [InlineData("👩\u200d👩\u200d👧 ab", "430:1 1264:1 1662:-1 1890:1 2209:-1 2881:-1 3110:-1 3129:-2 3180:1 3410:-1 3577:-1 3690:1")]
    public void Groups_of_characters_count_across_words(string text, string expected) => AssertRow(expected, Characters, text);

    [Fact]
    public void Counts_of_words_and_characters_add_up()
    {
        const string Text = "the cat and the hat";
        var both = new TextFeatures(1 << 12) { MinCharacterNGram = 2, MaxCharacterNGram = 3, Normalize = false };
        float[] expected = Dense(new TextFeatures(1 << 12) { Normalize = false }, Text), characters = Dense(Characters, Text);
        for (int i = 0; i < expected.Length; i++) expected[i] += characters[i];

        Assert.Equal(expected, Dense(both, Text));
        Assert.Equal(1, Dense(new TextFeatures(1 << 12) { MaxCharacterNGram = 3 }, Text).Sum(static value => (double)value * value), 1e-6);
    }

    [Fact]
    public void A_row_has_ascending_columns_each_once()
    {
        var rows = new SparseRowList();
        new TextFeatures(50) { WordNGrams = 3, MaxCharacterNGram = 4 }.Append(string.Concat(Enumerable.Repeat("one two three four ", 30)), rows);
        int[] features = rows.Rows.Features.ToArray();

        Assert.Equal(features.Distinct().Order(), features);
        Assert.All(features, static feature => Assert.InRange(feature, 0, 49));
    }

    [Fact]
    public void Half_a_surrogate_pair_counts_as_the_replacement_character() => Assert.Equal(
        Dense(Characters, "ab\uFFFDcd\uFFFD"), Dense(Characters, "ab\uD83Dcd\uDE00"));

    [Fact]
    public void A_text_allocates_nothing()
    {
        string[] texts = ["", "Hello, hello world", new string('x', 3000), string.Join(' ', Enumerable.Range(0, 4000)), "ΟΔΟΣ İİİİ 日本語 👩\u200d👩\u200d👧"];
        var features = new TextFeatures(1 << 18) { WordNGrams = 3, MinCharacterNGram = 2, MaxCharacterNGram = 5 };
        var rows = new SparseRowList();
        long bytes = Allocation.Of(() =>
        {
            rows.Clear();
            foreach (string text in texts) features.Append(text, rows);
        });

        Assert.Equal(0, bytes);
        Assert.Equal(texts.Length, rows.Count);
    }

    [Fact]
    public void Many_threads_give_the_rows_of_one()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(static i => string.Join(' ', Enumerable.Range(i, i)))];
        string[] expected = [.. texts.Select(static text => Row(Bigrams, text))], actual = new string[texts.Length];
        Parallel.For(0, texts.Length, i => actual[i] = Row(Bigrams, texts[i]));

        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.StartsWith("features is 0; expected a number from 1 to 16777216.", Message(static () => _ = new TextFeatures(0)), StringComparison.Ordinal);
        Assert.StartsWith("features is 16777217", Message(static () => _ = new TextFeatures((1 << 24) + 1)), StringComparison.Ordinal);
        Assert.StartsWith("WordNGrams is -1; expected an integer, 0 or above.", Message(static () => _ = new TextFeatures(1) { WordNGrams = -1 }), StringComparison.Ordinal);
        Assert.StartsWith("MinCharacterNGram is -1", Message(static () => _ = new TextFeatures(1) { MinCharacterNGram = -1 }), StringComparison.Ordinal);
        Assert.StartsWith("MaxCharacterNGram is -1", Message(static () => _ = new TextFeatures(1) { MaxCharacterNGram = -1 }), StringComparison.Ordinal);
        Assert.Equal("rows", Assert.Throws<ArgumentNullException>(static () => Words.Append("text", null!)).ParamName);
        Assert.Equal("rows", Assert.Throws<ArgumentNullException>(static () => Words.Append("text".AsSpan(), null!)).ParamName);

        var rows = new SparseRowList();
        string? missing = null;
        Assert.Equal("text", Assert.Throws<ArgumentNullException>(() => Words.Append(missing!, rows)).ParamName);
        Assert.Equal("text", Assert.Throws<ArgumentNullException>(() => Words.Append(null!, rows)).ParamName);
        Assert.Equal(0, rows.Count);
        Words.Append("", rows);
        Words.Append(default(ReadOnlySpan<char>), rows);
        Words.Append("one 2 three", rows);
        Words.Append("one 2 three".AsSpan(), rows);
        Assert.Equal([0, 0, 0], rows.Rows.Starts[..3].ToArray());
        Assert.Equal(rows.Rows.FeaturesOf(2).ToArray(), rows.Rows.FeaturesOf(3).ToArray());
        Assert.NotEqual(0, rows.Rows.FeaturesOf(2).Length);

        static string Message(Action action) => Assert.Throws<ArgumentOutOfRangeException>(action).Message;
    }

    [Fact]
    public void Settings_that_contradict_each_other_are_refused_and_nothing_is_added()
    {
        var rows = new SparseRowList();
        Assert.Equal(
            "MinCharacterNGram is 3 and MaxCharacterNGram 2; expected a maximum that is not below the minimum.",
            Assert.Throws<InvalidOperationException>(() => new TextFeatures(9) { MinCharacterNGram = 3, MaxCharacterNGram = 2 }.Append("text", rows)).Message);
        Assert.StartsWith(
            "WordNGrams and MaxCharacterNGram are both 0",
            Assert.Throws<InvalidOperationException>(() => new TextFeatures(9) { WordNGrams = 0 }.Append("text", rows)).Message,
            StringComparison.Ordinal);
        Assert.Equal(0, rows.Count);
    }

    [Fact]
    public void The_settings_are_printed()
    {
        Assert.Equal("1048576 columns, words and up to 1 together", Words.ToString());
        Assert.Equal("4096 columns, 2 to 3 characters, counts", Characters.ToString());
        Assert.Equal("1024 columns, words and up to 1 together, capitals as they are, unsigned, counts", Unsigned.ToString());
    }

    private static void AssertRow(string expected, TextFeatures features, string text)
    {
        // As scikit-learn prints doubles with nine digits, which name a float exactly.
        IEnumerable<string> pairs = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static pair => pair.Split(':'))
            .Select(static pair => Pair(int.Parse(pair[0], CultureInfo.InvariantCulture), float.Parse(pair[1], CultureInfo.InvariantCulture)));
        string parsed = string.Join(' ', pairs);
        Assert.Equal(parsed, Row(features, text));
    }

    private static string Row(TextFeatures features, string text)
    {
        var rows = new SparseRowList();
        features.Append(text, rows);
        Assert.Equal(1, rows.Count);
        float[] values = rows.Rows.Values.ToArray();
        return string.Join(' ', rows.Rows.Features.ToArray().Select((feature, i) => Pair(feature, values[i])));
    }

    private static string Pair(int feature, float value) => string.Create(CultureInfo.InvariantCulture, $"{feature}:{value:R}");

    private static float[] Dense(TextFeatures features, string text)
    {
        var rows = new SparseRowList();
        features.Append(text, rows);
        var dense = new float[features.FeatureCount];
        for (int i = 0; i < rows.Rows.Features.Length; i++) dense[rows.Rows.Features[i]] += rows.Rows.Values[i];
        return dense;
    }
}
