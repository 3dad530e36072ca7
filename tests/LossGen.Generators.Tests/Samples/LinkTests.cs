using System.Text.RegularExpressions;
using Xunit;

namespace LossGen.Generators.Tests.Samples;

/// <summary>Every link leads somewhere, and every page can be reached.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] OfPackages = ["src/LossGen/README.md", "src/LossGen.Onnx/README.md", "src/LossGen.Orleans/README.md"];

    public static TheoryData<string> Paths { get; } = Pages.Paths;

    [Theory]
    [MemberData(nameof(Paths))]
    public void Links_lead_to_a_file_and_a_heading(string page)
    {
        string[] broken = [.. Links(page).Where(static link => !IsAbsolute(link)).Where(link => !Exists(page, link))];
        Assert.True(broken.Length == 0, $"{page} links to what does not exist: {string.Join(", ", broken)}");
    }

    /// <summary>So few would mean that links are no longer recognised.</summary>
    [Fact]
    public void Links_are_found() => Assert.True(
        Pages.All.Keys.Sum(static page => Links(page).Count()) > 150 && Links(Documentation.Readme).Count() > 25);

    /// <summary>nuget.org and the IDEs show the text alone, without the repository around it.</summary>
    [Fact]
    public void Pages_of_packages_have_absolute_links_only() => Assert.All(
        OfPackages.SelectMany(static page => Links(page)),
        static link => Assert.True(IsAbsolute(link) || link[0] == '#', link));

    [Fact]
    public void The_index_lists_every_page()
    {
        string[] listed = [.. Links(Documentation.Index).Where(static link => !link.Contains('/')).Select(static link => "docs/" + link)];
        string[] pages = [.. Pages.All.Keys
            .Where(static page => page.StartsWith("docs/", StringComparison.Ordinal) && page != Documentation.Index)];

        Assert.True(pages.Length > 15, $"{pages.Length} pages");
        Assert.Empty(pages.Except(listed));
        Assert.Contains(Documentation.Index, Links(Documentation.Readme));
    }

    private static bool Exists(string page, string link)
    {
        string[] parts = link.Split('#', 2);
        string folder = Path.GetDirectoryName(Repository.PathOf(page))!;
        string file = parts[0].Length == 0 ? Repository.PathOf(page) : Path.GetFullPath(parts[0], folder);
        if (!Path.Exists(file)) return false;
        return parts.Length == 1 || Anchors(File.ReadAllText(file).ReplaceLineEndings("\n")).Contains(parts[1]);
    }

    /// <summary>A heading's anchor: its words in lower case, joined by hyphens, without punctuation.</summary>
    private static IEnumerable<string> Anchors(string text) => Heading().Matches(WithoutCode(text))
        .Select(static heading => NoWord().Replace(heading.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    private static IEnumerable<string> Links(string page) =>
        Link().Matches(WithoutCode(Repository.Read(page))).Select(static link => link.Groups["target"].Value);

    private static bool IsAbsolute(string link) => link.StartsWith("https://", StringComparison.Ordinal);

    private static string WithoutCode(string text) => Fenced().Replace(text, "");

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoWord();

    [GeneratedRegex(@"^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
