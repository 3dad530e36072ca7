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
    private const string AtLeastTwo = "an integer, 2 or above";
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
    [InlineData("Adversary.Fgsm({|#0:-1|})", "The argument 'epsilon' of Adversary.Fgsm", "-1", NonNegative)]
    [InlineData("Adversary.Fgsm({|#0:double.NaN|})", "The argument 'epsilon' of Adversary.Fgsm", "NaN", NonNegative)]
    [InlineData("Adversary.Pgd({|#0:-0.1|}, 10, 0.1)", "The argument 'epsilon' of Adversary.Pgd", "-0.1", NonNegative)]
    [InlineData("Adversary.Pgd(0.1, {|#0:0|}, 0.1)", "The argument 'steps' of Adversary.Pgd", "0", AtLeastOne)]
    [InlineData("Adversary.Pgd(0.1, 10, stepSize: {|#0:0|})", "The argument 'stepSize' of Adversary.Pgd", "0", Positive)]
    [InlineData("Adversary.Certified({|#0:double.PositiveInfinity|})", "The argument 'epsilon' of Adversary.Certified", "Infinity", NonNegative)]
    [InlineData("Adversary.Fgsm(0.1) with { Mix = {|#0:0|} }", "Adversary.Mix", "0", "a number above 0 and at most 1", "a number above 0, at most 1")]
    [InlineData("Adversary.Fgsm(0.1) with { Mix = {|#0:1.5|} }", "Adversary.Mix", "1.5", "a number above 0 and at most 1", "a number above 0, at most 1")]
    [InlineData("Adversary.Fgsm(0.1) with { Minimum = {|#0:float.NaN|} }", "Adversary.Minimum", "NaN", "a number, or −∞ for none")]
    [InlineData("Adversary.Fgsm(0.1) with { Minimum = {|#0:float.PositiveInfinity|} }", "Adversary.Minimum", "Infinity", "a number, or −∞ for none")]
    [InlineData("Adversary.Fgsm(0.1) with { Maximum = {|#0:float.NegativeInfinity|} }", "Adversary.Maximum", "-Infinity", "a number, or +∞ for none")]
    [InlineData("new TextFeatures(8) { WordNGrams = {|#0:-1|} }", "TextFeatures.WordNGrams", "-1", AtLeastZero)]
    [InlineData("new TextFeatures(8) { MinCharacterNGram = {|#0:-1|} }", "TextFeatures.MinCharacterNGram", "-1", AtLeastZero)]
    [InlineData("new TextFeatures(8) { MaxCharacterNGram = {|#0:-2|} }", "TextFeatures.MaxCharacterNGram", "-2", AtLeastZero)]
    [InlineData("Bins.Uniform(0, 1, {|#0:1|})", "The argument 'count' of Bins.Uniform", "1", AtLeastTwo)]
    [InlineData("Bins.Quantiles(new float[] { 1, 2 }, {|#0:0|})", "The argument 'count' of Bins.Quantiles", "0", AtLeastTwo)]
    [InlineData("TrainTestSplit.Of(10, {|#0:1|})", "The argument 'testFraction' of TrainTestSplit.Of", "1", "a number above 0 and below 1")]
    [InlineData("TrainTestSplit.Of(new[] { 1, 2, 3, 4 }, testFraction: {|#0:0|})", "The argument 'testFraction' of TrainTestSplit.Of", "0", "a number above 0 and below 1")]
    [InlineData("WordVocabulary.Of(\"one two\", {|#0:1|})", "The argument 'size' of WordVocabulary.Of", "1", AtLeastTwo)]
    public async Task A_constant_out_of_range_is_reported_at_its_value_and_throws_as_the_message_says(
        string expression, string setting, string value, string expected, string? atRunTime = null)
    {
        await Analyze(expression, ("LG0010", $"{setting} is {value}; expected {expected}: at run time this throws ArgumentOutOfRangeException"));

        string code = Regex.Replace(expression, @"\{\|#\d:(.*?)\|\}", "$1");
        using EmittedAssembly program = GeneratorRun.OfNone().WithReferenceTo<CrossEntropyModelAttribute>()
            .WithSource("using LossGen;\n" + Program(code)).Run().Emit();
        Exception thrown = Assert.ThrowsAny<Exception>(() => program.Invoke("Program", "Make", 1, 0.5));
        var refused = Assert.IsType<ArgumentOutOfRangeException>(thrown is TargetInvocationException ? thrown.InnerException : thrown);
        if (atRunTime is not null) Assert.Contains(atRunTime, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Iris", "Update(new float[4], new int[1], {|#0:-1f|})", "learningRate", "-1", Positive)]
    [InlineData("Iris", "Update(new float[4], new float[3], learningRate: {|#0:0|})", "learningRate", "0", Positive)]
    [InlineData("Iris", "Update(new float[4], new int[1], {|#0:float.NaN|})", "learningRate", "NaN", Positive)]
    [InlineData("Sparse", "Update(new SparseRowList().Rows, new int[1], {|#0:-0.5f|})", "learningRate", "-0.5", Positive)]
    [InlineData("Typed", "Update(new Flower(1, true), {|#0:-1|})", "learningRate", "-1", Positive)]
    public Task A_constant_that_a_method_of_a_model_refuses_is_reported(string model, string call, string parameter, string value, string expected)
    {
        string method = call[..call.IndexOf('(', StringComparison.Ordinal)];
        string message = $"The argument '{parameter}' of {model}.{method} is {value}; expected {expected}: at run time this throws ArgumentOutOfRangeException";
        return DeclarationTest.AnalyzeWithGenerated<SettingRangeAnalyzer>(Models($"new {model}().{call}"), ("LG0010", message));
    }

    [Theory]
    [InlineData("new Iris().Update(new float[4], new int[1], 0.1f)")]
    [InlineData("new Iris().Update(new float[4], new int[1], rate)")]
    [InlineData("Update(learningRate: -1)")]
    public Task What_a_method_of_a_model_takes_is_fine(string call) => DeclarationTest.AnalyzeWithGenerated<SettingRangeAnalyzer>(Models(call));

    [Theory]
    [InlineData("Update(new int[2], new int[1], -1f)", "learningRate", "-1", Positive)]
    [InlineData("Sample(new int[2], Random.Shared, -0.5)", "temperature", "-0.5", NonNegative)]
    [InlineData("Sample(new int[2], Random.Shared, temperature: double.PositiveInfinity)", "temperature", "Infinity", NonNegative)]
    [InlineData("Sample(new int[2], Random.Shared, 0)", "temperature", "0", null)]
    [InlineData("Sample(new int[2], Random.Shared)", "temperature", "1", null)]
    public async Task So_is_one_that_a_next_token_model_refuses(string call, string parameter, string value, string? expected)
    {
        GeneratorRunOutcome outcome = GeneratorRun.Of<NextTokenModelGenerator>().WithReferenceTo<CrossEntropyModelAttribute>()
            .WithSource($$"""
                using System; using LossGen;
                [NextTokenModel(5, 2)] public sealed partial class Words;
                public static class Program { public static object Make() => new Words().{{call}}; }
                """)
            .Run().RunsWithoutException();
        Assert.DoesNotContain(outcome.Compilation.GetDiagnostics(), static one => one.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error);
        string method = call[..call.IndexOf('(', StringComparison.Ordinal)];
        string[] messages = expected is null ? []
            : [$"The argument '{parameter}' of Words.{method} is {value}; expected {expected}: at run time this throws ArgumentOutOfRangeException"];
        Assert.Equal(messages, (await DeclarationTest.AnalyzeAll(outcome.Compilation)).Select(static one => one.GetMessage()));
    }

    [Fact]
    public Task Models_behind_an_interface_and_in_generic_code_are_checked_too() => DeclarationTest.AnalyzeWithGenerated<SettingRangeAnalyzer>(
        """
        public static class Program
        {
            public static double Step<M>(M model, float[] rows, int[] labels) where M : class, ILabelModel<M> => model.Update(rows, labels, {|#0:-1f|});

            public static int Next<M>(INextTokenModel<M> model, int[] context) where M : class, INextTokenModel<M> => model.Sample(context, new Random(1), {|#1:-1|});
        }
        """,
        ("LG0010", $"The argument 'learningRate' of ILabelModel.Update is -1; expected {Positive}: at run time this throws ArgumentOutOfRangeException"),
        ("LG0010", $"The argument 'temperature' of INextTokenModel.Sample is -1; expected {NonNegative}: at run time this throws ArgumentOutOfRangeException"));

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
    [InlineData("Adversary.Pgd(0, 1, 1e-300) with { Mix = 1, Minimum = float.NegativeInfinity, Maximum = float.PositiveInfinity }")]
    [InlineData("Adversary.Pgd(real, number, real)")]
    [InlineData("Bins.Uniform(-1, 1, 2)")]
    [InlineData("TrainTestSplit.Of(10)")]
    [InlineData("new TextFeatures(8) { WordNGrams = 0, MaxCharacterNGram = 3 }")]
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
            from type in new[]
            {
                typeof(TrainingOptions), typeof(LossOptions), typeof(TrainingCheckpoint), typeof(OnlineLearnerOptions), typeof(ModelHolderOptions), typeof(Adversary),
                typeof(TextFeatures),
            }
            from property in type.GetProperties()
            where property.SetMethod is { IsPublic: true }
                && numbers.Contains(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
                && property.Name != nameof(TrainingOptions.Seed)
            select $"{type.FullName}.{property.Name}";
        IEnumerable<string> parameters =
            from type in new[] { typeof(Optimizer), typeof(LearningRateSchedule), typeof(Adversary) }
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
            from parameter in method.GetParameters()
            where !method.IsSpecialName && numbers.Contains(parameter.ParameterType)
            select $"{type.FullName}.{method.Name}({parameter.Name})";

        IEnumerable<string> known = SettingRanges.Properties.Select(static known => $"{known.Type}.{known.Property}")
            .Concat(SettingRanges.Parameters.Select(static known => $"{known.Type}.{known.Method}({known.Parameter})"));

        // Beside data, whose numbers no range is known of.
        string[] others = ["LossGen.Bins.Uniform(count)", "LossGen.Bins.Quantiles(count)", "LossGen.TrainTestSplit.Of(testFraction)", "LossGen.WordVocabulary.Of(size)"];
        Assert.Equal(properties.Concat(parameters).Concat(others).Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }

    private static Task Analyze(string expression, params (string, string)[] expected) =>
        DeclarationTest.Analyze<SettingRangeAnalyzer>(Program(expression), expected);

    private static string Models(string call) =>
        $$"""
        [CrossEntropyModel(4, 3)] public sealed partial class Iris;
        [CrossEntropyModel(4, 3, Sparse = true)] public sealed partial class Sparse;
        [CrossEntropyModel<Flower>] public sealed partial class Typed;
        public sealed record Flower([property: Feature] float Width, [property: Label] bool IsOpen);

        public static class Program
        {
            public static object Make(float rate) => {{call}};

            private static object Update(float learningRate) => learningRate;
        }
        """;

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
