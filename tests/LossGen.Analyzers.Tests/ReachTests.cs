using System.Globalization;
using LossGen.Analyzers.Flow;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LossGen.Analyzers.Tests;

/// <summary>Code that cannot call what this compilation could: of several targets, in an expression tree, for a graphics processor.</summary>
public sealed class ReachTests
{
    private const string Softplus = "Math.Log(1 + Math.Exp(x))";
    private const string Asinh = "Math.Log(x + Math.Sqrt(x * x + 1))";
    private const string Sinh = "(Math.Exp(x) - Math.Exp(-x)) / 2";
    private const string Log2 = "(int)(MathF.Log((ushort)x) / MathF.Log(2))";

    [Theory]
    [InlineData(Softplus, "netstandard2.0,net8.0", "netstandard2.0")]
    [InlineData(Softplus, "net10.0, net6.0", "net6.0")]
    [InlineData(Softplus, "net48,net8.0-windows", "net48")]
    [InlineData(Asinh, "net472,net8.0", "net472")]
    [InlineData(Asinh, "netstandard2.0,net8.0", "netstandard2.0")]
    [InlineData(Log2, "netstandard2.1,net8.0", "netstandard2.1")]
    public async Task What_another_target_lacks_is_not_advised(string expression, string targets, string lacking)
    {
        Diagnostic report = await Report(Method(expression), targets);

        Assert.Contains($" computes it safely, but {lacking}, which this file is also compiled for, has no ", report.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.DoesNotContain("Replacement", report.Properties.Keys);
    }

    [Theory]
    [InlineData(Softplus, "")]
    [InlineData(Softplus, "net8.0,net10.0")]
    [InlineData(Softplus, "net8.0-android,net9.0-windows10.0.19041.0")]
    [InlineData(Asinh, "netstandard2.1,net8.0")]
    [InlineData(Asinh, "netcoreapp3.1,net8.0")]
    [InlineData(Sinh, "netstandard2.0,net48,net8.0")]
    [InlineData(Log2, "net6.0,net8.0")]
    public async Task What_every_target_has_is_advised(string expression, string targets) =>
        Assert.Contains("Replacement", (await Report(Method(expression), targets)).Properties.Keys);

    [Fact]
    public async Task Between_conditions_the_other_targets_do_not_count() => Assert.Contains(
        "Replacement",
        (await Report($"#if !NETSTANDARD\n{Method(Softplus)}\n#endif", "netstandard2.0,net8.0")).Properties.Keys);

    [Theory]
    [InlineData("static IQueryable<double> M(IQueryable<double> q) => q.Select(x => Math.Log(1 + Math.Exp(x)));")]
    [InlineData("static IQueryable<double> M(IQueryable<double> q) => from x in q select Math.Log(1 + Math.Exp(x));")]
    [InlineData("static System.Linq.Expressions.Expression<Func<double, double>> M() => x => Math.Log(1 + Math.Exp(x));")]
    public async Task In_an_expression_tree_no_other_function_is_advised(string member)
    {
        Diagnostic report = await Report($"static class C {{ {member} }}");

        Assert.EndsWith("; StableMath.Softplus(x) computes it safely, but an expression tree is translated by other code, which may not know it",
            report.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.DoesNotContain("Replacement", report.Properties.Keys);
    }

    [Theory]
    [InlineData("namespace ComputeSharp { interface IComputeShader; } struct S : ComputeSharp.IComputeShader { double M(double x) => Math.Log(1 + Math.Exp(x)); }")]
    [InlineData("namespace ILGPU { struct Index1D; } static class S { static void M(ILGPU.Index1D i, double[] a, double x) => a[0] = Math.Log(1 + Math.Exp(x)); }")]
    [InlineData("class FragmentShaderAttribute : Attribute; class S { [FragmentShader] double M(double x) => Math.Log(1 + Math.Exp(x)); }")]
    [InlineData("class BurstCompileAttribute : Attribute; [BurstCompile] struct S { double M(double x) => Math.Log(1 + Math.Exp(x)); }")]
    public async Task In_code_for_another_processor_no_other_function_is_advised(string code)
    {
        Diagnostic report = await Report(code);

        Assert.EndsWith("; StableMath.Softplus(x) computes it safely, but shaders and kernels are translated, and can call only what their compiler knows",
            report.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.DoesNotContain("Replacement", report.Properties.Keys);
    }

    private static async Task<Diagnostic> Report(string code, string targets = "") => Assert.Single(await NumericsRun.Analyze(
        NumericsRun.Compile(code), new AnalyzerOptions([], new GlobalOptionsProvider((TargetFrameworks.Property, targets)))));

    private static string Method(string expression) => $"static class C {{ static double M(double x) => {expression}; }}";
}
