using System.Globalization;
using System.Text.RegularExpressions;
using LossGen.Generators.Specification;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0022, LG0023, LG0024, and LG0005 for networks: what hidden layers cannot be.</summary>
public partial class HiddenLayerRuleTests
{
    [Theory]
    [InlineData("[{|#0:0|}]", 0, 0)]
    [InlineData("[128, {|#0:-1|}]", -1, 1)]
    [InlineData("[{|#0:65_537|}, 64]", 65_537, 0)]
    [InlineData("new[] { 1, {|#0:int.MaxValue|} }", int.MaxValue, 1)]
    [InlineData("new int[] { 1, 2, {|#0:int.MinValue|} }", int.MinValue, 2)]
    [InlineData("new int[2] { {|#0:3 - 3|}, 65_536 }", 0, 0)]
    public async Task A_layer_of_units_out_of_range_is_reported_at_its_number(string written, int units, int layer)
    {
        string message = string.Create(CultureInfo.InvariantCulture, $"'HiddenLayers' has {units} units at index {layer}; expected 1 to 65536");
        await DeclarationTest.Reports(
            $"[CrossEntropyModel(features: 4, classes: 3, HiddenLayers = {written})] public sealed partial class M;", ("LG0022", message));
        await DeclarationTest.Reports(
            $$"""
            public sealed record Row([Feature] double X, [Label] bool Y);
            [CrossEntropyModel<Row>(HiddenLayers = {{written}})] public sealed partial class M;
            """, ("LG0022", message));
    }

    [Fact]
    public Task Every_layer_out_of_range_is_reported() => DeclarationTest.Reports(
        "[CrossEntropyModel(4, 3, HiddenLayers = [{|#0:0|}, 8, {|#1:-2|}])] public sealed partial class M;",
        ("LG0022", "'HiddenLayers' has 0 units at index 0; expected 1 to 65536"),
        ("LG0022", "'HiddenLayers' has -2 units at index 2; expected 1 to 65536"));

    [Fact]
    public Task Seventeen_layers_are_reported() => DeclarationTest.Reports(
        "[CrossEntropyModel(4, 3, HiddenLayers = {|#0:[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]|})] public sealed partial class M;",
        ("LG0022", "'HiddenLayers' has 17 layers; expected at most 16"));

    [Theory]
    [InlineData("null!")]
    [InlineData("default!")]
    [InlineData("(int[])null!")]
    public Task Null_is_reported(string written) => DeclarationTest.Reports(
        $"[CrossEntropyModel(4, 3, HiddenLayers = {{|#0:{written}|}})] public sealed partial class M;",
        ("LG0022", "'HiddenLayers' is null; expected the units of each hidden layer, or [] for a model without"));

    [Theory]
    [InlineData("HiddenLayers = [8], Activation = {|#0:(Activation)6|}", 6)]
    [InlineData("Activation = {|#0:(Activation)(-1)|}, HiddenLayers = [8]", -1)]
    [InlineData("Activation = {|#0:(Activation)int.MaxValue|}", int.MaxValue)]
    public Task An_activation_that_is_no_member_of_the_enum_is_reported(string arguments, int value) => DeclarationTest.Reports(
        $"[CrossEntropyModel(4, 3, {arguments})] public sealed partial class M;",
        ("LG0023", string.Create(
            CultureInfo.InvariantCulture, $"{value} is not a member of Activation; expected Relu, LeakyRelu, Tanh, Sigmoid, Gelu or Silu")));

    [Fact]
    public Task All_faults_of_a_declaration_are_reported_at_once() => DeclarationTest.Reports(
        "[CrossEntropyModel({|#0:0|}, 3, HiddenLayers = [{|#1:0|}], Activation = {|#2:(Activation)9|})] public sealed partial class M;",
        ("LG0004", "'features' is 0; expected 1 to 65536"),
        ("LG0022", "'HiddenLayers' has 0 units at index 0; expected 1 to 65536"),
        ("LG0023", "9 is not a member of Activation; expected Relu, LeakyRelu, Tanh, Sigmoid, Gelu or Silu"));

    [Theory]
    [InlineData("CrossEntropyModel(4, 3, Activation = {|#0:Activation.Tanh|})", "Tanh")]
    [InlineData("CrossEntropyModel(4, 3, HiddenLayers = [], Activation = {|#0:Activation.Relu|})", "Relu")]
    [InlineData("CrossEntropyModel<Row>(Activation = {|#0:(Activation)5|})", "Silu")]
    public async Task An_activation_without_hidden_layers_is_a_warning_and_the_model_is_written(string attribute, string name)
    {
        string source = $"public sealed record Row([Feature] double X, [Label] bool Y); [{attribute}] public sealed partial class M;";
        GeneratorRunOutcome outcome = DeclarationTest.Generate(source);
        Diagnostic report = Assert.Single(await DeclarationTest.AnalyzeAll(outcome.Compilation));
        Assert.Equal(
            ("LG0024", $"'Activation' is {name}, but the model has no hidden layer for it to follow; expected HiddenLayers, or no Activation"),
            (report.Id, report.GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal(DeclarationTest.WithoutMarkup(source[source.IndexOf("{|#0:", StringComparison.Ordinal)..source.IndexOf("|}", StringComparison.Ordinal)]),
            report.Location.SourceTree!.ToString().Substring(report.Location.SourceSpan.Start, report.Location.SourceSpan.Length));
        string linear = LinearArguments().Replace(source, "");
        Assert.Equal(DeclarationTest.Generate(linear).SingleText, outcome.SingleText);
    }

    [GeneratedRegex(@"(, HiddenLayers = \[\])?(, )?Activation = \{\|#0:.*?\|\}")]
    private static partial Regex LinearArguments();

    [Fact]
    public async Task An_activation_without_effect_hides_no_error()
    {
        GeneratorRunOutcome outcome = DeclarationTest.Generate("[CrossEntropyModel(0, 3, Activation = Activation.Tanh)] public sealed partial class M;");
        Assert.Empty(outcome.Files);
        Assert.Equal(["LG0004", "LG0024"], (await DeclarationTest.AnalyzeAll(outcome.Compilation)).Select(static report => report.Id).Order());
    }

    [Theory]
    [InlineData(65_536, "65_536", 2, "65536 x (65536 + 1) + 1 x (65536 + 1)", 4_295_098_369)]
    [InlineData(1, "65_536, 65_536, 65_536", 3, "65536 x (1 + 1) + 65536 x (65536 + 1) + 65536 x (65536 + 1) + 3 x (65536 + 1)", 8_590_393_347)]
    [InlineData(9_999, "49_999", 3, "49999 x (9999 + 1) + 3 x (49999 + 1)", 500_140_000)]
    [InlineData(9_999, "49_988", 3, "49988 x (9999 + 1) + 3 x (49988 + 1)", 500_029_967)]
    public Task More_parameters_than_training_has_room_for_are_reported_at_the_attribute(
        int features, string layers, int classes, string sum, long parameters) => DeclarationTest.Reports(
            $"[{{|#0:CrossEntropyModel({features}, {classes}, HiddenLayers = [{layers}])|}}] public sealed partial class M;",
            ("LG0005", string.Create(
                CultureInfo.InvariantCulture,
                $"{sum} = {parameters} parameters are too many for the scratch memory of training; expected at most 500000000")));

    [Theory]
    [InlineData("9_999, 3, HiddenLayers = [49_985]")]
    [InlineData("1, 2, HiddenLayers = [65_536, 1, 65_536, 1, 65_536]")]
    [InlineData("65_536, 2, HiddenLayers = [1]")]
    [InlineData("4, 3, HiddenLayers = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], Activation = Activation.Silu")]
    public async Task Layers_at_the_edges_have_no_rule(string arguments)
    {
        string source = $"[CrossEntropyModel({arguments})] public sealed partial class M;";
        await DeclarationTest.Analyze<LossGen.Generators.Analyzers.ModelDeclarationAnalyzer>(source);
        Assert.Single(DeclarationTest.Generate(source).Files);
    }

    [Fact]
    public void The_kinds_of_activations_are_those_of_the_library() => Assert.Equal(
        Enum.GetValues<Activation>().Select(static value => (value.ToString(), (int)value + 1)).Prepend(("None", 0)),
        Enum.GetValues<ActivationKind>().Select(static kind => (kind.ToString(), (int)kind)));

    /// <summary>An array is no constant in C#, but its numbers may be.</summary>
    [Theory]
    [InlineData("HiddenLayers = Sizes.All")]
    [InlineData("HiddenLayers = [.. Sizes.All]")]
    [InlineData("HiddenLayers = new[] { Sizes.All[0] }")]
    [InlineData("HiddenLayers = 8")]
    [InlineData("HiddenLayers = [8.5]")]
    [InlineData("HiddenLayers = [\"8\"]")]
    [InlineData("HiddenLayers = [,]")]
    [InlineData("HiddenLayers = new long[] { 8 }")]
    [InlineData("HiddenLayers = [[8]]")]
    [InlineData("HiddenLayers = [8], Activation = 1")]
    [InlineData("Activation = null")]
    [InlineData("Activation = Activation.Softsign")]
    [InlineData("Activation = \"Relu\"")]
    public async Task Arguments_that_do_not_compile_are_left_to_the_compiler(string argument)
    {
        GeneratorRunOutcome outcome = DeclarationTest.Generate(
            $$"""
            internal static class Sizes { internal static readonly int[] All = [8]; }
            [CrossEntropyModel(4, 3, {{argument}})] public sealed partial class M;
            """);
        Assert.Contains(outcome.Compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Empty(await DeclarationTest.AnalyzeAll(outcome.Compilation));
    }
}
