using System.Collections.Immutable;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Analyzers.Tests.Fixes;

/// <summary>What LG1012 writes for each spelling, that the result is silent, and that it is 0 where the weight is.</summary>
public sealed class LogProductFixTests
{
    private const string Arrays = "double[] p, double[] q, double[] t, int[] n, float[] f, float[] g, double total, int i";

    [Theory]
    [InlineData("p[i] * Math.Log(p[i] / q[i])", "StableMath.RelativeEntropy(p[i], q[i])")]
    [InlineData("f[i] * MathF.Log(f[i] / g[i])", "StableMath.RelativeEntropy(f[i], g[i])")]
    [InlineData("Math.Log(p[i] / q[i]) * p[i]", "StableMath.RelativeEntropy(p[i], q[i])")]
    [InlineData("-p[i] * Math.Log(p[i] / q[i])", "-StableMath.RelativeEntropy(p[i], q[i])")]
    [InlineData("total - p[i] * Math.Log(q[i] / p[i])", "total - -StableMath.RelativeEntropy(p[i], q[i])")]
    [InlineData("total-p[i]*Math.Log(q[i]/p[i])", "total-(-StableMath.RelativeEntropy(p[i], q[i]))")]
    [InlineData("-p[i] * Math.Log(q[i] / p[i])", "StableMath.RelativeEntropy(p[i], q[i])")]
    [InlineData("p[i] * Math.Log10(p[i] / q[i])", "StableMath.RelativeEntropy(p[i], q[i]) / Math.Log(10)")]
    [InlineData("p[i] * Math.Log(p[i] / (q[i] * t[i]))", "StableMath.RelativeEntropy(p[i], q[i] * t[i])")]
    [InlineData("p[i] * Math.Log(p[i] / q[i] / t[i])", "p[i] == 0 ? 0 : p[i] * Math.Log(p[i] / q[i] / t[i])")]
    [InlineData("p[i] * Math.Log(2 * p[i] / (p[i] + q[i]))", "p[i] == 0 ? 0 : p[i] * Math.Log(2 * p[i] / (p[i] + q[i]))")]
    [InlineData("total + p[i] * Math.Log(total * p[i] / (q[i] * t[i]))", "total + (p[i] == 0 ? 0 : p[i] * Math.Log(total * p[i] / (q[i] * t[i])))")]
    [InlineData("n[i] * Math.Log(n[i] / total)", "StableMath.RelativeEntropy((double)n[i], total)")]
    [InlineData("p.Zip(q, (a, b) => a * Math.Log(a / b)).Sum()", "p.Zip(q, (a, b) => StableMath.RelativeEntropy(a, b)).Sum()")]
    [InlineData("t[i] * Math.Log(p[i])", "StableMath.XLogY(t[i], p[i])")]
    [InlineData("-t[i] * Math.Log(p[i])", "-StableMath.XLogY(t[i], p[i])")]
    [InlineData("t[i] * Math.Log(p[i] / total)", "t[i] == 0 ? 0 : t[i] * Math.Log(p[i] / total)")]
    [InlineData("-t[i] * Math.Log(p[i] / total)", "-t[i] == 0 ? 0 : -t[i] * Math.Log(p[i] / total)")]
    [InlineData("t[i] * Math.Log(p[i] / (total + 1e-12))", "StableMath.XLogY(t[i], p[i] / (total + 1e-12))")]
    [InlineData("t[i] * Math.Log(p[i]) + (1 - t[i]) * Math.Log(1 - p[i])", "StableMath.XLogY(t[i], p[i]) + StableMath.XLogY(1 - t[i], 1 - p[i])")]
    [InlineData("-t[i] * Math.Log(p[i]) - (1 - t[i]) * Math.Log(1 - p[i])", "-StableMath.XLogY(t[i], p[i]) - StableMath.XLogY(1 - t[i], 1 - p[i])")]
    public async Task A_fix_is_right_where_the_weight_is_zero(string before, string after)
    {
        using var workspace = new AdhocWorkspace();
        Document document = Proof(workspace, before);
        ImmutableArray<Diagnostic> reported = await FixRun.AnalyzeAsync(document);
        Diagnostic report = Assert.Single(reported);
        Assert.Equal("LG1012", report.Id);
        document = await FixRun.FixAsync(document, report);
        Assert.Contains($"=> {after};", (await document.GetTextAsync()).ToString(), StringComparison.Ordinal);
        Assert.Empty(await FixRun.AnalyzeAsync(document));

        // A weight of 0 beside 0/0 and 1/0; in the two terms, a prediction that is certain and right.
        Assert.Equal(0, await Run(document, p: 0, q: 0, t: 0, total: 0));
        Assert.Equal(0, await Run(document, p: 0, q: 1, t: 0, total: 0));
    }

    [Theory]
    [InlineData("t[Next()] * Math.Log(p[i] / total)")]
    [InlineData("Math.Max(t[i], 0) * Math.Log(p[i] / total)")]
    public async Task A_weight_that_cannot_be_written_twice_gets_no_test_for_zero(string code)
    {
        using var workspace = new AdhocWorkspace();
        ImmutableArray<Diagnostic> reported = await FixRun.AnalyzeAsync(Proof(workspace, code));
        Assert.DoesNotContain(reported, static report => report.Properties.ContainsKey("Replacement"));
    }

    [Fact]
    public async Task The_message_names_the_sum_over_two_arrays()
    {
        using var workspace = new AdhocWorkspace();
        Diagnostic report = Assert.Single(await FixRun.AnalyzeAsync(Proof(workspace, "p[i] * Math.Log(p[i] / q[i])")));
        Assert.EndsWith("write StableMath.RelativeEntropy(p[i], q[i]), or StableMath.KullbackLeibler for the whole sum", report.GetMessage(null), StringComparison.Ordinal);
    }

    private static Document Proof(AdhocWorkspace workspace, string expression) => workspace
        .AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Product", "Product", LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
            metadataReferences: [.. FrameworkReferences.All, FrameworkReferences.To(typeof(StableMath).Assembly)]))
        .AddDocument("Subject.cs", $$"""
            using System;
            using System.Linq;
            using LossGen;

            public static class Subject
            {
                private static int _next;

                private static int Next() => _next++;

                public static double CrossEntropyTerm({{Arrays}}) => {{expression}};
            }
            """, filePath: "/0/Subject.cs");

    private static async Task<double> Run(Document document, double p, double q, double t, double total)
    {
        using EmittedAssembly emitted = EmittedAssembly.From((CSharpCompilation)(await document.Project.GetCompilationAsync())!);
        return emitted.Invoke<double>(
            "Subject", "CrossEntropyTerm", new[] { p }, new[] { q }, new[] { t }, new[] { (int)p }, new[] { (float)p }, new[] { (float)q }, total, 0);
    }
}
