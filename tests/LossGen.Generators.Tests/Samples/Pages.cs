using Xunit;

namespace LossGen.Generators.Tests.Samples;

/// <summary>Every page of documentation in the repository. A new page is among them without being listed.</summary>
internal static class Pages
{
    private static readonly string[] NoPages = ["bin", "obj", "artifacts", "packages", "node_modules", "TestResults"];

    /// <summary>The pages that are not rule pages, by path.</summary>
    public static IReadOnlyDictionary<string, Page> All { get; } = new SortedDictionary<string, Page>(
        Files("").Where(static path => !IsOfRule(path) && !path.Contains("AnalyzerReleases", StringComparison.Ordinal))
            .ToDictionary(static path => path, static path => new Page(path)),
        StringComparer.Ordinal);

    /// <summary>The paths of the pages of rules, whose code is tested with the rules.</summary>
    public static IReadOnlyList<string> OfRules { get; } = [.. Files("src").Where(IsOfRule).Order(StringComparer.Ordinal)];

    /// <summary>The paths of all pages, as test data.</summary>
    public static TheoryData<string> Paths { get; } = [.. All.Keys, .. OfRules];

    private static bool IsOfRule(string path) =>
        path.StartsWith("src/", StringComparison.Ordinal) && path.Contains("/docs/", StringComparison.Ordinal);

    private static IEnumerable<string> Files(string folder)
    {
        string path = Repository.PathOf(folder.Length == 0 ? "." : folder);
        string prefix = folder.Length == 0 ? "" : folder + "/";
        IEnumerable<string> here = Directory.GetFiles(path, "*.md").Select(file => prefix + Path.GetFileName(file));
        return here.Concat(Directory.GetDirectories(path).Select(sub => Path.GetFileName(sub)!)
            .Where(name => !NoPages.Contains(name) && (name[0] != '.' || name == ".github"))
            .SelectMany(name => Files(prefix + name)));
    }
}
