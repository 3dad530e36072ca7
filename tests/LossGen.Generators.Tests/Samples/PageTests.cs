using System.Text.RegularExpressions;
using Xunit;

namespace LossGen.Generators.Tests.Samples;

/// <summary>What the pages say is so: their code compiles, their programs print what is shown, their links lead somewhere.</summary>
public sealed partial class PageTests
{
    private const string Readme = "README.md";
    private const string Guide = "docs/training-guide.md";

    private static readonly Dictionary<string, Page> Pages = new[] { Readme, Guide }.ToDictionary(path => path, path => new Page(path));

    public static TheoryData<string, int> LinesOfCode() => Lines(page => page.Code);

    public static TheoryData<string, int> LinesOfPrograms() => Lines(page => page.Programs);

    [Theory]
    [MemberData(nameof(LinesOfCode))]
    public void The_code_compiles_without_a_warning(string page, int line) => Pages[page].Compile(Pages[page].BlockAt(line)).CompilesCleanly();

    [Theory]
    [MemberData(nameof(LinesOfPrograms))]
    public void The_programs_print_what_is_shown(string page, int line)
    {
        MarkdownBlock block = Pages[page].BlockAt(line);
        string expected = PrintedComment().IsMatch(block.Text)
            ? string.Concat(PrintedComment().Matches(block.Text).Select(comment => comment.Groups["value"].Value + "\n"))
            : Pages[page].Blocks.SkipWhile(other => other != block).First(other => other.Language == "text").Text;

        Assert.Equal(expected, Pages[page].Run(block));
    }

    [Theory]
    [InlineData(Readme, 3)]
    [InlineData(Guide, 11)]
    public void So_many_programs_are_run(string page, int programs) => Assert.Equal(programs, Pages[page].Programs.Count());

    [Theory]
    [InlineData(Readme)]
    [InlineData(Guide)]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("samples/Iris/README.md")]
    [InlineData("samples/NativeAot/README.md")]
    [InlineData("samples/Streaming/README.md")]
    [InlineData("src/LossGen.Onnx/README.md")]
    public void Links_into_the_repository_lead_somewhere(string page)
    {
        string folder = Path.GetDirectoryName(Repository.PathOf(page))!, text = Repository.Read(page);
        string[] targets = [.. Link().Matches(text).Select(link => link.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal))];

        // Of pages that list commands alone, the only link may lead elsewhere; none at all would mean that links are no longer recognised.
        Assert.True(Link().IsMatch(text) || Anchor().IsMatch(text), $"{page} has no link");

        string[] missing = [.. targets.Where(target => !Path.Exists(Path.Combine(folder, target)))];
        Assert.True(missing.Length == 0, $"{page} links to what is not there: {string.Join(", ", missing)}");

        // A heading's anchor is its words in lower case, joined by hyphens, without punctuation.
        string[] anchors = [.. Heading().Matches(text).Select(heading => NoWord().Replace(heading.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'))];
        string[] nowhere = [.. Anchor().Matches(text).Select(link => link.Groups["anchor"].Value).Where(anchor => !anchors.Contains(anchor))];
        Assert.True(nowhere.Length == 0, $"{page} has no headings for {string.Join(", ", nowhere)}");
    }

    private static TheoryData<string, int> Lines(Func<Page, IEnumerable<MarkdownBlock>> blocks)
    {
        var lines = new TheoryData<string, int>();
        foreach (Page page in Pages.Values)
        {
            foreach (MarkdownBlock block in blocks(page)) lines.Add(page.Path, block.Line);
        }

        return lines;
    }

    [GeneratedRegex(@"^Console\.WriteLine\(.*\); *// (?<value>.+)$", RegexOptions.Multiline)]
    private static partial Regex PrintedComment();

    [GeneratedRegex(@"\]\((?<target>[^)#]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\]\(#(?<anchor>[^)]+)\)")]
    private static partial Regex Anchor();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoWord();
}
