using System.Text;
using Xunit;

namespace LossGen.Tests.Text;

public sealed class WordVocabularyTests
{
    [Fact]
    public void The_most_frequent_words_have_the_lowest_ids_and_ties_are_in_ordinal_order()
    {
        var vocabulary = WordVocabulary.Of("b a c, C! a B Z d", size: 7);

        // a, b and c twice, then what occurs once, of which there is room for three: ! , and Z in lower case comes after d.
        Assert.Equal(["\uFFFD", "a", "b", "c", "!", ",", "d"], vocabulary.Words);
        Assert.Equal([2, 1, 3, 5, 3, 4, 1, 2, WordVocabulary.Unknown, 6], vocabulary.Encode("b a c, C! a B Z d"));
        Assert.Equal("7 words", vocabulary.ToString());
        Assert.Equal(8, WordVocabulary.Of("b a c, C! a B Z d", size: 1000).Count);
    }

    [Theory]
    [InlineData("Don't stop.", "don't|stop|.")]
    [InlineData("the dogs' 'tis rock’n’roll", "the|dogs|'|'|tis|rock’n’roll")]
    [InlineData("x_1 3.14 well-known", "x_1|3|.|14|well|-|known")]
    [InlineData("a\nb\r\n\rc\td\u2028e", "a|\n|b|\n|\n|c|d|e")]
    [InlineData("e\u0301te\u0301 हिन्दी", "e\u0301te\u0301|हिन्दी")]
    [InlineData("❤\uFE0F😀😀", "❤\uFE0F|😀|😀")]
    [InlineData("ΟΔΟΣ İ", "οδος|i\u0307")]
    [InlineData("'", "'")]
    [InlineData("ab'", "ab|'")]
    public void A_token_is_a_word_a_symbol_or_a_line_break(string text, string tokens)
    {
        string[] expected = tokens.Split('|');
        var vocabulary = WordVocabulary.FromWords(expected.Distinct());
        Assert.Equal(expected, vocabulary.Encode(text).Select(id => vocabulary.Words[id]));
    }

    [Fact]
    public void Capitals_stay_where_that_is_asked()
    {
        var vocabulary = WordVocabulary.Of("The the THE", size: 9, lowercase: false);
        Assert.Equal(["\uFFFD", "THE", "The", "the"], vocabulary.Words);
        Assert.Equal([2, 0], vocabulary.Encode("The tHE"));
        Assert.False(vocabulary.Lowercase);
    }

    [Fact]
    public void A_decoded_text_reads_as_one()
    {
        const string Text = "ROMEO:\nBut soft, what light (through) yonder window breaks?\n\nIt's the east!";
        var vocabulary = WordVocabulary.Of(Text, 100, lowercase: false);
        Assert.Equal(Text, vocabulary.Decode(vocabulary.Encode(Text)));
    }

    /// <summary>Any ids, and the ids of any text, survive the way to a text and back.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decoding_and_encoding_gives_the_same_ids(bool lowercase)
    {
        var random = new Random(lowercase ? 1 : 2);
        string[] pieces =
        [
            "a", "B", "don't", "1", "_", " ", " ", "\n", "\r\n", "\t", ".", "(", ")", "[", "“", "”", "‘", "’", "'", "\"", "…", "é", "e\u0301", "\u0301", "❤\uFE0F", "😀", "\u200d",
            "Σ", "ΟΔΟΣ", "İ", "日本", "हि", "\uD83D", "\uDE00", "\uFFFD", "\u3000", "%", "\\", "\u00AD", "ǅ",
        ];
        for (int trial = 0; trial < 2000; trial++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => pieces[random.Next(pieces.Length)])) + "a";
            var vocabulary = WordVocabulary.Of(text, random.Next(2, 20), lowercase);
            int[] ids = vocabulary.Encode(text);
            Assert.Equal(ids, vocabulary.Encode(vocabulary.Decode(ids)));

            int[] any = [.. Enumerable.Range(0, 20).Select(_ => random.Next(vocabulary.Count))];
            Assert.Equal(any, vocabulary.Encode(vocabulary.Decode(any)));
        }
    }

    [Theory]
    [InlineData(true, "LossGen words in lower case\nthe\n\\n\n\\\n,\ndon't\n")]
    [InlineData(false, "LossGen words\nthe\n\\n\n\\\n,\ndon't\n")]
    public void A_file_gives_the_same_vocabulary(bool lowercase, string text)
    {
        var vocabulary = WordVocabulary.FromWords(["the", "\n", "\\", ",", "don't"], lowercase);
        using var file = new TextFile();
        vocabulary.Save(file.Path);
        Assert.Equal(text, file.Text);

        using TextFile edited = TextFile.Of("\uFEFF" + text.Replace("\n", "\r\n", StringComparison.Ordinal).TrimEnd());
        foreach (string path in new[] { file.Path, edited.Path })
        {
            var loaded = WordVocabulary.Load(path);
            Assert.Equal(vocabulary.Words, loaded.Words);
            Assert.Equal(lowercase, loaded.Lowercase);
        }
    }

    [Theory]
    [InlineData("", "Line 1 of '{0}' is missing, expected 'LossGen words' or 'LossGen words in lower case'.")]
    [InlineData("the\nof", "Line 1 of '{0}' is 'the', expected 'LossGen words' or 'LossGen words in lower case'.")]
    [InlineData("LossGen words\n", "'{0}' has no words, expected one on each line after the first.")]
    [InlineData("LossGen words\nthe\nthe", "Line 3 of '{0}' is 'the', expected each word once.")]
    [InlineData("LossGen words\nthe\n\nof", "Line 3 of '{0}' is '', expected a single word or symbol.")]
    [InlineData("LossGen words\ntwo words", "Line 2 of '{0}' is 'two words', expected a single word or symbol.")]
    [InlineData("LossGen words\n the", "Line 2 of '{0}' is ' the', expected a single word or symbol.")]
    [InlineData("LossGen words in lower case\nThe", "Line 2 of '{0}' is 'The', expected a word in lower case.")]
    [InlineData("LossGen words\n\uFFFD", "Line 2 of '{0}' is '\uFFFD', expected a single word or symbol.")]
    public void A_damaged_file_is_refused(string text, string message)
    {
        using TextFile file = TextFile.Of(text);
        Assert.Equal(message.Replace("{0}", file.Path, StringComparison.Ordinal), Assert.Throws<InvalidDataException>(() => WordVocabulary.Load(file.Path)).Message);
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_refused()
    {
        using TextFile file = TextFile.Of([.. Encoding.ASCII.GetBytes("LossGen words\nna"), 0xEF, .. "ve"u8]);
        Assert.Equal($"'{file.Path}' is not a text in UTF-8.", Assert.Throws<InvalidDataException>(() => WordVocabulary.Load(file.Path)).Message);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.StartsWith(
            "size is 1; expected an integer, 2 or above.", Assert.Throws<ArgumentOutOfRangeException>(static () => WordVocabulary.Of("a", 1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("text has no words", Assert.Throws<ArgumentException>(static () => WordVocabulary.Of(" \t\uD83D", 9)).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "words has 'b c' at 1; expected a single word or symbol.", Assert.Throws<ArgumentException>(static () => WordVocabulary.FromWords(["a", "b c"])).Message, StringComparison.Ordinal);
        Assert.StartsWith("words is empty", Assert.Throws<ArgumentException>(static () => WordVocabulary.FromWords([])).Message, StringComparison.Ordinal);
        var vocabulary = WordVocabulary.FromWords(["a"]);
        Assert.StartsWith("tokens[1] is 2; expected 0 to 1.", Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Decode([0, 2])).Message, StringComparison.Ordinal);
        Assert.Empty(vocabulary.Encode(" "));
        Assert.Equal("", vocabulary.Decode([]));
    }
}
