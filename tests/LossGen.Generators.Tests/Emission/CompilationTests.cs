using System.Globalization;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.Emission;

/// <summary>The generated file compiles cleanly wherever a user may put the class and whatever he calls his own types.</summary>
public sealed class CompilationTests
{
    public static TheoryData<LanguageVersion> LanguageVersions => new(CSharpVersions.Supported);

    [Theory]
    [MemberData(nameof(LanguageVersions))]
    public void Each_supported_language_version_compiles_it(LanguageVersion version) => Generates(3, """
        /// <summary>A model.</summary>
        [LossGen.CrossEntropyModel(4, 3)] public partial class Flowers;
        /// <summary>A model.</summary>
        [LossGen.CrossEntropyModel(70, 2)] public partial class Binary;
        /// <summary>A model.</summary>
        [LossGen.CrossEntropyModel(72, 6, Task = LossGen.ClassificationTask.MultiLabel)] public partial class Labels;
        """, version);

    [Theory]
    [InlineData("[LossGen.CrossEntropyModel(2, 3)] partial class Model;")]
    [InlineData("namespace A.B { [LossGen.CrossEntropyModel(2, 3)] internal sealed partial class Model; }")]
    [InlineData("namespace A; partial class Outer { partial struct Inner { [LossGen.CrossEntropyModel(2, 3)] private sealed partial class Model; } }")]
    [InlineData("namespace A; partial record Outer { partial record struct Inner { [LossGen.CrossEntropyModel(2, 3)] internal partial class Model; } }")]
    [InlineData("namespace A; partial interface IOuter { [LossGen.CrossEntropyModel(2, 3)] internal sealed partial class Model; }")]
    [InlineData("namespace @namespace; [LossGen.CrossEntropyModel(2, 3)] sealed partial class @class;")]
    [InlineData("namespace A; static partial class Outer { [LossGen.CrossEntropyModel(2, 3)] internal sealed partial class Model; }")]
    public void Wherever_the_class_stands_it_compiles(string source) => Generates(1, source);

    [Fact]
    public void Types_and_namespaces_of_the_user_do_not_capture_names_of_the_generated_code() => Generates(2, """
        namespace Mine.LossGen
        {
            class Kernels; class Lanes; class Vector256; class Span; class ReadOnlySpan; class MathF; class Math; class IProgress;
            namespace System { class Span; class Math; }
            namespace Kernels2 { }
            [global::LossGen.CrossEntropyModel(4, 3)] sealed partial class Model
            {
                private static int Exp() => 1;
                private static int Load() => Exp();
                internal int One => Load();
            }
            [global::LossGen.CrossEntropyModel(70, 2)] sealed partial class Wide { internal class Lanes; internal class System; }
        }
        """);

    [Fact]
    public void A_constructor_of_the_user_takes_the_place_of_ours() => Generates(3, """
        [LossGen.CrossEntropyModel(2, 3)] sealed partial class Own { public Own() => Parameters.Fill(1); }
        [LossGen.CrossEntropyModel(2, 3)] sealed partial class Named(string name) { public string Name => name; }
        [LossGen.CrossEntropyModel(2, 3)] sealed partial class Both { public Both(string name) => Name = name; public string Name { get; } = ""; public static Both Make() => new(); }
        """);

    [Fact]
    public void A_model_may_derive_from_a_class_of_the_user() => Generates(1, """
        class Base { public int Count(System.ReadOnlySpan<float> row) => row.Length; }
        [LossGen.CrossEntropyModel(2, 3)] sealed partial class Model : Base, System.IDisposable { public void Dispose() { } }
        """);

    [Fact]
    public void Models_of_the_same_name_in_different_places_live_together() => Generates(4, """
        namespace A { [LossGen.CrossEntropyModel(2, 3)] partial class Model; }
        namespace B { [LossGen.CrossEntropyModel(2, 3)] partial class Model; partial class Outer { [LossGen.CrossEntropyModel(2, 3)] partial class Model; } }
        [LossGen.CrossEntropyModel(2, 3)] partial class Model;
        """);

    [Theory]
    [InlineData("fr-FR")]
    [InlineData("sv-SE")]
    [InlineData("ar-SA")]
    public void The_culture_of_the_machine_does_not_show(string name)
    {
        string source = Shapes.Declaration(1234, 1005, ClassificationTask.Multiclass);
        string here = Shapes.RunOf(source).Run().SingleText;
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(name);
            Assert.Equal(here, Shapes.RunOf(source).Run().SingleText);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>The file does without nullable warnings, which take the compiler a fifth of its time; they would find nothing.</summary>
    [Theory]
    [InlineData("CrossEntropyModel(4, 3)")]
    [InlineData("CrossEntropyModel(64, 10)")]
    [InlineData("CrossEntropyModel(30, 2, HiddenLayers = new[] { 16, 9 }, Activation = LossGen.Activation.Gelu)")]
    [InlineData("CrossEntropyModel(1 << 20, 4, Sparse = true)")]
    [InlineData("CrossEntropyModel<Row>")]
    [InlineData("CrossEntropyModel<Text>(Sparse = true)")]
    public void With_nullable_warnings_it_compiles_cleanly_too(string attribute)
    {
        const string directives = "#nullable enable annotations\n#nullable disable warnings\n";
        string source = $$"""
            public enum Kind { Low, High }
            public sealed class Row { [LossGen.Feature] public double Size; [LossGen.Label] public Kind? Truth; }
            public sealed class Text { [LossGen.Feature(64)] public string? Words; [LossGen.Label] public Kind Truth; }
            [LossGen.{{attribute}}] public sealed partial class Model;
            """;
        string text = Shapes.RunOf(source).AllowInUserCode("CS1591").Run().CompilesCleanly().SingleText;
        Assert.Contains(directives, text, StringComparison.Ordinal);

        GeneratorRun.OfNone().WithReferenceTo<CrossEntropyModelAttribute>().WithLanguageVersion(LanguageVersion.CSharp12)
            .WithSources(source, text.Replace(directives, "#nullable enable\n", StringComparison.Ordinal))
            .AllowInUserCode("CS1591")
            .Run()
            .CompilesCleanly();
    }

    [Fact]
    public void Lines_end_in_line_feeds_and_carry_no_trailing_white_space()
    {
        string text = Shapes.RunOf(Shapes.Declaration(100, 33, ClassificationTask.Multiclass)).Run().SingleText;
        Assert.DoesNotContain('\r', text);
        Assert.DoesNotContain(" \n", text);
        Assert.DoesNotContain('\t', text);
        Assert.EndsWith("}\n", text);
    }

    private static void Generates(int files, string source, LanguageVersion version = LanguageVersion.CSharp12) =>
        Assert.Equal(files, Shapes.RunOf(source, version).Run().CompilesCleanly().Files.Length);
}
