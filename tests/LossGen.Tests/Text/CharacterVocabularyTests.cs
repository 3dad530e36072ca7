using Xunit;

namespace LossGen.Tests.Text;

public sealed class CharacterVocabularyTests
{
    private const string Text = "naïve\r\n\t👩\u200d👧 \uFEFF日本 e\u0301 \\U+0041";

    [Fact]
    public void Ids_are_in_the_order_of_code_points_and_back_comes_the_text()
    {
        var vocabulary = CharacterVocabulary.Of("hello\nworld");

        Assert.Equal("\ndehlorw", vocabulary.Characters);
        Assert.Equal(8, vocabulary.Count);
        Assert.Equal([3, 2, 4, 4, 5, 0], vocabulary.Encode("hello\n"));
        Assert.Equal("row", vocabulary.Decode([6, 5, 7]));
        Assert.Equal("8 characters", vocabulary.ToString());
    }

    [Fact]
    public void Any_text_comes_back()
    {
        var vocabulary = CharacterVocabulary.Of(Text);
        int[] ids = vocabulary.Encode(Text);

        Assert.Equal(Text.EnumerateRunes().Count(), ids.Length);
        Assert.Equal(Text, vocabulary.Decode(ids));
        Assert.Equal(Text, CharacterVocabulary.FromCharacters(vocabulary.Characters).Decode(ids));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_the_replacement_character()
    {
        var vocabulary = CharacterVocabulary.Of("a\uD83D");
        Assert.Equal("a\uFFFD", vocabulary.Characters);
        Assert.Equal([1, 0], vocabulary.Encode("\uDE00a"));
    }

    [Fact]
    public void A_file_gives_the_same_vocabulary()
    {
        var vocabulary = CharacterVocabulary.FromCharacters("zé\n\r\uFEFF👩a");
        using var file = new TextFile();
        vocabulary.Save(file.Path);

        Assert.Equal("LossGen characters\nU+007A\nU+00E9\nU+000A\nU+000D\nU+FEFF\nU+1F469\nU+0061\n", file.Text);
        Assert.Equal(vocabulary.Characters, CharacterVocabulary.Load(file.Path).Characters);

        // As an editor or a version control system may leave it.
        using TextFile edited = TextFile.Of("\uFEFF" + file.Text.Replace("\n", "\r\n", StringComparison.Ordinal).TrimEnd());
        Assert.Equal(vocabulary.Characters, CharacterVocabulary.Load(edited.Path).Characters);
    }

    [Theory]
    [InlineData("", "Line 1 of '{0}' is missing, expected 'LossGen characters'.")]
    [InlineData("LossGen words\nU+0041", "Line 1 of '{0}' is 'LossGen words', expected 'LossGen characters'.")]
    [InlineData("LossGen characters", "'{0}' has no characters, expected one on each line after the first.")]
    [InlineData("LossGen characters\nU+0041\nB", "Line 3 of '{0}' is 'B', expected a code point such as U+0041, each once.")]
    [InlineData("LossGen characters\nU+0041\nU+0041", "Line 3 of '{0}' is 'U+0041', expected a code point such as U+0041, each once.")]
    [InlineData("LossGen characters\nU+D800", "Line 2 of '{0}' is 'U+D800', expected a code point such as U+0041, each once.")]
    [InlineData("LossGen characters\n\nU+0041", "Line 2 of '{0}' is '', expected a code point such as U+0041, each once.")]
    public void A_damaged_file_is_refused(string text, string message)
    {
        using TextFile file = TextFile.Of(text);
        Assert.Equal(message.Replace("{0}", file.Path, StringComparison.Ordinal), Assert.Throws<InvalidDataException>(() => CharacterVocabulary.Load(file.Path)).Message);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        var vocabulary = CharacterVocabulary.Of("abc");
        Assert.StartsWith(
            "The character '😀' (U+1F600) at 2 is not among the 3 of the vocabulary.", Assert.Throws<ArgumentException>(() => vocabulary.Encode("ab😀")).Message, StringComparison.Ordinal);
        foreach ((string text, string shown) in new[]
        {
            ("p", "'p' (U+0070)"), ("日", "'日' (U+65E5)"), ("'", "''' (U+0027)"), ("+", "'+' (U+002B)"),
            (" ", "U+0020"), ("\n", "U+000A"), ("\0", "U+0000"), ("\u0301", "U+0301"), ("\u200d", "U+200D"), ("\ud800", "U+FFFD"), ("\ue000", "U+E000"),
        })
        {
            string message = Assert.Throws<ArgumentException>(() => vocabulary.Encode(text)).Message;
            Assert.StartsWith($"The character {shown} at 0 is not among the 3 of the vocabulary.", message, StringComparison.Ordinal);
        }

        Assert.StartsWith("tokens[1] is 3; expected 0 to 2.", Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Decode([0, 3])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => vocabulary.Decode([-1]));
        Assert.StartsWith("text is empty", Assert.Throws<ArgumentException>(static () => CharacterVocabulary.Of("")).Message, StringComparison.Ordinal);
        Assert.StartsWith("characters has 'b' twice", Assert.Throws<ArgumentException>(static () => CharacterVocabulary.FromCharacters("abcb")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => CharacterVocabulary.FromCharacters(""));
        Assert.Throws<FileNotFoundException>(static () => CharacterVocabulary.Load("no-such-file"));
    }
}
