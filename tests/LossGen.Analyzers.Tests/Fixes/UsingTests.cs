using Xunit;

namespace LossGen.Analyzers.Tests.Fixes;

public sealed class UsingTests
{
    private const string Log1P = "LG1001 System.Math.Log(1 + x) ==> StableMath.Log1P(x)";
    private const string Body = "class C { double M(double x) => {|LG1001:System.Math.Log(1 + x)|}; }";
    private const string Fixed = "class C { double M(double x) => StableMath.Log1P(x); }";
    private const string InFull = "class C { double M(double x) => global::LossGen.StableMath.Log1P(x); }";

    [Theory]
    [InlineData("", "using LossGen;\n\n")]
    [InlineData("using System;\n\n", "using System;\nusing LossGen;\n\n")]
    [InlineData("using System;\nusing System.Linq;\n\nusing Other;\n\n", "using System;\nusing System.Linq;\nusing LossGen;\n\nusing Other;\n\n")]
    [InlineData("using Other;\n\n", "using LossGen;\nusing Other;\n\n")]
    [InlineData("// Licence\n\nusing Other;\n\n", "// Licence\n\nusing LossGen;\nusing Other;\n\n")]
    [InlineData("using System; // all of it\n\n", "using System; // all of it\nusing LossGen;\n\n")]
    [InlineData("using static System.Console;\nusing M = System.Math;\n\n", "using LossGen;\nusing static System.Console;\nusing M = System.Math;\n\n")]
    [InlineData("global using System;\n\n", "global using System;\nusing LossGen;\n\n")]
    [InlineData("global using System;\nusing Other;\n\n", "global using System;\nusing LossGen;\nusing Other;\n\n")]
    [InlineData("using LossGen;\n\n", "using LossGen;\n\n")]
    [InlineData("// Licence\n\n", "// Licence\n\nusing LossGen;\n\n")]
    [InlineData("// Licence\n\n// About C.\n", "// Licence\n\nusing LossGen;\n\n// About C.\n")]
    [InlineData("/// <summary>C.</summary>\n", "using LossGen;\n\n/// <summary>C.</summary>\n")]
    [InlineData("#nullable enable\n", "#nullable enable\nusing LossGen;\n\n")]
    [InlineData("#pragma warning disable CS1591\n\n", "#pragma warning disable CS1591\n\nusing LossGen;\n\n")]
    [InlineData("// Licence\nnamespace N;\n\n", "// Licence\nusing LossGen;\n\nnamespace N;\n\n")]
    [InlineData("namespace N;\n\nusing System;\n\n", "namespace N;\n\nusing System;\nusing LossGen;\n\n")]
    [InlineData("namespace LossGen.Use;\n\n", "namespace LossGen.Use;\n\n")]
    [InlineData("using LG = LossGen;\n\n", "using LossGen;\nusing LG = LossGen;\n\n")]
    [InlineData("using StableMath = LossGen.StableMath;\n\n", "using StableMath = LossGen.StableMath;\n\n")]
    public Task The_using_comes_where_it_belongs_if_it_is_missing(string before, string after) => WithOther(before + Body, after + Fixed).RunAsync();

    [Fact]
    public Task Within_a_namespace_it_is_indented() => FixTest.Verify(
        $"namespace N\n{{\n    using System;\n\n    {Body}\n}}", $"namespace N\n{{\n    using System;\n    using LossGen;\n\n    {Fixed}\n}}", Log1P);

    [Fact]
    public Task A_global_using_in_another_file_is_enough()
    {
        FixTest test = FixTest.Of(Body, Fixed, Log1P);
        test.TestState.Sources.Add("global using LossGen;");
        test.FixedState.Sources.Add("global using LossGen;");
        return test.RunAsync();
    }

    [Theory]
    [InlineData("class StableMath;")]
    [InlineData("class Base { protected int StableMath; }")]
    public Task Where_the_name_means_something_else_it_is_written_in_full(string other)
    {
        string inherits = other.Contains("Base") ? "class C : Base {" : "class C {";
        return FixTest.Verify(
            $"{Body.Replace("class C {", inherits)}\n{other}", $"{InFull.Replace("class C {", inherits)}\n{other}", Log1P);
    }

    [Fact]
    public Task A_parameter_of_that_name_is_respected() => FixTest.Verify(
        "class C { double M(double x, int StableMath) => {|LG1001:System.Math.Log(1 + x)|}; }",
        "class C { double M(double x, int StableMath) => global::LossGen.StableMath.Log1P(x); }",
        Log1P);

    [Fact]
    public Task In_an_interpolated_string_the_full_name_is_put_in_parentheses() => FixTest.Verify(
        "class StableMath; class C { string M(double x) => $\"{{|LG1001:System.Math.Log(1 + x)|}:F2}\"; }",
        "class StableMath; class C { string M(double x) => $\"{(global::LossGen.StableMath.Log1P(x)):F2}\"; }",
        Log1P);

    [Fact]
    public Task A_using_that_would_make_another_name_ambiguous_is_not_added() => WithOther(
        "using Other;\n\n" + Body + "\nclass D { Optimizer? F; }", "using Other;\n\n" + InFull + "\nclass D { Optimizer? F; }").RunAsync();

    [Theory]
    [InlineData("#if !NEVER\nusing System;\n#endif\n\n")]
    [InlineData("#if !NEVER\n#endif\n")]
    public Task Among_conditions_nothing_is_added(string usings) => FixTest.Verify(usings + Body, usings + InFull, Log1P);

    [Theory]
    [InlineData("", "System.Math.Sinh(x)")]
    [InlineData("using System;\n\n", "Math.Sinh(x)")]
    [InlineData("namespace System2 { class Math; }\nnamespace N.System;\n\n", "global::System.Math.Sinh(x)")]
    public Task A_form_of_the_base_library_is_named_as_the_place_demands(string start, string written)
    {
        if (start.StartsWith("namespace System2", StringComparison.Ordinal)) start = "namespace N.System;\n\n";
        const string before = "class C { double M(double x) => {|LG1016:(global::System.Math.Exp(x) - global::System.Math.Exp(-x)) / 2|}; }";
        return FixTest.Verify(
            start + before,
            start + $"class C {{ double M(double x) => {written}; }}",
            "LG1016 (global::System.Math.Exp(x) - global::System.Math.Exp(-x)) / 2 ==> Math.Sinh(x)");
    }

    [Theory]
    [InlineData("using static System.Math;\n\n", "Asinh(x)")]
    [InlineData("using System;\nusing static System.Math;\n\n", "Asinh(x)")]
    public Task Where_the_functions_are_in_scope_the_form_is_named_alone(string usings, string written) => FixTest.Verify(
        usings + "class C { double M(double x) => {|LG1016:Log(x + Sqrt(x * x + 1))|}; }",
        usings + $"class C {{ double M(double x) => {written}; }}",
        "LG1016 Log(x + Sqrt(x * x + 1)) ==> Math.Asinh(x)");

    private static FixTest WithOther(string before, string after)
    {
        const string other = "namespace Other { public class Optimizer; }";
        FixTest test = FixTest.Of(before, after, Log1P);
        test.TestState.Sources.Add(other);
        test.FixedState.Sources.Add(other);
        return test;
    }
}
