using System.Collections.Immutable;
using LossGen.Analyzers.Tests.Corpus;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Analyzers.Tests.Fixes;

/// <summary>Every fix that is offered in the corpus: the code compiles after it, and the place is not reported again by the same rule.</summary>
[Trait("Category", "Slow")]
public sealed class FixedCorpusTests
{
    private const string Replacement = "Replacement";

    private static readonly ImmutableDictionary<string, Snippet> ByName = Snippets.All
        .Where(static snippet => snippet.IsPositive && !snippet.Has(SnippetFlags.Unbound) && !snippet.Has(SnippetFlags.Alone))
        .ToImmutableDictionary(static snippet => snippet.ToString());

    public static TheoryData<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_fix_compiles_and_leaves_one_report_less(string name)
    {
        Snippet snippet = ByName[name];
        using var workspace = new AdhocWorkspace();
        Compilation compilation = NumericsRun.Compile(snippet.Source, snippet.Has(SnippetFlags.Program));
        Project project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Fixed", "Fixed", LanguageNames.CSharp,
            compilationOptions: compilation.Options, parseOptions: compilation.SyntaxTrees.First().Options, metadataReferences: compilation.References));
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
            project = project.AddDocument(tree.FilePath, await tree.GetTextAsync(), filePath: "/0/" + tree.FilePath).Project;

        Document document = project.Documents.Single(static document => document.Name == "Source.cs");
        ImmutableArray<Diagnostic> reported = await FixRun.AnalyzeAsync(document);
        while (reported.FirstOrDefault(static report => report.Properties.ContainsKey(Replacement)) is { } fixable)
        {
            int before = reported.Count(report => report.Id == fixable.Id);
            document = await FixRun.FixAsync(document, fixable);
            reported = await FixRun.AnalyzeAsync(document);
            Assert.True(reported.Count(report => report.Id == fixable.Id) < before, $"{fixable}\n{await document.GetTextAsync()}\n{string.Join("\n", reported)}");
        }
    }
}
