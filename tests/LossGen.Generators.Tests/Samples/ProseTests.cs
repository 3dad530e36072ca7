using System.Text.RegularExpressions;
using Xunit;

namespace LossGen.Generators.Tests.Samples;

/// <summary>Phrases that crept into our texts too often, and are archaic or translated, stay out.</summary>
public sealed class ProseTests
{
    /// <summary>Folders of src whose comments and messages are checked as well. Add a folder when its texts are free of them.</summary>
    private static readonly string[] Rooms =
    [
        "src/LossGen/Losses", "src/LossGen/Models", "src/LossGen/Parameters", "src/LossGen/Sparse", "src/LossGen/Text", "src/LossGen/Validation",
        "src/LossGen/Training/Shards", "src/LossGen.Orleans", "src/LossGen.Onnx", "src/LossGen.CodeFixes",
        "src/LossGen.Analyzers/Expressions", "src/LossGen.Analyzers/Matching", "src/LossGen.Analyzers/Ranges", "src/LossGen.Analyzers/Shared",
        "src/LossGen.Generators/Planning", "src/LossGen.Generators/Specification", "src/LossGen.Generators/Weights",
    ];

    // The phrase, and what to write instead. None of them has a use in plain technical English that is lost.
    private static readonly (Regex Phrase, string Instead)[] Phrases =
    [
        (Words(@"tells? of|told of|(is|are|be|was|were|otherwise|unless) told"), "receives, reports, says"),
        (Words("at hand"), "available, known"),
        (Words("puts? by"), "stores, keeps"),
        (Words("so many"), "this many, too many, the number"),
        (Words("whoever"), "code that, anyone who"),
        (Words("found right"), "accepted"),
        (Words("a word of"), "says"),
        (Words("has not (a|an|[0-9]+)"), "does not have"),
        (Words("trainings|a training (that|which|is|was|of|on|by|ends|without|with|may|has|to|from|in|for)"), "a training run"),
        (new Regex(@"\ba training[.,;:)]", RegexOptions.IgnoreCase), "a training run"),
        (new Regex("^## Not seen$", RegexOptions.Multiline), "Known limitations"),
    ];

    public static TheoryData<string> Paths { get; } = Pages.Paths;

    public static TheoryData<string> Folders { get; } = [.. Rooms];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Pages_are_in_plain_English(string page) => Check(page);

    [Theory]
    [MemberData(nameof(Folders))]
    public void Comments_and_messages_are_in_plain_English(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories)
            .Select(static file => Path.GetRelativePath(Repository.PathOf("."), file).Replace('\\', '/'))
            .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))];

        Assert.NotEmpty(files);
        Assert.All(files, Check);
    }

    /// <summary>Each phrase is found in a text that has it, and no phrase in a text that only looks like it.</summary>
    [Theory]
    [InlineData("Notes an epoch and tells of it.", "tells of")]
    [InlineData("Unless told\notherwise it assumes no AVX.", "Unless told")]
    [InlineData("where the logits are at hand", "at hand")]
    [InlineData("all it puts by of them", "puts by")]
    [InlineData("a pass that needs so many numbers", "so many")]
    [InlineData("Whoever computes them", "Whoever")]
    [InlineData("Looked at and found right: silent.", "found right")]
    [InlineData("The row has not 4 numbers", "has not 4")]
    [InlineData("a training that diverges", "a training that")]
    [InlineData("the result of a training, and", "a training,")]
    [InlineData("# Title\n\n## Not seen\n\nNothing.", "## Not seen")]
    [InlineData("A training set, a training run, a training batch; it has not been read; by hand; put beside; so much", null)]
    public void The_phrases_are_recognised(string text, string? found)
    {
        string[] matches = [.. Found(text).Select(static match => match.Found)];
        Assert.Equal(found is null ? [] : [found], matches.Select(static match => match.ReplaceLineEndings(" ")));
    }

    private static void Check(string path)
    {
        string text = Repository.Read(path);
        string[] found = [.. Found(text).Select(match =>
            $"line {text.AsSpan(0, match.Index).Count('\n') + 1}: '{match.Found.ReplaceLineEndings(" ")}' (write: {match.Instead})")];
        Assert.True(found.Length == 0, $"{path}\n{string.Join('\n', found)}");
    }

    private static IEnumerable<(int Index, string Found, string Instead)> Found(string text) => Phrases.SelectMany(
        phrase => phrase.Phrase.Matches(text).Select(match => (match.Index, match.Value, phrase.Instead)));

    /// <summary>Whole words, in whatever case, also round the end of a line.</summary>
    private static Regex Words(string pattern) => new(
        $@"\b(?:{pattern.Replace(" ", @"(?:\s|///|//)+", StringComparison.Ordinal)})\b", RegexOptions.IgnoreCase);
}
