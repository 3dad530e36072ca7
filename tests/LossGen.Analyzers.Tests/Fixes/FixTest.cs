using LossGen.CodeFixes;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace LossGen.Analyzers.Tests.Fixes;

/// <summary>A file before and after the fix, one diagnostic at a time and with every scope of FixAll.</summary>
internal sealed class FixTest : CSharpCodeFixTest<ScriptedAnalyzer, StableFormCodeFixProvider, DefaultVerifier>
{
    public FixTest() => this.UseRunningFramework(typeof(StableMath).Assembly);

    /// <summary>The script is put at the end of both texts.</summary>
    public static new Task Verify(string before, string after, params string[] script) => Of(before, after, script).RunAsync();

    /// <summary>No fix is offered.</summary>
    public static Task VerifyNone(string code, params string[] script) => Of(code, code, script).RunAsync();

    public static FixTest Of(string before, string after, params string[] script) =>
        new() { TestCode = WithScript(before, script), FixedCode = WithScript(after, script) };

    /// <summary>The body of a method with doubles x and y, where LossGen and System are known.</summary>
    public static Task VerifyBody(string before, string after, params string[] script) => OfBody(before, after, script).RunAsync();

    public static FixTest OfBody(string before, string after, params string[] script) => Of(Method(before), Method(after), script);

    public static Task VerifyNoneInBody(string body, params string[] script) => VerifyNone(Method(body), script);

    public static string WithScript(string code, params string[] script) =>
        code.ReplaceLineEndings("\n").TrimEnd() + "\n\n" + string.Concat(script.Select(line => $"//fix {line}\n"));

    private static string Method(string body) =>
        $$"""
        using System;
        using System.Linq;
        using LossGen;

        static class C
        {
            static double M(double x, double y, float f, double[] a, Func<double, double> g)
            {
                {{body.ReplaceLineEndings("\n").Replace("\n", "\n        ")}}
            }
        }
        """;
}
