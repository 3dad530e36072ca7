using System.Globalization;
using LossGen.Generators.Tests.Declarations;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.TypedRows;

/// <summary>LG0011 on models whose counts come from their rows: as numbers they have a length, as objects any number will do.</summary>
public sealed class TypedArrayLengthTests
{
    [Theory]
    [InlineData("model.Predict([1f, 2f, 3f])", "'row' has 3 numbers; expected 4, because 'Model' has 4 features: at run time this throws ArgumentException")]
    [InlineData("model.Probabilities(new float[6], floats)",
        "'rows' has 6 numbers; expected a multiple of 4, and at least one row, because 'Model' has 4 features: at run time this throws ArgumentException")]
    [InlineData("model.Loss([flower], new LossOptions { ClassWeights = new float[2] })",
        "'LossOptions.ClassWeights' has 2 weights; expected 3, because 'Model' has 3 classes: at run time this throws ArgumentException")]
    [InlineData("model.Fit([flower], new() { Loss = new() { ClassWeights = new float[4] } })",
        "'LossOptions.ClassWeights' has 4 weights; expected 3, because 'Model' has 3 classes: at run time this throws ArgumentException")]
    [InlineData("model.Predict([flower, flower], new Species[3])",
        "'destination' has 3 places; expected 2, because 'Model' has 2 rows here: at run time this throws ArgumentException")]
    [InlineData("model.Probabilities(flower, new float[2])",
        "'destination' has 2 numbers; expected 3, because 'Model' has 3 classes, in 1 row here: at run time this throws ArgumentException")]
    [InlineData("model.Probabilities([flower, flower], new float[5])",
        "'destination' has 5 numbers; expected 6, because 'Model' has 3 classes, in 2 rows here: at run time this throws ArgumentException")]
    [InlineData("model.Probability(flower, (Species)7)",
        "'label' has the value 7; expected one of Species's, because 'Model' has 3 classes: at run time this throws ArgumentException")]
    [InlineData("Model.WriteFeatures(flower, new float[3])",
        "'destination' has 3 numbers; expected 4, because 'Model' has 4 features: at run time this throws ArgumentException")]
    [InlineData("Model.ClassAt(3).ToString()",
        "'index' has the value 3; expected 0 to 2, because 'Model' has 3 classes: at run time this throws ArgumentException")]
    [InlineData("model.Loss(new[] { flower, flower }, new LossOptions { SampleWeights = new float[3] })",
        "'LossOptions.SampleWeights' has 3 weights; expected 2, because 'Model' has 2 rows here: at run time this throws ArgumentException")]
    public async Task A_length_that_does_not_fit_is_reported(string call, string message)
    {
        Diagnostic diagnostic = Assert.Single(await Analyze(call));
        Assert.Equal(("LG0011", message), (diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("model.Predict([1f, 2f, 3f, 4f])")]
    [InlineData("model.Loss([flower])")]
    [InlineData("model.Fit(new[] { flower, flower, flower })")]
    [InlineData("model.Probabilities([flower], floats)")]
    [InlineData("model.Loss([flower], new LossOptions { ClassWeights = new float[] { 1, 2, 3 } })")]
    [InlineData("model.Predict([flower, flower], new Species[2])")]
    [InlineData("model.Probabilities(flower, new float[3])")]
    [InlineData("model.Probability(flower, Species.C)")]
    [InlineData("Model.WriteFeatures(flower, new float[4])")]
    [InlineData("Model.ClassAt(2).ToString()")]
    [InlineData("model.TopK(flower, new ClassProbability<Species>[5])")]
    [InlineData("model.Loss(new[] { flower, flower }, new LossOptions { SampleWeights = new float[2] })")]
    public async Task A_length_that_fits_is_not(string call) => Assert.Empty(await Analyze(call));

    private static async Task<IReadOnlyList<Diagnostic>> Analyze(string call)
    {
        GeneratorRunOutcome outcome = DeclarationTest.Generate($$"""
            public enum Colour { Red, Green, Blue }
            public enum Species { A, B, C }
            public sealed record Flower([Feature] double X, [Feature] Colour Colour, [Label] Species Species);

            [CrossEntropyModel<Flower>]
            public sealed partial class Model;

            public static class Use
            {
                public static void Of(Model model, Flower flower, float[] floats) => {{call}};
            }
            """);
        Assert.DoesNotContain(outcome.Compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return await DeclarationTest.AnalyzeAll(outcome.Compilation);
    }
}
