using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Tests.Training;
using Xunit;

namespace LossGen.Tests.Networks;

/// <summary>What options mean for networks: bounds on the gradient, defaults, and what is refused.</summary>
public sealed class TrainingOptionTests
{
    private const int Count = 70;

    private static readonly (float[] Rows, int[] Labels) Set = (new TestData(61).Rows(Count, 13), new TestData(62).Labels(Count, 3));

    [Fact]
    public void A_gradient_longer_than_the_bound_is_scaled_down_to_it()
    {
        Silu13x7x5x3 start = Filled();
        var gradient = new float[Silu13x7x5x3.ParameterCount];
        start.LossAndGradient(Set.Rows, Set.Labels, gradient);
        double norm = Math.Sqrt(gradient.Sum(static g => (double)g * g));
        var options = new TrainingOptions { Epochs = 1, BatchSize = 0, LearningRate = 0.5, Optimizer = Optimizer.GradientDescent() };
        foreach (double share in new[] { 0.01, 0.5, 0.999 })
        {
            Silu13x7x5x3 model = Filled();
            TrainingResult result = model.Fit(Set.Rows, Set.Labels, options with { MaxGradientNorm = share * norm });
            double[] expected = [.. ReferenceModel.Widen(start.Parameters).Select((p, i) => p - (0.5 * share * gradient[i]))];
            Near.RelativeToLargest(expected, model.Parameters, 3e-7, $"parameters at {share}");
            Near.Relative(share * norm, result.History[0].GradientNorm, 1e-5, "norm of the step's gradient");
        }

        // A shorter one is taken as it is.
        Silu13x7x5x3 free = Filled(), bounded = Filled();
        free.Fit(Set.Rows, Set.Labels, options);
        bounded.Fit(Set.Rows, Set.Labels, options with { MaxGradientNorm = 1.001 * norm });
        Near.SameBits(free.Parameters, bounded.Parameters, "parameters");
    }

    [Fact]
    public void The_bound_holds_for_each_batch_and_for_linear_models_too()
    {
        var options = new TrainingOptions { Epochs = 4, BatchSize = 16, LearningRate = 0.1, MaxGradientNorm = 0.01, Optimizer = Optimizer.GradientDescent() };
        Silu13x7x5x3 model = Filled();
        float[] before = model.Parameters.ToArray();
        TrainingResult result = model.Fit(Set.Rows, Set.Labels, options);
        Assert.All(result.History, static epoch => Assert.InRange(epoch.GradientNorm, 0.0099, 0.010001));

        // Five batches an epoch, each a step of at most 0.1 x 0.01.
        double moved = Math.Sqrt(model.Parameters.ToArray().Zip(before, static (a, b) => ((double)a - b) * ((double)a - b)).Sum());
        Assert.InRange(moved, 1e-4, 4 * 5 * 0.1 * 0.01 * 1.0001);

        TrainingResult linear = new Multiclass13x3().Fit(Set.Rows, Set.Labels, options);
        Assert.All(linear.History, static epoch => Assert.InRange(epoch.GradientNorm, 0.0099, 0.010001));
    }

    [Fact]
    public void Options_that_are_not_set_are_momentum_a_cosine_from_5_percent_batches_of_32_and_a_penalty()
    {
        var written = new TrainingOptions
        {
            Epochs = 100,
            BatchSize = 32,
            Optimizer = Optimizer.GradientDescent(0.9, nesterov: true),
            LearningRate = LearningRateSchedule.Cosine(0.05, 100, 0),
            Standardize = true,
            L2 = Penalty(),
        };
        SameTraining(written, null);
        SameTraining(written, new());
        SameTraining(written with { Epochs = 7, LearningRate = LearningRateSchedule.Cosine(0.05, 7, 0) }, new() { Epochs = 7 });
        SameTraining(written with { Seed = 5, L2 = 0.01, Standardize = false }, new() { Seed = 5, L2 = 0.01 });
    }

    [Fact]
    public void The_options_of_the_result_are_what_was_used()
    {
        TrainingOptions adam = new() { Epochs = 5, Optimizer = Optimizer.Adam() }, penalised = new() { Epochs = 5, L2 = 0.1 }, raw = new() { Standardize = false };
        foreach (TrainingOptions? options in new[] { null, adam, penalised, raw })
        {
            Silu13x7x5x3 network = Filled();
            SameTraining(network.Fit(Set.Rows, Set.Labels, options).Options!, options);

            Multiclass13x3 one = new(), other = new();
            TrainingOptions used = one.Fit(Set.Rows, Set.Labels, options).Options!;
            Assert.Equal(used, other.Fit(Set.Rows, Set.Labels, used).Options);
            Near.SameBits(one.Parameters, other.Parameters, "parameters of the linear model");
        }
    }

    /// <summary>The default of L2 for the set, by its formula: 70 rows, 13 features, 3 classes, each feature divided by its deviation.</summary>
    private static double Penalty() => 0.7 * 0.7 * ((1.0 / Count) + (2 * 13 / (2 * 3 * Math.Sqrt(Count / 13.0) * Count)));

    [Fact]
    public void What_is_set_wins_even_where_it_is_the_default_of_linear_models()
    {
        var linear = new TrainingOptions { Epochs = 8, BatchSize = 32, Optimizer = Optimizer.GradientDescent(), LearningRate = 0.1 };
        var momentum = new TrainingOptions { Epochs = 8, Optimizer = Optimizer.GradientDescent(0.9, nesterov: true), LearningRate = LearningRateSchedule.Cosine(0.05, 8, 0) };
        var automatic = new TrainingOptions { Epochs = 8, Optimizer = Optimizer.GradientDescent() };
        NotSameTraining(linear, momentum);
        SameTraining(momentum with { LearningRate = 0.1 }, new() { Epochs = 8, LearningRate = 0.1 });
        SameTraining(automatic with { LearningRate = LearningRateSchedule.Cosine(0.1, 8, 0), Standardize = true, L2 = Penalty() }, automatic);
        NotSameTraining(linear, automatic);
    }

    [Theory]
    [InlineData("Adam", 0.003)]
    [InlineData("AdamW", 0.003)]
    [InlineData("RMSProp", 0.003)]
    [InlineData("AdaGrad", 0.05)]
    [InlineData("momentum", 0.05)]
    [InlineData("Nesterov", 0.05)]
    public void An_optimizer_without_a_rate_gets_one_that_suits_it(string name, double rate)
    {
        var options = new TrainingOptions { Epochs = 6, Optimizer = TestOptimizers.Create(name), Standardize = true };
        SameTraining(options with { LearningRate = LearningRateSchedule.Cosine(rate, 6, 0) }, options);
    }

    [Fact]
    public void Dropout_needs_hidden_layers()
    {
        var model = new Multiclass13x3();
        Refused(model, new() { Dropout = 0.5 }, "Dropout", "no hidden layers");
    }

    [Fact]
    public void Lbfgs_takes_neither_dropout_nor_a_bound_on_the_gradient()
    {
        Silu13x7x5x3 network = Filled();
        Refused(network, new() { Dropout = 0.5, Optimizer = Optimizer.Lbfgs() }, "Dropout", "L-BFGS");
        Refused(network, new() { MaxGradientNorm = 1, Optimizer = Optimizer.Lbfgs() }, "MaxGradientNorm", "L-BFGS");
        Refused(new Multiclass13x3(), new() { MaxGradientNorm = 1, Optimizer = Optimizer.Lbfgs() }, "MaxGradientNorm", "L-BFGS");
    }

    [Fact]
    public void Values_out_of_range_are_refused_when_they_are_set()
    {
        foreach (double bad in new[] { -0.1, 1, 1.5, double.NaN })
            Assert.Equal("Dropout", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { Dropout = bad }).ParamName);
        foreach (double bad in new[] { -1, double.NaN, double.PositiveInfinity })
            Assert.Equal("MaxGradientNorm", Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingOptions { MaxGradientNorm = bad }).ParamName);
    }

    private static void Refused<TModel>(TModel model, TrainingOptions options, string name, string reason)
        where TModel : class, ILabelModel<TModel>
    {
        float[] before = model.Parameters.ToArray();
        var source = new[] { new TrainingBatch(Set.Rows, Set.Labels) };
        foreach (Action fit in new Action[] { () => model.Fit(Set.Rows, Set.Labels, options), () => model.Fit(source, options) })
        {
            var error = Assert.Throws<ArgumentException>(fit);
            Assert.Equal(name, error.ParamName);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            Near.SameBits(before, model.Parameters, "parameters");
        }
    }

    private static void SameTraining(TrainingOptions expected, TrainingOptions? options) =>
        Near.SameBits(Train(expected), Train(options), "parameters");

    private static void NotSameTraining(TrainingOptions one, TrainingOptions other) => Assert.NotEqual(Train(one), Train(other));

    private static float[] Train(TrainingOptions? options)
    {
        Silu13x7x5x3 model = Filled();
        model.Fit(Set.Rows, Set.Labels, options);
        return model.Parameters.ToArray();
    }

    private static Silu13x7x5x3 Filled() => new(7);
}
