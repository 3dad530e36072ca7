using LossGen.Generators.Analyzers;
using LossGen.Generators.Rules;
using LossGen.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>Names that a user gives the features and classes of a model without a row type: seen in every form that has them, or reported.</summary>
public sealed class NameTests
{
    private const string Probe = """

        public static class Probe
        {
            public static string Names() => Of<Model>();
            private static string Of<T>() where T : class, ICrossEntropyModel<T> => string.Join(",", T.FeatureNames.ToArray()) + ";" + string.Join(",", T.ClassNames.ToArray());
            public static string Create()
            {
                try { return new Model().Predict([1, 2]).ToString(); }
                catch (InvalidOperationException error) { return error.Message; }
            }
        }
        """;

    [Theory]
    [InlineData("public static ReadOnlySpan<string> ClassNames => new[] { \"a\", \"b\", \"c\" };", ";a,b,c")]
    [InlineData("private static ReadOnlySpan<string> ClassNames => new[] { \"a\", \"b\", \"c\" };", ";a,b,c")]
    [InlineData("private static readonly string[] ClassNames = [\"a\", \"b\", \"c\"];", ";a,b,c")]
    [InlineData("private static readonly string?[]? ClassNames = [\"a\", \"b\", \"c\"];", ";a,b,c")]
    [InlineData("internal static string[] ClassNames { get; } = [\"a\", \"b\", \"c\"];", ";a,b,c")]
    [InlineData("public static Span<string> ClassNames => new[] { \"a\", \"b\", \"c\" };", ";a,b,c")]
    [InlineData("public static ReadOnlyMemory<string> ClassNames { get; } = new[] { \"a\", \"b\", \"c\" };", ";a,b,c")]
    [InlineData("public static ImmutableArray<string> ClassNames { get; } = [\"a\", \"b\", \"c\"];", ";a,b,c")]
    [InlineData("private static List<string> ClassNames { get; } = [\"a\", \"b\", \"c\"];", ";a,b,c")]
    [InlineData("public static IReadOnlyList<string> ClassNames { get; } = [\"a\", \"b\", \"c\"];", ";a,b,c")]
    [InlineData("public static IList<string>? ClassNames { get; } = [\"a\", \"b\", \"c\"];", ";a,b,c")]
    [InlineData("public static ReadOnlyCollection<string> ClassNames { get; } = new(new[] { \"a\", \"b\", \"c\" });", ";a,b,c")]
    [InlineData("public static string[] ClassNames { get { return new[] { \"a\", \"b\", \"c\" }; } } public static readonly string[] FeatureNames = { \"x\", \"y\" };", "x,y;a,b,c")]
    [InlineData("static ReadOnlySpan<string> IClassifier<Model>.ClassNames => new[] { \"a\", \"b\", \"c\" }; public string[] ClassNames => [];", ";a,b,c")]
    [InlineData("public static string[]? ClassNames => null;", ";")]
    [InlineData("public static IReadOnlyList<string>? ClassNames => null;", ";")]
    [InlineData("public static readonly Model First = new(); private static readonly string[] ClassNames = [\"a\", \"b\", \"c\"];", ";a,b,c")]
    [InlineData("public string[] ClassNames(int of) => [];", ";")]
    [Trait("Category", "Slow")]
    public async Task Every_form_of_names_is_seen(string member, string names)
    {
        GeneratorRunOutcome outcome = Run($"public sealed partial class Model {{ {member} }}").CompilesCleanly();
        Assert.Empty(await DeclarationTest.AnalyzeAll(outcome.Compilation));
        using EmittedAssembly assembly = outcome.Emit();
        Assert.Equal(names, assembly.Invoke<string>("Probe", "Names"));
        Assert.Equal("0", assembly.Invoke<string>("Probe", "Create"));
    }

    [Fact]
    public void Inherited_names_are_seen()
    {
        GeneratorRunOutcome outcome = Run("public class Base { protected static readonly string[] ClassNames = [\"a\", \"b\", \"c\"]; } public sealed partial class Model : Base;")
            .CompilesCleanly();
        using EmittedAssembly assembly = outcome.Emit();
        Assert.Equal(";a,b,c", assembly.Invoke<string>("Probe", "Names"));
    }

    [Theory]
    [InlineData("public string[] {|#0:ClassNames|} { get; } = [];", "ClassNames", "it is not static, and names belong to the class")]
    [InlineData("public ReadOnlySpan<string> {|#0:ClassNames|} => default;", "ClassNames", "it is not static, and names belong to the class")]
    [InlineData("private readonly string[] {|#0:FeatureNames|} = [];", "FeatureNames", "it is not static, and names belong to the class")]
    [InlineData("public static string[] {|#0:ClassNames|}() => [];", "ClassNames", "it is a method")]
    [InlineData("public enum {|#0:ClassNames|} { A, B, C }", "ClassNames", "it is a type")]
    [InlineData("public static event Action? {|#0:ClassNames|} { add { } remove { } }", "ClassNames", "it is an event")]
    [InlineData("public static string[] {|#0:ClassNames|} { set { } }", "ClassNames", "it has no getter")]
    [InlineData("[Obsolete(\"\", true)] public static string[] {|#0:ClassNames|} => [];", "ClassNames", "it is obsolete as an error, so that no code may read it")]
    [InlineData("public const string {|#0:ClassNames|} = \"a,b,c\";", "ClassNames", "its type is string")]
    [InlineData("public static readonly object[] {|#0:ClassNames|} = [];", "ClassNames", "its type is object[]")]
    [InlineData("public static readonly string[,] {|#0:ClassNames|} = { };", "ClassNames", "its type is string[,]")]
    [InlineData("public static System.Collections.Generic.HashSet<string> {|#0:FeatureNames|} => [];", "FeatureNames", "its type is HashSet<string>")]
    [InlineData("public static System.Collections.Generic.IEnumerable<string> {|#0:FeatureNames|} => [];", "FeatureNames", "its type is IEnumerable<string>")]
    public Task What_gives_no_names_is_reported(string member, string property, string objection) => DeclarationTest.Analyze<NamesAnalyzer>(
        $"[CrossEntropyModel(2, 3)] public sealed partial class Model {{ {member} }}",
        ("LG0019", $"'Model.{property}' names none of the {(property == "ClassNames" ? "classes" : "features")} of 'Model': {objection}; "
            + "expected a static property or field whose type is ReadOnlySpan<string>, or an array or list of strings"));

    [Theory]
    [InlineData("class Base { static readonly string[] ClassNames = []; }")]
    [InlineData("class Base { private static int ClassNames; } class Between : Base { private static IList<string> ClassNames => []; }", "Between")]
    [InlineData("class Far { private static ReadOnlySpan<string> ClassNames => default; } class Base : Far { }", "Base", "Far")]
    public Task Names_of_a_base_class_out_of_reach_are_reported(string bases, string direct = "Base", string? holder = null) => DeclarationTest.Analyze<NamesAnalyzer>(
        $"using System.Collections.Generic; {bases} [CrossEntropyModel(2, 3)] sealed partial class {{|#0:Model|}} : {direct} {{ }}",
        ("LG0019", $"'{holder ?? direct}.ClassNames' names none of the classes of 'Model': 'Model' has no access to it; "
            + "expected a static property or field whose type is ReadOnlySpan<string>, or an array or list of strings"));

    [Theory]
    [InlineData("class Base { private enum ClassNames { } private string[] FeatureNames => []; }")]
    [InlineData("class Far { protected static string[] ClassNames => []; } class Base : Far { private static string[] ClassNames => []; }")]
    public Task Other_members_of_a_base_class_out_of_reach_are_not(string bases) =>
        DeclarationTest.Analyze<NamesAnalyzer>($"{bases} [CrossEntropyModel(2, 3)] sealed partial class Model : Base {{ }}");

    [Theory]
    [InlineData("public static ReadOnlySpan<string> ClassNames => {|#0:new[] { \"a\", \"b\" }|};", "'Model.ClassNames' has 2 names; expected 3, the model's ClassCount, or none")]
    [InlineData("public static ReadOnlySpan<string> FeatureNames { get { return {|#0:new[] { \"a\" }|}; } }", "'Model.FeatureNames' has 1 name; expected 2, the model's FeatureCount, or none")]
    [InlineData("private static readonly string[] FeatureNames = {|#0:{ \"a\", \"b\", \"c\" }|};", "'Model.FeatureNames' has 3 names; expected 2, the model's FeatureCount, or none")]
    [InlineData("internal static string[] ClassNames { get; } = {|#0:new string[] { \"a\", \"b\" }|};", "'Model.ClassNames' has 2 names; expected 3, the model's ClassCount, or none")]
    [InlineData("static System.Collections.Generic.List<string> ClassNames { get; } = {|#0:new() { \"a\", \"b\" }|};", "'Model.ClassNames' has 2 names; expected 3, the model's ClassCount, or none")]
    [InlineData("public static ReadOnlySpan<string> ClassNames => Kept; private static readonly string[] Kept = {|#0:[\"a\", \"b\"]|};", "'Model.ClassNames' has 2 names; expected 3, the model's ClassCount, or none")]
    [InlineData("public static ReadOnlySpan<string> ClassNames => {|#0:new[] { \"a\", \"b\", \"a\" }|};", "'Model.ClassNames' has the name 'a' at 0 and at 2; expected another name for each")]
    [InlineData("public static string?[] ClassNames => {|#0:[\"a\", null, \"b\"]|};", "'Model.ClassNames' has no name at 1; expected one for each of 3")]
    [InlineData("public static string[] ClassNames => {|#0:[\"a\", \"b\", \" \"]|};", "'Model.ClassNames' has no name at 2; expected one for each of 3")]
    [InlineData("public static string[] ClassNames => {|#0:[nameof(Model), \"b\", \"Model\"]|};", "'Model.ClassNames' has the name 'Model' at 0 and at 2; expected another name for each")]
    public Task Written_names_that_do_not_fit_are_reported(string member, string message) => DeclarationTest.Analyze<NamesAnalyzer>(
        $"[CrossEntropyModel(2, 3)] public sealed partial class Model {{ {member} }}", ("LG0020", message));

    [Theory]
    [InlineData("[\"a\", \"b\"]", "Model.ClassNames has 2 names; it needs 3, the model's ClassCount, or none.")]
    [InlineData("[\"a\", \"b\", \"b\"]", "Model.ClassNames has the name 'b' at 1 and at 2; it needs another for each.")]
    [InlineData("[\"a\", null!, \"b\"]", "Model.ClassNames has no name at 1; it needs one for each of 3.")]
    [InlineData("[\"a\", \"\", \"b\"]", "Model.ClassNames has no name at 1; it needs one for each of 3.")]
    public async Task Names_from_elsewhere_are_checked_when_a_model_is_made(string made, string message)
    {
        GeneratorRunOutcome outcome = Run($$"""
            public sealed partial class Model { public static ReadOnlySpan<string> ClassNames => Make(); private static string[] Make() => {{made}}; }
            """).CompilesCleanly();
        Assert.Empty(await DeclarationTest.AnalyzeAll(outcome.Compilation));
        using EmittedAssembly assembly = outcome.Emit();
        Assert.Equal(message, assembly.Invoke<string>("Probe", "Create"));
        Assert.Equal(message, assembly.Invoke<string>("Probe", "Create"));
    }

    [Fact]
    public void A_model_without_names_is_written_as_ever()
    {
        string text = Run("public sealed partial class Model;").CompilesCleanly().SingleText;
        Assert.Contains("_parameters = new(ParameterCount);", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Names", text, StringComparison.Ordinal);
    }

    private static GeneratorRunOutcome Run(string source) => GeneratorRun.Of<CrossEntropyModelGenerator>()
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .AllowInUserCode("CS1591")
        .WithSource($"""
            using System; using System.Collections.Generic; using System.Collections.Immutable; using System.Collections.ObjectModel; using LossGen;
            [CrossEntropyModel(2, 3)] {source}{Probe}
            """.Replace("[CrossEntropyModel(2, 3)] public class Base", "public class Base", StringComparison.Ordinal)
            .Replace("public sealed partial class Model : Base;", "[CrossEntropyModel(2, 3)] public sealed partial class Model : Base;", StringComparison.Ordinal))
        .Run()
        .RunsWithoutException();
}
