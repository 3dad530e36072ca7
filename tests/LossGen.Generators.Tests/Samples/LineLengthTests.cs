using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace LossGen.Generators.Tests.Samples;

/// <summary>The length of lines that .editorconfig sets, which <c>dotnet format</c> does not check.</summary>
public sealed partial class LineLengthTests
{
    private static readonly string[] Folders = ["src", "tests", "samples"];

    private static readonly int Limit =
        int.Parse(Setting().Match(Repository.Read(".editorconfig")).Groups["limit"].Value, CultureInfo.InvariantCulture);

    [Fact]
    public void No_line_is_longer_than_editorconfig_allows()
    {
        char separator = Path.DirectorySeparatorChar;
        string[] files = [.. Folders.SelectMany(static folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split(separator).Any(static part => part is "bin" or "obj" or "Generated"))];
        Assert.InRange(files.Length, 300, int.MaxValue);
        Assert.Empty(files.SelectMany(static file => LongLines(File.ReadAllText(file))
            .Select(line => $"{Path.GetRelativePath(Repository.PathOf("."), file)}:{line}")));
    }

    [Theory]
    [InlineData("class C { }", false)]
    [InlineData("class C { int A, {0}; }", true)]
    [InlineData("// {0}", true)]
    [InlineData("class C { string S = \"{0}\"; }", false)]
    [InlineData("class C { string S = \"\"\"\n    {0}\n    \"\"\"; }", false)]
    [InlineData("class C { string S = $\"{{1}} {0}\"; }", false)]
    public void Only_a_text_may_go_on(string code, bool isReported)
    {
        string text = code.Replace("{0}", new string('x', Limit + 1), StringComparison.Ordinal);

        Assert.Equal(isReported, LongLines(text).Any());
    }

    /// <summary>The numbers of lines that are too long, without those of a string literal, where a break would change the text or hide it.</summary>
    private static IEnumerable<int> LongLines(string code)
    {
        SourceText text = SourceText.From(code);
        if (text.Lines.All(static line => line.Span.Length <= Limit)) yield break;

        SyntaxNode root = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot();
        HashSet<int> literals = [.. root.DescendantTokens().Where(IsText).SelectMany(token => LinesOf(text, token.Span))];
        foreach (TextLine line in text.Lines.Where(line => line.Span.Length > Limit && !literals.Contains(line.LineNumber))) yield return line.LineNumber + 1;
    }

    private static bool IsText(SyntaxToken token) => token.Kind() is
        SyntaxKind.StringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
        or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.InterpolatedStringTextToken;

    private static IEnumerable<int> LinesOf(SourceText text, TextSpan span)
    {
        LinePositionSpan lines = text.Lines.GetLinePositionSpan(span);
        return Enumerable.Range(lines.Start.Line, lines.End.Line - lines.Start.Line + 1);
    }

    [GeneratedRegex(@"^max_line_length = (?<limit>\d+)$", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
