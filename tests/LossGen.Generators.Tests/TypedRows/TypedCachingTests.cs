using LossGen.Generators.Parsing;
using LossGen.Generators.Specification;
using LossGen.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace LossGen.Generators.Tests.TypedRows;

/// <summary>A typed model follows its row type, which stands in another file, and nothing else in it.</summary>
public sealed class TypedCachingTests
{
    private const string Rows = """
        using LossGen;

        namespace Demo;

        public enum Species { Setosa, Versicolor, Virginica }

        public enum Colour { Red, Green }

        public class Plant
        {
            [Feature] public double Height { get; set; }
        }

        public sealed class Flower : Plant
        {
            [Feature] public float Width { get; set; }
            [Feature] public Colour Colour { get; set; }
            [Label] public Species Species { get; set; }
            public string Note { get; set; } = "";
        }
        """;

    private static GeneratorRun Run { get; } = GeneratorRun.Of<CrossEntropyModelGenerator>()
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithSource("Model.cs", "using LossGen; namespace Demo; [CrossEntropyModel<Flower>] public sealed partial class FlowerModel;")
        .WithSource("Rows.cs", Rows);

    [Theory]
    [InlineData("public float Width", "/* in centimetres */ public float Width")]
    [InlineData("public string Note", "public string Memo")]
    [InlineData("public string Note", "public int Number; public string Note")]
    [InlineData("public float Width { get; set; }", "public float Width { get => field; set; }")]
    [InlineData("public float Width { get; set; }", "public float Width { get; init; }")]
    [InlineData("public enum Species { Setosa, Versicolor, Virginica }", "public enum Species { Setosa = 0, Virginica = 5, Versicolor = 2, Bristle = 0 }")]
    [InlineData("sealed class Flower", "class Flower")]
    [InlineData("public enum Species", "\n\n/// <summary>Species.</summary>\npublic enum Species")]
    public void An_edit_that_changes_no_feature_and_no_label_writes_nothing_anew(string before, string after) => CacheRun
        .After(Run, Edits.Replace(before, after))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Cached)
        .AssertOutputsCached();

    [Theory]
    [InlineData("public float Width", "public double Width")]
    [InlineData("public float Width", "public float Breadth")]
    [InlineData("[Feature] public float Width", "public float Width")]
    [InlineData("public string Note { get; set; } = \"\"", "[Feature] public int Note { get; set; }")]
    [InlineData("[Feature] public double Height { get; set; }", "[Feature] public double Height { get; set; } [Feature] public double Depth { get; set; }")]
    [InlineData("Red, Green", "Green, Red")]
    [InlineData("Red, Green", "Red, Green, Blue")]
    [InlineData("Setosa, Versicolor, Virginica", "Setosa, Versicolor")]
    [InlineData("Setosa, Versicolor, Virginica", "Setosa, Versicolor, Virginia")]
    [InlineData("public enum Species", "[System.Flags] public enum Species")]
    [InlineData("public Species Species", "public Species Kind")]
    [InlineData("[Label] public Species Species", "[Label(classes: 3)] public int Species")]
    public void An_edit_of_a_feature_or_the_label_in_another_file_writes_the_file_anew(string before, string after) => CacheRun
        .After(Run, Edits.Replace(before, after))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Modified)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Modified)
        .AssertOutputReasons(Modified);

    [Fact]
    public void Features_in_another_order_write_the_file_anew() => CacheRun
        .After(Run, Edits.Replace(
            "[Feature] public float Width { get; set; }\n    [Feature] public Colour Colour { get; set; }",
            "[Feature] public Colour Colour { get; set; }\n    [Feature] public float Width { get; set; }"))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Modified)
        .AssertOutputReasons(Modified);

    [Fact]
    public void A_row_that_turns_invalid_in_its_own_file_removes_the_model_and_one_put_right_brings_it_back()
    {
        CacheRun invalid = CacheRun.After(Run, Edits.Replace("public float Width", "public string Width"));
        invalid.AssertReasons(CrossEntropyModelGenerator.ModelStep, Modified).AssertOutputReasons(Removed);
        Assert.Empty(invalid.Files);

        CacheRun valid = invalid.Then(Edits.Replace("public string Width", "public float Width"));
        Assert.Equal(["Demo.FlowerModel.g.cs"], valid.Files.Keys);
    }

    [Fact]
    public void A_plain_model_beside_it_is_left_alone() => CacheRun
        .After(Run.WithSource("Plain.cs", "[LossGen.CrossEntropyModel(4, 3)] public sealed partial class Plain;"), Edits.Replace("public float Width", "public double Width"))
        .AssertReasons(CrossEntropyModelGenerator.ModelStep, Unchanged, Modified)
        .AssertReasons(CrossEntropyModelGenerator.OutputStep, Cached, Modified)
        .AssertOutputReasons(Cached, Modified);

    [Fact]
    public void Two_independent_compilations_give_equal_values()
    {
        CacheRun.AssertEqualModelsFromIndependentCompilations(Run, CrossEntropyModelGenerator.ModelStep);
        CacheRun.AssertEqualModelsFromIndependentCompilations(Run, CrossEntropyModelGenerator.OutputStep);
    }

    [Fact]
    public void No_step_holds_an_object_of_the_compiler() =>
        CacheRun.AssertHoldsNoCompilerObjects(Run, CrossEntropyModelGenerator.ModelStep, CrossEntropyModelGenerator.OutputStep);

    [Fact]
    public void Rows_differ_in_every_part_that_the_text_depends_on()
    {
        EquatableArray<EnumValue> values = new([new("A", "E.A"), new("B", "E.B")]);
        var feature = new FeatureSpec("X", "X", FeatureKind.Number, default);
        var label = new LabelSpec("Y", "Y", "global::E", "E", LabelKind.Enum, values, 2);
        var row = new RowSpec("global::R", "R", new([feature]), label);
        RowSpec[] others =
        [
            row with { Type = "global::S" },
            row with { DisplayType = "S" },
            row with { Features = new([feature, feature]) },
            .. new[]
            {
                feature with { Name = "Z" }, feature with { Access = "@X" }, feature with { Kind = FeatureKind.Bool }, feature with { Values = values },
                feature with { Buckets = 8 }, feature with { Parts = DatePartSet.Days }, feature with { Fill = 0 }, feature with { IsNullable = true },
            }.Select(other => row with { Features = new([other]) }),
            .. new[]
            {
                label with { Name = "Z" }, label with { Access = "@Y" }, label with { Type = "global::F" }, label with { DisplayType = "F" },
                label with { Kind = LabelKind.Flags }, label with { Values = default }, label with { IsNullable = true }, label with { ClassCount = 3 },
                label with { Values = new([new("A", "E.A"), new("C", "E.B")]) }, label with { Values = new([new("A", "E.A"), new("B", "(E)(1)")]) },
            }.Select(other => row with { Label = other }),
        ];

        Assert.All(others, other => Assert.NotEqual(row, other));
        Assert.Equal(row, row with { Features = new([feature with { }]), Label = label with { } });
        Assert.Equal(row.GetHashCode(), (row with { Features = new([feature with { }]) }).GetHashCode());
    }
}
