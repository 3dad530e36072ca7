using System.Globalization;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0004, LG0005 and LG0006: the counts and the task.</summary>
public class ShapeRuleTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-1", -1)]
    [InlineData("65537", 65537)]
    [InlineData("int.MaxValue", int.MaxValue)]
    [InlineData("int.MinValue", int.MinValue)]
    [InlineData("3 - 3", 0)]
    public Task Features_out_of_range_are_reported_at_their_argument(string written, int value) => DeclarationTest.Reports(
        $$"""
        [CrossEntropyModel(features: {|#0:{{written}}|}, classes: 3)]
        public sealed partial class IrisModel;
        """,
        ("LG0004", string.Create(CultureInfo.InvariantCulture, $"'features' is {value}; expected 1 to 65536")));

    [Theory]
    [InlineData("1", 1)]
    [InlineData("0", 0)]
    [InlineData("-7", -7)]
    [InlineData("65_537", 65537)]
    public Task Classes_out_of_range_are_reported_at_their_argument(string written, int value) => DeclarationTest.Reports(
        $$"""
        [CrossEntropyModel(4, {|#0:{{written}}|})]
        public sealed partial class IrisModel;
        """,
        ("LG0004", string.Create(CultureInfo.InvariantCulture, $"'classes' is {value}; expected 2 to 65536")));

    [Fact]
    public Task Arguments_out_of_order_are_each_reported_at_their_own_place() => DeclarationTest.Reports(
        """
        [CrossEntropyModel(classes: {|#1:1|}, features: {|#0:0|})]
        public sealed partial class IrisModel;
        """,
        ("LG0004", "'features' is 0; expected 1 to 65536"),
        ("LG0004", "'classes' is 1; expected 2 to 65536"));

    [Theory]
    [InlineData("features: 1, classes: 2")]
    [InlineData("features: 65_536, classes: 2")]
    [InlineData("features: 1, classes: 65_536")]
    [InlineData("classes: 3, features: 'a'")]
    [InlineData("65_536, 32_766")]
    public Task Counts_at_the_edges_are_fine(string arguments) => DeclarationTest.IsFine(
        $"[CrossEntropyModel({arguments})] public sealed partial class IrisModel;",
        "IrisModel.g.cs");

    // The limit is 2,147,483,591. The last product is 2^32 exactly, which 32-bit arithmetic would take for 0.
    [Theory]
    [InlineData(65_536, 32_768, 2_147_516_416)]
    [InlineData(65_536, 65_536, 4_295_032_832)]
    [InlineData(65_535, 65_536, 4_294_967_296)]
    public Task More_parameters_than_an_array_holds_are_reported_at_the_attribute(int features, int classes, long parameters) =>
        DeclarationTest.Reports(
            $$"""
            [{|#0:CrossEntropyModel(features: {{features}}, classes: {{classes}})|}]
            public sealed partial class WordModel;
            """,
            ("LG0005", string.Create(
                CultureInfo.InvariantCulture,
                $"{classes} x ({features} + 1) = {parameters} parameters do not fit into one array; expected at most 2147483591")));

    [Fact]
    public Task The_largest_model_that_fits_is_fine() => DeclarationTest.IsFine(
        "[CrossEntropyModel(features: 65_536, classes: 32_767)] public sealed partial class WordModel;",
        "WordModel.g.cs");

    [Fact]
    public Task A_multi_label_model_counts_its_parameters_like_a_multiclass_one() => DeclarationTest.Reports(
        """
        [{|#0:CrossEntropyModel(65_536, 65_536, Task = ClassificationTask.MultiLabel)|}]
        public sealed partial class WordModel;
        """,
        ("LG0005", "65536 x (65536 + 1) = 4295032832 parameters do not fit into one array; expected at most 2147483591"));

    [Fact]
    public Task Binary_with_three_classes_is_reported_at_the_task() => DeclarationTest.Reports(
        """
        [CrossEntropyModel(features: 4, classes: 3, Task = {|#0:ClassificationTask.Binary|})]
        public sealed partial class IrisModel;
        """,
        ("LG0006", "Binary needs exactly 2 classes but 3 are declared; expected classes: 2, or the task Multiclass or MultiLabel"));

    [Theory]
    [InlineData("(ClassificationTask)4", 4)]
    [InlineData("(ClassificationTask)(-1)", -1)]
    [InlineData("(ClassificationTask)int.MaxValue", int.MaxValue)]
    public Task A_task_that_is_no_member_of_the_enum_is_reported(string written, int value) => DeclarationTest.Reports(
        $$"""
        [CrossEntropyModel(features: 4, classes: 2, Task = {|#0:{{written}}|})]
        public sealed partial class IrisModel;
        """,
        ("LG0006", string.Create(
            CultureInfo.InvariantCulture,
            $"{value} is not a member of ClassificationTask; expected Auto, Binary, Multiclass or MultiLabel")));

    [Fact]
    public Task A_single_class_is_reported_as_such_and_not_as_a_wrong_task_too() => DeclarationTest.Reports(
        """
        [CrossEntropyModel(features: 4, classes: {|#0:1|}, Task = ClassificationTask.Binary)]
        public sealed partial class IrisModel;
        """,
        ("LG0004", "'classes' is 1; expected 2 to 65536"));

    [Theory]
    [InlineData(2, "Auto")]
    [InlineData(3, "Auto")]
    [InlineData(2, "Binary")]
    [InlineData(2, "Multiclass")]
    [InlineData(3, "Multiclass")]
    [InlineData(2, "MultiLabel")]
    [InlineData(3, "MultiLabel")]
    public Task A_task_that_fits_is_fine(int classes, string task) => DeclarationTest.IsFine(
        $"[CrossEntropyModel(features: 4, classes: {classes}, Task = ClassificationTask.{task})] public sealed partial class IrisModel;",
        "IrisModel.g.cs");

    [Theory]
    [InlineData("")]
    [InlineData("()")]
    [InlineData("(4)")]
    [InlineData("(4, \"three\")")]
    [InlineData("(4, 3, 2)")]
    [InlineData("(4, classes: )")]
    [InlineData("(features: 4, features: 5)")]
    [InlineData("(4, 3, Task = \"Binary\")")]
    [InlineData("(4, 3, Task = null)")]
    [InlineData("(4, 3, Task = ClassificationTask.Unknown)")]
    [InlineData("(4, 3, Size = 1)")]
    [InlineData("(new int[] { 1 }, 3)")]
    [InlineData("(Missing.Value, 3)")]
    public async Task Arguments_that_do_not_compile_are_left_to_the_compiler(string arguments)
    {
        var outcome = DeclarationTest.Generate($"[CrossEntropyModel{arguments}] public sealed partial class IrisModel;");
        Assert.Contains(outcome.Compilation.GetDiagnostics(), static diagnostic => diagnostic.Id.StartsWith("CS", StringComparison.Ordinal));
        Assert.Empty(await DeclarationTest.AnalyzeAll(outcome.Compilation));
    }

    [Fact]
    public void Arrays_in_an_attribute_that_only_looks_like_ours_do_no_harm()
    {
        var outcome = DeclarationTest.Generate(
            """
            namespace LossGen
            {
                public sealed class CrossEntropyModelAttribute(int[] features, params int[] classes) : System.Attribute
                {
                    public int Count => features.Length + classes.Length;
                    public int[] Task { get; set; } = [];
                }
            }

            [CrossEntropyModel(new[] { 1 }, 2, Task = new[] { 1 })]
            public partial class IrisModel;
            """);
        Assert.Empty(outcome.Files);
    }
}
