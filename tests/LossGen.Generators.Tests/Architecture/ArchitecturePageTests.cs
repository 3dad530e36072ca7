using System.Text.RegularExpressions;
using LossGen.Generators.Tests.Samples;
using Xunit;

namespace LossGen.Generators.Tests.Architecture;

/// <summary>What docs/architecture.md names is in the code: a page about code that has been renamed misleads.</summary>
public sealed partial class ArchitecturePageTests
{
    private const string Page = "docs/architecture.md";

    private static readonly string[] Files = [.. new[] { "src", "tests", ".ci" }
        .SelectMany(static folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories))
        .Select(static file => Path.GetRelativePath(Repository.PathOf("."), file).Replace('\\', '/'))
        .Where(static file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))];

    [Fact]
    public void Types_and_members_exist()
    {
        string code = string.Join('\n', Files
            .Where(static file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(Repository.Read));
        var words = Word().Matches(code).Select(static word => word.Value).ToHashSet(StringComparer.Ordinal);
        string[] named = [.. Spans().Where(static span => !IsPath(span))
            .SelectMany(static span => Word().Matches(span).Select(static word => word.Value))
            .Where(static word => char.IsUpper(word[0])).Distinct()];

        Assert.True(named.Length > 50, $"{named.Length} names");
        string[] missing = [.. named.Where(name => !words.Contains(name)
            && !Files.Any(file => Path.GetFileName(file).StartsWith(name + ".", StringComparison.Ordinal)))];
        Assert.Empty(missing);
    }

    [Fact]
    public void Files_and_folders_exist()
    {
        string[] named = [.. Spans().Where(IsPath).Distinct()];

        Assert.True(named.Length > 10, $"{named.Length} names");
        string[] missing = [.. named.Where(static name => !Files.Any(file => IsAt(file, name)))];
        Assert.Empty(missing);
    }

    /// <summary>A folder, a file, or a file without its extension, from the root or below a project's folder.</summary>
    private static bool IsAt(string file, string name) =>
        $"/{file}".Contains(name.EndsWith('/') ? $"/{name}" : $"/{name}.", StringComparison.Ordinal)
        || $"/{file}".EndsWith($"/{name}", StringComparison.Ordinal) || $"/{file}".Contains($"/{name}/", StringComparison.Ordinal);

    private static bool IsPath(string span) =>
        span.Contains('/') || span.EndsWith(".md", StringComparison.Ordinal) || span.EndsWith(".txt", StringComparison.Ordinal);

    /// <summary>What is in backticks outside the blocks, commands left out.</summary>
    private static IEnumerable<string> Spans() => Span().Matches(Fenced().Replace(Repository.Read(Page), ""))
        .Select(static span => span.Groups[1].Value).Where(static span => !span.Contains(' '));

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^```.*?^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
