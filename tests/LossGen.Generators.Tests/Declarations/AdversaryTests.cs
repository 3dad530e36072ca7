using LossGen.Generators.Analyzers;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0026: an adversary where a model of sparse rows or of tokens is trained.</summary>
public class AdversaryTests
{
    private const string Sparse =
        "Adversary is set, but 'TSparse' has sparse rows, most of whose features are not there to be changed; expected no adversary, or a model of dense rows: "
        + "at run time this throws ArgumentException";

    private const string Tokens =
        "Adversary is set, but 'TTokens' has tokens, which cannot be changed a little; expected no adversary, or a model of dense rows: at run time this throws ArgumentException";

    [Theory]
    [InlineData("sparse.Fit(rows.Rows, labels, new TrainingOptions { Epochs = 3, {|#0:Adversary = Adversary.Fgsm(0.1)|} });")]
    [InlineData("sparse.Fit(options: new() { {|#0:Adversary = Adversary.Fgsm(0.1)|} }, labels: labels, rows: rows.Rows);")]
    [InlineData("sparse.Fit(rows.Rows, labels, plain with { {|#0:Adversary = adversary|} });")]
    [InlineData("var options = new TrainingOptions { {|#0:Adversary = adversary|} }; sparse.Fit(rows.Rows, labels, options);")]
    [InlineData("System.Action<int> fit = _ => { var options = new TrainingOptions { {|#0:Adversary = adversary|} }; sparse.Fit(rows.Rows, labels, options); };")]
    public Task It_is_reported_for_sparse_rows(string statements) => Analyze(statements, ("LG0026", Sparse));

    [Fact]
    public Task It_is_reported_for_tokens() => Analyze("tokens.Fit(labels, new TrainingOptions { {|#0:Adversary = Adversary.Certified(0.1)|} });", ("LG0026", Tokens));

    [Theory]
    [InlineData("dense.Fit(new float[4], labels, new TrainingOptions { Adversary = adversary });")]
    [InlineData("sparse.Fit(rows.Rows, labels, new TrainingOptions { Epochs = 3 });")]
    [InlineData("sparse.Fit(rows.Rows, labels, new TrainingOptions { Adversary = null });")]
    [InlineData("sparse.Fit(rows.Rows, labels, plain);")]
    [InlineData("var options = new TrainingOptions { Adversary = adversary }; options = plain; sparse.Fit(rows.Rows, labels, options);")]
    [InlineData("var options = new TrainingOptions { Adversary = adversary }; dense.Fit(new float[4], labels, options);")]
    [InlineData("new Other().Fit(new TrainingOptions { Adversary = adversary });")]
    public Task Nothing_else_is(string statements) => Analyze(statements);

    [Theory]
    [InlineData("sparse.Attack(rows.Rows, labels, new float[8], adversary);", "CS1061")]
    [InlineData("sparse.CertifiedRadius(rows.Rows, 0, Norm.L2);", "CS1061")]
    [InlineData("RobustEvaluation.Of(sparse, new float[8], labels, new[] { 0.1 }, adversary);", "CS0311")]
    [InlineData("tokens.Attack(labels, labels, new int[8], adversary);", "CS1061")]
    [InlineData("tokens.CertifiedRadius(labels, 0, Norm.L2);", "CS1061")]
    public void Attacks_and_certificates_of_such_models_do_not_compile(string statement, string error)
    {
        string source = Source(statement.Replace("sparse", "new Spam()", StringComparison.Ordinal))
            + "\n[CrossEntropyModel(features: 8, classes: 2, Sparse = true)] public sealed partial class Spam;";
        IEnumerable<Diagnostic> found = DeclarationTest.Generate(source).Compilation.GetDiagnostics();
        Assert.Equal([error], found.Where(static one => one.Severity == DiagnosticSeverity.Error).Select(static one => one.Id));
    }

    private static Task Analyze(string statements, params (string, string)[] expected) => DeclarationTest.Analyze<AdversaryAnalyzer>(Source(statements), expected);

    private static string Source(string statements) =>
        $$"""
        public static class Program
        {
            public static void Train<TSparse, TTokens, TDense>(
                TSparse sparse, TTokens tokens, TDense dense, SparseRowList rows, int[] labels, TrainingOptions plain, Adversary adversary)
                where TSparse : class, ISparseLabelModel<TSparse>
                where TTokens : class, INextTokenModel<TTokens>
                where TDense : class, ILabelModel<TDense>
            {
                {{statements}}
            }
        }

        public sealed class Other
        {
            public void Fit(TrainingOptions options) { }
        }
        """;
}
