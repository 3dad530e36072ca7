using Xunit;

namespace LossGen.Tests.Training;

public class OptionValidationTests
{
    // What is set, the parameter named, and what the message must contain: the value, then what is allowed.
    public static TheoryData<string, string, string, string> Refusals => new()
    {
        { "smoothing 1", "LabelSmoothing", "1", "from 0 up to but not including 1" },
        { "smoothing -0.1", "LabelSmoothing", "-0.1", "from 0 up to but not including 1" },
        { "smoothing NaN", "LabelSmoothing", "NaN", "from 0 up to but not including 1" },
        { "focal -1", "FocalGamma", "-1", "0 or above" },
        { "focal inf", "FocalGamma", "Infinity", "finite" },
        { "class weight", "ClassWeights", "ClassWeights[1] is -2", "finite number, 0 or above" },
        { "class weight NaN", "ClassWeights", "ClassWeights[0] is NaN", "finite number, 0 or above" },
        { "class weights 0", "ClassWeights", "All 3 of ClassWeights are 0", "at least one above 0" },
        { "sample weight", "SampleWeights", "SampleWeights[2] is Infinity", "finite number, 0 or above" },
        { "sample weights 0", "SampleWeights", "All 2 of SampleWeights are 0", "at least one above 0" },
        { "epochs", "Epochs", "0", "1 or above" },
        { "batch", "BatchSize", "-1", "0 for the whole set" },
        { "l1", "L1", "-0.5", "0 or above" },
        { "l1 NaN", "L1", "NaN", "0 or above" },
        { "l2", "L2", "Infinity", "finite" },
        { "tolerance", "Tolerance", "-1E-06", "0 or above" },
        { "patience", "Patience", "-3", "0 or above" },
        { "threads 0", "MaxDegreeOfParallelism", "0", "-1 for as many as there are processors" },
        { "threads -2", "MaxDegreeOfParallelism", "-2", "above 0" },
        { "rate 0", "rate", "0", "above 0" },
        { "rate NaN", "rate", "NaN", "above 0" },
        { "implicit rate", "LearningRate", "-0.1", "above 0" },
        { "time initial", "initial", "0", "above 0" },
        { "time decay", "decay", "-1", "0 or above" },
        { "step initial", "initial", "Infinity", "finite" },
        { "step factor 0", "factor", "0", "above 0 and at most 1" },
        { "step factor 2", "factor", "2", "above 0 and at most 1" },
        { "step every", "everyEpochs", "0", "1 or above" },
        { "exponential initial", "initial", "-1", "above 0" },
        { "exponential rate", "rate", "NaN", "0 or above" },
        { "cosine initial", "initial", "0", "above 0" },
        { "cosine epochs", "epochs", "0", "1 or above" },
        { "cosine minimum", "minimum", "0.6", "from 0 to the initial rate 0.5" },
        { "plateau initial", "initial", "0", "above 0" },
        { "plateau factor", "factor", "1", "above 0 and below 1" },
        { "plateau patience", "patience", "-1", "0 or above" },
        { "plateau minimum", "minimum", "-0.1", "from 0 to the initial rate 0.5" },
        { "momentum 1", "momentum", "1", "from 0 up to but not including 1" },
        { "momentum rounds to 1", "momentum", "0.999999999", "from 0 up to but not including 1; as a float32, this one is 1" },
        { "dropout 1", "Dropout", "1", "from 0 up to but not including 1." },
        { "dropout rounds to 1", "Dropout", "0.99999998", "from 0 up to but not including 1; as a float32, this one is 1" },
        { "dropout -0.1", "Dropout", "-0.1", "from 0 up to but not including 1." },
        { "momentum NaN", "momentum", "NaN", "from 0 up to but not including 1" },
        { "adagrad epsilon", "epsilon", "0", "above 0" },
        { "adagrad epsilon tiny", "epsilon", "1E-50", "normal range" },
        { "rmsprop decay", "decay", "1", "from 0 up to but not including 1" },
        { "rmsprop epsilon", "epsilon", "-1", "above 0" },
        { "adam beta1", "beta1", "1", "from 0 up to but not including 1" },
        { "adam beta2", "beta2", "-0.1", "from 0 up to but not including 1" },
        { "adam epsilon", "epsilon", "NaN", "above 0" },
        { "memory", "memory", "0", "1 or above" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_value_out_of_range_is_refused_by_name_with_the_value_and_what_is_allowed(string what, string parameter, string value, string allowed)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Set(what));
        Assert.Equal(parameter, error.ParamName);
        Assert.NotNull(error.ActualValue);
        Assert.Contains(value, error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_refused_by_name()
    {
        Assert.Equal("LearningRate", Assert.Throws<ArgumentNullException>(() => new TrainingOptions { LearningRate = null! }).ParamName);
        Assert.Equal("Optimizer", Assert.Throws<ArgumentNullException>(() => new TrainingOptions { Optimizer = null! }).ParamName);
        Assert.Equal("rate", Assert.Throws<ArgumentNullException>(() => LearningRateSchedule.Custom(null!)).ParamName);
    }

    [Fact]
    public void Nesterov_without_momentum_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => Optimizer.GradientDescent(nesterov: true));
        Assert.Equal("nesterov", error.ParamName);
        Assert.Contains("momentum is 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ends_of_the_ranges_are_allowed()
    {
        var loss = new LossOptions { LabelSmoothing = 0, FocalGamma = 0, ClassWeights = new float[] { 0, 1 }, SampleWeights = ReadOnlyMemory<float>.Empty };
        Assert.Equal(2, loss.ClassWeights.Length);
        Assert.Equal(0.999f, (loss with { LabelSmoothing = 0.999f }).LabelSmoothing);
        var training = new TrainingOptions { Epochs = 1, BatchSize = 0, L1 = 0, L2 = 0, Tolerance = 0, Patience = 0, Loss = loss };
        Assert.Same(loss, training.Loss);
        Assert.NotNull(LearningRateSchedule.StepDecay(1, 1, 1));
        Assert.NotNull(LearningRateSchedule.Cosine(0.5, 1, 0.5));
        Assert.NotNull(LearningRateSchedule.ReduceOnPlateau(0.5, 0.5, 0, 0.5));
        Assert.NotNull(Optimizer.Adam(0, 0, 1));
        Assert.NotNull(Optimizer.Lbfgs(1));
    }

    [Fact]
    public void The_defaults_are_the_documented_ones()
    {
        var options = new TrainingOptions();
        Assert.Equal((100, 32, true, 0), (options.Epochs, options.BatchSize, options.Shuffle, options.Seed));
        Assert.Equal((0.0, 0.0, 0.0, 0), (options.L1, options.L2, options.Tolerance, options.Patience));
        Assert.Equal(LearningRateSchedule.Cosine(0.1, 100), options.LearningRate);
        Assert.True(options.Standardize);
        Assert.Equal(Optimizer.GradientDescent(), options.Optimizer);
        Assert.Null(options.Loss);
        Assert.Equal(new LossOptions(), LossOptions.Default);
        Assert.True(LossOptions.Default.ClassWeights.IsEmpty && LossOptions.Default.SampleWeights.IsEmpty);
    }

    [Fact]
    public void Optimizers_are_equal_by_kind_and_settings_and_say_what_they_are()
    {
        Assert.Equal(Optimizer.Adam(), Optimizer.Adam(0.9, 0.999, 1e-8));
        Assert.NotEqual(Optimizer.Adam(), Optimizer.Adam(0.8));
        Assert.NotEqual(Optimizer.GradientDescent(0.9), Optimizer.GradientDescent(0.9, nesterov: true));
        Assert.Equal("GradientDescent", Optimizer.GradientDescent().ToString());
        Assert.Equal("GradientDescent(momentum: 0.9)", Optimizer.GradientDescent(0.9).ToString());
        Assert.Equal("GradientDescent(momentum: 0.9, nesterov: true)", Optimizer.GradientDescent(0.9, true).ToString());
        Assert.Equal("AdaGrad(epsilon: 1E-10)", Optimizer.AdaGrad().ToString());
        Assert.Equal("RmsProp(decay: 0.99, epsilon: 1E-08)", Optimizer.RmsProp().ToString());
        Assert.Equal("Adam(beta1: 0.9, beta2: 0.999, epsilon: 1E-08)", Optimizer.Adam().ToString());
        Assert.Equal("Lbfgs(memory: 10)", Optimizer.Lbfgs().ToString());
    }

    private static object Set(string what) => what switch
    {
        "smoothing 1" => new LossOptions { LabelSmoothing = 1 },
        "smoothing -0.1" => new LossOptions { LabelSmoothing = -0.1f },
        "smoothing NaN" => new LossOptions { LabelSmoothing = float.NaN },
        "focal -1" => new LossOptions { FocalGamma = -1 },
        "focal inf" => new LossOptions { FocalGamma = float.PositiveInfinity },
        "class weight" => new LossOptions { ClassWeights = new float[] { 1, -2, 3 } },
        "class weight NaN" => LossOptions.Default with { ClassWeights = new float[] { float.NaN, 1 } },
        "class weights 0" => new LossOptions { ClassWeights = new float[3] },
        "sample weight" => new LossOptions { SampleWeights = new float[] { 1, 0, float.PositiveInfinity } },
        "sample weights 0" => new LossOptions { SampleWeights = new float[2] },
        "epochs" => new TrainingOptions { Epochs = 0 },
        "batch" => new TrainingOptions { BatchSize = -1 },
        "l1" => new TrainingOptions { L1 = -0.5 },
        "l1 NaN" => new TrainingOptions { L1 = double.NaN },
        "l2" => new TrainingOptions { L2 = double.PositiveInfinity },
        "tolerance" => new TrainingOptions { Tolerance = -1e-6 },
        "patience" => new TrainingOptions { Patience = -3 },
        "threads 0" => new TrainingOptions { MaxDegreeOfParallelism = 0 },
        "threads -2" => new TrainingOptions { MaxDegreeOfParallelism = -2 },
        "rate 0" => LearningRateSchedule.Constant(0),
        "rate NaN" => LearningRateSchedule.Constant(double.NaN),
        "implicit rate" => new TrainingOptions { LearningRate = -0.1 },
        "time initial" => LearningRateSchedule.TimeDecay(0, 1),
        "time decay" => LearningRateSchedule.TimeDecay(1, -1),
        "step initial" => LearningRateSchedule.StepDecay(double.PositiveInfinity, 0.5, 1),
        "step factor 0" => LearningRateSchedule.StepDecay(1, 0, 1),
        "step factor 2" => LearningRateSchedule.StepDecay(1, 2, 1),
        "step every" => LearningRateSchedule.StepDecay(1, 0.5, 0),
        "exponential initial" => LearningRateSchedule.ExponentialDecay(-1, 0.5),
        "exponential rate" => LearningRateSchedule.ExponentialDecay(1, double.NaN),
        "cosine initial" => LearningRateSchedule.Cosine(0, 5),
        "cosine epochs" => LearningRateSchedule.Cosine(0.5, 0),
        "cosine minimum" => LearningRateSchedule.Cosine(0.5, 5, 0.6),
        "plateau initial" => LearningRateSchedule.ReduceOnPlateau(0),
        "plateau factor" => LearningRateSchedule.ReduceOnPlateau(0.5, 1),
        "plateau patience" => LearningRateSchedule.ReduceOnPlateau(0.5, 0.5, -1),
        "plateau minimum" => LearningRateSchedule.ReduceOnPlateau(0.5, 0.5, 1, -0.1),
        "dropout 1" => new TrainingOptions { Dropout = 1 },
        "dropout rounds to 1" => new TrainingOptions { Dropout = 0.99999998 },
        "dropout -0.1" => new TrainingOptions { Dropout = -0.1 },
        "momentum 1" => Optimizer.GradientDescent(1),
        "momentum rounds to 1" => Optimizer.GradientDescent(0.999999999),
        "momentum NaN" => Optimizer.GradientDescent(double.NaN),
        "adagrad epsilon" => Optimizer.AdaGrad(0),
        "adagrad epsilon tiny" => Optimizer.AdaGrad(1e-50),
        "rmsprop decay" => Optimizer.RmsProp(1),
        "rmsprop epsilon" => Optimizer.RmsProp(0.9, -1),
        "adam beta1" => Optimizer.Adam(1),
        "adam beta2" => Optimizer.Adam(0.9, -0.1),
        "adam epsilon" => Optimizer.Adam(0.9, 0.999, double.NaN),
        "memory" => Optimizer.Lbfgs(0),
        _ => throw new InvalidOperationException($"No setting for '{what}'."),
    };
}
