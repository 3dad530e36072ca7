using Xunit;

namespace LossGen.Tests.Training.Shards;

/// <summary>The same bits on any number of threads and members, and those of the same rows in memory where they are one shard.</summary>
public sealed class ShardBitsTests
{
    internal static readonly Bins Eleven = Bins.Uniform(-0.4, 1.1, 11);

    private static readonly string[] Models =
    [
        nameof(ShardClasses), nameof(ShardTwo), nameof(ShardLabels), nameof(ShardNetwork), nameof(ShardWords), nameof(ShardWordNetwork),
        nameof(ShardNumbers), nameof(ShardReadings),
    ];

    private static readonly float[] ClassWeights = [1, 2, 0.5f, 1, 3], BinWeights = [1, 2, 0.5f, 1, 3, 1, 1, 2, 1, 1, 1];

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string model in Models)
        {
            foreach (string method in new[] { "descent", "momentum", "adam", "adamw", "adagrad", "lbfgs", "defaults", "whole" }) cases.Add(model, method);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Members_and_threads_give_the_same_bits(string model, string method) => SameBits(model, method, [3, 9]);

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Cases))]
    public void Other_numbers_of_members_give_the_same_bits(string model, string method) => SameBits(model, method, [1, 2, 5]);

    private static void SameBits(string model, string method, int[] numbersOfMembers)
    {
        TestShards shards = Shards(model, [61, 40, 77, 12, 1, 90, 55, 30, 40], forValidation: 2, hasWeights: true);
        TrainingOptions options = Options(model, method);
        (float[] expected, TrainingResult of) = Local(model, shards, options);
        Assert.Equal(of.Epochs, of.History.Count);
        Assert.False(double.IsNaN(of.ValidationLoss));
        Same(Local(model, shards, options with { MaxDegreeOfParallelism = 4 }));
        foreach (int members in numbersOfMembers) Same(Of(model, shards, options, members));

        void Same((float[] Parameters, TrainingResult Result) other)
        {
            Assert.Equal(expected, other.Parameters);
            Assert.Equal(Outcome(of), Outcome(other.Result));
            Assert.Equal(of.History.Select(Numbers), other.Result.History.Select(Numbers));
        }
    }

    [Theory]
    [InlineData(nameof(ShardNetwork))]
    [InlineData(nameof(ShardReadings))]
    public void Up_to_sixty_four_members_give_the_same_bits(string model) => SameBitsOf64(model, [1, 2, 7, 33, 64]);

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(nameof(ShardNetwork))]
    [InlineData(nameof(ShardReadings))]
    public void One_to_sixty_four_members_give_the_same_bits(string model) => SameBitsOf64(model, Enumerable.Range(1, 64));

    private static void SameBitsOf64(string model, IEnumerable<int> numbersOfMembers)
    {
        TestShards shards = Shards(model, [.. Enumerable.Range(0, 64).Select(static shard => 3 + (shard * 7 % 20))]);
        var options = new TrainingOptions { Epochs = 3, BatchSize = 50, Optimizer = Optimizer.Adam(), LearningRate = 0.01, Standardize = true };
        (float[] expected, _) = Local(model, shards, options);
        foreach (int members in numbersOfMembers) Assert.Equal(expected, Of(model, shards, options, members).Parameters);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_shard_gives_the_bits_of_rows_in_memory(string model, string method)
    {
        // A number of rows that the batches divide: the steps are then the same.
        TestShards shards = Shards(model, [160, 40], forValidation: 1);
        TrainingOptions options = Options(model, method);
        TrainingBatch training = shards.Batch(0, 160), validation = shards.Batch(160, 40);
        Bins bins = BinsOf(model, shards.Values.AsSpan(0, 160));
        var set = (shards.IsSparse, shards.HasTargets) switch
        {
            _ when shards.HasNumbers => new ValidationSet(validation.Rows, bins, validation.Targets),
            (false, false) => new ValidationSet(validation.Rows, validation.Labels),
            (false, true) => new ValidationSet(validation.Rows, validation.Targets),
            _ => new ValidationSet(validation.SparseRows!, validation.Labels),
        };
        (float[] ofShard, TrainingResult result) = Local(model, shards, options);
        (float[] ofRows, TrainingResult expected) = InMemory(model, training, options with { Validation = set }, bins);
        Assert.Equal(ofRows, ofShard);
        Assert.Equal(expected.History.Select(Numbers), result.History.Select(Numbers));
        Assert.Equal(Outcome(expected), Outcome(result));
    }

    [Fact]
    public void A_member_that_is_lost_changes_nothing()
    {
        var shards = new TestShards([30, 41, 22, 17, 60]);
        var options = new TrainingOptions { Epochs = 4, BatchSize = 20, Optimizer = Optimizer.Adam() };
        (float[] expected, _) = Local(nameof(ShardNetwork), shards, options);
        var model = new ShardNetwork();
        using var group = new MemoryGroup<ShardNetwork>(shards, 3);
        group.BeforeExchange = exchange =>
        {
            if (exchange % 5 == 2) group.Lose(exchange % 3);
        };
        model.Fit(group, options);
        Assert.Equal(expected.AsSpan(), model.Parameters);
        Assert.True(shards.Reads.Max() > 3);
    }

    [Fact]
    public void A_step_is_that_of_the_definition()
    {
        // The sums of one step over three shards, in double, by the definition on docs/many-machines.md.
        var shards = new TestShards([7, 12, 5], seed: 3);
        var options = new TrainingOptions { Epochs = 1, BatchSize = 6, LearningRate = 0.1, Shuffle = false };
        var model = new ShardClasses();
        model.Fit(shards, options);
        double[] reference = Reference(shards, batchSize: 6, rate: 0.1);

        // Four steps in float32: each adds sums of some six numbers of about 1, times 0.1.
        for (int i = 0; i < reference.Length; i++) Assert.Equal(reference[i], model.Parameters[i], 1e-5);
    }

    internal static (float[] Parameters, TrainingResult Result) Local(string model, TestShards shards, TrainingOptions options) => model switch
    {
        nameof(ShardClasses) => Run(new ShardClasses(), m => m.Fit(shards, options)),
        nameof(ShardTwo) => Run(new ShardTwo(), m => m.Fit(shards, options)),
        nameof(ShardLabels) => Run(new ShardLabels(), m => m.Fit(shards, options)),
        nameof(ShardNetwork) => Run(new ShardNetwork(), m => m.Fit(shards, options)),
        nameof(ShardNumbers) => Run(new ShardNumbers(), m => m.Fit(shards, options)),
        nameof(ShardReadings) => Run(new ShardReadings(), m => m.Fit(shards, options)),
        nameof(ShardWords) => Run(new ShardWords(), m => m.Fit(shards, options)),
        _ => Run(new ShardWordNetwork(), m => m.Fit(shards, options)),
    };

    internal static (float[] Parameters, TrainingResult Result) Of(string model, TestShards shards, TrainingOptions options, int members) => model switch
    {
        nameof(ShardClasses) => RunGroup(new ShardClasses(), shards, options, members),
        nameof(ShardTwo) => RunGroup(new ShardTwo(), shards, options, members),
        nameof(ShardLabels) => RunGroup(new ShardLabels(), shards, options, members),
        nameof(ShardNetwork) => RunGroup(new ShardNetwork(), shards, options, members),
        nameof(ShardNumbers) => RunGroup(new ShardNumbers(), shards, options, members),
        nameof(ShardReadings) => RunGroup(new ShardReadings(), shards, options, members),
        nameof(ShardWords) => RunGroup(new ShardWords(), shards, options, members),
        _ => RunGroup(new ShardWordNetwork(), shards, options, members),
    };

    internal static (float[] Parameters, TrainingResult Result) InMemory(string model, TrainingBatch rows, TrainingOptions options, Bins? bins = null) => model switch
    {
        nameof(ShardClasses) => Run(new ShardClasses(), m => m.Fit(rows.Rows.Span, rows.Labels.Span, options)),
        nameof(ShardTwo) => Run(new ShardTwo(), m => m.Fit(rows.Rows.Span, rows.Labels.Span, options)),
        nameof(ShardLabels) => Run(new ShardLabels(), m => m.Fit(rows.Rows.Span, rows.Targets.Span, options)),
        nameof(ShardNetwork) => Run(new ShardNetwork(), m => m.Fit(rows.Rows.Span, rows.Labels.Span, options)),
        nameof(ShardNumbers) => Run(new ShardNumbers(), m => m.Fit(rows.Rows.Span, bins!, rows.Targets.Span, options)),
        nameof(ShardReadings) => Run(new ShardReadings(), m => m.Fit(rows.Rows.Span, bins!, rows.Targets.Span, options)),
        nameof(ShardWords) => Run(new ShardWords(), m => m.Fit(rows.SparseRows!.Rows, rows.Labels.Span, options)),
        _ => Run(new ShardWordNetwork(), m => m.Fit(rows.SparseRows!.Rows, rows.Labels.Span, options)),
    };

    private static (float[] Parameters, TrainingResult Result) Run<TModel>(TModel model, Func<TModel, TrainingResult> fit)
        where TModel : class, IClassifier<TModel>
    {
        TrainingResult result = fit(model);
        return (model.Parameters.ToArray(), result);
    }

    private static (float[] Parameters, TrainingResult Result) RunGroup<TModel>(TModel model, TestShards shards, TrainingOptions options, int members)
        where TModel : class, IClassifier<TModel>
    {
        using var group = new MemoryGroup<TModel>(shards, members, threads: 1 + (members % 2));
        return Run(model, m => m.Fit(group, options));
    }

    /// <summary>Shards that suit a model.</summary>
    internal static TestShards Shards(string model, int[] rows, int forValidation = 0, bool hasWeights = false, int window = 0) => new(rows, IsSparse(model))
    {
        IsBinary = model == nameof(ShardTwo),
        HasTargets = model == nameof(ShardLabels),
        HasNumbers = IsOfNumbers(model),
        Bins = model == nameof(ShardNumbers) ? Eleven : null,
        HasWeights = hasWeights,
        ForValidation = forValidation,
        RowsInMemory = window,
    };

    /// <summary>The bins of a run: those of the batches, or from the smallest to the largest number.</summary>
    internal static Bins BinsOf(string model, ReadOnlySpan<float> values)
    {
        if (model != nameof(ShardReadings)) return Eleven;
        (float least, float most) = (values[0], values[0]);
        foreach (float value in values) (least, most) = (Math.Min(least, value), Math.Max(most, value));
        return new Bins(Bins.Uniform(least, most, 11)) { Smoothing = 0.5 };
    }

    private static bool IsOfNumbers(string model) => model is nameof(ShardNumbers) or nameof(ShardReadings);

    internal static bool IsSparse(string model) => model is nameof(ShardWords) or nameof(ShardWordNetwork);

    internal static (StopReason, int, double, double, int) Outcome(TrainingResult result) =>
        (result.StopReason, result.Epochs, result.Loss, result.ValidationLoss, result.BestEpoch);

    internal static (int Epoch, double Loss, double Objective, double Rate, double Norm, double ValidationLoss, double Accuracy) Numbers(TrainingProgress epoch) =>
        (epoch.Epoch, epoch.Loss, epoch.Objective, epoch.LearningRate, epoch.GradientNorm, epoch.ValidationLoss, epoch.ValidationAccuracy);

    internal static TrainingOptions Options(string model, string method)
    {
        bool isSparse = IsSparse(model), isNetwork = model is nameof(ShardNetwork) or nameof(ShardWordNetwork) or nameof(ShardNumbers);
        float[] weights = model == nameof(ShardTwo) ? [1, 3] : IsOfNumbers(model) ? BinWeights : ClassWeights;
        var loss = new LossOptions { ClassWeights = weights, LabelSmoothing = 0.05f };
        var options = new TrainingOptions { Epochs = 5, BatchSize = 40, Loss = loss, Seed = 3 };
        if (!isSparse) options = options with { Standardize = true };
        return method switch
        {
            "descent" => options with { LearningRate = 0.1, L2 = 0.01 },
            "momentum" => options with { LearningRate = 0.05, Optimizer = Optimizer.GradientDescent(0.9, nesterov: true), L1 = 0.001, MaxGradientNorm = 1 },
            "adam" => options with { LearningRate = 0.01, Optimizer = Optimizer.Adam(), Dropout = isNetwork ? 0.3 : 0 },
            "adamw" => options with { LearningRate = LearningRateSchedule.ReduceOnPlateau(0.01, 0.5, 1), Optimizer = Optimizer.AdamW() },
            "adagrad" => options with { Optimizer = Optimizer.AdaGrad(), L1 = 0.001, L2 = 0.01 },
            "lbfgs" => options with { Optimizer = Optimizer.Lbfgs(), L2 = 0.01 },
            "whole" => options with { BatchSize = 0, LearningRate = 0.1, Patience = 2 },
            _ => new TrainingOptions { Epochs = 5, BatchSize = 20 },
        };
    }

    /// <summary>An epoch of gradient descent on a linear softmax, in double.</summary>
    private static double[] Reference(TestShards shards, int batchSize, double rate)
    {
        const int features = TestShards.Features, classes = TestShards.Classes;
        var w = new double[(features * classes) + classes];
        int all = shards.Labels.Length, steps = (all + batchSize - 1) / batchSize;
        for (int t = 0; t < steps; t++)
        {
            var gradient = new double[w.Length];
            int rows = 0;
            for (int s = 0; s < shards.Count; s++)
            {
                int n = shards.RowsOf(s), offset = s * steps / shards.Count;
                for (int i = ((t * n) + offset) / steps; i < (((t + 1) * n) + offset) / steps; i++, rows++) Add(shards.First(s) + i, gradient);
            }

            for (int i = 0; i < w.Length; i++) w[i] -= rate * gradient[i] / rows;
        }

        return w;

        void Add(int row, double[] gradient)
        {
            var z = new double[classes];
            for (int k = 0; k < classes; k++)
            {
                z[k] = w[(features * classes) + k];
                for (int j = 0; j < features; j++) z[k] += w[(k * features) + j] * shards.Rows[(row * features) + j];
            }

            double largest = z.Max(), sum = z.Sum(logit => Math.Exp(logit - largest));
            for (int k = 0; k < classes; k++)
            {
                double residual = (Math.Exp(z[k] - largest) / sum) - (k == shards.Labels[row] ? 1 : 0);
                gradient[(features * classes) + k] += residual;
                for (int j = 0; j < features; j++) gradient[(k * features) + j] += residual * shards.Rows[(row * features) + j];
            }
        }
    }
}
