using System.Text.RegularExpressions;
using Xunit;

namespace LossGen.Generators.Tests.Samples;

/// <summary>The code of every page compiles, and its programs print what is shown.</summary>
public sealed partial class PageTests
{
    public static TheoryData<string, int> LinesOfCode() => Lines(page => page.Code);

    public static TheoryData<string, int> LinesOfPrograms() => Lines(page => page.Programs);

    [Theory]
    [MemberData(nameof(LinesOfCode))]
    public void The_code_compiles_without_a_warning(string page, int line) =>
        Pages.All[page].Compile(Pages.All[page].BlockAt(line)).CompilesCleanly();

    [Theory]
    [MemberData(nameof(LinesOfPrograms))]
    public void The_programs_print_what_is_shown(string page, int line)
    {
        MarkdownBlock block = Pages.All[page].BlockAt(line);
        bool isCommented = PrintedComment().IsMatch(block.Text);
        string expected = isCommented
            ? string.Concat(PrintedComment().Matches(block.Text).Select(comment => comment.Groups["value"].Value + "\n"))
            : Pages.All[page].Blocks.SkipWhile(other => other != block).First(other => other.Language == "text").Text;

        string printed = Pages.All[page].Run(block);
        if (!isCommented && Environment.GetEnvironmentVariable("LOSSGEN_UPDATE_GENERATED") == "1") Update(page, block, expected, printed);
        Assert.True(expected == printed, $"{page} shows\n{expected}\nand the program prints\n{printed}");
    }

    /// <summary>A note that is misspelt would turn a program into a snippet that is only compiled.</summary>
    [Fact]
    public void These_pages_have_this_many_programs() => Assert.Equal(
        new SortedDictionary<string, int>(StringComparer.Ordinal)
        {
            ["README.md"] = 1,
            ["docs/evaluation.md"] = 1,
            ["docs/getting-started.md"] = 1,
            ["docs/many-machines.md"] = 5,
            ["docs/networks.md"] = 5,
            ["docs/next-token.md"] = 2,
            ["docs/numbers.md"] = 2,
            ["docs/robustness.md"] = 1,
            ["docs/stable-math.md"] = 1,
            ["docs/text.md"] = 2,
            ["docs/training-guide.md"] = 11,
            ["docs/typed-rows.md"] = 3,
            ["docs/validation-and-checkpoints.md"] = 2,
            ["src/LossGen/README.md"] = 1,
        },
        new SortedDictionary<string, int>(
            Pages.All.Values.Where(static page => page.Programs.Any())
                .ToDictionary(static page => page.Path, static page => page.Programs.Count()),
            StringComparer.Ordinal));

    /// <summary>No C# escapes: it is compiled (csharp) or compared with a file (cs). Python is where the interop tests look.</summary>
    [Fact]
    public void Code_is_in_blocks_that_are_tested()
    {
        (string Path, string Language)[] blocks =
            [.. Pages.All.Values.SelectMany(static page => page.Blocks, static (page, block) => (page.Path, block.Language))];

        Assert.True(blocks.Length >= 75, $"{blocks.Length} blocks");
        Assert.All(blocks, static block => Assert.Contains(block.Language, new[] { "csharp", "cs", "python", "sh", "xml", "ini", "text" }));
        Assert.Equal([Documentation.GeneratedCode, .. Documentation.OfOrleans], PagesWith("cs"));
        Assert.Equal([Documentation.Files], PagesWith("python"));

        IEnumerable<string> PagesWith(string language) =>
            blocks.Where(block => block.Language == language).Select(static block => block.Path).Distinct();
    }

    [Fact]
    public void Commands_name_files_of_the_repository()
    {
        (string Page, string File)[] named = [.. Pages.All.Values.SelectMany(
            static page => page.Blocks.Where(static block => block.Language == "sh")
                .SelectMany(static block => FileOfRepository().Matches(block.Text).Select(static match => match.Value)),
            static (page, file) => (page.Path, file))];

        Assert.True(named.Length > 10, $"{named.Length} files");
        Assert.All(
            named,
            static one => Assert.True(Path.Exists(Repository.PathOf(one.File)), $"{one.Page} names {one.File}, which does not exist."));
    }

    /// <summary>Writes what a program prints into its page; the test then passes when it is run again.</summary>
    private static void Update(string page, MarkdownBlock program, string shown, string printed)
    {
        string text = Repository.Read(page);
        int end = text.IndexOf(program.Text, StringComparison.Ordinal) + program.Text.Length;
        File.WriteAllText(Repository.PathOf(page), text[..end] + FirstReplaced(text[end..], shown, printed));

        static string FirstReplaced(string text, string old, string replacement)
        {
            int at = text.IndexOf("```text\n" + old, StringComparison.Ordinal) + "```text\n".Length;
            return text[..at] + replacement + text[(at + old.Length)..];
        }
    }

    private static TheoryData<string, int> Lines(Func<Page, IEnumerable<MarkdownBlock>> blocks)
    {
        var lines = new TheoryData<string, int>();
        foreach (Page page in Pages.All.Values)
        {
            foreach (MarkdownBlock block in blocks(page)) lines.Add(page.Path, block.Line);
        }

        return lines;
    }

    [GeneratedRegex(@"^Console\.WriteLine\(.*\); *// (?<value>.+)$", RegexOptions.Multiline)]
    private static partial Regex PrintedComment();

    [GeneratedRegex(@"(?<=^|[ ""])(src|tests|samples|docs)/[\w./-]+|LossGen\.sln", RegexOptions.Multiline)]
    private static partial Regex FileOfRepository();
}
