using System.Collections.Immutable;
using LossGen.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace LossGen.Analyzers.Tests;

/// <summary>What lossgen_accuracy_severity in .editorconfig does: it moves the rules about accuracy, and no other.</summary>
public sealed class SeverityTests
{
    private const string Option = "lossgen_accuracy_severity";
    private const string AccuracyRule = "LG1001";

    private const string Source = """
        internal static class Example
        {
            public static double Rate(double x) => Math.Log(1 + x);

            public static double Softplus(double x) => Math.Log(1 + Math.Exp(x));
        }
        """;

    [Fact]
    public void Rules_about_accuracy_are_suggestions_and_the_others_warnings()
    {
        string[] suggestions = ["LG1001", "LG1002", "LG1015", "LG1016", "LG1017", "LG1018", "LG1020"];
        Assert.All(RuleDescriptors.All, rule => Assert.Equal(
            suggestions.Contains(rule.Id) ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning, rule.DefaultSeverity));
    }

    [Theory]
    [InlineData(null, DiagnosticSeverity.Info)]
    [InlineData("suggestion", DiagnosticSeverity.Info)]
    [InlineData("warning", DiagnosticSeverity.Warning)]
    [InlineData("error", DiagnosticSeverity.Error)]
    [InlineData("Warning", DiagnosticSeverity.Warning)]
    [InlineData("loud", DiagnosticSeverity.Info)]
    public async Task The_option_moves_the_rules_about_accuracy_and_no_other(string? value, DiagnosticSeverity expected)
    {
        var options = new AnalyzerOptions([], new Provider(value));
        ImmutableArray<Diagnostic> diagnostics = await NumericsRun.Analyze(NumericsRun.Compile(Source), options);
        Assert.Equal(
            [(AccuracyRule, expected), ("LG1005", DiagnosticSeverity.Warning)],
            diagnostics.Select(static diagnostic => (diagnostic.Id, diagnostic.Severity)));
    }

    [Theory]
    [InlineData("Math.Pow(x, k) * Math.Exp(-x)", "LG1020", DiagnosticSeverity.Warning)]
    [InlineData("Math.Pow(x / k, k - 1) * Math.Exp(-Math.Pow(x / k, k))", "LG1020", DiagnosticSeverity.Warning)]
    [InlineData("Math.Pow(y, k) * Math.Exp(-x)", "LG1020", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Exp(-x) * Math.Exp(-Math.Exp(-x))", "LG1020", DiagnosticSeverity.Warning)]
    [InlineData("(1 - Math.Exp(-k * Math.Abs(x))) / Math.Abs(x)", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("(1 - Math.Exp(-k * x)) / x", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("Math.Log(Math.Pow(1 / (1 + y * y), x))", "LG1018", DiagnosticSeverity.Warning)]
    [InlineData("Math.Log(Math.Pow(k, x))", "LG1018", DiagnosticSeverity.Info)]
    [InlineData("Math.Log(x * x)", "LG1021", DiagnosticSeverity.Info)]
    [InlineData("Math.Log(Math.Abs(x))", "LG1021", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Log(Math.Max(x, 0))", "LG1021", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Floor(Math.Log10(Math.Abs(x)))", "LG1021", DiagnosticSeverity.Warning)]
    [InlineData("20 * Math.Log10(Math.Abs(x))", "LG1021", DiagnosticSeverity.Warning)]
    [InlineData("Math.Log(x * x + y * y)", "LG1021", DiagnosticSeverity.Info)]
    [InlineData("Math.Log((int)x & 7)", "LG1021", DiagnosticSeverity.Info)]
    [InlineData("Math.Log(((int)x & 255) / 256.0)", "LG1021", DiagnosticSeverity.Warning)]
    [InlineData("10 * Math.Log10(x * x + y * y)", "LG1021", DiagnosticSeverity.Warning)]
    [InlineData("Math.Log((x * x + y * y) / (x * x + k * k))", "LG1021", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Log(1 + k * Math.Exp(x))", "LG1005", DiagnosticSeverity.Info)]
    [InlineData("Math.Exp(k * x) / (1 + Math.Exp(k * x))", "LG1007", DiagnosticSeverity.Warning)]
    [InlineData("Math.Exp(x) / (Math.Exp(x) + Math.Exp(y))", "LG1007", DiagnosticSeverity.Warning)]
    [InlineData("Math.Exp(k * x) / (Math.Exp(k * x) + Math.Exp(k * y))", "LG1007", DiagnosticSeverity.Info)]
    [InlineData("Math.Log(Math.Exp(x) + Math.Exp(y))", "LG1008", DiagnosticSeverity.Warning)]
    [InlineData("Math.Log(Math.Exp(x / k / k) + Math.Exp(y / k / k))", "LG1008", DiagnosticSeverity.Hidden)]
    [InlineData("x * Math.Log(x)", "LG1011", DiagnosticSeverity.Warning)]
    [InlineData("Math.Floor(Math.Log(x) / Math.Log(10))", "LG1019", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Floor(Math.Log((int)x) / Math.Log(10))", "LG1019", DiagnosticSeverity.Warning)]
    [InlineData("Math.Floor(Math.Log((int)x) / Math.Log(10) - 12)", "LG1019", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Log(1 - Math.Exp(-x * y))", "LG1004", DiagnosticSeverity.Info)]
    [InlineData("Math.Log(1 - Math.Exp(x - y))", "LG1004", DiagnosticSeverity.Warning)]
    [InlineData("10 * Math.Log10(x * x)", "LG1021", DiagnosticSeverity.Warning)]
    [InlineData("Math.Log(k * Math.Exp(x * y))", "LG1014", DiagnosticSeverity.Info)]
    [InlineData("Math.Log(k * Math.Exp(-x * x))", "LG1014", DiagnosticSeverity.Warning)]
    [InlineData("Math.Log2(1 + x)", "LG1001", DiagnosticSeverity.Hidden)]
    [InlineData("1 / ((Math.Exp(k * x) - 1) / k)", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("x / (Math.Exp(0.0143 / k) - 1)", "LG1002", DiagnosticSeverity.Hidden)]
    public Task What_turns_infinite_or_NaN_is_a_warning_and_what_loses_digits_a_suggestion(string formula, string id, DiagnosticSeverity expected) =>
        IsTheOnlyReport($"internal static class Example {{ public static double Value(double x, double y, double k) => {formula}; }}", id, expected);

    [Theory]
    [InlineData("Math.Log(1 + x)", "LG1001", DiagnosticSeverity.Info)]
    [InlineData("-Math.Log(1 - k * x) / k", "LG1001", DiagnosticSeverity.Info)]
    [InlineData("y - k * Math.Log(1 - x)", "LG1001", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Sqrt(Math.Log(1 + x * x)) + y", "LG1001", DiagnosticSeverity.Info)]
    [InlineData("1127 * Math.Log(1 + x / 700)", "LG1001", DiagnosticSeverity.Hidden)]
    [InlineData("y + Math.Log(1 + x / 1e6)", "LG1001", DiagnosticSeverity.Info)]
    [InlineData("Math.Log(y) / Math.Log(1 + x)", "LG1001", DiagnosticSeverity.Info)]
    [InlineData("1 - Math.Exp(-x / k)", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("700 * (Math.Exp(x / 1127) - 1)", "LG1002", DiagnosticSeverity.Hidden)]
    [InlineData("y + k * (1 - Math.Exp(-x)) / x", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("y + k * (1 - Math.Exp(-x))", "LG1002", DiagnosticSeverity.Hidden)]
    [InlineData("y + (Math.Exp(x * x) - 1) * k", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("y + (1 - Math.Exp(-Math.Abs(x))) / (1 - Math.Exp(-Math.Abs(k)))", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("(float)(Math.Exp((float)x) - 1)", "LG1002", DiagnosticSeverity.Hidden)]
    [InlineData("k * (Math.Exp((float)x) - 1)", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("(float)Math.Log(1 - (double)(float)x)", "LG1001", DiagnosticSeverity.Hidden)]
    [InlineData("(float)Math.Log(1 - x)", "LG1001", DiagnosticSeverity.Info)]
    [InlineData("Math.Pow(1 - Math.Exp(-x), k)", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("y - Math.Pow(1 - Math.Exp(-x), k)", "LG1002", DiagnosticSeverity.Hidden)]
    [InlineData("1 - Math.Exp(-x * (int)k)", "LG1002", DiagnosticSeverity.Hidden)]
    [InlineData("1 - Math.Exp(-(double)(int)x / (int)k)", "LG1002", DiagnosticSeverity.Hidden)]
    [InlineData("(1 - Math.Exp(-x * (int)k)) / x", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("Math.Log(x + Math.Sqrt(x * x + 1))", "LG1016", DiagnosticSeverity.Info)]
    [InlineData("y + Math.Log(x + Math.Sqrt(x * x + 1))", "LG1016", DiagnosticSeverity.Hidden)]
    [InlineData("(Math.Exp(x) + Math.Exp(-x)) / 2", "LG1016", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Log(x + Math.Sqrt(x * x - 1))", "LG1016", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Log(x) / Math.Log(2)", "LG1018", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Pow(Math.E, x)", "LG1018", DiagnosticSeverity.Hidden)]
    [InlineData("MathF.Pow(MathF.E, (float)x)", "LG1018", DiagnosticSeverity.Info)]
    [InlineData("Math.Exp(x) / Math.Exp(y)", "LG1015", DiagnosticSeverity.Info)]
    [InlineData("Math.Exp(-x * k) * Math.Exp(-y * k)", "LG1015", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Exp(10 * k * x / y) / Math.Exp(10 * k)", "LG1015", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Exp(k * x / y) / Math.Exp(y)", "LG1015", DiagnosticSeverity.Info)]
    [InlineData("Math.Sqrt(k * k + y * y) / (Math.Exp(Math.Sqrt(k * k + y * y) * x) - 1)", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("Math.Abs(x) / (Math.Exp(k * Math.Abs(x)) - 1)", "LG1002", DiagnosticSeverity.Info)]
    [InlineData("Math.Pow(2 * k * Math.Exp(k * x) / (Math.Exp(2 * k * x) - 1 + k), y) * Math.Exp(-y * k * x)", "LG1020", DiagnosticSeverity.Hidden)]
    public async Task Digits_that_seldom_matter_are_hidden(string formula, string id, DiagnosticSeverity expected)
    {
        string source = $"internal static class Example {{ public static double Value(double x, double y, double k) => {formula}; }}";
        ImmutableArray<Diagnostic> found = await NumericsRun.Analyze(NumericsRun.Compile(source));
        Assert.Contains((id, expected), found.Select(static diagnostic => (diagnostic.Id, diagnostic.Severity)));
        Assert.All(found, diagnostic => Assert.True(diagnostic.Id != id || diagnostic.Severity == expected));
    }

    [Theory]
    [InlineData("s", DiagnosticSeverity.Warning)]
    [InlineData("1 - s", DiagnosticSeverity.Warning)]
    [InlineData("1 - s + 1e-30", DiagnosticSeverity.Info)]
    [InlineData("1 - s - 1e-30", DiagnosticSeverity.Warning)]
    [InlineData("s + 1e-30", DiagnosticSeverity.Info)]
    [InlineData("1 - s + 1e-9", DiagnosticSeverity.Info)]
    public Task A_sigmoid_with_a_floor_has_a_finite_logarithm(string argument, DiagnosticSeverity expected) => IsTheOnlyReport(
        $"internal static class Example {{ public static double Loss(double z) {{ double s = 1 / (1 + Math.Exp(-z)); return -Math.Log({argument}); }} }}",
        "LG1006",
        expected);

    [Theory]
    [InlineData("p[y]", DiagnosticSeverity.Warning)]
    [InlineData("p[y] + 1e-7", DiagnosticSeverity.Info)]
    [InlineData("Math.Max(p[y], 1e-12)", DiagnosticSeverity.Info)]
    [InlineData("Math.Clamp(p[y], 1e-9, 1)", DiagnosticSeverity.Info)]
    public Task A_softmax_with_a_floor_has_a_finite_logarithm(string argument, DiagnosticSeverity expected) => IsTheOnlyReport(
        $"internal static class Example {{ public static double Loss(double[] z, int y) {{ double[] p = Softmax(z); return -Math.Log({argument}); }} "
            + "private static double[] Softmax(double[] z) => z; }",
        "LG1010",
        expected);

    [Theory]
    [InlineData("double", "z", "0", DiagnosticSeverity.Hidden)]
    [InlineData("float", "z", "0", DiagnosticSeverity.Hidden)]
    [InlineData("double", "z", "double.Epsilon", DiagnosticSeverity.Hidden)]
    [InlineData("double", "logPrior", "0", DiagnosticSeverity.Warning)]
    public Task A_maximum_that_begins_late_is_a_warning_of_logarithms(string type, string exponents, string start, DiagnosticSeverity expected) => IsTheOnlyReport(
        $"internal static class Example {{ public static {type} Share({type}[] {exponents}, int k) {{ {type} max = {start}, sum = 0; "
            + $"foreach ({type} x in {exponents}) if (x > max) max = x; foreach ({type} x in {exponents}) sum += ({type})Math.Exp(x - max); "
            + $"return ({type})Math.Exp({exponents}[k] - max) / sum; }} }}",
        "LG1009",
        expected);

    [Theory]
    [InlineData("extern Vector Exp();", DiagnosticSeverity.Info)]
    [InlineData("Vector Exp() { var e = new Vector(); for (int i = 0; i < 3; i++) e[i] = Math.Exp(this[i]); return e; }", DiagnosticSeverity.Warning)]
    public Task A_vector_whose_exponential_is_known_by_its_name_alone_is_a_suggestion(string exp, DiagnosticSeverity expected) => IsTheOnlyReport(
        "internal sealed class Vector { private readonly double[] _x = new double[3]; public double this[int i] { get => _x[i]; set => _x[i] = value; } "
            + "public static Vector operator /(Vector v, double by) => v; public double Sum() => _x[0] + _x[1] + _x[2]; public " + exp + " } "
            + "internal static class Example { public static Vector Shares(Vector z) { Vector e = z.Exp(); return e / e.Sum(); } }",
        "LG1009",
        expected);

    [Theory]
    [InlineData("double", "Ratio", "Fact(n) / Fact(n - k)", "LG1020", DiagnosticSeverity.Warning)]
    [InlineData("double", "HermiteNorm", "Fact(n) / Fact(n - k)", "LG1020", DiagnosticSeverity.Info)]
    [InlineData("double", "Load", "Math.Pow(x, n) / Fact(n)", "LG1020", DiagnosticSeverity.Info)]
    [InlineData("double", "Gamma", "Fact(n) / Fact(n - k)", "LG1020", DiagnosticSeverity.Info)]
    [InlineData("double", "Beta", "Fact(n) * Fact(k) / Fact(n + k)", "LG1020", DiagnosticSeverity.Warning)]
    [InlineData("double", "Sum", "Enumerable.Range(0, n).Sum(i => Fact(2 * i) / (Fact(i) * Fact(i + 1)))", "LG1020", DiagnosticSeverity.Info)]
    [InlineData("long", "Ratio", "Fact(n) / Fact(n - k)", "LG1022", DiagnosticSeverity.Warning)]
    [InlineData("double", "Scale", "Fact(n - k) / Fact(n + k)", "LG1020", DiagnosticSeverity.Info)]
    [InlineData("long", "HermiteNorm", "Fact(n) / Fact(n - k)", "LG1022", DiagnosticSeverity.Info)]
    [InlineData("int", "Derivative", "Fact(n) / Math.Pow(x, n)", "LG1022", DiagnosticSeverity.Info)]
    [InlineData("int", "Load", "Math.Pow(x, n) / Fact(n)", "LG1022", DiagnosticSeverity.Warning)]
    [InlineData("int", "Sum", "Enumerable.Range(0, n).Sum(i => Math.Pow(x, i) / Fact(i))", "LG1022", DiagnosticSeverity.Info)]
    public Task Factorials_past_their_range_are_warnings_and_those_of_series_and_orders_suggestions(
        string type, string name, string formula, string id, DiagnosticSeverity expected) => IsTheOnlyReport(
            $$"""
            internal static class Example
            {
                public static double {{name}}(int n, int k, double x) => {{formula}};
                private static {{type}} Fact(int n) => n < 2 ? 1 : n * Fact(n - 1);
            }
            """,
            id,
            expected);

    [Theory]
    [InlineData("double[] values", DiagnosticSeverity.Warning)]
    [InlineData("int[] values", DiagnosticSeverity.Hidden)]
    public Task A_geometric_mean_of_whole_numbers_is_hidden(string parameter, DiagnosticSeverity expected) => IsTheOnlyReport(
        $"internal static class Example {{ public static double Mean({parameter}) => Math.Pow(values.Aggregate(1.0, (p, x) => p * x), 1.0 / values.Length); }}",
        "LG1014",
        expected);

    [Theory]
    [InlineData("c < 256 && x * x + y * y < limit", DiagnosticSeverity.Hidden)]
    [InlineData("c < 256 && x < limit", DiagnosticSeverity.Info)]
    public async Task A_sum_of_squares_that_ends_a_loop_is_hidden(string condition, DiagnosticSeverity expected)
    {
        Diagnostic diagnostic = Assert.Single(await NumericsRun.Analyze(NumericsRun.Compile($$"""
            internal static class Example
            {
                public static double Escape(double x, double y, double limit)
                {
                    int c = 0;
                    while ({{condition}})
                    {
                        double t = x;
                        x = x * x - y * y;
                        y = 2 * t * y;
                        ++c;
                    }
                    return c - Math.Log(x * x + y * y);
                }
            }
            """)));
        Assert.Equal(("LG1021", expected), (diagnostic.Id, diagnostic.Severity));
    }

    [Theory]
    [InlineData("Math.Exp(-n * x) * Math.Pow(x, i)", DiagnosticSeverity.Hidden)]
    [InlineData("Math.Exp(-x) * Math.Pow(x, i)", DiagnosticSeverity.Warning)]
    public Task Terms_of_a_series_whose_exponent_is_counted_are_hidden(string term, DiagnosticSeverity expected) => IsTheOnlyReport(
        "internal static class Example { public static double Value(double[,] c, double x) { double sum = 0; for (int n = 0; n < 9; n++) "
            + $"for (int i = 0; i < c.GetLength(1); i++) sum += c[n, i] * {term}; return sum; }} }}",
        "LG1020",
        expected);

    [Theory]
    [InlineData("a * Math.Log(Math.Sqrt(x[0] * x[0] + x[1] * x[1]))", DiagnosticSeverity.Hidden)]
    [InlineData("a * Math.Log(x[0] * x[0] + x[1] * x[1])", DiagnosticSeverity.Hidden)]
    [InlineData("10 * Math.Log10(x[0] * x[0] + x[1] * x[1])", DiagnosticSeverity.Warning)]
    [InlineData("a * Math.Log(a * a + x[1] * x[1])", DiagnosticSeverity.Info)]
    public Task The_logarithm_of_a_radius_is_hidden(string formula, DiagnosticSeverity expected) =>
        IsTheOnlyReport($"internal static class Example {{ public static double Potential(double[] x, double a) => {formula}; }}", "LG1021", expected);

    [Theory]
    [InlineData("public", DiagnosticSeverity.Warning)]
    [InlineData("private", DiagnosticSeverity.Hidden)]
    public Task Whether_a_zero_can_be_passed_in_decides_about_an_entropy(string access, DiagnosticSeverity expected) =>
        IsTheOnlyReport($"internal static class Example {{ {access} static double Term(double p) => -p * Math.Log(p); }}", "LG1011", expected);

    [Theory]
    [InlineData("public", DiagnosticSeverity.Warning)]
    [InlineData("private", DiagnosticSeverity.Hidden)]
    public Task The_digits_of_a_number_in_a_private_property_are_hidden(string access, DiagnosticSeverity expected) => IsTheOnlyReport(
        $"internal sealed class Example {{ public double A; {access} int Digits {{ get {{ return (int)Math.Ceiling(Math.Log10(Math.Abs(A))); }} }} }}",
        "LG1021",
        expected);

    [Theory]
    [InlineData("GrowthTest", "tests/Source.cs", 0)]
    [InlineData("GrowthTest", "test/Source.cs", 0)]
    [InlineData("GrowthTest", "Product.Tests/Source.cs", 0)]
    [InlineData("TestGrowth", "Product.test/Source.cs", 0)]
    [InlineData("Helper", "Product.test/TestGrowth.cs", 0)]
    [InlineData("Helper", "tests/GrowthTests.cs", 0)]
    [InlineData("Helper", "tests/Growth.cs", 1)]
    [InlineData("Testament", "tests/Testament.cs", 1)]
    [InlineData("GrowthTest", "src/Source.cs", 1)]
    [InlineData("GrowthTest", "src/latest/GrowthTest.cs", 1)]
    public async Task Accuracy_is_not_asked_of_what_is_named_for_tests_in_their_folder(string type, string path, int expected)
    {
        CSharpCompilation empty = NumericsRun.Compile("");
        SyntaxTree source = CSharpSyntaxTree.ParseText(
            $"public class {type} {{ public static double Value(double x) => 1 - System.Math.Exp(-x); }}", (CSharpParseOptions)empty.SyntaxTrees[0].Options, path);
        Assert.Equal(expected, (await NumericsRun.Analyze(empty.AddSyntaxTrees(source))).Length);
    }

    [Theory]
    [InlineData("Math", "Atanh", 0)]
    [InlineData("MathF", "Atanh", 0)]
    [InlineData("Math", "ArcTanh", 1)]
    [InlineData("MathTools", "Atanh", 1)]
    public async Task A_function_is_not_advised_within_itself(string type, string method, int expected)
    {
        string source = $"public static class {type} {{ public static double {method}(double x) => 0.5 * System.Math.Log((1 + x) / (1 - x)); }}";
        Assert.Equal(expected, (await NumericsRun.Analyze(NumericsRun.Compile(source))).Length);
    }

    [Theory]
    [InlineData("public class BenchmarkAttribute : System.Attribute { }", "[Benchmark]", 0)]
    [InlineData("public class ReferenceAttribute : System.Attribute { }", "[Reference]", 1)]
    public async Task Accuracy_is_not_asked_of_benchmarks(string attribute, string use, int expected)
    {
        string source = $"{attribute} public class Growth {{ public double X; {use} public double Run() => 1 - System.Math.Exp(-X); }}";
        Assert.Equal(expected, (await NumericsRun.Analyze(NumericsRun.Compile(source))).Length);
    }

    [Theory]
    [InlineData("LogP1", 0)]
    [InlineData("SoftMax", 0)]
    public async Task A_class_of_the_users_named_like_the_librarys_is_another(string function, int expected)
    {
        string source = $"namespace System.Numerics.Tensors {{ public static class TensorPrimitives {{ public static void {function}(float[] x, float[] y) => y[0] = x[0]; }} }} "
            + $"internal static class Example {{ public static void Run(float[] x, float[] y) => System.Numerics.Tensors.TensorPrimitives.{function}(x, y); }}";
        Assert.Equal(expected, (await NumericsRun.Analyze(NumericsRun.Compile(source))).Length);
    }

    [Theory]
    [InlineData("CostFunction", DiagnosticSeverity.Hidden)]
    [InlineData("LogLikelihood", DiagnosticSeverity.Hidden)]
    [InlineData("Example", DiagnosticSeverity.Info)]
    public Task The_digits_of_a_small_loss_are_hidden(string type, DiagnosticSeverity expected) =>
        IsTheOnlyReport($"internal static class {type} {{ public static double Value(double a) => Math.Log(1 - a); }}", "LG1001", expected);

    [Theory]
    [InlineData("x / (y + float.Epsilon)", DiagnosticSeverity.Hidden)]
    [InlineData("MathF.Log(x + (float)1e-50)", DiagnosticSeverity.Warning)]
    public Task An_epsilon_that_keeps_a_quotient_of_zeros_out_is_hidden(string formula, DiagnosticSeverity expected) =>
        IsTheOnlyReport($"internal static class Example {{ public static float Value(float x, float y) => {formula}; }}", "LG1013", expected);

    [Theory]
    [InlineData("Elu", DiagnosticSeverity.Hidden)]
    [InlineData("Probability", DiagnosticSeverity.Info)]
    public Task The_digits_of_a_small_activation_are_hidden(string method, DiagnosticSeverity expected) =>
        IsTheOnlyReport($"internal static class Example {{ public static double {method}(double x) => x >= 0 ? x : Math.Exp(x) - 1; }}", "LG1002", expected);

    [Fact]
    public async Task The_option_raises_hidden_reports_too()
    {
        var options = new AnalyzerOptions([], new Provider("warning"));
        Diagnostic diagnostic = Assert.Single(await NumericsRun.Analyze(
            NumericsRun.Compile("internal static class Example { public static double Value(double x, double y) => y - Math.Log(1 + x); }"), options));
        Assert.Equal(("LG1001", DiagnosticSeverity.Warning), (diagnostic.Id, diagnostic.Severity));
    }

    [Theory]
    [InlineData("[Fact] public void Works() { }", false)]
    [InlineData("[Xunit.Theory] public void Works() { }", false)]
    [InlineData("public void Works() { }", true)]
    public async Task A_class_with_tests_gets_only_what_is_wrong_in_a_test_too(string member, bool reportsAll)
    {
        string source = $$"""
            internal sealed class FactAttribute : Attribute;
            namespace Xunit { internal sealed class TheoryAttribute : Attribute; }
            internal sealed class Example
            {
                {{member}}

                public static double Softplus(double x) => Math.Log(1 + Math.Exp(x));

                public static double Rate(int n, int m) => Math.Log((n - 1) / n) + m;
            }
            """;
        ImmutableArray<Diagnostic> found = await NumericsRun.Analyze(NumericsRun.Compile(source));
        Assert.Equal(reportsAll ? ["LG1005", "LG1022"] : ["LG1022"], found.Select(static diagnostic => diagnostic.Id));
    }

    private static async Task IsTheOnlyReport(string source, string id, DiagnosticSeverity expected)
    {
        Diagnostic diagnostic = Assert.Single(await NumericsRun.Analyze(NumericsRun.Compile(source)));
        Assert.Equal((id, expected), (diagnostic.Id, diagnostic.Severity));
    }

    private sealed class Provider(string? value) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(null);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options(value);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Options(string? value) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? found)
        {
            found = key == Option ? value : null;
            return found is not null;
        }
    }
}
