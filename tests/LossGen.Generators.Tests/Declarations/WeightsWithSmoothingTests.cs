using LossGen.Generators.Analyzers;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0025: class weights and label smoothing in the options of one loss.</summary>
public class WeightsWithSmoothingTests
{
    private const string Message =
        "ClassWeights and LabelSmoothing are both set: smoothing gives every row a share of each class times the weight of that class, and where weights differ "
        + "by more than K (1 - ε) / ε the loss is least where the heaviest class is predicted for every row; expected one of the two, or weights by SampleWeights";

    [Theory]
    [InlineData("new LossOptions { ClassWeights = weights, {|#0:LabelSmoothing = 0.1f|} }")]
    [InlineData("new LossOptions { {|#0:LabelSmoothing = share|}, FocalGamma = 1, ClassWeights = new[] { 1f, 2f } }")]
    [InlineData("new LossOptions() with { ClassWeights = weights, {|#0:LabelSmoothing = 0.1f|} }")]
    [InlineData("new TrainingOptions { Loss = new() { ClassWeights = weights, {|#0:LabelSmoothing = 0.1f|} } }")]
    public Task Both_are_reported(string expression) => Analyze(expression, ("LG0025", Message));

    [Theory]
    [InlineData("new LossOptions { ClassWeights = weights }")]
    [InlineData("new LossOptions { LabelSmoothing = 0.1f, SampleWeights = weights }")]
    [InlineData("new LossOptions { ClassWeights = weights, LabelSmoothing = 0 }")]
    [InlineData("new LossOptions { ClassWeights = default, LabelSmoothing = 0.1f }")]
    [InlineData("new LossOptions { ClassWeights = null, LabelSmoothing = 0.1f }")]
    [InlineData("new Other.LossOptions { ClassWeights = weights, LabelSmoothing = 0.1f }")]
    public Task One_of_them_is_not(string expression) => Analyze(expression);

    private static Task Analyze(string expression, params (string, string)[] expected) => DeclarationTest.Analyze<WeightsWithSmoothingAnalyzer>(
        $$"""
        public static class Program
        {
            public static object Make(float[] weights, float share) => {{expression}};
        }

        namespace Other
        {
            public sealed class LossOptions
            {
                public float LabelSmoothing { get; init; }
                public float[] ClassWeights { get; init; }
            }
        }
        """,
        expected);
}
