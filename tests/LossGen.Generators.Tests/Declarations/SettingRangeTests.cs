using System.Reflection;
using System.Text.RegularExpressions;
using LossGen.Generators.Analyzers;
using LossGen.Generators.Rules;
using LossGen.Testing;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0010: constants that a setting refuses.</summary>
public class SettingRangeTests
{
    private const string Fraction = "a number from 0 to below 1";
    private const string Positive = "a finite number above 0";
    private const string NonNegative = "a finite number, 0 or above";
    private const string AtLeastOne = "an integer, 1 or above";
    private const string AtLeastZero = "an integer, 0 or above";
    private const string Epsilon = "a number above 0 within float32's normal range, 1.2E-38 to 3.4E+38";
    private const string Threads = "an integer above 0, or -1 for as many as there are processors";

    [Theory]
    [InlineData("new LossOptions { LabelSmoothing = {|#0:1.5f|} }", "LossOptions.LabelSmoothing", "1.5", Fraction)]
    [InlineData("new LossOptions { LabelSmoothing = {|#0:1|} }", "LossOptions.LabelSmoothing", "1", Fraction)]
    [InlineData("new LossOptions { LabelSmoothing = {|#0:-0.25f|} }", "LossOptions.LabelSmoothing", "-0.25", Fraction)]
    [InlineData("new LossOptions { LabelSmoothing = {|#0:float.NaN|} }", "LossOptions.LabelSmoothing", "NaN", Fraction)]
    [InlineData("new LossOptions { FocalGamma = {|#0:-2|} }", "LossOptions.FocalGamma", "-2", NonNegative)]
    [InlineData("new LossOptions { FocalGamma = {|#0:float.PositiveInfinity|} }", "LossOptions.FocalGamma", "Infinity", NonNegative)]
    [InlineData("new LossOptions() with { FocalGamma = {|#0:-2|} }", "LossOptions.FocalGamma", "-2", NonNegative)]
    [InlineData("new TrainingOptions { Epochs = {|#0:0|} }", "TrainingOptions.Epochs", "0", AtLeastOne)]
    [InlineData("new TrainingOptions { Epochs = {|#0:Zero|} }", "TrainingOptions.Epochs", "0", AtLeastOne)]
    [InlineData("new TrainingOptions { Epochs = ({|#0:Zero - 1|}) }", "TrainingOptions.Epochs", "-1", AtLeastOne)]
    [InlineData("new TrainingOptions { BatchSize = {|#0:-1|} }", "TrainingOptions.BatchSize", "-1", AtLeastZero)]
    [InlineData("new TrainingOptions { Dropout = {|#0:1|} }", "TrainingOptions.Dropout", "1", Fraction)]
    [InlineData("new TrainingOptions { Dropout = {|#0:-0.1|} }", "TrainingOptions.Dropout", "-0.1", Fraction)]
    [InlineData("new TrainingOptions { Dropout = {|#0:0.99999998|} }", "TrainingOptions.Dropout", "0.99999998", Fraction)]
    [InlineData("new TrainingOptions { MaxGradientNorm = {|#0:-1|} }", "TrainingOptions.MaxGradientNorm", "-1", NonNegative)]
    [InlineData("new TrainingOptions { L1 = {|#0:-1e-3|} }", "TrainingOptions.L1", "-0.001", NonNegative)]
    [InlineData("new TrainingOptions { L2 = {|#0:double.NaN|} }", "TrainingOptions.L2", "NaN", NonNegative)]
    [InlineData("new TrainingOptions { Tolerance = {|#0:-1|} }", "TrainingOptions.Tolerance", "-1", NonNegative)]
    [InlineData("new TrainingOptions { Patience = {|#0:-1|} }", "TrainingOptions.Patience", "-1", AtLeastZero)]
    [InlineData("new TrainingOptions { TargetLoss = {|#0:-1|} }", "TrainingOptions.TargetLoss", "-1", NonNegative)]
    [InlineData("new TrainingOptions { GradientTolerance = {|#0:-1|} }", "TrainingOptions.GradientTolerance", "-1", NonNegative)]
    [InlineData("new TrainingOptions { ValidationFraction = {|#0:1|} }", "TrainingOptions.ValidationFraction", "1", Fraction)]
    [InlineData("new TrainingCheckpoint(\"run\") { EveryEpochs = {|#0:0|} }", "TrainingCheckpoint.EveryEpochs", "0", AtLeastOne)]
    [InlineData("new OnlineLearnerOptions { L1 = {|#0:-1|} }", "OnlineLearnerOptions.L1", "-1", NonNegative)]
    [InlineData("new OnlineLearnerOptions { L2 = {|#0:-0.5|} }", "OnlineLearnerOptions.L2", "-0.5", NonNegative)]
    [InlineData("new OnlineLearnerOptions { MaxGradientNorm = {|#0:-1|} }", "OnlineLearnerOptions.MaxGradientNorm", "-1", NonNegative)]
    [InlineData("new ModelHolderOptions { UpdatesPerVersion = {|#0:0|} }", "ModelHolderOptions.UpdatesPerVersion", "0", AtLeastOne)]
    [InlineData("new TrainingOptions { MaxDegreeOfParallelism = {|#0:0|} }", "TrainingOptions.MaxDegreeOfParallelism", "0", Threads)]
    [InlineData("new TrainingOptions { MaxDegreeOfParallelism = {|#0:-2|} }", "TrainingOptions.MaxDegreeOfParallelism", "-2", Threads)]
    [InlineData("new TrainingOptions { Loss = new() { FocalGamma = {|#0:-1|} } }", "LossOptions.FocalGamma", "-1", NonNegative)]
    [InlineData("new TrainingOptions { LearningRate = {|#0:0|} }", "The learning rate", "0", Positive)]
    [InlineData("new TrainingOptions { LearningRate = {|#0:-0.5f|} }", "The learning rate", "-0.5", Positive)]
    [InlineData("new TrainingOptions { LearningRate = {|#0:double.NaN|} }", "The learning rate", "NaN", Positive)]
    [InlineData("(LearningRateSchedule)({|#0:-1.0|})", "The learning rate", "-1", Positive)]
    [InlineData("LearningRateSchedule.Constant({|#0:0|})", "The argument 'rate' of LearningRateSchedule.Constant", "0", Positive)]
    [InlineData("LearningRateSchedule.Constant({|#0:double.PositiveInfinity|})", "The argument 'rate' of LearningRateSchedule.Constant", "Infinity", Positive)]
    [InlineData("LearningRateSchedule.TimeDecay({|#0:0|}, 0.1)", "The argument 'initial' of LearningRateSchedule.TimeDecay", "0", Positive)]
    [InlineData("LearningRateSchedule.TimeDecay(0.1, {|#0:-0.1|})", "The argument 'decay' of LearningRateSchedule.TimeDecay", "-0.1", NonNegative)]
    [InlineData("LearningRateSchedule.StepDecay({|#0:0|}, 0.5, 10)", "The argument 'initial' of LearningRateSchedule.StepDecay", "0", Positive)]
    [InlineData("LearningRateSchedule.StepDecay(0.1, {|#0:1.5|}, 10)", "The argument 'factor' of LearningRateSchedule.StepDecay", "1.5", "a number above 0 and at most 1")]
    [InlineData("LearningRateSchedule.StepDecay(0.1, {|#0:0|}, 10)", "The argument 'factor' of LearningRateSchedule.StepDecay", "0", "a number above 0 and at most 1")]
    [InlineData("LearningRateSchedule.StepDecay(0.1, 0.5, {|#0:0|})", "The argument 'everyEpochs' of LearningRateSchedule.StepDecay", "0", AtLeastOne)]
    [InlineData("LearningRateSchedule.StepDecay(everyEpochs: {|#0:0|}, initial: 0.1, factor: 0.5)", "The argument 'everyEpochs' of LearningRateSchedule.StepDecay", "0", AtLeastOne)]
    [InlineData("LearningRateSchedule.ExponentialDecay({|#0:-1|}, 0.1)", "The argument 'initial' of LearningRateSchedule.ExponentialDecay", "-1", Positive)]
    [InlineData("LearningRateSchedule.ExponentialDecay(0.1, {|#0:-1|})", "The argument 'rate' of LearningRateSchedule.ExponentialDecay", "-1", NonNegative)]
    [InlineData("LearningRateSchedule.Cosine({|#0:0|}, 10)", "The argument 'initial' of LearningRateSchedule.Cosine", "0", Positive)]
    [InlineData("LearningRateSchedule.Cosine(0.1, {|#0:0|})", "The argument 'epochs' of LearningRateSchedule.Cosine", "0", AtLeastOne)]
    [InlineData("LearningRateSchedule.Cosine(0.1, 10, {|#0:-0.01|})", "The argument 'minimum' of LearningRateSchedule.Cosine", "-0.01", NonNegative)]
    [InlineData("LearningRateSchedule.ReduceOnPlateau({|#0:0|})", "The argument 'initial' of LearningRateSchedule.ReduceOnPlateau", "0", Positive)]
    [InlineData("LearningRateSchedule.ReduceOnPlateau(0.1, factor: {|#0:1|})", "The argument 'factor' of LearningRateSchedule.ReduceOnPlateau", "1", "a number above 0 and below 1")]
    [InlineData("LearningRateSchedule.ReduceOnPlateau(0.1, patience: {|#0:-1|})", "The argument 'patience' of LearningRateSchedule.ReduceOnPlateau", "-1", AtLeastZero)]
    [InlineData("LearningRateSchedule.ReduceOnPlateau(0.1, minimum: {|#0:-1|})", "The argument 'minimum' of LearningRateSchedule.ReduceOnPlateau", "-1", NonNegative)]
    [InlineData("Optimizer.GradientDescent({|#0:1|})", "The argument 'momentum' of Optimizer.GradientDescent", "1", Fraction)]
    [InlineData("Optimizer.GradientDescent(momentum: {|#0:-0.9|})", "The argument 'momentum' of Optimizer.GradientDescent", "-0.9", Fraction)]
    [InlineData("Optimizer.RmsProp({|#0:1|})", "The argument 'decay' of Optimizer.RmsProp", "1", Fraction)]
    [InlineData("Optimizer.Adam(beta1: {|#0:1|})", "The argument 'beta1' of Optimizer.Adam", "1", Fraction)]
    [InlineData("Optimizer.Adam(beta2: {|#0:1.5|})", "The argument 'beta2' of Optimizer.Adam", "1.5", Fraction)]
    [InlineData("Optimizer.Adam(epsilon: {|#0:0|})", "The argument 'epsilon' of Optimizer.Adam", "0", Epsilon)]
    [InlineData("Optimizer.AdaGrad({|#0:1e-50|})", "The argument 'epsilon' of Optimizer.AdaGrad", "1E-50", Epsilon)]
    [InlineData("Optimizer.RmsProp(epsilon: {|#0:double.PositiveInfinity|})", "The argument 'epsilon' of Optimizer.RmsProp", "Infinity", Epsilon)]
    [InlineData("Optimizer.AdamW({|#0:-0.01|})", "The argument 'weightDecay' of Optimizer.AdamW", "-0.01", NonNegative)]
    [InlineData("Optimizer.AdamW(beta1: {|#0:1|})", "The argument 'beta1' of Optimizer.AdamW", "1", Fraction)]
    [InlineData("Optimizer.AdamW(beta2: {|#0:-1|})", "The argument 'beta2' of Optimizer.AdamW", "-1", Fraction)]
    [InlineData("Optimizer.AdamW(epsilon: {|#0:1e39|})", "The argument 'epsilon' of Optimizer.AdamW", "1E+39", Epsilon)]
    [InlineData("Optimizer.Lbfgs({|#0:0|})", "The argument 'memory' of Optimizer.Lbfgs", "0", AtLeastOne)]
    public async Task A_constant_out_of_range_is_reported_at_its_value_and_throws_as_the_message_says(
        string expression, string setting, string value, string expected)
    {
        await Analyze(expression, ("LG0010", $"{setting} is {value}; expected {expected}: at run time this throws ArgumentOutOfRangeException"));

        string code = Regex.Replace(expression, @"\{\|#\d:(.*?)\|\}", "$1");
        using EmittedAssembly program = GeneratorRun.OfNone().WithReferenceTo<CrossEntropyModelAttribute>()
            .WithSource("using LossGen;\n" + Program(code)).Run().Emit();
        Exception thrown = Assert.ThrowsAny<Exception>(() => program.Invoke("Program", "Make", 1, 0.5));
        Assert.IsType<ArgumentOutOfRangeException>(thrown is TargetInvocationException ? thrown.InnerException : thrown);
    }

    [Theory]
    [InlineData("new LossOptions { LabelSmoothing = 0, FocalGamma = 0 }")]
    [InlineData("new LossOptions { LabelSmoothing = 0.999f, FocalGamma = 1e10f }")]
    [InlineData("new TrainingOptions { Epochs = 1, BatchSize = 0, L1 = 0, L2 = 0, Tolerance = 0, Patience = 0, LearningRate = double.Epsilon }")]
    [InlineData("new TrainingOptions { Seed = -1, MaxDegreeOfParallelism = -1 }")]
    [InlineData("new TrainingOptions { MaxDegreeOfParallelism = 64 }")]
    [InlineData("LearningRateSchedule.TimeDecay(0.1, 0)")]
    [InlineData("LearningRateSchedule.StepDecay(0.1, 1, 1)")]
    [InlineData("LearningRateSchedule.Cosine(0.1, 1, 0)")]
    [InlineData("LearningRateSchedule.ReduceOnPlateau(0.1, 0.999, 0, 0)")]
    [InlineData("new TrainingOptions { Dropout = 0.9999999, MaxGradientNorm = 0 }")]
    [InlineData("Optimizer.AdamW(0, 0, 0.9999999, 1e-30)")]
    [InlineData("Optimizer.GradientDescent(0)")]
    [InlineData("Optimizer.GradientDescent()")]
    [InlineData("new Other.LossOptions { LabelSmoothing = 7, Epochs = 0 }")]
    public Task A_constant_in_range_is_fine(string expression) => Analyze(expression);

    [Theory]
    [InlineData("new TrainingOptions { Epochs = number, L1 = real, LearningRate = real }")]
    [InlineData("new TrainingOptions { Epochs = number * 0 }")]
    [InlineData("LearningRateSchedule.StepDecay(real, real, number)")]
    public Task A_value_the_compiler_does_not_know_is_left_to_the_check_at_run_time(string expression) => Analyze(expression);

    [Fact]
    public Task Each_wrong_setting_is_reported_by_itself() => Analyze(
        "new TrainingOptions { Epochs = {|#0:0|}, LearningRate = LearningRateSchedule.Cosine({|#1:-1|}, {|#2:0|}), L1 = 1 }",
        ("LG0010", $"TrainingOptions.Epochs is 0; expected {AtLeastOne}: at run time this throws ArgumentOutOfRangeException"),
        ("LG0010", $"The argument 'initial' of LearningRateSchedule.Cosine is -1; expected {Positive}: at run time this throws ArgumentOutOfRangeException"),
        ("LG0010", $"The argument 'epochs' of LearningRateSchedule.Cosine is 0; expected {AtLeastOne}: at run time this throws ArgumentOutOfRangeException"));

    [Fact]
    public void Every_number_that_options_take_has_a_range()
    {
        Type[] numbers = [typeof(int), typeof(float), typeof(double)];
        IEnumerable<string> properties =
            from type in new[] { typeof(TrainingOptions), typeof(LossOptions), typeof(TrainingCheckpoint), typeof(OnlineLearnerOptions), typeof(ModelHolderOptions) }
            from property in type.GetProperties()
            where property.CanWrite && numbers.Contains(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) && property.Name != nameof(TrainingOptions.Seed)
            select $"{type.FullName}.{property.Name}";
        IEnumerable<string> parameters =
            from type in new[] { typeof(Optimizer), typeof(LearningRateSchedule) }
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
            from parameter in method.GetParameters()
            where !method.IsSpecialName && numbers.Contains(parameter.ParameterType)
            select $"{type.FullName}.{method.Name}({parameter.Name})";

        IEnumerable<string> known = SettingRanges.Properties.Select(static known => $"{known.Type}.{known.Property}")
            .Concat(SettingRanges.Parameters.Select(static known => $"{known.Type}.{known.Method}({known.Parameter})"));
        Assert.Equal(properties.Concat(parameters).Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    private static Task Analyze(string expression, params (string, string)[] expected) =>
        DeclarationTest.Analyze<SettingRangeAnalyzer>(Program(expression), expected);

    private static string Program(string expression) =>
        $$"""
        public static class Program
        {
            private const int Zero = 0;

            public static object Make(int number, double real) => {{expression}};
        }

        namespace Other
        {
            public sealed class LossOptions
            {
                public float LabelSmoothing { get; init; }
                public int Epochs { get; init; }
            }
        }
        """;
}
