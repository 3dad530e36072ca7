using LossGen.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace LossGen.Analyzers.Tests;

/// <summary>Which members are read at all. What is left out here costs nothing more than a search in the text of its file.</summary>
public sealed class CandidateTests
{
    [Theory]
    [InlineData("Math.Log(x)")]
    [InlineData("System.Math.Exp(x)")]
    [InlineData("Log(x)")]
    [InlineData("Log(x, 10)")]
    [InlineData("a.Select(Math.Log).Sum()")]
    [InlineData("T.Log(T.One + x)")]
    [InlineData("a?.Softmax()")]
    [InlineData("a.Softmax()")]
    [InlineData("Log(double.Parse(\"2\"))")]
    [InlineData("1 / (x + double.Epsilon)")]
    [InlineData("Math.Max(x, float.Epsilon)")]
    [InlineData("Math.Pow(p, 1.0 / n)")]
    [InlineData("Math.Pow(Math.E, x)")]
    [InlineData("np.exp(x)")]
    [InlineData("x.PointwiseExp()")]
    [InlineData("Debug.Log(\"x\") + Math.Log(x)")]
    [InlineData("$\"{Math.Log(x)}\"")]
    [InlineData("Factorial(n) / k")]
    [InlineData("x * (1 + Special.GetGamma(n))")]
    [InlineData("Math.Sqrt(fact(n)) / k")]
    public void Code_with_a_function_is_read(string expression) => Assert.True(IsRead(expression));

    [Theory]
    [InlineData("Math.Sqrt(x)")]
    [InlineData("Math.Pow(x, 2)")]
    [InlineData("Log.Information(\"x\")")]
    [InlineData("Debug.Log(\"x\")")]
    [InlineData("Debug.Log($\"{x} of {n}\")")]
    [InlineData("Debug.Log(\"x = \" + x)")]
    [InlineData("Debug.Log(x + \" meters\")")]
    [InlineData("logger.Log(LogLevel.Debug, \"x\")")]
    [InlineData("Log()")]
    [InlineData("new Log(x)")]
    [InlineData("x < double.Epsilon")]
    [InlineData("Math.Abs(x) >= float.Epsilon")]
    [InlineData("\"Math.Log(x)\"")]
    [InlineData("x /* Math.Log(x) */")]
    [InlineData("Exponent(x) + Logistic(x)")]
    [InlineData("exp + exp.Value")]
    [InlineData("Factorial(n)")]
    [InlineData("artifact(n) / Manufac(n)")]
    [InlineData("gamma / Factory(n)")]
    [InlineData("\"Factorial(n) / k\"")]
    public void Code_without_one_is_not(string expression) => Assert.False(IsRead(expression));

    [Theory]
    [InlineData("class C(double x) { double P => {0}; }")]
    [InlineData("class C(double x) { double P { get { return {0}; } } }")]
    [InlineData("class C(double x) { double P { get; } = {0}; }")]
    [InlineData("class C(double x) { double _f = {0}; }")]
    [InlineData("class C(double x) { Func<double, double> _f = y => {0} + y; }")]
    [InlineData("class C(double x) { double this[int i] => {0}; }")]
    [InlineData("class C { readonly double _f; C(double x) { _f = {0}; } }")]
    [InlineData("class B(double x); class C(double x) : B({0});")]
    [InlineData("class C { double M(double x) { return F(); double F() => {0}; } }")]
    [InlineData("class C { public static double operator +(C c, double x) => {0}; }")]
    [InlineData("interface I { double M(double x) => {0}; }")]
    public async Task Every_kind_of_member_is_read_once(string text)
    {
        string source = text.Replace("{0}", "Math.Log(1 + Math.Exp(x))", StringComparison.Ordinal);
        Assert.Equal("LG1005", Assert.Single(await NumericsRun.Analyze(NumericsRun.Compile(source))).Id);
    }

    [Theory]
    [InlineData("[System.CodeDom.Compiler.GeneratedCode(\"tool\", \"1\")] class C { double M(double x) => Math.Log(1 + Math.Exp(x)); }")]
    [InlineData("class C { [System.CodeDom.Compiler.GeneratedCode(\"tool\", \"1\")] double M(double x) => Math.Log(1 + Math.Exp(x)); }")]
    public async Task What_says_that_it_is_generated_is_not_reported(string source) => Assert.Empty(await NumericsRun.Analyze(NumericsRun.Compile(source)));

    private static bool IsRead(string expression)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText($"class C {{ object M() => {expression}; }}");
        SyntaxNode member = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Single();
        return new Candidates().Contains(member, CancellationToken.None);
    }
}
