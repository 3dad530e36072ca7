using Microsoft.CodeAnalysis.Testing;
using Xunit;

namespace LossGen.Analyzers.Tests.Fixes;

/// <summary>Every fix test runs all scopes of FixAll; these are the cases made for them.</summary>
public sealed class FixAllTests
{
    private const string Log1P = "LG1001 System.Math.Log(1 + x) ==> StableMath.Log1P(x)";

    [Fact]
    public Task Many_in_several_files_with_one_using_each()
    {
        const string before = "class C# { double M(double x) => {|LG1001:System.Math.Log(1 + x)|} * {|LG1001:System.Math.Log(1 + x)|}; }";
        const string after = "using LossGen;\n\nclass C# { double M(double x) => StableMath.Log1P(x) * StableMath.Log1P(x); }";
        var test = new FixTest();
        foreach (string number in new[] { "1", "2" })
        {
            test.TestState.Sources.Add(FixTest.WithScript(before.Replace("#", number), Log1P));
            test.FixedState.Sources.Add(FixTest.WithScript(after.Replace("#", number), Log1P));
        }

        return test.RunAsync();
    }

    [Fact]
    public Task A_fix_within_a_fix() => FixTest.VerifyBody(
        "return {|LG1001:Math.Log(1 + {|LG1001:Math.Log(1 + x)|})|};",
        "return StableMath.Log1P(StableMath.Log1P(x));",
        "LG1001 Math.Log(1 + x) ==> StableMath.Log1P(x)",
        "LG1001 Math.Log(1 + Math.Log(1 + x)) ==> StableMath.Log1P(Math.Log(1 + x))",
        "LG1001 Math.Log(1 + StableMath.Log1P(x)) ==> StableMath.Log1P(StableMath.Log1P(x))");

    [Fact]
    public Task Three_deep_with_parentheses_in_the_middle() => FixTest.VerifyBody(
        "return {|LG1014:Math.Log(x * {|LG1014:Math.Log(y * {|LG1014:Math.Log(x * y)|})|})|};",
        "return Math.Log(x) + Math.Log(Math.Log(y) + Math.Log(Math.Log(x) + Math.Log(y)));",
        "LG1014 Math.Log(x * y) ==> Math.Log(x) + Math.Log(y)",
        "LG1014 Math.Log(y * Math.Log(x * y)) ==> Math.Log(y) + Math.Log(Math.Log(x * y))",
        "LG1014 Math.Log(x * Math.Log(y * Math.Log(x * y))) ==> Math.Log(x) + Math.Log(Math.Log(y * Math.Log(x * y)))");

    [Fact]
    public Task An_inner_fix_that_stands_twice_in_the_outer_one_is_made_twice()
    {
        FixTest test = FixTest.OfBody(
            "return {|LG1014:Math.Log(2 * {|LG1014:Math.Log(x * y)|})|};",
            "return (Math.Log(x) + Math.Log(y)) * Math.Log(2) + Math.Log(Math.Log(x) + Math.Log(y));",
            "LG1014 Math.Log(x * y) ==> Math.Log(x) + Math.Log(y)",
            "LG1014 Math.Log(2 * Math.Log(x * y)) ==> Math.Log(x * y) * Math.Log(2) + Math.Log(Math.Log(x * y))");
        // One by one, the outer fix comes first and leaves two inner ones.
        test.NumberOfIncrementalIterations = 3;
        return test.RunAsync();
    }

    [Fact]
    public Task An_inner_fix_whose_place_is_gone_is_left_out() => FixTest.VerifyBody(
        "return {|LG1001:Math.Log(1 + {|LG1001:Math.Log(1 + x)|})|};",
        "return StableMath.Log1P(y);",
        "LG1001 Math.Log(1 + x) ==> StableMath.Log1P(x)",
        "LG1001 Math.Log(1 + Math.Log(1 + x)) ==> StableMath.Log1P(y)");

    [Fact]
    public Task Functions_of_one_rule_are_fixed_together() => FixTest.VerifyBody(
        "return {|LG1005:Math.Log(1 + Math.Exp(x))|} + {|LG1005:-Math.Log(1 + Math.Exp(-x))|};",
        "return StableMath.Softplus(x) + StableMath.LogSigmoid(x);",
        "LG1005 Math.Log(1 + Math.Exp(x)) ==> StableMath.Softplus(x)",
        "LG1005 -Math.Log(1 + Math.Exp(-x)) ==> StableMath.LogSigmoid(x)");

    [Fact]
    public Task All_rules_that_are_asked_for_are_fixed_at_once()
    {
        FixTest test = FixTest.Of(
            "using System; using LossGen; class C { double M(double x) => {|LG1001:Math.Log(1 + x)|} * ({|LG1002:Math.Exp(x) - 1|}); }",
            "using System; using LossGen; class C { double M(double x) => StableMath.Log1P(x) * StableMath.ExpM1(x); }",
            "LG1001 Math.Log(1 + x) ==> StableMath.Log1P(x)",
            "LG1002 Math.Exp(x) - 1 ==> StableMath.ExpM1(x)");
        test.NumberOfIncrementalIterations = 2;
        test.NumberOfFixAllIterations = 1;
        return test.RunAsync();
    }

    [Fact]
    public Task What_has_no_fix_stays()
    {
        FixTest test = FixTest.OfBody(
            "return {|LG1001:Math.Log(1 + x)|} + {|LG1013:Math.Log(x + 1e-20)|};",
            "return StableMath.Log1P(x) + {|LG1013:Math.Log(x + 1e-20)|};",
            "LG1001 Math.Log(1 + x) ==> StableMath.Log1P(x)",
            "LG1013 Math.Log(x + 1e-20) ==> ");
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        test.NumberOfIncrementalIterations = 1;
        return test.RunAsync();
    }

    [Fact]
    public Task The_title_names_the_function()
    {
        FixTest test = FixTest.Of(
            "using System; using LossGen; class C { double M(double x) => {|LG1001:Math.Log(1 + x)|}; }",
            "using System; using LossGen; class C { double M(double x) => StableMath.Log1P(x); }",
            "LG1001 Math.Log(1 + x) ==> StableMath.Log1P(x)");
        test.CodeActionVerifier = static (action, verifier) => verifier.Equal("Use StableMath.Log1P", action.Title);
        return test.RunAsync();
    }
}
