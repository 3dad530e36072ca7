using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0001, LG0002, LG0003, LG0008 and LG0009: what the class is and where it stands.</summary>
public class ClassRuleTests
{
    [Fact]
    public Task A_class_that_is_not_partial_is_reported_at_its_name() => DeclarationTest.Reports(
        """
        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed class {|#0:IrisModel|};
        """,
        ("LG0001", "'IrisModel' must be partial, so that the generator can add its members"));

    [Fact]
    public Task A_partial_class_is_fine() => DeclarationTest.IsFine(
        """
        namespace Demo;

        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class IrisModel;
        """,
        "Demo.IrisModel.g.cs");

    [Fact]
    public Task A_class_without_the_attribute_is_none_of_our_business() => DeclarationTest.IsFine(
        """
        public abstract class Plain<T>
        {
            public const int FeatureCount = 1;
        }
        """);

    [Fact]
    public Task An_attribute_of_the_same_name_in_another_namespace_is_none_of_our_business() => DeclarationTest.IsFine(
        """
        namespace Other
        {
            public sealed class CrossEntropyModelAttribute(int features, int classes) : Attribute
            {
                public int Features { get; } = features;
                public int Classes { get; } = classes;
            }

            [Other.CrossEntropyModel(0, 0)]
            public static class NotOurs;
        }
        """);

    [Fact]
    public Task The_attribute_is_found_through_an_alias() => DeclarationTest.IsFine(
        """
        using Model = LossGen.CrossEntropyModelAttribute;

        [Model(4, 3)]
        public partial class IrisModel;
        """,
        "IrisModel.g.cs");

    [Fact]
    public Task The_class_is_reported_where_the_attribute_stands_when_it_has_several_parts() => DeclarationTest.Reports(
        """
        public abstract partial class IrisModel;

        [CrossEntropyModel(features: 4, classes: 3)]
        public abstract partial class {|#0:IrisModel|};
        """,
        ("LG0003", "'IrisModel' cannot be a model because it is abstract; expected an ordinary class"));

    [Fact]
    public Task A_containing_type_that_is_not_partial_is_reported_at_its_own_name() => DeclarationTest.Reports(
        """
        public class {|#0:Outer|}
        {
            public partial struct Middle
            {
                [CrossEntropyModel(features: 4, classes: 3)]
                public sealed partial class IrisModel;
            }
        }
        """,
        ("LG0002", "'Outer' must be partial, because the model 'IrisModel' is nested in it"));

    [Fact]
    public Task Every_containing_type_that_is_not_partial_is_reported() => DeclarationTest.Reports(
        """
        public interface {|#1:IOuter|}
        {
            public record {|#0:Middle|}
            {
                [CrossEntropyModel(features: 4, classes: 3)]
                public sealed partial class IrisModel;
            }
        }
        """,
        ("LG0002", "'Middle' must be partial, because the model 'IrisModel' is nested in it"),
        ("LG0002", "'IOuter' must be partial, because the model 'IrisModel' is nested in it"));

    [Fact]
    public Task A_model_may_be_nested_in_partial_types_of_every_kind() => DeclarationTest.IsFine(
        """
        public static partial class InClass { [CrossEntropyModel(4, 3)] private sealed partial class M; }
        public readonly partial struct InStruct { [CrossEntropyModel(4, 3)] public partial class M; }
        public ref partial struct InRefStruct { [CrossEntropyModel(4, 3)] public partial class M; }
        public partial record InRecord(int X) { [CrossEntropyModel(4, 3)] public partial class M; }
        public partial record class InRecordClass { [CrossEntropyModel(4, 3)] public partial class M; }
        public readonly partial record struct InRecordStruct(int X) { [CrossEntropyModel(4, 3)] public partial class M; }
        public partial interface IInterface { [CrossEntropyModel(4, 3)] internal partial class M; }
        """,
        "InClass.M.g.cs",
        "InStruct.M.g.cs",
        "InRefStruct.M.g.cs",
        "InRecord.M.g.cs",
        "InRecordClass.M.g.cs",
        "InRecordStruct.M.g.cs",
        "IInterface.M.g.cs");

    [Theory]
    [InlineData("public static partial class", "", "static")]
    [InlineData("public abstract partial class", "", "abstract")]
    [InlineData("public partial record", "", "a record")]
    [InlineData("public partial record class", "", "a record")]
    [InlineData("public partial class", "<T>", "generic")]
    [InlineData("file partial class", "", "file-local")]
    public Task A_class_of_another_kind_is_reported(string declaration, string typeParameters, string reason) => DeclarationTest.Reports(
        $$"""
        [CrossEntropyModel(features: 4, classes: 3)]
        {{declaration}} {|#0:IrisModel|}{{typeParameters}};
        """,
        ("LG0003", $"'IrisModel' cannot be a model because it is {reason}; expected an ordinary class"));

    [Fact]
    public Task A_class_inside_a_generic_type_is_reported_however_deep() => DeclarationTest.Reports(
        """
        public partial class Outer<T>
        {
            public partial class Middle
            {
                [CrossEntropyModel(features: 4, classes: 3)]
                public sealed partial class {|#0:IrisModel|};
            }
        }
        """,
        ("LG0003", "'IrisModel' cannot be a model because it is nested in the generic type 'Outer'; expected an ordinary class"));

    [Fact]
    public Task A_class_inside_a_file_local_type_is_reported() => DeclarationTest.Reports(
        """
        file partial class Outer
        {
            [CrossEntropyModel(features: 4, classes: 3)]
            public sealed partial class {|#0:IrisModel|};
        }
        """,
        ("LG0003", "'IrisModel' cannot be a model because it is nested in the file-local type 'Outer'; expected an ordinary class"));

    [Fact]
    public async Task A_model_derived_from_a_model_is_reported_before_and_after_generation()
    {
        const string Source =
            """
            [CrossEntropyModel(features: 4, classes: 3)]
            public partial class Parent;

            public class Middle : Parent;

            [CrossEntropyModel(features: 4, classes: 3)]
            public partial class {|#0:Child|} : Middle;
            """;
        (string, string) expected = ("LG0003", "'Child' cannot be a model because it is derived from the model 'Parent'; expected an ordinary class");
        await DeclarationTest.Analyze<Analyzers.ModelDeclarationAnalyzer>(Source, expected);

        var outcome = DeclarationTest.Generate(Source);
        Assert.Equal(["Parent.g.cs"], outcome.Files.Select(static file => file.HintName));
        Assert.Equal(["LG0003"], (await DeclarationTest.AnalyzeAll(outcome.Compilation)).Select(static diagnostic => diagnostic.Id));
    }

    [Fact]
    public Task A_model_may_derive_from_a_class_that_is_none() => DeclarationTest.IsFine(
        """
        public abstract class Named(string name)
        {
            public string Name { get; } = name;
        }

        [CrossEntropyModel(features: 4, classes: 3)]
        public partial class IrisModel() : Named("iris");
        """,
        "IrisModel.g.cs");

    [Fact]
    public Task A_language_version_below_12_is_reported() => DeclarationTest.Reports(
        """
        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class {|#0:IrisModel|}
        {
        }
        """,
        LanguageVersion.CSharp11,
        ("LG0008", "'IrisModel' needs C# 12.0 or later, but the project is compiled as C# 11.0; raise LangVersion"));

    [Theory]
    [InlineData(LanguageVersion.CSharp12, 1)]
    [InlineData(LanguageVersion.CSharp13, 1)]
    [InlineData(LanguageVersion.Preview, 1)]
    [InlineData(LanguageVersion.CSharp10, 0)]
    public void A_model_is_generated_from_language_version_12_on(LanguageVersion version, int files) => Assert.Equal(
        files,
        DeclarationTest.Generate("[CrossEntropyModel(features: 4, classes: 3)] public sealed partial class IrisModel { }", version).Files.Length);

    [Fact]
    public Task The_second_of_two_attributes_on_one_part_is_reported() => DeclarationTest.Reports(
        """
        [CrossEntropyModel(features: 4, classes: 3), {|#0:CrossEntropyModel(features: 5, classes: 3)|}]
        public sealed partial class IrisModel;
        """,
        ("LG0009", "'IrisModel' already carries [CrossEntropyModel]; expected it once, on one part of the class"));

    [Fact]
    public Task The_attribute_on_a_second_part_is_reported_and_nothing_is_generated_twice() => DeclarationTest.Reports(
        """
        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class IrisModel;

        [{|#0:CrossEntropyModel(features: 4, classes: 3)|}]
        public sealed partial class IrisModel;
        """,
        ("LG0009", "'IrisModel' already carries [CrossEntropyModel]; expected it once, on one part of the class"));

    [Fact]
    public Task The_attribute_on_one_part_of_several_is_fine() => DeclarationTest.IsFine(
        """
        public sealed partial class IrisModel;

        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class IrisModel;

        public sealed partial class IrisModel;
        """,
        "IrisModel.g.cs");

    [Fact]
    public Task All_that_is_wrong_is_said_at_once() => DeclarationTest.Reports(
        """
        public class {|#1:Outer|}<T>
        {
            [CrossEntropyModel(features: {|#3:0|}, classes: {|#4:1|})]
            public abstract class {|#0:{|#2:{|#5:IrisModel|}|}|}
            {
                public int {|#6:FeatureCount|};
            }
        }
        """,
        ("LG0001", "'IrisModel' must be partial, so that the generator can add its members"),
        ("LG0002", "'Outer' must be partial, because the model 'IrisModel' is nested in it"),
        ("LG0003", "'IrisModel' cannot be a model because it is abstract; expected an ordinary class"),
        ("LG0004", "'features' is 0; expected 1 to 65536"),
        ("LG0004", "'classes' is 1; expected 2 to 65536"),
        ("LG0003", "'IrisModel' cannot be a model because it is nested in the generic type 'Outer'; expected an ordinary class"),
        ("LG0007", "'IrisModel.FeatureCount' clashes with the generated constant 'FeatureCount': rename it"));
}
