using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Analyzers.Tests.Fixes.Proofs;

/// <summary>That the analyzer and the fix turn the code before into the code after: what is proved is what users get.</summary>
public sealed class FixedByAnalyzerTests
{
    private static readonly IReadOnlyList<FixProof> Proofs = [.. FixProofs.All, .. FixProofs.OfGenerators];

    public static TheoryData<string> Names => [.. Proofs.Select(static proof => proof.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_fix_writes_what_is_proved_and_leaves_nothing_to_report(string name)
    {
        FixProof proof = Proofs.Single(proof => proof.ToString() == name);
        using var workspace = new AdhocWorkspace();
        Document document = workspace
            .AddProject(ProjectInfo.Create(
                ProjectId.CreateNewId(), VersionStamp.Default, "Proof", "Proof", LanguageNames.CSharp,
                compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable),
                metadataReferences: ProofMeasurement.Project.References))
            .AddDocument("Subject.cs", proof.Code(proof.Before), filePath: "/0/Subject.cs");

        ImmutableArray<Diagnostic> reported = await FixRun.AnalyzeAsync(document);
        if (!proof.IsOffered)
        {
            Assert.DoesNotContain(reported, diagnostic => diagnostic.Id == proof.Rule && diagnostic.Properties.ContainsKey("Replacement"));
            return;
        }

        Assert.Contains(reported, diagnostic => diagnostic.Id == proof.Rule);
        for (int fixes = 0; reported.Any(static diagnostic => diagnostic.Properties.ContainsKey("Replacement")); fixes++)
        {
            Assert.True(fixes < 5, $"The fix brings back its own diagnostic:\n{await document.GetTextAsync()}");
            document = await FixRun.FixAsync(document, reported.First(static diagnostic => diagnostic.Properties.ContainsKey("Replacement")));
            reported = await FixRun.AnalyzeAsync(document);
        }

        Assert.Equal(proof.Code(proof.After), (await document.GetTextAsync()).ToString());
        Assert.DoesNotContain(reported, diagnostic => diagnostic.Id == proof.Rule);
    }
}
