using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.TypedRows;

/// <summary>The generated file compiles cleanly whatever rows look like and wherever they stand.</summary>
public sealed class TypedCompilationTests
{
    private const string Enums = """
        enum @enum { @class, @record, Other = -5 }
        [System.Flags] enum Tags : long { None, Low = 1, High = long.MinValue, All = Low | High }
        """;

    [Theory]
    [InlineData("sealed record Row([property: LossGen.Feature] double X, [field: LossGen.Feature] decimal Y, [LossGen.Label] bool Z);")]
    [InlineData("readonly record struct Row([LossGen.Feature] System.Half X, [LossGen.Label(256)] byte Y);")]
    [InlineData("class Row { [LossGen.Feature] public ulong @if; [LossGen.Feature] public @enum @class { get; init; } [LossGen.Label] public @enum @record { get; } }")]
    [InlineData("struct Row { [LossGen.Feature] public bool value { readonly get; set; } [LossGen.Label] public Tags index; }")]
    [InlineData("class Row : Base { [LossGen.Feature] public override int X => 1; [LossGen.Label(32_768)] public short Y { get; set; } } abstract class Base { [LossGen.Feature] public virtual int X => 0; [LossGen.Feature] public float Z; }")]
    [InlineData("sealed record Row([LossGen.Feature] @enum X, [LossGen.Feature] @enum Y, [LossGen.Label(65_536)] long Z);")]
    public void Rows_of_every_kind_compile(string row) => Generates(1, Enums + row + """
        [LossGen.CrossEntropyModel<Row>] sealed partial class Model;
        static class Use { internal static object Of(Model model, Row row) => model.Predict(row); }
        """);

    [Fact]
    public void Rows_models_and_enums_may_be_nested_generic_and_named_by_keywords() => Generates(4, """
        namespace @namespace
        {
            sealed class @class
            {
                internal enum @event { @event, @void }
                internal sealed record @record([LossGen.Feature] @event @event, [LossGen.Label] @event @void);
            }
            [LossGen.CrossEntropyModel<@class.@record>] sealed partial class @await;
            sealed record Pair<T>([LossGen.Feature] T First, [LossGen.Label] bool Second);
            [LossGen.CrossEntropyModel<Pair<double>>] sealed partial class Doubles;
            [LossGen.CrossEntropyModel<Pair<System.DayOfWeek>>] sealed partial class Days;
            partial class Outer
            {
                private sealed partial class Row
                {
                    [LossGen.Feature] private double X { get; set; }
                    [LossGen.Label] private bool Y { get; set; }
                    [LossGen.CrossEntropyModel<Row>] internal sealed partial class Model { internal void Set(Row row) => (row.X, row.Y) = (1, true); }
                }
            }
        }
        """);

    [Fact]
    public void Obsolete_and_nullable_oblivious_rows_compile() => Generates(1, """
        #nullable disable
        enum Colour { Red, [System.Obsolete] Green, [System.Obsolete("", true)] Blue }
        class Row
        {
            [System.Obsolete, LossGen.Feature] public double X { get; set; }
            [System.Obsolete("old"), LossGen.Feature] public Colour Y { get; set; }
            [LossGen.Label] public Colour Z { get; set; }
            public string Note { get; set; }
        }
        [LossGen.CrossEntropyModel<Row>] sealed partial class Model;
        """);

    [Fact]
    public void Names_of_the_user_do_not_capture_those_of_the_generated_code() => Generates(1, """
        namespace Mine.LossGen
        {
            namespace TypedRows { class RowErrors; }
            namespace System { class Span; }
            class ITypedModel; class Row2;
            sealed record Row([global::LossGen.Feature] double row, [global::LossGen.Feature] double destination, [global::LossGen.Label] bool global);
            [global::LossGen.CrossEntropyModel<Row>] sealed partial class Model { internal class RowReader; internal class System; internal int RowErrors => 1; }
        }
        """);

    [Fact]
    public void An_alias_of_the_attribute_is_seen() => Generates(1, """
        using Model = LossGen.CrossEntropyModelAttribute<Row>;
        sealed record Row([LossGen.Feature] double X, [LossGen.Label] bool Y);
        [Model] sealed partial class M;
        """);

    [Theory]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.Preview)]
    public void Rows_may_live_in_another_assembly(LanguageVersion version)
    {
        GeneratorRun library = GeneratorRun.OfNone().WithAssemblyName("Library").WithReferenceTo<CrossEntropyModelAttribute>().WithSource("""
            using LossGen;
            /// <summary>A row.</summary>
            /// <param name="B">b</param><param name="A">a</param><param name="Y">y</param>
            public sealed record Class([Feature] double B, [Feature] double A, [Label] bool Y);
            /// <summary>A row.</summary>
            /// <param name="B">b</param><param name="A">a</param><param name="Y">y</param>
            public record struct Struct([Feature] double B, [Feature] double A, [Label] bool Y);
            """);
        using var image = new MemoryStream();
        Assert.True(library.CreateCompilation().Emit(image).Success);

        GeneratorRunOutcome outcome = Declarations.DeclarationTest
            .RunOf("[CrossEntropyModel<Class>] sealed partial class First; [CrossEntropyModel<Struct>] sealed partial class Second;", version)
            .WithReferences(MetadataReference.CreateFromImage(image.ToArray()))
            .Run()
            .CompilesCleanly();

        Assert.Equal(2, outcome.Files.Length);
        Assert.All(outcome.Files, static file => Assert.Contains("{ \"B\", \"A\" }", file.Text));
    }

    [Fact]
    public async Task What_is_wrong_with_a_row_of_another_assembly_is_reported_where_it_is_named() => await Declarations.DeclarationTest.Reports(
        "[CrossEntropyModel<{|#0:{|#1:Version|}|}>] public sealed partial class Model;",
        ("LG0014", "'Version' cannot be the row of a model: it has no member marked with [Feature]"),
        ("LG0014", "'Version' cannot be the row of a model: it has no member marked with [Label]"));

    [Fact]
    public void The_parts_of_a_row_give_their_features_in_order() => Assert.Contains(
        "{ \"D\", \"C\", \"B.Low\", \"B.High\", \"A\" }",
        Run("""
            using LossGen;
            enum Level { High = 2, Low = 1, Top = 2 }
            class Base { [Feature] public int D { get; set; } [Feature] public int C; }
            partial class Row : Base { [Feature] public Level B; }
            partial class Row { [Feature] public double A { get; set; } [Label] public bool Y; }
            [CrossEntropyModel<Row>] sealed partial class Model;
            """).CompilesCleanly().SingleText);

    private static void Generates(int files, string source) => Assert.Equal(files, Run(source).CompilesCleanly().Files.Length);

    private static GeneratorRunOutcome Run(string source) => GeneratorRun.Of<CrossEntropyModelGenerator>()
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .WithSource(source)
        .AllowInUserCode("CS0649", "CS0612", "CS0618", "CS8981", "CS0169", "CS0414")
        .Run();
}
