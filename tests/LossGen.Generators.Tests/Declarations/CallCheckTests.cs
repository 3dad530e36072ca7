using System.Globalization;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0011 beyond the rows: labels, targets, destinations and gradients that do not go with the rows of the same call.</summary>
public sealed class CallCheckTests
{
    private const string Rows = "[1, 2, 3, 4, 5, 6, 7, 8]";

    [Theory]
    [InlineData($"model.Loss({Rows}, [0])", "'labels' has 1 label; expected 2, because 'Iris' has 2 rows here")]
    [InlineData($"model.Fit({Rows}, new[] {{ 0, 1, 2 }})", "'labels' has 3 labels; expected 2, because 'Iris' has 2 rows here")]
    [InlineData($"model.Update({Rows}, new int[1], 0.1f)", "'labels' has 1 label; expected 2, because 'Iris' has 2 rows here")]
    [InlineData($"model.Fit(labels: [0], rows: {Rows})", "'labels' has 1 label; expected 2, because 'Iris' has 2 rows here")]
    [InlineData($"Evaluation.Of(model, {Rows}, [0, 1, 2])", "'labels' has 3 labels; expected 2, because 'Iris' has 2 rows here")]
    [InlineData($"TemperatureScaling.Fit(model, {Rows}, [0, 1, 2])", "'labels' has 3 labels; expected 2, because 'Iris' has 2 rows here")]
    [InlineData("Evaluation.Of(model, [1f, 2f], labels)", "'rows' has 2 numbers; expected a multiple of 4, and at least one row, because 'Iris' has 4 features")]
    [InlineData("model.Fit(rows, [0, 3])", "'labels' has the label 3 at 1; expected 0 to 2, because 'Iris' has 3 classes")]
    [InlineData("model.Update(rows, [-1], 0.1f)", "'labels' has the label -1 at 0; expected 0 to 2, because 'Iris' has 3 classes")]
    [InlineData("model.Loss(rows, stackalloc[] { 0, Nine })", "'labels' has the label 9 at 1; expected 0 to 2, because 'Iris' has 3 classes")]
    [InlineData("model.Loss(rows, new int[] { labels[0], 9, 10 })", "'labels' has the label 9 at 1; expected 0 to 2, because 'Iris' has 3 classes")]
    [InlineData($"model.Loss({Rows}, new float[3])", "'targets' has 3 targets; expected 6, because 'Iris' has 3 classes, in 2 rows here")]
    [InlineData($"model.Logits({Rows}, new float[5])", "'destination' has 5 numbers; expected 6, because 'Iris' has 3 classes, in 2 rows here")]
    [InlineData($"model.Probabilities({Rows}, new float[3])", "'destination' has 3 numbers; expected 6, because 'Iris' has 3 classes, in 2 rows here")]
    [InlineData($"model.Predict({Rows}, new int[1])", "'destination' has 1 place; expected 2, because 'Iris' has 2 rows here")]
    [InlineData("model.LossAndGradient(rows, labels, new float[14])", "'gradient' has 14 numbers; expected 15, because 'Iris' has 15 parameters")]
    [InlineData($"model.InputGradient({Rows}, labels, new float[4])", "'gradient' has 4 numbers; expected 8, because 'Iris' has 4 features, in 2 rows here")]
    [InlineData($"model.Loss({Rows}, labels, new() {{ SampleWeights = new float[3] }})", "'LossOptions.SampleWeights' has 3 weights; expected 2, because 'Iris' has 2 rows here")]
    [InlineData("two.Logits([1, 2, 3], new float[2])", "'destination' has 2 numbers; expected 1, because 'Two' has one logit, in 1 row here")]
    [InlineData("two.LossAndGradient(rows, labels, new float[8])", "'gradient' has 8 numbers; expected 4, because 'Two' has 4 parameters")]
    [InlineData("two.Loss(rows, [2])", "'labels' has the label 2 at 0; expected 0 to 1, because 'Two' has 2 classes")]
    [InlineData("tags.Update([1, 2, 3], [1f, 0f], 0.1f)", "'targets' has 2 targets; expected 4, because 'Tags' has 4 classes, in 1 row here")]
    public async Task What_does_not_go_with_the_rows_is_reported(string call, string message)
    {
        Diagnostic diagnostic = Assert.Single(await Analyze(call));
        Assert.Equal(("LG0011", message + ": at run time this throws ArgumentException"), (diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData($"model.Fit({Rows}, [0, 2])")]
    [InlineData($"model.Loss({Rows}, new float[6])")]
    [InlineData($"model.Loss({Rows}, labels)")]
    [InlineData("model.Loss(rows, [0, 1, 2, 0, 0])")]
    [InlineData("model.Loss(rows, new int[7])")]
    [InlineData("model.Loss(rows, [.. labels])")]
    [InlineData($"model.Logits({Rows}, new float[6])")]
    [InlineData($"model.Predict({Rows}, new int[2])")]
    [InlineData("model.LossAndGradient(rows, labels, new float[15])")]
    [InlineData($"model.InputGradient({Rows}, labels, new float[8])")]
    [InlineData($"model.Loss({Rows}, labels, new() {{ SampleWeights = new float[2] }})")]
    [InlineData("two.Logits([1, 2, 3], new float[1])")]
    [InlineData("two.Probabilities([1, 2, 3], new float[2])")]
    [InlineData("two.LossAndGradient(rows, labels, new float[4])")]
    [InlineData("tags.Update([1, 2, 3], new float[4], 0.1f)")]
    [InlineData($"Evaluation.Of(model, {Rows}, [0, 1])")]
    public async Task What_goes_with_them_is_not(string call) => Assert.Empty(await Analyze(call));

    private static async Task<IReadOnlyList<Diagnostic>> Analyze(string call)
    {
        GeneratorRunOutcome outcome = DeclarationTest.Generate($$"""
            [CrossEntropyModel(4, 3)] public sealed partial class Iris;
            [CrossEntropyModel(3, 2)] public sealed partial class Two;
            [CrossEntropyModel(3, 4, Task = ClassificationTask.MultiLabel)] public sealed partial class Tags;

            public static class Use
            {
                private const int Nine = 9;

                public static void Of(Iris model, Two two, Tags tags, float[] rows, int[] labels)
                {
                    {{call}};
                }
            }
            """);
        Assert.DoesNotContain(outcome.Compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return await DeclarationTest.AnalyzeAll(outcome.Compilation);
    }
}
