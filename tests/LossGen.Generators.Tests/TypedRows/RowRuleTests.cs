using LossGen.Generators.Tests.Declarations;
using Xunit;

namespace LossGen.Generators.Tests.TypedRows;

/// <summary>LG0014, LG0015 and LG0016, and what the other rules say of typed models.</summary>
public sealed class RowRuleTests
{
    private const string Species = "public enum Species { Setosa, Versicolor, Virginica }";

    [Theory]
    [InlineData("Flower[]", "Flower[]", "it is an array; expected a class, struct, record or record struct")]
    [InlineData("IFlower", "IFlower", "it is an interface; expected a class, struct, record or record struct")]
    [InlineData("Struct?", "Nullable", "it is nullable; expected a class, struct, record or record struct")]
    [InlineData("DayOfWeek", "DayOfWeek", "it is an enum; expected a class, struct, record or record struct")]
    [InlineData("Action", "Action", "it is a delegate; expected a class, struct, record or record struct")]
    [InlineData("Hidden", "Hidden", "it is less accessible than 'Model', whose members take it")]
    [InlineData("Pair<Hidden>", "Pair", "it is less accessible than 'Model', whose members take it")]
    [InlineData("Container.Inner", "Inner", "it is less accessible than 'Model', whose members take it")]
    [InlineData("NoFeature", "NoFeature", "it has no member marked with [Feature]")]
    [InlineData("NoLabel", "NoLabel", "it has no member marked with [Label]")]
    public Task A_type_that_cannot_be_a_row_is_reported_where_it_is_named(string type, string name, string objection) => DeclarationTest.Reports(
        $$"""
        public sealed record Flower([Feature] double X, [Label] bool Y);
        public record struct Struct([Feature] double X, [Label] bool Y);
        public interface IFlower { [Feature] double X { get; } [Label] bool Y { get; } }
        internal sealed record Hidden([Feature] double X, [Label] bool Y);
        public sealed record Pair<T>([Feature] double X, [Label] bool Y);
        public static class Container { internal sealed record Inner([Feature] double X, [Label] bool Y); }
        public sealed record NoFeature(double X, [Label] bool Y);
        public sealed record NoLabel([Feature] double X, bool Y);

        [CrossEntropyModel<{|#0:{{type}}|}>]
        public sealed partial class Model;
        """,
        ("LG0014", $"'{name}' cannot be the row of a model: {objection}"));

    [Fact]
    public Task A_file_local_row_is_reported() => DeclarationTest.Reports(
        """
        file sealed record Flower([Feature] double X, [Label] bool Y);

        [CrossEntropyModel<{|#0:Flower|}>]
        internal sealed partial class Model;
        """,
        ("LG0014", "'Flower' cannot be the row of a model: it is file-local, so the generated file cannot name it"));

    [Fact]
    public Task A_row_without_anything_is_told_both() => DeclarationTest.Reports(
        """
        public sealed class Flower;

        [LossGen.CrossEntropyModel<{|#0:{|#1:Flower|}|}>]
        public sealed partial class Model;
        """,
        ("LG0014", "'Flower' cannot be the row of a model: it has no member marked with [Feature]"),
        ("LG0014", "'Flower' cannot be the row of a model: it has no member marked with [Label]"));

    [Fact]
    public Task More_features_than_a_model_takes_are_reported() => DeclarationTest.Reports(
        $$"""
        public enum Word { {{string.Join(", ", Enumerable.Range(0, 32_768).Select(static i => $"W{i}"))}} }
        public sealed record Text([Feature] Word First, [Feature] Word Second, [Feature] bool Third, [Label] bool Y);

        [CrossEntropyModel<{|#0:Text|}>]
        public sealed partial class Model;
        """,
        ("LG0014", "'Text' cannot be the row of a model: its features make 65537 numbers a row; expected at most 65536"));

    [Theory]
    [InlineData("public string {|#0:Bad|} { get; set; } = \"\";", "its type is string; expected [Feature(buckets: 64)], by which each of 64 groups of strings is a column, a model with Sparse = true, in which each string has a column by its hash, or a computed property that makes a number, bool or enum of it")]
    [InlineData("public DateTime {|#0:Bad|};", "its type is DateTime; expected [Feature(Parts = DateParts.TimeOfDay | DateParts.DayOfWeek)], which says what of it matters")]
    [InlineData("public DateOnly? {|#0:Bad|};", "its type is DateOnly; expected [Feature(Parts = DateParts.DayOfWeek)], which says what of it matters")]
    [InlineData("public char? {|#0:Bad|};", "its type is char?; expected a number (sbyte to ulong, Half, float, double, decimal), bool or enum: mark a computed property that makes one of it")]
    [InlineData("public float[] {|#0:Bad|} = [];", "its type is float[], but a feature is one value; expected a member for each, or a model without a row type, [CrossEntropyModel(features: …, classes: …)], whose rows are such numbers")]
    [InlineData("public double[,] {|#0:Bad|} = new double[2, 2];", "its type is double[,], but a feature is one value; expected a member for each, or a model without a row type, [CrossEntropyModel(features: …, classes: …)], whose rows are such numbers")]
    [InlineData("public System.Collections.Generic.List<int> {|#0:Bad|} = [];", "its type is List<int>, but a feature is one value; expected a member for each, or a model without a row type, [CrossEntropyModel(features: …, classes: …)], whose rows are such numbers")]
    [InlineData("public System.Collections.Generic.IReadOnlyList<bool> {|#0:Bad|} = [];", "its type is IReadOnlyList<bool>, but a feature is one value; expected a member for each, or a model without a row type, [CrossEntropyModel(features: …, classes: …)], whose rows are such numbers")]
    [InlineData("public System.ReadOnlyMemory<byte> {|#0:Bad|};", "its type is ReadOnlyMemory<byte>, but a feature is one value; expected a member for each, or a model without a row type, [CrossEntropyModel(features: …, classes: …)], whose rows are such numbers")]
    [InlineData("public System.Collections.Immutable.ImmutableArray<float> {|#0:Bad|};", "its type is ImmutableArray<float>, but a feature is one value; expected a member for each, or a model without a row type, [CrossEntropyModel(features: …, classes: …)], whose rows are such numbers")]
    [InlineData("public string[] {|#0:Bad|} = [];", "its type is string[]; expected a number (sbyte to ulong, Half, float, double, decimal), bool or enum: mark a computed property that makes one of it")]
    [InlineData("public char {|#0:Bad|};", "its type is char; expected a number (sbyte to ulong, Half, float, double, decimal), bool or enum: mark a computed property that makes one of it")]
    [InlineData("public nint {|#0:Bad|};", "its type is nint; expected a number (sbyte to ulong, Half, float, double, decimal), bool or enum: mark a computed property that makes one of it")]
    [InlineData("public double? {|#0:Bad|} { get; set; }", "its type double? may be null, and null is not a number; expected [Feature(Missing = MissingValues.Indicator)], which adds a column for what is missing, or a computed property, such as [Feature] public double BadOrZero => Bad ?? 0;")]
    [InlineData("public Species? {|#0:Bad|};", "its type Species? may be null, and null is not a number; expected [Feature(Missing = MissingValues.Indicator)], which adds a column for what is missing, or a computed property, such as [Feature] public Species BadOrDefault => Bad ?? default;")]
    [InlineData("public static double {|#0:Bad|};", "it is static, the same for all rows")]
    [InlineData("public const double {|#0:Bad|} = 1;", "it is static, the same for all rows")]
    [InlineData("public double {|#0:Bad|} { set { } }", "it has no getter")]
    [InlineData("public double {|#0:Bad|} { private get; set; }", "'Model' has no access to its getter")]
    [InlineData("private double {|#0:Bad|} { get; set; }", "'Model' has no access to its getter")]
    [InlineData("protected double {|#0:Bad|};", "'Model' has no access to it")]
    [InlineData("[Obsolete(\"\", true)] public double {|#0:Bad|};", "it is obsolete as an error, so that no code may read it")]
    [InlineData("public Empty {|#0:Bad|};", "Empty defines no value")]
    public Task A_member_that_cannot_be_a_feature_is_reported_at_its_name(string member, string objection) => DeclarationTest.Reports(
        $$"""
        {{Species}}
        public enum Empty;

        public class Flower
        {
            [Feature] {{member}}
            [Feature] public float Good { get; set; }
            [Label] public Species Species { get; set; }
        }

        [CrossEntropyModel<Flower>]
        public sealed partial class Model;
        """,
        ("LG0015", $"'Flower.Bad' cannot be a feature: {objection}"));

    [Fact]
    public Task Indexers_explicit_implementations_and_parameters_are_no_features() => DeclarationTest.Reports(
        """
        public interface IHas { double X { get; } }

        public class Flower([Feature] double {|#0:first|}) : IHas
        {
            public double First => first;
            [Feature] public double {|#1:this|}[int index] => index;
            [Feature] double IHas.{|#2:X|} => 1;
            public double Scale([Feature] double {|#3:factor|}) => factor;
            public double Depth { get; [param: Feature] {|#4:set|}; }
            [field: Feature] public double Height { get; [param: Feature] {|#5:init|}; }
            [Label] public bool Y { get; set; }
        }

        [CrossEntropyModel<Flower>]
        public sealed partial class Model;
        """,
        ("LG0015", "'first' cannot be a feature: it is a parameter, which is kept only as a property of a record; mark a property or field"),
        ("LG0015", "'Flower.this[int]' cannot be a feature: it is an indexer; expected a property or field"),
        ("LG0015", "'Flower.X' cannot be a feature: it implements an interface explicitly, so the row has no member of its name"),
        ("LG0015", "'factor' cannot be a feature: it is a parameter, which is kept only as a property of a record; mark a property or field"),
        ("LG0015", "'Flower.Depth' cannot be a feature: the mark is on its setter's parameter; mark the property itself"),
        ("LG0015", "'Flower.Height' cannot be a feature: the mark is on its setter's parameter; mark the property itself"));

    [Fact]
    public Task Members_of_interfaces_are_no_features() => DeclarationTest.Reports(
        """
        public interface IHas { [Feature] double {|#0:X|} { get; } }
        public class Flower : IHas { public double X => 1; [Feature] public double Width; [Label] public bool Y; }

        [CrossEntropyModel<Flower>]
        public sealed partial class Model;
        """,
        ("LG0015", "'IHas.X' cannot be a feature: it belongs to an interface; mark the member of 'Flower' itself"));

    [Fact]
    public Task A_feature_hidden_by_a_derived_type_is_reported() => DeclarationTest.Reports(
        """
        public class Plant { [Feature] public double {|#0:Height|}; }
        public class Flower : Plant { public new string Height => ""; [Feature] public double Width; [Label] public bool Y; }

        [CrossEntropyModel<Flower>]
        public sealed partial class Model;
        """,
        ("LG0015", "'Plant.Height' cannot be a feature: it is hidden by 'Flower.Height'"));

    [Theory]
    [InlineData("[Label] public string {|#0:Bad|} = \"\";", "its type is string; expected an enum or bool, a byte, short, int or long with the number of classes, or any number with [Label(bins: 51)]: mark a computed property that makes one of it")]
    [InlineData("[Label(3)] public uint {|#0:Bad|};", "its type is uint; expected an enum or bool, a byte, short, int or long with the number of classes, or any number with [Label(bins: 51)]: mark a computed property that makes one of it")]
    [InlineData("[Label] public double {|#0:Bad|};", "its type is double; expected an enum or bool, a byte, short, int or long with the number of classes, or any number with [Label(bins: 51)]: mark a computed property that makes one of it")]
    [InlineData("[Label(bins: 9)] public double[,] {|#0:Bad|} = new double[2, 2];", "bins cut the range of a number, but its type is double[,]; expected a number (sbyte to ulong, Half, float, double, decimal)")]
    [InlineData("[Label] public double? {|#0:Bad|};", "its type is double?; expected an enum or bool, a byte, short, int or long with the number of classes, or any number with [Label(bins: 51)]: mark a computed property that makes one of it")]
    [InlineData("[Label(257)] public byte? {|#0:Bad|};", "a byte holds no class above 255, but 257 classes are declared")]
    [InlineData("[Label] public int {|#0:Bad|};", "its type does not say how many classes there are; expected [Label(classes: 10)]")]
    [InlineData("[Label(classes: 1)] public int {|#0:Bad|};", "it makes 1 class; expected 2 to 65536")]
    [InlineData("[Label(-3)] public long {|#0:Bad|};", "it makes -3 classes; expected 2 to 65536")]
    [InlineData("[Label(65_537)] public long {|#0:Bad|};", "it makes 65537 classes; expected 2 to 65536")]
    [InlineData("[Label(257)] public byte {|#0:Bad|};", "a byte holds no class above 255, but 257 classes are declared")]
    [InlineData("[Label(32_769)] public short {|#0:Bad|};", "a short holds no class above 32767, but 32769 classes are declared")]
    [InlineData("[Label(2)] public bool {|#0:Bad|};", "the classes of a bool are its values; expected [Label] without a number")]
    [InlineData("[Label(3)] public Species {|#0:Bad|};", "the classes of an enum are its values; expected [Label] without a number")]
    [InlineData("[Label] public One {|#0:Bad|};", "it makes 1 class; expected 2 to 65536")]
    [InlineData("[Label] public Flag {|#0:Bad|};", "it makes 1 labels, one for each single bit that has a name; expected 2 to 65536")]
    [InlineData("[Label] internal Hidden {|#0:Bad|};", "its type Hidden is less accessible than 'Model', whose members return it")]
    [InlineData("[Label, Feature] public bool {|#0:Bad|};", "it is a feature as well, and a model that sees the answer learns nothing else")]
    [InlineData("[Label] public static bool {|#0:Bad|};", "it is static, the same for all rows")]
    public Task A_member_that_cannot_be_the_label_is_reported_at_its_name(string member, string objection) => DeclarationTest.Reports(
        $$"""
        {{Species}}
        public enum One { Only = 7, Alias = 7 }
        [Flags] public enum Flag { None, A = 1, Three = 3 }
        internal enum Hidden { A, B }

        public class Flower
        {
            [Feature] public float Good { get; set; }
            {{member}}
        }

        [CrossEntropyModel<Flower>]
        public sealed partial class Model;
        """,
        ("LG0016", $"'Flower.Bad' cannot be the label: {objection}"));

    [Fact]
    public Task A_second_label_is_reported() => DeclarationTest.Reports(
        """
        public sealed record Flower([Feature] double X, [Label] bool First, [Label] bool {|#0:Second|});

        [CrossEntropyModel<Flower>]
        public sealed partial class Model;
        """,
        ("LG0016", "'Flower.Second' cannot be the label: 'Flower.First' is the label already"));

    [Theory]
    [InlineData("Species", "MultiLabel", "MultiLabel takes any number of labels a row, but the label 'Y' is one class; expected an enum with [Flags], or another task")]
    [InlineData("Tags", "Multiclass", "Multiclass takes one class a row, but the label 'Y' is an enum with [Flags]; expected Auto or MultiLabel")]
    [InlineData("Tags", "Binary", "Binary takes one class a row, but the label 'Y' is an enum with [Flags]; expected Auto or MultiLabel")]
    [InlineData("Species", "Binary", "Binary needs exactly 2 classes but 3 are declared; expected classes: 2, or the task Multiclass or MultiLabel")]
    public Task A_task_that_does_not_fit_the_label_is_reported(string label, string task, string message) => DeclarationTest.Reports(
        $$"""
        {{Species}}
        [Flags] public enum Tags { A = 1, B = 2 }
        public sealed record Flower([Feature] double X, [Label] {{label}} Y);

        [CrossEntropyModel<Flower>(Task = {|#0:ClassificationTask.{{task}}|})]
        public sealed partial class Model;
        """,
        ("LG0006", message));

    [Fact]
    public Task The_other_rules_hold_for_typed_models() => DeclarationTest.Reports(
        """
        public sealed record Flower([Feature] double X, [Label] bool Y);

        [CrossEntropyModel<Flower>]
        public abstract class {|#0:{|#1:Model|}|};
        """,
        ("LG0001", "'Model' must be partial, so that the generator can add its members"),
        ("LG0003", "'Model' cannot be a model because it is abstract; expected an ordinary class"));

    [Fact]
    public Task Both_attributes_on_one_class_are_reported() => DeclarationTest.Reports(
        """
        public sealed record Flower([Feature] double X, [Label] bool Y);

        [CrossEntropyModel<Flower>]
        [{|#0:CrossEntropyModel(4, 3)|}]
        public sealed partial class Model;
        """,
        ("LG0009", "'Model' already carries [CrossEntropyModel]; expected it once, on one part of the class"));

    [Theory]
    [InlineData("public Flower {|#0:ClassNames|} => null!;", "'Model.ClassNames' clashes with the generated property 'ClassNames': rename it")]
    [InlineData("public bool {|#0:Predict|}(in Flower row) => true;",
        "'Model.Predict(in Flower)' clashes with the generated method 'Predict(in Flower)': rename it or give it other parameters")]
    [InlineData("public bool {|#0:Predict|}(ref Flower row) => true;",
        "'Model.Predict(ref Flower)' clashes with the generated method 'Predict(in Flower)': rename it or give it other parameters")]
    [InlineData("public int {|#0:TopK|};", "'Model.TopK' clashes with the generated method 'TopK(in Flower, Span<ClassProbability<bool>>)': rename it")]
    [InlineData("public double {|#0:Loss|}(ReadOnlySpan<Flower> rows, LossOptions options) => 0;",
        "'Model.Loss(ReadOnlySpan<Flower>, LossOptions)' clashes with the generated method 'Loss(ReadOnlySpan<Flower>, LossOptions)': rename it or give it other parameters")]
    public Task A_member_that_a_typed_model_needs_is_reported(string member, string message) => DeclarationTest.Reports(
        $$"""
        public sealed record Flower([Feature] double X, [Label] bool Y);

        [CrossEntropyModel<Flower>]
        public sealed partial class Model
        {
            {{member}}
        }
        """,
        ("LG0007", message));

    [Fact]
    public Task An_enum_may_have_values_that_no_long_holds() => DeclarationTest.IsFine(
        """
        public enum Huge : ulong { Small = 1, Large = ulong.MaxValue }
        public sealed record Flower([Feature] Huge X, [Label] Huge Y);

        [CrossEntropyModel<Flower>]
        public sealed partial class Model;
        """,
        "Model.g.cs");

    [Fact]
    public Task Overloads_that_only_look_alike_are_the_users() => DeclarationTest.IsFine(
        """
        public sealed record Flower([Feature] double X, [Label] bool Y);

        [CrossEntropyModel<Flower>]
        public sealed partial class Model
        {
            public bool Predict(Flower row) => true;
            public bool Predict(string row) => true;
            public int IndexOf(in bool label) => 0;
            public double Loss(Flower[] rows, LossOptions options) => 0;
        }
        """,
        "Model.g.cs");
}
