using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LossGen.Generators;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace LossGen.Analyzers.Tests.OwnCode;

/// <summary>
/// What the generator writes keeps the rules of this package, which a user never sees tried: generated code is not analyzed. It has no logarithm
/// or exponential of its own, only calls of Lanes, which the rules take for any other method: that is what is tested first.
/// </summary>
public sealed partial class GeneratedModelTests
{
    private const string FileName = "Model.cs";

    public static TheoryData<int, int, ClassificationTask> Shapes => new()
    {
        { 4, 3, ClassificationTask.Multiclass },
        { 30, 2, ClassificationTask.Binary },
        { 64, 10, ClassificationTask.Multiclass },
        { 72, 6, ClassificationTask.MultiLabel },
        { 784, 10, ClassificationTask.Multiclass },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_generated_model_leaves_logarithms_and_exponentials_to_the_library(int features, int classes, ClassificationTask task)
    {
        IMethodSymbol[] called = CalledBy(AsIfWrittenByHand(features, classes, task));
        Assert.Contains(called, static method => method.ContainingType.ToDisplayString().Contains("LossGen.Kernels.", StringComparison.Ordinal));
        Assert.DoesNotContain(called, static method =>
            Mathematics().IsMatch(method.ContainingType.ToDisplayString()) && method.Name is not ("Abs" or "IsFinite"));
    }

    [Fact]
    public void The_list_of_mathematics_is_not_empty()
    {
        CSharpCompilation compilation = AsIfWrittenByHand(4, 3, ClassificationTask.Multiclass);
        IMethodSymbol[] called = CalledBy(Probes.AddTo(compilation).Compilation);
        Assert.Contains(called, static method => Mathematics().IsMatch(method.ContainingType.ToDisplayString()));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_probe_in_each_type_of_a_generated_model_is_reported_and_nothing_else(int features, int classes, ClassificationTask task)
    {
        (CSharpCompilation compilation, int count) = Probes.AddTo(AsIfWrittenByHand(features, classes, task));
        ImmutableArray<Diagnostic> reports = await NumericsRun.Analyze(compilation);
        // The model and its kernels, at the least.
        Assert.True(count >= 2);
        Assert.Equal(Enumerable.Repeat(Probes.Rule, count), reports.Select(static report => report.Id));
    }

    private static IMethodSymbol[] CalledBy(CSharpCompilation compilation)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(static tree => tree.FilePath == FileName);
        SemanticModel model = compilation.GetSemanticModel(tree);
        return [.. tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().Select(call => model.GetSymbolInfo(call).Symbol).OfType<IMethodSymbol>()];
    }

    /// <summary>The model without the three marks of generated code: the comment at the head, the attribute and the file name.</summary>
    private static CSharpCompilation AsIfWrittenByHand(int features, int classes, ClassificationTask task)
    {
        GeneratorRunOutcome outcome = GeneratorRun
            .Of<CrossEntropyModelGenerator>()
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithSource($"""
                [LossGen.CrossEntropyModel(features: {features}, classes: {classes}, Task = LossGen.ClassificationTask.{task})]
                public sealed partial class Model;
                """)
            .Run()
            .RunsWithoutException();
        GeneratedFile file = Assert.Single(outcome.Files);
        string text = GeneratedCodeAttribute().Replace(HeadComment().Replace(file.Text, ""), "");
        Assert.DoesNotContain("auto-generated", text);
        Assert.DoesNotContain("GeneratedCode", text);

        CSharpCompilation compilation = outcome.Compilation.ReplaceSyntaxTree(
            file.Tree, CSharpSyntaxTree.ParseText(text, (CSharpParseOptions)file.Tree.Options, FileName));
        Assert.DoesNotContain(compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return compilation;
    }

    [GeneratedRegex(@"^(System\.(Math|MathF|Numerics\..+)|double|float|decimal|System\.Half|LossGen\.StableMath)$")]
    private static partial Regex Mathematics();

    [GeneratedRegex(@"\A(?://.*\n)+")]
    private static partial Regex HeadComment();

    [GeneratedRegex(@"\[global::System\.CodeDom\.Compiler\.GeneratedCode\([^)]*\)\]")]
    private static partial Regex GeneratedCodeAttribute();
}
