using LossGen.Generators.Parsing;
using LossGen.Generators.Specification;
using LossGen.Generators.Tests.Declarations;
using LossGen.Generators.Tests.Weights;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.TypedRows;

/// <summary>Labels that are numbers through bins: what declares them, what the rules say, and the weights that are baked in.</summary>
public sealed class NumberRowTests
{
    [Theory]
    [InlineData("[Label(bins: 1)] public double {|#0:Bad|};", "it has 1 bin; expected 2 to 65536")]
    [InlineData("[Label(bins: -4)] public double {|#0:Bad|};", "it has -4 bins; expected 2 to 65536")]
    [InlineData("[Label(bins: 65_537)] public float? {|#0:Bad|};", "it has 65537 bins; expected 2 to 65536")]
    [InlineData("[Label(bins: 51)] public bool {|#0:Bad|};", "bins cut the range of a number, but its type is bool; expected a number (sbyte to ulong, Half, float, double, decimal)")]
    [InlineData("[Label(bins: 51)] public string {|#0:Bad|} = \"\";", "bins cut the range of a number, but its type is string; expected a number (sbyte to ulong, Half, float, double, decimal)")]
    [InlineData("[Label(bins: 51)] public DayOfWeek? {|#0:Bad|};", "bins cut the range of a number, but its type is DayOfWeek?; expected a number (sbyte to ulong, Half, float, double, decimal)")]
    [InlineData("[Label(bins: 51)] public TimeSpan {|#0:Bad|};", "bins cut the range of a number, but its type is TimeSpan; expected a number (sbyte to ulong, Half, float, double, decimal)")]
    [InlineData("[Label(bins: 51, smoothing: -1)] public double {|#0:Bad|};", "its smoothing is -1; expected 0, or a number from 0.01 to 100")]
    [InlineData("[Label(bins: 51, smoothing: 0.001)] public double {|#0:Bad|};", "its smoothing is 0.001; expected 0, or a number from 0.01 to 100")]
    [InlineData("[Label(bins: 51, smoothing: double.NaN)] public double {|#0:Bad|};", "its smoothing is NaN; expected 0, or a number from 0.01 to 100")]
    [InlineData("[Label(51, 101)] public double {|#0:Bad|};", "its smoothing is 101; expected 0, or a number from 0.01 to 100")]
    [InlineData("[Label(bins: 51), Feature] public double {|#0:Bad|};", "it is a feature as well, and a model that sees the answer learns nothing else")]
    public Task A_member_that_cannot_be_cut_into_bins_is_reported(string member, string objection) => DeclarationTest.Reports(
        $$"""
        public class House
        {
            [Feature] public float Good { get; set; }
            {{member}}
        }

        [CrossEntropyModel<House>]
        public sealed partial class Model;
        """,
        ("LG0016", $"'House.Bad' cannot be the label: {objection}"));

    [Theory]
    [InlineData("Binary")]
    [InlineData("MultiLabel")]
    public Task A_task_that_predicts_no_number_is_reported(string task) => DeclarationTest.Reports(
        $$"""
        public sealed record House([Feature] double Area, [Label(bins: 2)] double Price);

        [CrossEntropyModel<House>(Task = {|#0:ClassificationTask.{{task}}|})]
        public sealed partial class Model;
        """,
        ("LG0006", $"{task} does not predict a number, but the label 'Price' is one, through bins; expected Auto or Multiclass"));

    [Fact]
    public Task Names_of_classes_that_are_bins_are_reported() => DeclarationTest.Reports(
        """
        public sealed record House([Feature] double Area, [Label(bins: 3)] double Price);

        [CrossEntropyModel<House>]
        public sealed partial class Model
        {
            public static string[] {|#0:ClassNames|} { get; } = ["low", "middle", "high"];
        }
        """,
        ("LG0016", "'Price' cannot be the label: its classes are bins, which have edges, but 'Model.ClassNames' names classes; expected one of the two"));

    [Fact]
    public Task A_member_that_it_needs_is_reported() => DeclarationTest.Reports(
        """
        public sealed record House([Feature] double Area, [Label(bins: 3)] double Price);

        [CrossEntropyModel<House>]
        public sealed partial class Model
        {
            public int {|#0:Bins|} => 3;
            public int TopK => 1;
        }
        """,
        ("LG0007", "'Model.Bins' clashes with the generated property 'Bins': rename it"));

    [Theory]
    [InlineData("sbyte")]
    [InlineData("byte")]
    [InlineData("short")]
    [InlineData("ushort?")]
    [InlineData("int")]
    [InlineData("uint")]
    [InlineData("long?")]
    [InlineData("ulong")]
    [InlineData("Half?")]
    [InlineData("float")]
    [InlineData("double?")]
    [InlineData("decimal?")]
    public async Task Every_number_may_be_the_label(string type)
    {
        GeneratorRunOutcome outcome = DeclarationTest.RunOf(
            $$"""
            #nullable enable
            public sealed record House([Feature] double Area, [Label(bins: 51)] {{type}} Price);

            [CrossEntropyModel<House>(HiddenLayers = [8], Task = ClassificationTask.Multiclass)]
            public sealed partial class Model
            {
                public static double Use(Model model, in House house, House[] houses) => model.Predict(house) + model.PredictQuantile(house, 0.5) + model.ProbabilityAbove(house, 3)
                    + model.Bins!.Count + model.Evaluate(houses).Coverage + model.Loss(houses) + model.Update(house, 1) + model.Fit(houses).Loss;
            }
            """).Run().RunsWithoutException();
        Assert.DoesNotContain(outcome.Compilation.GetDiagnostics(), static fault => fault.Severity == DiagnosticSeverity.Error);
        Assert.Empty(await DeclarationTest.AnalyzeAll(outcome.Compilation));
    }

    [Fact]
    public void The_members_listed_are_the_members_written()
    {
        var label = new LabelSpec("Y", "Y", "float", "float", LabelKind.Bins, default, 9);
        GeneratedMembersTests.CompareWith(DeclarationTest.RunOf(
            """
            namespace Rows
            {
                public sealed class Row<T> { [Feature] public T X; [Label(bins: 9)] public double Y; }

                [CrossEntropyModel<Row<int>>]
                public sealed partial class M;
            }
            """), ModelTask.Multiclass, canBeCreated: true, isBaked: false, "Rows.M", new RowSpec("", "Rows.Row<int>", default, label));
    }

    [Fact]
    public void The_smoothing_is_part_of_what_the_compiler_caches()
    {
        var label = new LabelSpec("Y", "Y", "float", "float", LabelKind.Bins, default, 9);
        Assert.NotEqual(label, label with { Smoothing = 0.5 });
        Assert.NotEqual(label, label with { Kind = LabelKind.Number });
    }

    [Fact]
    public void Baked_weights_bring_their_bins_to_the_bit()
    {
        const string bins = "\"lossgen.bin_edges\":\"[-0.1, 1e-1,0.30000000000000004]\",\"lossgen.bin_centres\":\"[0, 0.2]\",\"lossgen.bin_smoothing\":\"0.5\"";
        GeneratorRunOutcome outcome = Baked(SafetensorsBytes.Of(1, 2, "Multiclass", bins, [1, 2, 3, 4]));
        Assert.Contains("-0.1d, 1e-1d, 0.30000000000000004d,", outcome.SingleText, StringComparison.Ordinal);
        using EmittedAssembly assembly = outcome.Emit();
        Bins baked = assembly.Invoke<Bins>("Probe", "Bins");
        Assert.Equal([-0.1, 0.1, 0.1 + 0.2], baked.Edges.ToArray());
        Assert.Equal([0, 0.2], baked.Centres.ToArray());
        Assert.Equal(0.5, baked.Smoothing);

        // softmax(1 x + 3, 2 x + 4) at x = 1: 1 / (1 + e²) and the rest.
        Assert.Equal(0.2 / (1 + Math.Exp(-2)), assembly.Invoke<double>("Probe", "Mean"), 1e-6);
        Assert.Throws<InvalidOperationException>(() => assembly.Invoke<object>("Probe", "Change"));
    }

    [Fact]
    public async Task Weights_without_bins_are_reported()
    {
        using var folder = new WeightsFolder();
        string file = folder.Write("model.safetensors", SafetensorsBytes.Of(1, 2, "Multiclass"));
        GeneratorRunOutcome outcome = DeclarationTest.RunOf(Source).WithAdditionalFile(file).Run().RunsWithoutException();
        Assert.DoesNotContain("Pretrained", outcome.SingleText, StringComparison.Ordinal);
        Diagnostic fault = Assert.Single(await DeclarationTest.AnalyzeAll(outcome.Compilation, new BinaryAdditionalFile(file)));
        Assert.Equal("LG0013", fault.Id);
        Assert.Contains("no bins under lossgen.bin_edges, expected 2", fault.GetMessage(), StringComparison.Ordinal);
    }

    private const string Source = """
        public sealed record Row([Feature] double X, [Label(bins: 2)] double Y);

        [CrossEntropyModel<Row>(Weights = "model.safetensors")]
        public sealed partial class Model;
        """;

    private static GeneratorRunOutcome Baked(byte[] weights)
    {
        using var folder = new WeightsFolder();
        return DeclarationTest.RunOf(Source + """

            public static class Probe
            {
                public static Bins Bins() => Model.Pretrained.Bins!;

                public static double Mean() => Model.Pretrained.Predict(new Row(1, 0));

                public static object Change() => Model.Pretrained.Bins = null!;
            }
            """).WithAdditionalFile(folder.Write("model.safetensors", weights)).Run().RunsWithoutException();
    }
}
