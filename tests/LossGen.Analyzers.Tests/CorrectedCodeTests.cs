using System.Collections.Immutable;
using LossGen.Analyzers.Rules;
using LossGen.Analyzers.Tests.Fixes.Proofs;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Analyzers.Tests;

/// <summary>
/// Who does what a message asks for is done: the rules without a fix, or with forms that have none, corrected by hand. That fixes leave nothing to
/// report is proved with the fixes.
/// </summary>
public sealed class CorrectedCodeTests
{
    /// <summary>The rule, what the message asks for, the code before and after.</summary>
    public static TheoryData<string, string, string, string> Cases { get; } = new()
    {
        {
            "LG1009", "subtract the maximum, found in a loop",
            "static double[] M(double[] z) { double s = 0; var p = new double[z.Length]; for (int i = 0; i < z.Length; i++) s += p[i] = Math.Exp(z[i]);"
                + " for (int i = 0; i < p.Length; i++) p[i] /= s; return p; }",
            "static double[] M(double[] z) { double m = double.NegativeInfinity; foreach (double v in z) m = Math.Max(m, v); double s = 0;"
                + " var p = new double[z.Length]; for (int i = 0; i < z.Length; i++) s += p[i] = Math.Exp(z[i] - m);"
                + " for (int i = 0; i < p.Length; i++) p[i] /= s; return p; }"
        },
        {
            "LG1009", "subtract the maximum, by a query",
            "static double[] M(double[] z) { double[] e = z.Select(v => Math.Exp(v)).ToArray(); double s = e.Sum(); return e.Select(v => v / s).ToArray(); }",
            "static double[] M(double[] z) { double m = z.Max(); double[] e = z.Select(v => Math.Exp(v - m)).ToArray(); double s = e.Sum();"
                + " return e.Select(v => v / s).ToArray(); }"
        },
        {
            "LG1009", "subtract the maximum of all the exponents, a temperature among them",
            "static double M(double[] z, int k, double t) { double s = 0; foreach (double v in z) s += Math.Exp(v / t); return Math.Exp(z[k] / t) / s; }",
            "static double M(double[] z, int k, double t) { double m = z.Max(v => v / t); double s = 0; foreach (double v in z) s += Math.Exp(v / t - m);"
                + " return Math.Exp(z[k] / t - m) / s; }"
        },
        {
            "LG1009", "subtract the maximum first, as the library does",
            "static void M(float[] z, float[] p) => TensorPrimitives.SoftMax(z, p);",
            "static void M(float[] z, float[] p) => StableMath.SoftMax(z, p);"
        },
        {
            "LG1010", "the exponent minus the log-sum-exp",
            "static double M(double[] z, int k) { var p = new double[z.Length]; StableMath.SoftMax(z, p); return -Math.Log(p[k]); }",
            "static double M(double[] z, int k) => StableMath.LogSumExp(z) - z[k];"
        },
        {
            "LG1010", "take the log-softmax",
            "static double M(double[] z, int k) { var p = new double[z.Length]; StableMath.SoftMax(z, p); return -Math.Log(p[k] + 1e-15); }",
            "static double M(double[] z, int k) { var l = new double[z.Length]; StableMath.LogSoftMax(z, l); return -l[k]; }"
        },
        {
            "LG1010", "take the log-softmax, by hand",
            "double[] _y = []; void F(double[] z) => _y = Softmax(z); double L(int k) => -Math.Log(_y[k]); static double[] Softmax(double[] z) => z;",
            "double[] _y = []; void F(double[] z) => _y = LogSoftmax(z); double L(int k) => -_y[k]; static double[] LogSoftmax(double[] z) {"
                + " double m = z.Max(); double s = 0; foreach (double v in z) s += Math.Exp(v - m); double l = m + Math.Log(s); return z.Select(v => v - l).ToArray(); }"
        },
        {
            "LG1013", "an epsilon that the type resolves",
            "static float M(float x) => MathF.Log(x + (float)1e-50);",
            "static float M(float x) => MathF.Log(x + 1e-6f);"
        },
        {
            "LG1013", "compute from the logit",
            "static float M(float z) { float p = Math.Clamp(1 / (1 + MathF.Exp(-z)), 1e-15f, 1 - 1e-15f); return -MathF.Log(1 - p); }",
            "static float M(float z) => -StableMath.LogSigmoid(-z);"
        },
        {
            "LG1013", "a divisor that is kept from 0 by a test",
            "static double M(double a, double b) => a / (b + double.Epsilon);",
            "static double M(double a, double b) => b > 0 ? a / b : 0;"
        },
        {
            "LG1014", "add up the logarithms",
            "static double M(double[] p) { double l = 1; foreach (double x in p) l *= x; return Math.Log(l); }",
            "static double M(double[] p) { double l = 0; foreach (double x in p) l += Math.Log(x); return l; }"
        },
        {
            "LG1014", "the logarithm of the density, formed without the density",
            "static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI); static double M(double x) => Math.Log(Density(x));",
            "static double LogDensity(double x) => -x * x / 2 - Math.Log(2 * Math.PI) / 2; static double M(double x) => LogDensity(x);"
        },
        {
            "LG1014", "the exponential of the mean of the logarithms",
            "static double M(double[] x) { double p = 1; foreach (double v in x) p *= v; return Math.Pow(p, 1.0 / x.Length); }",
            "static double M(double[] x) { double s = 0; foreach (double v in x) s += Math.Log(v); return Math.Exp(s / x.Length); }"
        },
        {
            "LG1014", "log-factorial",
            "static double M(int n) { double f = 1; for (int i = 2; i <= n; i++) f *= i; return Math.Log(f); }",
            "static double M(int n) { double f = 0; for (int i = 2; i <= n; i++) f += Math.Log(i); return f; }"
        },
        {
            "LG1014", "add the logarithms of the factors",
            "static double M(double w, double t, double r) => Math.Log(w * r * Math.Exp(-r * t));",
            "static double M(double w, double t, double r) => Math.Log(w) + Math.Log(r) - r * t;"
        },
        {
            "LG1020", "one exponential of the sum of the logarithms, where x and k may both be 0",
            "static double M(double x, double k) => Math.Pow(x, k) * Math.Exp(-x);",
            "static double M(double x, double k) => Math.Exp(StableMath.XLogY(k, x) - x);"
        },
        {
            "LG1020", "one exponential of the sum of the logarithms, of a Poisson probability",
            "static double M(double mean, int k, double factorial) => Math.Exp(-mean) * Math.Pow(mean, k) / factorial;",
            "static double M(double mean, int k, double logFactorial) => mean > 0 ? Math.Exp(k * Math.Log(mean) - mean - logFactorial) : k == 0 ? 1 : 0;"
        },
        {
            "LG1020", "one exponential of the sum of the logarithms, of a Weibull density",
            "static double M(double x, double l, double k) => k / l * Math.Pow(x / l, k - 1) * Math.Exp(-Math.Pow(x / l, k));",
            "static double M(double x, double l, double k) { double log = Math.Log(x / l); return Math.Exp(Math.Log(k / l) + (k - 1) * log - Math.Exp(k * log)); }"
        },
        {
            "LG1021", "say what log(0) should be, of an absolute value",
            "public static double M(double x) => Math.Log(Math.Abs(x));",
            "public static double M(double x) => x == 0 ? -1000 : Math.Log(Math.Abs(x));"
        },
        {
            "LG1021", "say what log(0) should be, of a sum of squares",
            "static double M(float[] x) { double s = 0; foreach (float v in x) s += v * v; return Math.Log10(s); }",
            "static double M(float[] x) { double s = 0; foreach (float v in x) s += v * v; return s > 0 ? Math.Log10(s) : -30; }"
        },
        {
            "LG1021", "say what log(0) should be, of a difference to the minimum",
            "static double[] M(double[] x) { double m = x.Min(); return x.Select(v => Math.Log(v - m)).ToArray(); }",
            "static double[] M(double[] x) { double m = x.Min(); return x.Select(v => v > m ? Math.Log(v - m) : 0).ToArray(); }"
        },
        {
            "LG1021", "a guard that keeps 0 out",
            "static double M(double x) { if (x < 0) throw new ArgumentOutOfRangeException(nameof(x)); return Math.Log(x); }",
            "static double M(double x) { if (x <= 0) throw new ArgumentOutOfRangeException(nameof(x)); return Math.Log(x); }"
        },
        {
            "LG1021", "a lower bound above 0",
            "static double M(double x) => Math.Log(Math.Max(x, 0));",
            "static double M(double x) => Math.Log(Math.Max(x, 1e-9));"
        },
        {
            "LG1021", "say what happens when the rate is 0 or 1",
            "static double M(double[] w) { double e = 0; foreach (double v in w) e += Math.Abs(v); return Math.Log((1 - e) / e); }",
            "static double M(double[] w) { double e = 0; foreach (double v in w) e += Math.Abs(v); return e > 0 && e < 1 ? Math.Log((1 - e) / e) : 0; }"
        },
        {
            "LG1021", "a draw that is never 0",
            "static double M(Random r) => Math.Log(r.Next(0, 7));",
            "static double M(Random r) => Math.Log(r.Next(1, 7));"
        },
        {
            "LG1021", "decibels with a floor",
            "static double M(Complex c) => 20 * Math.Log10(c.Magnitude);",
            "static double M(Complex c) => 20 * Math.Log10(Math.Max(c.Magnitude, 1e-10));"
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_a_message_asks_for_is_silent(string rule, string advice, string before, string after)
    {
        ImmutableArray<Diagnostic> reported = await Analyze(before);
        ImmutableArray<Diagnostic> left = await Analyze(after);

        Assert.True(reported.Any(report => report.Id == rule), $"Nothing to correct ({advice}): {before}");
        Assert.True(left.IsEmpty, $"{rule}, {advice}: {after}\n{string.Join("\n", left)}");
    }

    [Fact]
    public void Every_rule_without_a_fix_is_corrected_in_some_way() => Assert.Superset(
        RuleDescriptors.All.Select(static rule => rule.Id)
            .Except(FixProofs.All.Concat(FixProofs.OfGenerators).Where(static proof => proof.IsOffered).Select(static proof => proof.Rule)).ToHashSet(),
        Cases.Select(static row => (string)row[0]).ToHashSet());

    private static Task<ImmutableArray<Diagnostic>> Analyze(string members)
    {
        var compilation = NumericsRun.Compile($"internal class Corrected {{ {members} }}");
        Assert.DoesNotContain(compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return NumericsRun.Analyze(compilation);
    }
}
