using LossGen.Generators.Analyzers;
using LossGen.Generators.Rules;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0011: arrays written out in a call whose length the model refuses.</summary>
public class ArrayLengthTests
{
    private const string Features = "because 'IrisModel' has 4 features: at run time this throws ArgumentException";
    private const string Classes = "because 'IrisModel' has 3 classes: at run time this throws ArgumentException";
    private const string Multiple = "expected a multiple of 4, and at least one row, " + Features;

    [Theory]
    [InlineData("model.Predict({|#0:[1, 2, 3]|})", "3 numbers")]
    [InlineData("model.Predict({|#0:[1f]|})", "1 number")]
    [InlineData("model.Predict({|#0:new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }|})", "8 numbers")]
    [InlineData("model.Predict({|#0:new[] { 1f, 2f }|})", "2 numbers")]
    [InlineData("model.Predict({|#0:new float[5]|})", "5 numbers")]
    [InlineData("model.Predict(row: {|#0:new float[Five]|})", "5 numbers")]
    [InlineData("model.Predict({|#0:stackalloc float[5]|})", "5 numbers")]
    [InlineData("model.Predict({|#0:stackalloc float[] { 1, 2 }|})", "2 numbers")]
    [InlineData("model.Predict({|#0:stackalloc[] { 1f, 2f }|})", "2 numbers")]
    public Task One_row_of_another_length_is_reported(string call, string length) => Analyze(
        call, ("LG0011", $"'row' has {length}; expected 4, {Features}"));

    [Theory]
    [InlineData("model.Predict({|#0:[]|}, ints)", "0 numbers")]
    [InlineData("model.Predict({|#0:[1, 2, 3, 4, 5]|}, ints)", "5 numbers")]
    [InlineData("model.Probabilities({|#0:new float[6]|}, floats)", "6 numbers")]
    [InlineData("model.Loss({|#0:new float[6]|}, ints)", "6 numbers")]
    [InlineData("model.Loss(labels: ints, rows: {|#0:new float[6]|})", "6 numbers")]
    [InlineData("model.InputGradient({|#0:new float[6]|}, floats, floats)", "6 numbers")]
    [InlineData("model.Fit({|#0:new float[0]|}, ints)", "0 numbers")]
    [InlineData("model.Update({|#0:new float[7]|}, ints, 0.1f)", "7 numbers")]
    [InlineData("new IrisModel().Update({|#0:[1]|}, ints, 0.1f)", "1 number")]
    [InlineData("new Derived().Update({|#0:[1]|}, ints, 0.1f)", "1 number")]
    [InlineData("nothing?.Update({|#0:[1]|}, ints, 0.1f)", "1 number")]
    public Task Rows_that_are_no_multiple_of_the_features_are_reported(string call, string length) => Analyze(
        call, ("LG0011", $"'rows' has {length}; {Multiple}"));

    [Theory]
    [InlineData("model.Loss(floats, ints, new LossOptions { ClassWeights = {|#0:new float[] { 1, 2 }|} })", "2 weights")]
    [InlineData("model.Loss(floats, ints, new() { ClassWeights = {|#0:new float[4]|} })", "4 weights")]
    [InlineData("model.Loss(floats, ints, options: new LossOptions { FocalGamma = 1, ClassWeights = {|#0:new[] { 1f }|} })", "1 weight")]
    [InlineData("model.InputGradient(floats, floats, floats, new LossOptions { ClassWeights = {|#0:new float[] { 1, 2 }|} })", "2 weights")]
    [InlineData("model.Fit(floats, ints, new TrainingOptions { Loss = new LossOptions { ClassWeights = {|#0:new float[] { 1, 2 }|} } })", "2 weights")]
    [InlineData("model.Fit(floats, ints, new() { Epochs = 2, Loss = new() { ClassWeights = {|#0:new float[] { 1, 2, 3, 4 }|} } })", "4 weights")]
    public Task Class_weights_that_are_not_one_a_class_are_reported(string call, string length) => Analyze(
        call, ("LG0011", $"'LossOptions.ClassWeights' has {length}; expected 3, {Classes}"));

    [Fact]
    public Task Rows_and_weights_are_reported_each_by_itself() => Analyze(
        "model.Loss({|#0:[1]|}, [0], new LossOptions { ClassWeights = {|#1:new float[] { 1, 2 }|} })",
        ("LG0011", $"'rows' has 1 number; {Multiple}"),
        ("LG0011", $"'LossOptions.ClassWeights' has 2 weights; expected 3, {Classes}"));

    [Theory]
    [InlineData("model.Predict([1, 2, 3, 4])")]
    [InlineData("model.Predict(new float[4])")]
    [InlineData("model.Predict([1, 2, 3, 4, 5, 6, 7, 8], ints)")]
    [InlineData("model.Loss(floats, ints, new LossOptions { ClassWeights = new float[] { 1, 2, 3 } })")]
    [InlineData("model.Loss(floats, ints, new LossOptions { ClassWeights = new float[0] })")]
    [InlineData("model.Loss(floats, ints, new LossOptions { SampleWeights = new float[] { 1, 2 } })")]
    [InlineData("model.Fit(floats, ints, new TrainingOptions { Loss = new LossOptions { ClassWeights = new float[] { 1, 2, 3 } } })")]
    [InlineData("model.Loss(floats, ints, null)")]
    public Task A_length_that_fits_is_fine(string call) => Analyze(call);

    [Theory]
    [InlineData("model.Predict(floats)")]
    [InlineData("model.Predict([1, .. floats])")]
    [InlineData("model.Predict(new float[ints.Length])")]
    [InlineData("model.Predict(floats.AsSpan(0, 3))")]
    [InlineData("model.Predict((Grid)new float[3])")]
    [InlineData("model.Loss(floats, ints, options)")]
    [InlineData("model.Loss(floats, ints, options with { ClassWeights = new float[] { 1 } })")]
    [InlineData("model.Loss(floats, ints, new LossOptions { ClassWeights = floats })")]
    public Task A_length_that_is_not_certain_is_left_to_the_check_at_run_time(string call) => Analyze(call);

    [Theory]
    [InlineData("model.Predict(new double[] { 1 })")]
    [InlineData("new Plain().Predict([1])")]
    public Task Methods_that_are_not_generated_are_none_of_our_business(string call) => Analyze(call);

    private static Task Analyze(string call, params (string, string)[] expected) => DeclarationTest.AnalyzeWithGenerated<ArrayLengthAnalyzer>(
        $$"""
        [CrossEntropyModel(features: 4, classes: 3)]
        public partial class IrisModel
        {
            public int Predict(double[] row) => 0;
        }

        public class Derived : IrisModel;

        public class Plain
        {
            public int Predict(ReadOnlySpan<float> row) => 0;
        }

        public class Grid
        {
            public static implicit operator Grid(float[] values) => new();
            public static implicit operator ReadOnlySpan<float>(Grid grid) => new float[4];
        }

        public static class Program
        {
            private const int Five = 5;

            public static void Call(IrisModel model, IrisModel? nothing, float[] floats, int[] ints, LossOptions options)
            {
                {{call}};
            }
        }
        """,
        expected);
}
