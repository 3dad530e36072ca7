using LossGen.CodeFixes;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace LossGen.Analyzers.Tests.Fixes;

/// <summary>A file that is compiled for two target frameworks: a fix is offered only where both compile what it writes.</summary>
public sealed class LinkedDocumentTests
{
    private const string Usings = "using System;\nusing LossGen;\n\n";
    private const string WithLibrary = "net8.0";
    private const string WithoutLibrary = "netstandard2.0";

    [Fact]
    public async Task A_function_that_the_other_target_lacks_is_not_offered() =>
        Assert.Null(await Fix("using System;\n\nclass C { double M(double x) => Math.Log(1 + Math.Exp(x)); }", WithoutLibrary));

    [Fact]
    public async Task A_function_of_the_framework_that_the_other_target_lacks_is_not_offered() =>
        Assert.Null(await Fix("using System;\n\nclass C { double M(double x) => Math.Log(x + Math.Sqrt(x * x + 1)); }", WithoutLibrary));

    [Fact]
    public async Task A_function_that_both_targets_have_is_offered() => Assert.Equal(
        "using System;\n\nclass C { double M(double x) => Math.Sinh(x); }",
        await Fix("using System;\n\nclass C { double M(double x) => (Math.Exp(x) - Math.Exp(-x)) / 2; }", WithoutLibrary));

    [Fact]
    public async Task Where_both_targets_have_the_library_its_functions_are_offered() => Assert.Equal(
        Usings + "class C { double M(double x) => StableMath.Softplus(x); }",
        await Fix(Usings + "class C { double M(double x) => Math.Log(1 + Math.Exp(x)); }", WithLibrary));

    [Fact]
    public async Task Code_that_the_other_target_leaves_out_does_not_concern_it()
    {
        const string before = "#if NET\nusing LossGen;\nclass C { double M(double x) => System.Math.Log(1 + System.Math.Exp(x)); }\n#endif\n";
        Assert.Equal(before.Replace("System.Math.Log(1 + System.Math.Exp(x))", "StableMath.Softplus(x)"), await Fix(before, WithoutLibrary));
    }

    /// <summary>The using that one target gets from another file would be missing, or added twice, in the other.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_name_that_only_one_target_knows_is_written_in_full(bool hasGlobalUsing, bool otherHasGlobalUsing) => Assert.Equal(
        "class C { double M(double x) => global::LossGen.StableMath.Softplus(x); }",
        await Fix("class C { double M(double x) => System.Math.Log(1 + System.Math.Exp(x)); }", WithLibrary, hasGlobalUsing, otherHasGlobalUsing));

    [Fact]
    public async Task Fixing_all_leaves_alone_what_the_other_target_cannot_compile()
    {
        using var workspace = new AdhocWorkspace();
        Document document = Documents(
            workspace,
            "using System;\n\nclass C { double M(double x) => Math.Log(1 + Math.Exp(x)) + (Math.Exp(x) - Math.Exp(-x)) / 2; }",
            WithoutLibrary,
            false,
            false);
        Diagnostic[] diagnostics = [.. await NumericsRun.Analyze((await document.Project.GetCompilationAsync())!)];
        var provider = new StableFormCodeFixProvider();
        var context = new FixAllContext(
            document, provider, FixAllScope.Document, nameof(StableFormCodeFixProvider), diagnostics.Select(static one => one.Id).Distinct(),
            new Known(diagnostics), CancellationToken.None);

        Assert.Equal(2, diagnostics.Length);
        Assert.Equal(
            "using System;\n\nclass C { double M(double x) => Math.Log(1 + Math.Exp(x)) + Math.Sinh(x); }",
            await Changed(document, (await provider.GetFixAllProvider().GetFixAsync(context))!));
    }

    /// <summary>The file after the fix of its one report in the first target; null where none is offered.</summary>
    private static async Task<string?> Fix(string source, string other, bool hasGlobalUsing = false, bool otherHasGlobalUsing = false)
    {
        using var workspace = new AdhocWorkspace();
        Document document = Documents(workspace, source, other, hasGlobalUsing, otherHasGlobalUsing);
        Diagnostic diagnostic = Assert.Single(await NumericsRun.Analyze((await document.Project.GetCompilationAsync())!));
        Assert.Contains("Replacement", diagnostic.Properties.Keys);
        Assert.Single(document.GetLinkedDocumentIds());

        var offered = new List<CodeAction>();
        await new StableFormCodeFixProvider().RegisterCodeFixesAsync(
            new CodeFixContext(document, diagnostic, (action, _) => offered.Add(action), CancellationToken.None));
        return offered.Count == 0 ? null : await Changed(document, Assert.Single(offered));
    }

    private static async Task<string> Changed(Document document, CodeAction action)
    {
        var applied = (ApplyChangesOperation)Assert.Single(await action.GetOperationsAsync(CancellationToken.None));
        return (await applied.ChangedSolution.GetDocument(document.Id)!.GetTextAsync()).ToString();
    }

    /// <summary>The file in a project with the library, linked with the same file of a second project.</summary>
    private static Document Documents(AdhocWorkspace workspace, string source, string other, bool hasGlobalUsing, bool otherHasGlobalUsing)
    {
        Solution solution = workspace.CurrentSolution;
        solution = Add(solution, WithLibrary, source, hasGlobalUsing, out DocumentId first);
        solution = Add(solution, other, source, otherHasGlobalUsing, out _);
        return solution.GetDocument(first)!;
    }

    private static Solution Add(Solution solution, string target, string source, bool hasGlobalUsing, out DocumentId file)
    {
        bool hasLibrary = target == WithLibrary;
        ProjectId project = ProjectId.CreateNewId();
        file = DocumentId.CreateNewId(project);
        IEnumerable<MetadataReference> references = hasLibrary
            ? [.. FrameworkReferences.All, FrameworkReferences.To(typeof(StableMath).Assembly)]
            : [OlderFramework.Reference];
        solution = solution
            .AddProject(ProjectInfo.Create(
                project, VersionStamp.Default, $"Shared({target})", "Shared", LanguageNames.CSharp, filePath: "/Shared/Shared.csproj",
                compilationOptions: OlderFramework.Options,
                parseOptions: new CSharpParseOptions(LanguageVersion.Latest, preprocessorSymbols: hasLibrary ? ["NET"] : []),
                metadataReferences: references))
            .AddDocument(file, "C.cs", SourceText.From(source), filePath: "/Shared/C.cs");
        return hasGlobalUsing
            ? solution.AddDocument(DocumentId.CreateNewId(project), "Usings.cs", SourceText.From("global using LossGen;"), filePath: $"/Shared/{project.Id}/Usings.cs")
            : solution;
    }

    private sealed class Known(Diagnostic[] diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
