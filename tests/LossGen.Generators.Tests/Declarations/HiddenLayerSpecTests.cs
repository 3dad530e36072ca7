using LossGen.Generators.Emission;
using LossGen.Generators.Parsing;
using LossGen.Generators.Specification;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>What a declaration with hidden layers comes to, however it is written.</summary>
public class HiddenLayerSpecTests
{
    private const string Row = "public sealed record Row([Feature] double X, [Feature] bool Z, [Label] DayOfWeek Y); internal static class Sizes { internal const int First = 128; }";

    [Theory]
    [InlineData("HiddenLayers = [128, 64]", ActivationKind.Relu)]
    [InlineData("HiddenLayers = new[] { 128, 64 }", ActivationKind.Relu)]
    [InlineData("HiddenLayers = new int[] { 128, 64 }", ActivationKind.Relu)]
    [InlineData("HiddenLayers = new int[2] { 128, 64 }", ActivationKind.Relu)]
    [InlineData("HiddenLayers = [Sizes.First, Sizes.First / 2]", ActivationKind.Relu)]
    [InlineData("HiddenLayers = [(int)128L, '@']", ActivationKind.Relu)]
    [InlineData("HiddenLayers = [128, 64], Activation = Activation.Relu", ActivationKind.Relu)]
    [InlineData("Activation = Activation.LeakyRelu, HiddenLayers = [128, 64]", ActivationKind.LeakyRelu)]
    [InlineData("HiddenLayers = [128, 64], Activation = (Activation)2", ActivationKind.Tanh)]
    [InlineData("HiddenLayers = [128, 64], Activation = Activation.Sigmoid", ActivationKind.Sigmoid)]
    [InlineData("HiddenLayers = [128, 64], Activation = Activation.Gelu", ActivationKind.Gelu)]
    [InlineData("HiddenLayers = [128, 64], Activation = Activation.Silu", ActivationKind.Silu)]
    public void Every_way_to_write_the_layers_gives_the_same(string arguments, object activation)
    {
        var kind = (ActivationKind)activation;
        Assert.Equal(
            [new LayerSpec(784, 128, kind), new LayerSpec(128, 64, kind), new LayerSpec(64, 10, ActivationKind.None)],
            SpecOf($"[CrossEntropyModel(features: 784, classes: 10, {arguments})]").Layers);
        Assert.Equal(
            [new LayerSpec(2, 128, kind), new LayerSpec(128, 64, kind), new LayerSpec(64, 7, ActivationKind.None)],
            SpecOf($"[CrossEntropyModel<Row>({arguments})]").Layers);
    }

    [Theory]
    [InlineData("2", 1)]
    [InlineData("2, Task = ClassificationTask.Multiclass", 2)]
    [InlineData("2, Task = ClassificationTask.MultiLabel", 2)]
    [InlineData("5", 5)]
    public void The_last_layer_gives_the_logits_of_the_task(string classes, int logits)
    {
        ModelSpec spec = SpecOf($"[CrossEntropyModel(30, {classes}, HiddenLayers = [16])]");
        Assert.Equal([new LayerSpec(30, 16, ActivationKind.Relu), new LayerSpec(16, logits, ActivationKind.None)], spec.Layers);
        Assert.Equal([new LayerSpec(30, 16, ActivationKind.Relu)], spec.HiddenLayers);
        Assert.Equal((16 * 31) + (logits * 17), spec.Layout.Count);
    }

    [Theory]
    [InlineData("HiddenLayers = []")]
    [InlineData("HiddenLayers = new int[0]")]
    [InlineData("HiddenLayers = new int[] { }")]
    [InlineData("HiddenLayers = { }", false)]
    public void No_hidden_layer_is_the_linear_model_to_the_last_byte(string argument, bool compiles = true)
    {
        if (!compiles)
        {
            Assert.Empty(DeclarationTest.Generate($"[CrossEntropyModel(4, 3, {argument})] public partial class M;").Files);
            return;
        }

        foreach (string attribute in new[] { "CrossEntropyModel(4, 3$)", "CrossEntropyModel(64, 2$)", "CrossEntropyModel<Row>($)" })
        {
            string with = attribute.Replace("$", (attribute.Contains('4') ? ", " : "") + argument, StringComparison.Ordinal);
            ModelSpec linear = SpecOf($"[{attribute.Replace("$", "", StringComparison.Ordinal)}]"), empty = SpecOf($"[{with}]");
            Assert.Equal(linear, empty);
            Assert.Equal(ModelEmitter.Emit(linear, default), ModelEmitter.Emit(empty, default));
            Assert.False(empty.IsNetwork);
        }
    }

    [Theory]
    [InlineData("public partial class M;", true, SeedConstructor.Plain)]
    [InlineData("public partial class M { static M() { } }", true, SeedConstructor.Plain)]
    [InlineData("public partial class M { public M() { } }", false, SeedConstructor.Plain)]
    [InlineData("public partial class M { private M() { } }", false, SeedConstructor.Plain)]
    [InlineData("public partial class M { public M(string name) { } }", true, SeedConstructor.Plain)]
    [InlineData("public partial class M { public M(string name = \"\") { } }", true, SeedConstructor.Plain)]
    [InlineData("public partial class M();", false, SeedConstructor.Plain)]
    [InlineData("public partial class M(string name = \"\") { public string Name => name; }", false, SeedConstructor.Plain)]
    [InlineData("public partial class M(string name) { public string Name => name; }", false, SeedConstructor.None)]
    [InlineData("public partial class M { [Obsolete(\"\", true)] public M() { } }", false, SeedConstructor.None)]
    [InlineData("public partial class M { public required string Name; }", true, SeedConstructor.Plain)]
    [InlineData("public partial class M { public required string Name; public M() { } }", false, SeedConstructor.Plain)]
    [InlineData("public partial class M { public required string Name; [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public M() => Name = \"\"; }", false, SeedConstructor.SetsRequiredMembers)]
    [InlineData("public partial class M : Parent; public class Parent;", true, SeedConstructor.Plain)]
    [InlineData("public partial class M : Parent; public class Parent { protected Parent(int x = 1) { } }", true, SeedConstructor.Plain)]
    [InlineData("public partial class M : Parent { public M(string x) : base(1) { } } public class Parent(int x) { public int X => x; }", false, SeedConstructor.None)]
    [InlineData("public partial class M : Parent { public M() : base(1) { } } public class Parent(int x) { public int X => x; }", false, SeedConstructor.Plain)]
    public void Both_constructors_are_ours_where_the_user_has_none_and_they_compile(string declaration, bool bare, object seed)
    {
        ModelSpec spec = SpecOf("[CrossEntropyModel(4, 3, HiddenLayers = [2])]", declaration);
        Assert.Equal((bare, (SeedConstructor)seed), (spec.EmitConstructor, spec.SeedConstructor));
        Assert.Equal(SeedConstructor.None, SpecOf("[CrossEntropyModel(4, 3)]", declaration).SeedConstructor);
    }

    /// <summary>A constructor of the user's that a call with one number means goes on to be meant.</summary>
    [Theory]
    [InlineData("int rows", false)]
    [InlineData("int seed = 0", false)]
    [InlineData("in int rows", false)]
    [InlineData("long rows", false)]
    [InlineData("byte rows", false)]
    [InlineData("nuint rows", false)]
    [InlineData("double rate", false)]
    [InlineData("decimal rate", false)]
    [InlineData("int? rows", false)]
    [InlineData("object rows", false)]
    [InlineData("IComparable rows", false)]
    [InlineData("DayOfWeek day", false)]
    [InlineData("params int[] rows", false)]
    [InlineData("params object[] rows", false)]
    [InlineData("int rows, string name = \"\"", false)]
    [InlineData("int rows, params string[] names", false)]
    [InlineData("System.Numerics.BigInteger rows", false)]
    [InlineData("ref int rows", true)]
    [InlineData("string name", true)]
    [InlineData("bool isNew", true)]
    [InlineData("char letter", true)]
    [InlineData("int[] rows", true)]
    [InlineData("int rows, string name", true)]
    [InlineData("params string[] names", true)]
    [InlineData("float[] parameters, int rows = 1", true)]
    public void The_constructor_with_a_seed_gives_way_to_one_that_takes_a_number(string parameters, bool isOurs)
    {
        ModelSpec spec = SpecOf("[CrossEntropyModel(4, 3, HiddenLayers = [2])]", $"public partial class M {{ public M({parameters}) {{ }} public M() {{ }} }}");
        Assert.Equal(isOurs ? SeedConstructor.Plain : SeedConstructor.None, spec.SeedConstructor);
        Assert.True(spec.CanBeCreated);
    }

    private static ModelSpec SpecOf(string attribute, string declaration = "public partial class M;")
    {
        Compilation compilation = DeclarationTest.RunOf($"{Row}\n{attribute} {declaration}").CreateCompilation();
        ParsedModel parsed = ModelParser.Parse(compilation.GetTypeByMetadataName("M")!, compilation, default);
        Assert.Empty(parsed.Problems);
        Assert.DoesNotContain(compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return parsed.Spec!;
    }
}
