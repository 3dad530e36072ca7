using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Testing;

/// <summary>Edits for <see cref="CacheRun"/>, as a developer makes them. Each fails if it would change nothing.</summary>
public static class Edits
{
    /// <summary>Replaces a text that occurs once in all sources; reparsed incrementally, as an editor does.</summary>
    public static Func<CSharpCompilation, CSharpCompilation> Replace(string oldText, string newText) => compilation =>
    {
        var hits = compilation.SyntaxTrees
            .SelectMany(tree => Occurrences(tree.ToString(), oldText).Select(at => (Tree: tree, At: at))).ToList();
        if (hits.Count != 1) throw new ArgumentException($"The text to replace occurs {hits.Count} times, not once: {oldText}", nameof(oldText));
        (SyntaxTree changed, int start) = hits[0];
        SourceText text = changed.GetText().WithChanges(new TextChange(new TextSpan(start, oldText.Length), newText));
        return compilation.ReplaceSyntaxTree(changed, changed.WithChangedText(text));
    };

    /// <summary>Adds a text at the end of the first source.</summary>
    public static Func<CSharpCompilation, CSharpCompilation> Append(string text) => compilation =>
    {
        SyntaxTree tree = compilation.SyntaxTrees[0];
        SourceText old = tree.GetText();
        return compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(old.WithChanges(new TextChange(new TextSpan(old.Length, 0), text))));
    };

    public static Func<CSharpCompilation, CSharpCompilation> AddFile(string path, string text) => compilation =>
        compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Options(compilation), path));

    public static Func<CSharpCompilation, CSharpCompilation> RemoveFile(string path) => compilation =>
        compilation.RemoveSyntaxTrees(compilation.SyntaxTrees.FirstOrDefault(tree => tree.FilePath == path)
            ?? throw new ArgumentException(
                $"There is no source '{path}'; there are: {string.Join(", ", compilation.SyntaxTrees.Select(static t => t.FilePath))}.",
                nameof(path)));

    /// <summary>Parses every source again, unchanged: new trees, equal text.</summary>
    public static Func<CSharpCompilation, CSharpCompilation> ReparseAll() => compilation => Reparse(compilation, Options(compilation));

    public static Func<CSharpCompilation, CSharpCompilation> LanguageVersionTo(LanguageVersion version) => compilation =>
        Options(compilation).LanguageVersion == version.MapSpecifiedToEffectiveVersion()
            ? throw new ArgumentException($"The language version is {version} already.", nameof(version))
            : Reparse(compilation, Options(compilation).WithLanguageVersion(version));

    public static Func<CSharpCompilation, CSharpCompilation> AddReference(MetadataReference reference) => compilation =>
        compilation.AddReferences(reference);

    private static CSharpCompilation Reparse(CSharpCompilation compilation, CSharpParseOptions options) => compilation
        .RemoveAllSyntaxTrees()
        .AddSyntaxTrees([.. compilation.SyntaxTrees.Select(tree => CSharpSyntaxTree.ParseText(tree.GetText(), options, tree.FilePath))]);

    private static CSharpParseOptions Options(CSharpCompilation compilation) => (CSharpParseOptions)compilation.SyntaxTrees[0].Options;

    private static IEnumerable<int> Occurrences(string text, string part)
    {
        for (int at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + 1, StringComparison.Ordinal))
            yield return at;
    }
}
