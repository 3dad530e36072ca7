using LossGen.Generators.Parsing;
using LossGen.Generators.Specification;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0007, and the constructor that gives way instead.</summary>
public class MemberRuleTests
{
    [Theory]
    [InlineData("public int {|#0:FeatureCount|};", "FeatureCount", "constant 'FeatureCount'")]
    [InlineData("public const int {|#0:ClassCount|} = 3;", "ClassCount", "constant 'ClassCount'")]
    [InlineData("public static int {|#0:ParameterCount|}() => 1;", "ParameterCount()", "constant 'ParameterCount'")]
    [InlineData("public float[] {|#0:Parameters|} { get; } = [];", "Parameters", "property 'Parameters'")]
    [InlineData("private readonly int {|#0:_parameters|} = 1;", "_parameters", "field '_parameters'")]
    [InlineData("public event Action? {|#0:_parameters|};", "_parameters", "field '_parameters'")]
    [InlineData("public enum {|#0:Kernels|} { }", "Kernels", "nested type 'Kernels'")]
    [InlineData("public class {|#0:Kernels|}<T>;", "Kernels<T>", "nested type 'Kernels'")]
    [InlineData("public int {|#0:Predict|};", "Predict", "method 'Predict(ReadOnlySpan<float>)'")]
    [InlineData("public delegate void {|#0:Probabilities|}();", "Probabilities", "method 'Probabilities(ReadOnlySpan<float>, Span<float>)'")]
    [InlineData("public string {|#0:Loss|} { get; } = \"\";", "Loss", "method 'Loss(ReadOnlySpan<float>, ReadOnlySpan<float>, LossOptions)'")]
    [InlineData("public int Rows, {|#0:FeatureCount|};", "FeatureCount", "constant 'FeatureCount'")]
    [InlineData("public void {|#0:get_Parameters|}() { }", "get_Parameters()", "property 'Parameters'")]
    [InlineData("public void {|#0:set_Parameters|}(Span<float> value) { }", "set_Parameters(Span<float>)", "property 'Parameters'")]
    public Task A_member_that_takes_a_generated_name_is_reported_at_its_name(string member, string display, string generated) =>
        DeclarationTest.Reports(
            $$"""
            [CrossEntropyModel(features: 4, classes: 3)]
            public sealed partial class IrisModel
            {
                {{member}}
            }
            """,
            ("LG0007", $"'IrisModel.{display}' clashes with the generated {generated}: rename it"));

    [Theory]
    [InlineData("public int {|#0:Predict|}(ReadOnlySpan<float> row) => 0;", "Predict(ReadOnlySpan<float>)", "Predict(ReadOnlySpan<float>)")]
    [InlineData("public static string {|#0:Predict|}(scoped ReadOnlySpan<float> other) => \"\";", "Predict(scoped ReadOnlySpan<float>)", "Predict(ReadOnlySpan<float>)")]
    [InlineData("private void {|#0:Logits|}(ReadOnlySpan<float> a, Span<float> b) { }", "Logits(ReadOnlySpan<float>, Span<float>)", "Logits(ReadOnlySpan<float>, Span<float>)")]
    [InlineData("private void {|#0:Update|}(ReadOnlySpan<float> a, ReadOnlySpan<int> b, float c) { }", "Update(ReadOnlySpan<float>, ReadOnlySpan<int>, float)", "Update(ReadOnlySpan<float>, ReadOnlySpan<int>, float)")]
    public Task A_member_that_takes_the_place_of_a_generated_method_is_reported(string member, string display, string generated) =>
        DeclarationTest.Reports(
            $$"""
            [CrossEntropyModel(features: 4, classes: 3)]
            public sealed partial class IrisModel
            {
                {{member}}
            }
            """,
            ("LG0007", $"'IrisModel.{display}' clashes with the generated method '{generated}': rename it or give it other parameters"));

    [Fact]
    public Task Other_overloads_and_other_names_are_the_users() => DeclarationTest.IsFine(
        """
        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class IrisModel
        {
            public int Predict(float[] row) => 0;
            public int Predict(in ReadOnlySpan<float> row) => 0;
            public int Predict(ReadOnlySpan<double> row) => 0;
            public int Predict(Span<float> row) => 0;
            public int Predict<T>(ReadOnlySpan<float> row) => 0;
            public void Logits() { }
            public double Loss(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels) => 0;
            public void Update(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, double rate) { }
            public int featureCount;
            public int Features => 4;
            public int this[int index] => index;
            public void get_Parameters(int index) { }
            public void get_FeatureCount() { }
            public static IrisModel operator +(IrisModel left, IrisModel right) => left;
        }
        """,
        "IrisModel.g.cs");

    [Fact]
    public Task An_explicit_implementation_takes_no_name() => DeclarationTest.IsFine(
        """
        public interface IPredicts
        {
            int FeatureCount { get; }
            int Predict(ReadOnlySpan<float> row);
        }

        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class IrisModel : IPredicts
        {
            int IPredicts.FeatureCount => 4;
            int IPredicts.Predict(ReadOnlySpan<float> row) => 0;
        }
        """,
        "IrisModel.g.cs");

    [Fact]
    public Task A_multi_label_model_leaves_the_members_for_labels_to_the_user() => DeclarationTest.IsFine(
        """
        [CrossEntropyModel(features: 72, classes: 6, Task = ClassificationTask.MultiLabel)]
        public sealed partial class EmotionsModel
        {
            public int Predict(ReadOnlySpan<float> row) => 0;
            public void Update(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, float learningRate) { }
        }
        """,
        "EmotionsModel.g.cs");

    [Fact]
    public Task A_multi_label_model_still_needs_the_members_for_targets() => DeclarationTest.Reports(
        """
        [CrossEntropyModel(features: 72, classes: 6, Task = ClassificationTask.MultiLabel)]
        public sealed partial class EmotionsModel
        {
            public void {|#0:Update|}(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, float learningRate) { }
        }
        """,
        ("LG0007", "'EmotionsModel.Update(ReadOnlySpan<float>, ReadOnlySpan<float>, float)' clashes with the generated method "
            + "'Update(ReadOnlySpan<float>, ReadOnlySpan<float>, float)': rename it or give it other parameters"));

    [Theory]
    [InlineData("public int[] {|#0:Layers|} { get; } = [];", "Layers", "property 'Layers'", "rename it")]
    [InlineData("public const int {|#0:Layers|} = 2;", "Layers", "property 'Layers'", "rename it")]
    [InlineData("private static void {|#0:get_Layers|}() { }", "get_Layers()", "property 'Layers'", "rename it")]
    [InlineData("public void {|#0:Initialize|}(int number) { }", "Initialize(int)", "method 'Initialize(int)'", "rename it or give it other parameters")]
    [InlineData("public bool {|#0:Initialize|};", "Initialize", "method 'Initialize(int)'", "rename it")]
    public Task The_members_of_networks_are_theirs(string member, string display, string generated, string advice) => DeclarationTest.Reports(
        $$"""
        [CrossEntropyModel(features: 4, classes: 3, HiddenLayers = [8])]
        public sealed partial class IrisModel
        {
            {{member}}
        }
        """,
        ("LG0007", $"'IrisModel.{display}' clashes with the generated {generated}: {advice}"));

    [Fact]
    public Task A_linear_model_leaves_the_members_of_networks_to_the_user() => DeclarationTest.IsFine(
        """
        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class IrisModel
        {
            public IrisModel(int seed) => Initialize(seed);
            public int[] Layers { get; } = [];
            public void Initialize(int seed = 0) { }
        }
        """,
        "IrisModel.g.cs");

    [Fact]
    public Task Members_of_every_part_are_looked_at() => DeclarationTest.Reports(
        """
        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class IrisModel;

        public sealed partial class IrisModel
        {
            public static string {|#0:FeatureCount|} = "", {|#1:ClassCount|} = "";
        }
        """,
        ("LG0007", "'IrisModel.FeatureCount' clashes with the generated constant 'FeatureCount': rename it"),
        ("LG0007", "'IrisModel.ClassCount' clashes with the generated constant 'ClassCount': rename it"));

    [Theory]
    [InlineData("Predict", "method 'Predict(ReadOnlySpan<float>)'")]
    [InlineData("Kernels", "nested type 'Kernels'")]
    [InlineData("ClassCount", "constant 'ClassCount'")]
    public Task A_class_named_like_a_generated_member_is_reported(string name, string generated) => DeclarationTest.Reports(
        $$"""
        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class {|#0:{{name}}|};
        """,
        ("LG0007", $"The class name '{name}' clashes with the generated {generated}: a class cannot have a member of its own name, so choose another"));

    [Fact]
    public Task A_primary_constructors_parameter_that_hides_a_generated_member_is_reported() => DeclarationTest.Reports(
        """
        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class IrisModel(int {|#0:ParameterCount|}, float[] {|#1:_parameters|}, int Predict)
        {
            public int Sum { get; } = ParameterCount + _parameters.Length + Predict;
        }
        """,
        ("LG0007", "The primary constructor's parameter 'ParameterCount' clashes with the generated constant 'ParameterCount': rename it"),
        ("LG0007", "The primary constructor's parameter '_parameters' clashes with the generated field '_parameters': rename it"));

    [Fact]
    public Task An_inherited_member_that_would_be_hidden_is_reported_at_the_class() => DeclarationTest.Reports(
        """
        public class Root
        {
            protected static int FeatureCount => 1;
        }

        public class Parent : Root
        {
            public int Predict(ReadOnlySpan<float> row) => 0;
        }

        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class {|#0:{|#1:IrisModel|}|} : Parent;
        """,
        ("LG0007", "The inherited member 'Parent.Predict(ReadOnlySpan<float>)' clashes with the generated method "
            + "'Predict(ReadOnlySpan<float>)': the generated one would hide it, so rename it or derive from another class"),
        ("LG0007", "The inherited member 'Root.FeatureCount' clashes with the generated constant "
            + "'FeatureCount': the generated one would hide it, so rename it or derive from another class"));

    [Fact]
    public Task An_inherited_member_out_of_reach_or_of_another_signature_is_fine() => DeclarationTest.IsFine(
        """
        public class Parent
        {
            private readonly int FeatureCount = 4;
            private int Kernels() => FeatureCount;
            public int Predict(float[] row) => Kernels();
        }

        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class IrisModel : Parent;
        """,
        "IrisModel.g.cs");

    [Theory]
    [InlineData("public partial class M;", false)]
    [InlineData("public partial class M { static M() { } }", false)]
    [InlineData("public partial class M { public M(int x) { } }", true)]
    [InlineData("public partial class M { public M() { } }", false)]
    [InlineData("public partial class M { private M() { } }", false)]
    [InlineData("public partial class M();", false)]
    [InlineData("public partial class M(int x) { public int X => x; }", false)]
    [InlineData("public partial class M : Parent; public class Parent;", false)]
    [InlineData("public partial class M : Parent { public M(int x) { } } public class Parent;", true)]
    [InlineData("public partial class M : Parent { public M(int x) { } } public class Parent { protected Parent(int x = 1) { } }", true)]
    [InlineData("public partial class M : Parent { public M(int x) { } } public class Parent { public Parent(params int[] x) { } }", true)]
    [InlineData("public partial class M : Parent { public M(int x) { } } public class Parent { public Parent(int x = 1) { } public Parent(params int[] x) { } }", true)]
    [InlineData("public partial class M : Parent { public M(int x) : base(x) { } } public class Parent { public Parent(int x = 1) { } public Parent(string x = \"\") { } }", false)]
    [InlineData("public partial class M : Parent { public M(int x) : base(x) { } } public class Parent { [Obsolete(\"\", true)] public Parent() { } public Parent(int x) { } }", false)]
    [InlineData("public partial class M : Parent { public M(int x) { } } public class Parent { [Obsolete] public Parent() { } public Parent(int x) { } }", true)]
    [InlineData("public partial class M : Parent { public M(int x) : base(x) { } } public class Parent(int x) { public int X => x; }", false)]
    [InlineData("public partial class M : Parent { public M(int x) : base(x) { } } public class Parent { private Parent() { } protected Parent(int x) : this() { } }", false)]
    public void The_parameterless_constructor_is_ours_where_there_are_others_and_it_compiles(string declaration, bool expected) =>
        Assert.Equal(expected, SpecOf($"[CrossEntropyModel(4, 3)] {declaration}").EmitConstructor);

    [Theory]
    [InlineData("public partial class M;", true)]
    [InlineData("public partial class M { public string ToString(int digits) => $\"{digits}\"; public string ToString<T>() => \"\"; }", true)]
    [InlineData("public partial class M : Parent; public class Parent { public string ToString(IFormatProvider? provider) => \"\"; }", true)]
    [InlineData("public partial class M { public override string ToString() => \"mine\"; }", false)]
    [InlineData("public partial class M { public new string ToString() => \"mine\"; }", false)]
    [InlineData("public partial class M { public new const string ToString = \"mine\"; }", false)]
    [InlineData("public partial class M : Parent; public class Parent { public override string ToString() => \"theirs\"; }", false)]
    [InlineData("public partial class M : Parent; public class Parent { public sealed override string ToString() => \"theirs\"; }", false)]
    [InlineData("public partial class M : Middle<int>; public class Middle<T> : Parent; public class Parent { public override string ToString() => \"theirs\"; }", false)]
    [InlineData("public partial class M : Parent; public class Parent { public new string ToString { get; } = \"theirs\"; }", false)]
    [InlineData("public partial class M : Exception;", false)]
    public async Task ToString_is_ours_unless_the_user_or_a_base_class_has_one(string declaration, bool expected)
    {
        string source = $"[CrossEntropyModel(4, 3)] {declaration}";
        Assert.Equal(expected, SpecOf(source).EmitToString);
        await DeclarationTest.IsFine(source, "M.g.cs");
        Assert.Equal(expected, DeclarationTest.Generate(source).SingleText.Contains(" ToString()", StringComparison.Ordinal));
    }

    [Fact]
    public Task A_model_may_be_called_ToString() => DeclarationTest.IsFine("[CrossEntropyModel(4, 3)] public partial class ToString;", "ToString.g.cs");

    private static ModelSpec SpecOf(string source)
    {
        Compilation compilation = DeclarationTest.RunOf(source).CreateCompilation();
        INamedTypeSymbol type = compilation.GetTypeByMetadataName("M")!;
        ParsedModel parsed = ModelParser.Parse(type, compilation, default);
        Assert.Empty(parsed.Problems);
        return parsed.Spec!;
    }
}
