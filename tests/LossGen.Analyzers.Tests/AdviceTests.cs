using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using LossGen.Analyzers.Tests.Corpus;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Analyzers.Tests;

/// <summary>A message does not tell anyone to write what cannot be called in the project, and proposes no fix with it.</summary>
public sealed partial class AdviceTests
{
    [Theory]
    [InlineData("Math.Log(1 + Math.Exp(x))", "StableMath.Softplus(x) computes it safely, but this target has no reference to the library of LossGen (.NET 8 or later)")]
    [InlineData("Math.Log(1 + x)", "StableMath.Log1P(x) computes it safely, but this target has no reference to the library of LossGen (.NET 8 or later)")]
    [InlineData("Math.Log(x + Math.Sqrt(x * x + 1))", "Math.Asinh(x) computes it safely, but this target framework has no Math.Asinh")]
    public async Task What_the_target_lacks_is_not_advised(string expression, string advice)
    {
        Diagnostic diagnostic = Assert.Single(await NumericsRun.Analyze(OlderFramework.Compile(Method(expression))));

        Assert.EndsWith("; " + advice, diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.DoesNotContain("Replacement", diagnostic.Properties.Keys);
        Assert.Empty(diagnostic.AdditionalLocations);
    }

    /// <summary>Log10 of the number before 10^15 is 15, where the quotient of logarithms is right.</summary>
    [Theory]
    [InlineData("(int)(Math.Log((long)x) / Math.Log(10))")]
    [InlineData("Math.Floor(Math.Log(x) / Math.Log(10)) + 1")]
    [InlineData("Math.Floor(Math.Log((long)x) / Math.Log(10)) + 1")]
    [InlineData("(int)(MathF.Log((int)x) / MathF.Log(2))")]
    public async Task Of_numbers_with_more_digits_than_their_logarithm_resolves_no_exact_logarithm_is_promised(string expression)
    {
        Diagnostic diagnostic = Assert.Single(await NumericsRun.Analyze(NumericsRun.Compile(Method(expression))));

        Assert.EndsWith("; use an integer logarithm, or correct the result by a multiplication", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.DoesNotContain("Replacement", diagnostic.Properties.Keys);
    }

    [Theory]
    [InlineData("(Math.Exp(x) - Math.Exp(-x)) / 2", "write Math.Sinh(x)")]
    [InlineData("(int)(Math.Log((int)x) / Math.Log(10))", "write Math.Log10((int)x), which is exact at whole powers")]
    public async Task What_the_target_has_is_advised(string expression, string advice)
    {
        Diagnostic diagnostic = Assert.Single(await NumericsRun.Analyze(OlderFramework.Compile(Method(expression))));

        Assert.EndsWith("; " + advice, diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Contains("Replacement", diagnostic.Properties.Keys);
    }

    [Theory]
    [InlineData("Math.Log(1 + x / 3, 3)", "write StableMath.Log1P(x / 3) / Math.Log(3)")]
    [InlineData("Math.Log(1 + x / 3, Math.Abs(x))", "write StableMath.Log1P, over the logarithm of the base")]
    [InlineData("Math.Log2(1 - Math.Exp(x))", "write StableMath.Log1MExp(-x) / Math.Log(2)")]
    [InlineData("Math.Log(1 + Math.Exp(x), 1.5)", "write StableMath.Softplus(x) / Math.Log(1.5)")]
    [InlineData("Math.Log(1 + Math.Exp(x), Math.Abs(x))", "write StableMath.Softplus, over the logarithm of the base")]
    [InlineData("Math.Log2(1 + Math.Pow(2, x))", "write StableMath.Softplus, over the logarithm of the base")]
    [InlineData("Math.Log10(1 / (1 + Math.Exp(-x)))", "write StableMath.LogSigmoid(x) / Math.Log(10)")]
    [InlineData("Math.Log10(1 / (1 + Math.Exp(-x)) + 1e-10)", "the floor under it keeps that at -10; take StableMath.LogSigmoid of the logit, over the logarithm of the base")]
    [InlineData("Math.Log(1 - 1 / (1 + Math.Exp(-x)) + 1e-30)", "the floor under it keeps that finite, far from its value; take StableMath.LogSigmoid of the logit")]
    [InlineData("Math.Log2(Math.Exp(x) + Math.Exp(3 * x) + Math.Exp(x * x))", "shift by the largest exponent, as StableMath.LogSumExp does, over the logarithm of the base")]
    public async Task Advice_is_in_the_unit_of_the_logarithm(string expression, string advice)
    {
        Diagnostic diagnostic = Assert.Single(await NumericsRun.Analyze(NumericsRun.Compile(Method(expression))));

        Assert.EndsWith("; " + advice, diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>A factor under the logarithm and its base are part of the value: advice for the bare form alone would be another number.</summary>
    [Theory]
    [InlineData("Math.Log(Math.Cosh(x))", "take StableMath.LogAddExp(x, -x) - Math.Log(2)")]
    [InlineData("Math.Log(2 * Math.Cosh(x))", "take StableMath.LogAddExp(x, -x) - Math.Log(2), plus the logarithm of the factor 2")]
    [InlineData("Math.Log10(Math.Cosh(x))", "take StableMath.LogAddExp(x, -x) - Math.Log(2), and divide by the logarithm of the base")]
    [InlineData("Math.Log(0.5 * (1 - Math.Tanh(x)))", "take Math.Log(2) + StableMath.LogSigmoid(-2 * x), plus the logarithm of the factor 0.5")]
    [InlineData("Math.Log2(1 - Math.Tanh(x) * Math.Tanh(x))", "take 2 * (Math.Log(2) - x + StableMath.LogSigmoid(2 * x)), and divide by the logarithm of the base")]
    [InlineData("MathF.Log(1 - MathF.Tanh((float)x))", "take MathF.Log(2) + StableMath.LogSigmoid(-2 * ((float)x))")]
    public async Task The_advice_for_hyperbolic_functions_says_what_is_around_them(string expression, string advice)
    {
        Diagnostic diagnostic = Assert.Single(await NumericsRun.Analyze(NumericsRun.Compile(Method(expression))));

        Assert.EndsWith(": " + advice, diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    /// <summary>In generic mathematics the functions are the type parameter's own, and StableMath has none for it.</summary>
    [Theory]
    [InlineData("T.CreateChecked(0.5) * T.Log((T.One + x) / (T.One - x))", "write T.Atanh")]
    [InlineData("T.Log(x + T.Sqrt(x * x + T.One))", "write T.Asinh")]
    [InlineData("T.Log(T.One + T.Exp(x))", "StableMath.Softplus computes it safely, but this code is generic, and StableMath computes in float and double only")]
    public async Task Generic_code_is_advised_what_it_can_call(string expression, string advice)
    {
        string source = $"static class C {{ public static T M<T>(T x) where T : System.Numerics.IFloatingPointIeee754<T> => {expression}; }}";
        Diagnostic diagnostic = Assert.Single(await NumericsRun.Analyze(NumericsRun.Compile(source)));

        Assert.EndsWith("; " + advice, diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.DoesNotContain("Replacement", diagnostic.Properties.Keys);
    }

    /// <summary>1 - u in place of u would make the inner logarithm 0 and the outer one infinite, as often.</summary>
    [Theory]
    [InlineData("-Math.Log(-Math.Log(random.NextDouble()))")]
    [InlineData("Math.Pow(-Math.Log(random.NextDouble()), -0.5)")]
    public async Task A_draw_is_not_mirrored_where_that_moves_the_infinity(string expression)
    {
        string source = $"using System; static class C {{ static double M(Random random) => {expression}; }}";
        Diagnostic diagnostic = Assert.Single(await NumericsRun.Analyze(NumericsRun.Compile(source)));

        Assert.EndsWith("; draw again while the generator returns 0", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.DoesNotContain("Replacement", diagnostic.Properties.Keys);
    }

    /// <summary>Every report of the corpus, in a project without the library: it may describe what StableMath does, but not ask for it.</summary>
    [Fact]
    public async Task Without_the_library_no_report_of_the_corpus_asks_for_it()
    {
        int reports = 0;
        foreach (Snippet snippet in Snippets.All.Where(static snippet => snippet.IsPositive && !snippet.Source.Contains("StableMath", StringComparison.Ordinal)))
        {
            ImmutableArray<Diagnostic> diagnostics = await NumericsRun.Analyze(NumericsRun.Compile(snippet.Source, withRuntime: false));
            foreach (Diagnostic diagnostic in diagnostics)
            {
                reports++;
                Assert.DoesNotMatch(AsksForTheLibrary(), diagnostic.GetMessage(CultureInfo.InvariantCulture));
                Assert.DoesNotContain("StableMath", diagnostic.Properties.GetValueOrDefault("Replacement") ?? "", StringComparison.Ordinal);
            }
        }

        Assert.InRange(reports, 100, int.MaxValue);
    }

    private static string Method(string expression) =>
        $"using System; static class C {{ static double M(double x) => {expression}; }}";

    [GeneratedRegex(@"; write [^;]*\bStableMath\.")]
    private static partial Regex AsksForTheLibrary();
}
