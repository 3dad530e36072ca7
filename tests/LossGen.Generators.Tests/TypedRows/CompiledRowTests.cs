using LossGen.Generators.Parsing;
using LossGen.Generators.Specification;
using LossGen.Generators.Tests.Declarations;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.TypedRows;

/// <summary>Marked on the parameter and on the property, and one more below: an assembly lists the second before the first.</summary>
public sealed record CompiledRecord([property: Feature] double P, [Feature] double Q, [Label] bool Y)
{
    [Feature]
    public double R { get; init; }
}

/// <summary>An assembly lists B before A.</summary>
public sealed class CompiledMixture
{
    [Feature]
    public double B;

    [Feature]
    public double A { get; set; }

    [Label]
    public bool Y { get; set; }
}

/// <summary>A feature that cannot be one.</summary>
public sealed class CompiledFault
{
    [Feature]
    public string A { get; set; } = "";

    [Label]
    public bool Y { get; set; }
}

/// <summary>Rows that come from another assembly, as a file or, in an IDE, with their source.</summary>
public sealed class CompiledRowTests
{
    [Fact]
    public void A_compiled_record_has_its_features_in_the_order_of_its_parameters()
    {
        ParsedModel parsed = Parse(nameof(CompiledRecord));
        Assert.Empty(parsed.Problems);
        Assert.Equal(["P", "Q", "R"], parsed.Spec!.FeatureNames);
    }

    [Fact]
    public void Fields_and_properties_whose_order_is_lost_are_refused()
    {
        ParsedModel parsed = Parse(nameof(CompiledMixture));
        Diagnostic problem = Assert.Single(parsed.Problems);
        Assert.Equal("LG0014", problem.Id);
        Assert.Contains("both fields and properties", problem.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_in_the_source_of_another_project_is_reported_in_this_one()
    {
        CSharpCompilation rows = DeclarationTest.RunOf(
            """
            public sealed class Flower { [Feature] public string X { get; set; } = ""; [Label] public bool Y { get; set; } }
            """).CreateCompilation().WithAssemblyName("Rows");
        CSharpCompilation model = DeclarationTest.RunOf(
            """
            [CrossEntropyModel<Flower>]
            public sealed partial class M;
            """).CreateCompilation().AddReferences(rows.ToMetadataReference());

        Diagnostic problem = Assert.Single(await DeclarationTest.AnalyzeAll(model));
        Assert.Equal("LG0015", problem.Id);
        Assert.Contains(problem.Location.SourceTree, model.SyntaxTrees);
    }

    private static ParsedModel Parse(string row)
    {
        GeneratorRun run = GeneratorRun.Of<CrossEntropyModelGenerator>()
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithReferenceTo<CompiledRowTests>()
            .WithSource("Model.cs", $"[LossGen.CrossEntropyModel<LossGen.Generators.Tests.TypedRows.{row}>] public sealed partial class M;");
        CSharpCompilation compilation = run.CreateCompilation();
        return ModelParser.Parse(compilation.GetTypeByMetadataName("M")!, compilation, default);
    }
}
