using LossGen.Generators.Parsing;
using LossGen.Generators.Specification;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace LossGen.Generators.Tests.Caching;

/// <summary>What each edit makes the generator do again: only what the edit changes.</summary>
public class CachingTests
{
    private const string Source =
        """
        using LossGen;

        namespace Demo;

        /// <summary>The flowers.</summary>
        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class IrisModel
        {
            public string Name => "iris";
        }
        """;

    private static GeneratorRun Run { get; } = GeneratorRun.Of<CrossEntropyModelGenerator>()
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithSource("Model.cs", Source)
        .WithSource("Program.cs", "public static class Program { public static void Main() { } }");

    public static TheoryData<string, string, string> EditsOfOtherThings => new()
    {
        { "a comment inside the class", "public string Name", "/* the name */ public string Name" },
        { "a comment above the class", "/// <summary>The flowers.</summary>", "/// <summary>The flowers of Fisher.</summary>" },
        { "a blank line", "namespace Demo;", "\nnamespace Demo;\n\n" },
        { "a space inside the attribute", "features: 4, classes", "features:4,   classes" },
        { "another member", "public string Name => \"iris\";", "public string Name => \"iris\"; public int Rows => 150;" },
        { "a statement", "Main() { }", "Main() { System.Console.WriteLine(); }" },
        { "arguments written without names", "features: 4, classes: 3", "4, 3" },
        { "arguments in another order", "features: 4, classes: 3", "classes: 3, features: 4" },
        { "a constant expression of the same value", "features: 4", "features: 2 + 2" },
        { "the task written out", "classes: 3)", "classes: 3, Task = ClassificationTask.Multiclass)" },
        { "the accessibility", "public sealed partial class IrisModel", "internal sealed partial class IrisModel" },
        { "a modifier", "public sealed partial class IrisModel", "public partial class IrisModel" },
        { "a second interface", "class IrisModel\n", "class IrisModel : System.IDisposable\n" },
    };

    [Theory]
    [MemberData(nameof(EditsOfOtherThings))]
    public void An_edit_of_something_else_writes_nothing_anew(string what, string before, string after)
    {
        Assert.NotEmpty(what);
        CacheRun.After(Run, Edits.Replace(before, after))
            .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged)
            .AssertReasons(CrossEntropyModelGenerator.OutputStep, Cached)
            .AssertOutputsCached();
    }

    [Fact]
    public void An_unrelated_file_added_and_removed_writes_nothing_anew() => CacheRun
        .After(Run, Edits.AddFile("Other.cs", "public class Other;"))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Cached)
        .AssertOutputsCached()
        .Then(Edits.RemoveFile("Other.cs"))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Cached)
        .AssertOutputsCached();

    [Fact]
    public void A_second_part_of_the_class_writes_nothing_anew() => CacheRun
        .After(Run, Edits.AddFile("Part.cs", "namespace Demo; public sealed partial class IrisModel { public int Rows => 150; }"))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Cached)
        .AssertOutputsCached();

    [Fact]
    public void The_same_text_parsed_again_writes_nothing_anew() => CacheRun
        .After(Run, Edits.ReparseAll())
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Cached)
        .AssertOutputsCached();

    [Fact]
    public void A_new_reference_writes_nothing_anew() => CacheRun
        .After(Run, Edits.AddReference(FrameworkReferences.To(typeof(CachingTests).Assembly)))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Cached)
        .AssertOutputsCached();

    [Fact]
    public void A_later_language_version_writes_nothing_anew() => CacheRun
        .After(Run, Edits.LanguageVersionTo(LanguageVersion.CSharp13))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Cached)
        .AssertOutputsCached();

    [Fact]
    public void A_language_version_that_is_too_low_removes_the_file() => CacheRun
        .After(Run, Edits.LanguageVersionTo(LanguageVersion.CSharp11))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Modified)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Removed)
        .AssertOutputReasons(Removed);

    [Theory]
    [InlineData("features: 4", "features: 5")]
    [InlineData("classes: 3", "classes: 2")]
    [InlineData("classes: 3", "classes: 3, Task = ClassificationTask.MultiLabel")]
    [InlineData("class IrisModel", "class FlowerModel")]
    [InlineData("namespace Demo;", "namespace Demo.Flowers;")]
    [InlineData("public string Name => \"iris\";", "public IrisModel(int rows) { }")]
    [InlineData("sealed partial class IrisModel", "sealed partial class IrisModel(int rows)")]
    public void An_edit_of_the_declaration_writes_the_file_anew(string before, string after) => CacheRun
        .After(Run, Edits.Replace(before, after))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Modified)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Modified)
        .AssertOutputReasons(Modified);

    private static GeneratorRun Network { get; } = GeneratorRun.Of<CrossEntropyModelGenerator>()
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithSource("Model.cs", Source.Replace("classes: 3)", "classes: 3, HiddenLayers = [8, 5], Activation = Activation.Relu)", StringComparison.Ordinal));

    [Theory]
    [InlineData("[8, 5]", "new[] { 8, 5 }")]
    [InlineData("[8, 5]", "[ 4 + 4, 5 /* units */ ]")]
    [InlineData(", Activation = Activation.Relu", "")]
    [InlineData("HiddenLayers = [8, 5], Activation = Activation.Relu", "Activation = (Activation)0, HiddenLayers = [8, 5]")]
    [InlineData("public string Name => \"iris\";", "public string Name => \"net\"; public int Rows => 150;")]
    public void The_same_layers_written_otherwise_write_nothing_anew(string before, string after) => CacheRun
        .After(Network, Edits.Replace(before, after))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Cached)
        .AssertOutputsCached();

    [Theory]
    [InlineData("[8, 5]", "[8, 6]")]
    [InlineData("[8, 5]", "[5, 8]")]
    [InlineData("[8, 5]", "[8]")]
    [InlineData("[8, 5]", "[8, 5, 5]")]
    [InlineData("HiddenLayers = [8, 5], Activation = Activation.Relu", "HiddenLayers = []")]
    [InlineData("Activation.Relu", "Activation.Tanh")]
    [InlineData("public string Name => \"iris\";", "public IrisModel(long rows) { }")]
    [InlineData("public string Name => \"iris\";", "public IrisModel() { }")]
    public void Other_layers_write_the_file_anew(string before, string after) => CacheRun
        .After(Network, Edits.Replace(before, after))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Modified)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Modified)
        .AssertOutputReasons(Modified);

    [Theory]
    [InlineData("[8, 5]", "[8, 0]")]
    [InlineData("[8, 5]", "[8, ]]")]
    [InlineData("[8, 5]", "null")]
    [InlineData("Activation.Relu", "Activation.")]
    [InlineData("Activation.Relu", "(Activation)7")]
    public void Layers_that_cannot_be_remove_the_file(string before, string after) => CacheRun
        .After(Network, Edits.Replace(before, after))
        .AssertOutputReasons(Removed);

    [Fact]
    public void No_step_of_a_network_holds_an_object_of_the_compiler()
    {
        CacheRun.AssertHoldsNoCompilerObjects(Network, CrossEntropyModelGenerator.ModelStep, CrossEntropyModelGenerator.OutputStep);
        CacheRun.AssertEqualModelsFromIndependentCompilations(Network, CrossEntropyModelGenerator.ModelStep);
    }

    [Fact]
    public void A_rename_of_the_class_renames_the_file()
    {
        CacheRun run = CacheRun.After(Run, Edits.Replace("class IrisModel", "class FlowerModel"));
        Assert.Equal(["Demo.FlowerModel.g.cs"], run.Files.Keys);
    }

    [Fact]
    public void A_second_model_leaves_the_first_alone() => CacheRun
        .After(Run, Edits.Append("\n[CrossEntropyModel(2, 2)] public partial class Second;"))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged, New)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Cached, New)
        .AssertOutputReasons(Cached, New);

    [Fact]
    public void A_model_in_another_file_leaves_the_first_alone_and_so_does_its_removal() => CacheRun
        .After(Run, Edits.AddFile("Second.cs", "[LossGen.CrossEntropyModel(2, 2)] public partial class Second;"))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged, New)
        .AssertOutputReasons(Cached, New)
        .Then(Edits.RemoveFile("Second.cs"))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged, Removed)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Cached, Removed)
        .AssertOutputReasons(Cached, Removed);

    [Fact]
    public void The_attribute_taken_away_removes_the_file() => CacheRun
        .After(Run, Edits.Replace("[CrossEntropyModel(features: 4, classes: 3)]", ""))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Removed)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Removed)
        .AssertOutputReasons(Removed);

    [Fact]
    public void A_declaration_that_turns_invalid_removes_the_file_and_one_put_right_brings_it_back()
    {
        CacheRun invalid = CacheRun.After(Run, Edits.Replace("sealed partial class", "sealed class"));
        invalid.AssertReasons(CrossEntropyModelGenerator.ModelStep, Modified).AssertOutputReasons(Removed);
        Assert.Empty(invalid.Files);

        CacheRun valid = invalid.Then(Edits.Replace("sealed class", "sealed partial class"));
        valid.AssertReasons(CrossEntropyModelGenerator.ModelStep, Modified).AssertOutputReasons(New);
        Assert.Equal(["Demo.IrisModel.g.cs"], valid.Files.Keys);
    }

    [Fact]
    public void A_member_that_clashes_removes_the_file_even_from_another_part() => CacheRun
        .After(Run, Edits.AddFile("Part.cs", "namespace Demo; public sealed partial class IrisModel { public int FeatureCount; }"))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Modified)
        .AssertOutputReasons(Removed);

    [Fact]
    public void Two_independent_compilations_give_equal_values()
    {
        GeneratorRun nested = Run.WithSource(
            "Nested.cs", "public partial class Outer { public partial struct Inner { [LossGen.CrossEntropyModel(2, 2)] public partial class M; } }");
        CacheRun.AssertEqualModelsFromIndependentCompilations(nested, CrossEntropyModelGenerator.ModelStep);
        CacheRun.AssertEqualModelsFromIndependentCompilations(nested, CrossEntropyModelGenerator.OutputStep);
    }

    [Fact]
    public void No_step_holds_an_object_of_the_compiler()
    {
        GeneratorRun nested = Run.WithSource(
            "Nested.cs", "public partial class Outer { [LossGen.CrossEntropyModel(2, 2)] public partial class M; }");
        CacheRun.AssertHoldsNoCompilerObjects(nested, CrossEntropyModelGenerator.ModelStep, CrossEntropyModelGenerator.OutputStep);
    }

    [Fact]
    public void Specifications_differ_in_every_part_that_the_text_depends_on()
    {
        ModelSpec spec = Specs.Linear(4, 3, ModelTask.Multiclass, "M", "N", new([new ContainingType("class", "Outer")]));
        ModelSpec[] others =
        [
            spec with { Namespace = "O" },
            spec with { Containers = new([new ContainingType("struct", "Outer")]) },
            spec with { Containers = new([new ContainingType("class", "Inner")]) },
            spec with { Containers = default },
            spec with { Name = "K" },
            spec with { Input = new InputSpec(5) },
            spec with { Layers = new([new LayerSpec(4, 5, ActivationKind.None)]) },
            spec with { Layers = new([new LayerSpec(4, 3, ActivationKind.Relu)]) },
            spec with { Layers = new([new LayerSpec(4, 5, ActivationKind.Relu), new LayerSpec(5, 3, ActivationKind.None)]) },
            spec with { Head = new HeadSpec(4, ModelTask.Multiclass) },
            spec with { Head = new HeadSpec(3, ModelTask.MultiLabel) },
            spec with { EmitConstructor = false },
            spec with { SeedConstructor = SeedConstructor.Plain },
            spec with { HintSuffix = "-1" },
            spec with { CanBeCreated = false },
            spec with { WarningIds = new(["OLD1"]) },
            spec with { Weights = "iris.safetensors" },
            spec with { Row = new RowSpec("Flower", "Flower", default, new LabelSpec("Species", "Species", "int", "int", LabelKind.Number, default, 3)) },
        ];
        Assert.All(others, other => Assert.NotEqual(spec, other));
        Assert.Equal(spec, spec with { Containers = new([new ContainingType("class", "Outer")]) });
        Assert.Equal(spec.GetHashCode(), (spec with { Containers = new([new ContainingType("class", "Outer")]) }).GetHashCode());
    }
}
