using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Robust;

/// <summary>Training on attacked rows and on worst losses: gradients, bits, memory, and that it helps.</summary>
public sealed class AdversarialFitTests
{
    private const double Rate = 0.5;

    public static TheoryData<string, Norm, bool> Certified()
    {
        var cases = new TheoryData<string, Norm, bool>();
        foreach (string name in RobustModels.Names)
        {
            cases.Add(name, Norm.LInfinity, false);
            cases.Add(name, Norm.LInfinity, true);
            cases.Add(name, Norm.L2, false);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Certified))]
    [Trait("Category", "Slow")]
    public void Gradients_of_worst_losses_are_their_central_differences(string name, Norm norm, bool hasRange) => RobustModels.Run(name, new Gradients(norm, hasRange));

    [Fact]
    public void An_epoch_on_attacked_rows_is_an_epoch_on_rows_that_were_attacked_before()
    {
        var data = new TestData(3);
        float[] rows = data.Rows(100, 64), attacked = new float[6400];
        int[] labels = data.Labels(100, 10);
        Multiclass64x10 direct = new(), stage = new();
        RobustModels.Fill(direct, data);
        direct.Parameters.CopyTo(stage.Parameters);
        var adversary = Adversary.Fgsm(0.1) with { Norm = Norm.L2 };
        direct.Attack(rows, labels, attacked, adversary);
        var options = new TrainingOptions { Epochs = 1, BatchSize = 0, LearningRate = Rate };
        direct.Fit(attacked, labels, options);
        stage.Fit(rows, labels, options with { Adversary = adversary });
        Assert.Equal(direct.Parameters, stage.Parameters);
    }

    [Fact]
    public void A_mixture_is_the_mean_of_both_gradients()
    {
        var data = new TestData(3);
        float[] rows = data.Rows(100, 64);
        int[] labels = data.Labels(100, 10);
        var start = new Multiclass64x10();
        RobustModels.Fill(start, data);
        float[] After(double? mix)
        {
            Multiclass64x10 model = start.Clone();
            model.Fit(rows, labels, new() { Epochs = 1, BatchSize = 0, LearningRate = Rate, Adversary = mix is { } share ? Adversary.Fgsm(0.1) with { Mix = share } : null });
            return model.Parameters.ToArray();
        }

        float[] clean = After(null), attacked = After(1), mixed = After(0.25);
        for (int i = 0; i < mixed.Length; i++) Assert.Equal((0.75 * clean[i]) + (0.25 * attacked[i]), mixed[i], 1e-5);
        Assert.NotEqual(clean, attacked);
    }

    public static TheoryData<Adversary> Adversaries => new()
    {
        Adversary.Fgsm(0.1),
        Adversary.Pgd(0.1, 3, 0.05) with { Mix = 0.5 },
        Adversary.Pgd(0.5, 2, 0.3) with { Norm = Norm.L2, Minimum = -4, Maximum = 4 },
        Adversary.Certified(0.1),
        Adversary.Certified(0.1) with { Norm = Norm.L2, Mix = 0.5 },
    };

    [Theory]
    [MemberData(nameof(Adversaries))]
    public void The_number_of_threads_does_not_change_a_bit(Adversary adversary)
    {
        Threads(new Multiclass64x10(), adversary);
        Threads(new Multiclass64x10(), adversary, standardize: true);
        Threads(new LeakyRelu64x33x17x10(), adversary);
        Threads(new Binary784(), adversary);
        Threads(new Relu30x16x2(), adversary);
    }

    [Theory]
    [MemberData(nameof(Adversaries))]
    public void An_epoch_allocates_nothing(Adversary adversary)
    {
        var data = new TestData(5);
        float[] rows = Clipped(data.Rows(50, 30));
        int[] labels = data.Labels(50, 2);
        var options = new TrainingOptions { Epochs = SteadyAllocation.Epochs, LearningRate = 0.01, Adversary = adversary };
        Assert.Equal(0, SteadyAllocation.Of(progress => new Binary30().Fit(rows, labels, options, progress)));
        Assert.Equal(0, SteadyAllocation.Of(progress => new Relu30x16x2().Fit(rows, labels, options, progress)));
    }

    [Theory]
    [MemberData(nameof(Adversaries))]
    public void Epsilon_is_in_the_units_of_the_rows_as_given(Adversary adversary)
    {
        // The same rows with features ten and a thousand times as large, and epsilon and range ten times: only one feature matters, the others are constant.
        var data = new TestData(6);
        const int count = 200;
        float[] small = Clipped(data.Rows(count, 1)), large = [.. small.Select(static x => x * 1024)];
        int[] labels = [.. small.Select(static x => x > 0.3f ? 1 : 0)];
        var scaled = Adversary.Pgd(0.1 * 1024, 3, 0.05 * 1024);
        scaled = adversary.Steps == 0 ? Adversary.Certified(adversary.Epsilon * 1024)
            : adversary.RandomStart ? Adversary.Pgd(adversary.Epsilon * 1024, adversary.Steps, adversary.StepSize * 1024) : Adversary.Fgsm(adversary.Epsilon * 1024);
        scaled = scaled with { Norm = adversary.Norm, Mix = adversary.Mix, Minimum = adversary.Minimum * 1024, Maximum = adversary.Maximum * 1024 };
        Binary1 first = new(), second = new();
        var options = new TrainingOptions { Epochs = 20, Standardize = true, LearningRate = 0.3 };
        first.Fit(small, labels, options with { Adversary = adversary });
        second.Fit(large, labels, options with { Adversary = scaled });
        Assert.Equal(first.Parameters[0], second.Parameters[0] * 1024, 1e-3 * Math.Abs(first.Parameters[0]));
        Assert.Equal(first.Parameters[1], second.Parameters[1], 1e-3 * (1 + Math.Abs(first.Parameters[1])));
        var plain = new Binary1();
        plain.Fit(small, labels, options);
        Assert.True(Math.Abs(plain.Parameters[0] - first.Parameters[0]) > 1e-2 * Math.Abs(plain.Parameters[0]), "the adversary changed nothing");
    }

    [Fact]
    public void A_source_is_attacked_as_well()
    {
        var data = new TestData(6);
        float[] rows = data.Rows(96, 64);
        int[] labels = data.Labels(96, 10);
        TrainingBatch[] whole = [new(rows, labels)];
        Multiclass64x10 inMemory = new(), fromSource = new();
        var options = new TrainingOptions { Epochs = 3, LearningRate = 0.1, Standardize = true, Adversary = Adversary.Pgd(0.1, 3, 0.05) };
        inMemory.Fit(rows, labels, options);
        fromSource.Fit(whole, options);
        Assert.Equal(inMemory.Parameters, fromSource.Parameters);
    }

    [Fact]
    public void Robust_training_makes_robust_models()
    {
        // One feature predicts well, fifty weakly: a plain model spreads its weight over all of them, where small changes add up (Tsipras et al., ICLR 2019).
        var data = new TestData(7);
        const int count = 600, features = 30;
        float[] rows = data.Rows(count, features);
        int[] labels = data.Labels(count, 2);
        for (int r = 0; r < count; r++)
        {
            float sign = labels[r] == 1 ? 1 : -1;
            for (int i = 0; i < features; i++) rows[(r * features) + i] = i == 0 ? sign * (1.2f + (0.4f * rows[r * features])) : rows[(r * features) + i] + (0.4f * sign);
        }

        double Certified(Adversary? adversary)
        {
            var model = new Binary30();
            model.Fit(rows, labels, new() { Epochs = 60, LearningRate = 0.05, Adversary = adversary });
            return RobustEvaluation.Of(model, rows, labels, [0.5], Adversary.Pgd(0.5, 10, 0.1)).Points[0].CertifiedAccuracy;
        }

        double plain = Certified(null), byBound = Certified(Adversary.Certified(0.5)), bySteps = Certified(Adversary.Fgsm(0.5));
        Assert.True(plain < 0.7 && byBound > 0.9 && bySteps > 0.9, $"{plain}, {byBound}, {bySteps}");
    }

    [Fact]
    public void A_run_goes_on_from_a_checkpoint_to_the_same_bits()
    {
        string path = Path.Combine(Path.GetTempPath(), $"lossgen-robust-{Guid.NewGuid():N}.safetensors");
        try
        {
            var data = new TestData(8);
            float[] rows = data.Rows(96, 64);
            int[] labels = data.Labels(96, 10);
            var options = new TrainingOptions { Epochs = 6, LearningRate = 0.1, Adversary = Adversary.Certified(0.1) };
            Multiclass64x10 whole = new(), interrupted = new();
            whole.Fit(rows, labels, options);
            using var stop = new CancellationTokenSource();
            var progress = new Reporter(report => { if (report.Epoch == 3) stop.Cancel(); });
            interrupted.Fit(rows, labels, options with { Checkpoint = new(path) }, progress, stop.Token);
            var resumed = new Multiclass64x10();
            resumed.Fit(rows, labels, options with { Checkpoint = new(path) });
            Assert.Equal(whole.Parameters, resumed.Parameters);
            InvalidDataException error = Assert.Throws<InvalidDataException>(
                () => new Multiclass64x10().Fit(rows, labels, options with { Checkpoint = new(path), Adversary = Adversary.Certified(0.2) }));
            Assert.Contains("Adversary", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_cannot_be_trained_is_refused_before_anything_changes()
    {
        var model = new Multiclass4x3();
        float[] rows = [1, 2, 3, 4], before = model.Parameters.ToArray();
        Assert.Throws<ArgumentException>(() => model.Fit(rows, [0], new() { Adversary = Adversary.Fgsm(0.1) with { Maximum = 3 } }));
        Assert.Throws<ArgumentException>(() => model.Fit(rows, [0], new() { Adversary = Adversary.Fgsm(0.1), Optimizer = Optimizer.Lbfgs() }));
        Assert.Throws<ArgumentException>(() => model.Fit(rows, [1f, 0, 0], new() { Adversary = Adversary.Certified(0.1) }));
        Assert.Throws<ArgumentException>(() => model.Fit(rows, Bins.Uniform(0, 1, 3), [0.5f], new() { Adversary = Adversary.Certified(0.1) }));
        Assert.Throws<ArgumentException>(() => new Relu4x8x3().Fit(rows, [0], new() { Adversary = Adversary.Certified(0.1), Dropout = 0.5 }));
        Assert.Throws<ArgumentException>(() => new MultiLabel33x6().Fit(new float[33], new float[6], new() { Adversary = Adversary.Certified(0.1) }));
        Assert.Equal(before, model.Parameters);
        Assert.Contains("against PGD", new TrainingOptions { Adversary = Adversary.Pgd(0.1, 2, 0.1) }.ToString(), StringComparison.Ordinal);
    }

    private static float[] Clipped(float[] rows) => [.. rows.Select(static x => Math.Clamp(x, -3.5f, 3.5f))];

    private static void Threads<TModel>(TModel model, Adversary adversary, bool standardize = false)
        where TModel : class, ILabelModel<TModel>
    {
        var data = new TestData(4);
        RobustModels.Fill(model, data);
        const int count = 700;
        float[] rows = Clipped(data.Rows(count, TModel.FeatureCount));
        int[] labels = data.Labels(count, TModel.ClassCount);
        var options = new TrainingOptions { Epochs = 2, BatchSize = 300, LearningRate = 0.01, Standardize = standardize, Adversary = adversary };
        TModel one = model.Clone(), several = model.Clone();
        one.Fit(rows, labels, options);
        several.Fit(rows, labels, options with { MaxDegreeOfParallelism = 3 });
        Near.SameBits(one.Parameters, several.Parameters, $"{typeof(TModel).Name}, {adversary}");
    }

    private sealed class Reporter(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }

    private sealed class Gradients(Norm norm, bool hasRange) : RobustModels.ICheck
    {
        public void Run<TModel>(TModel model)
            where TModel : class, ILabelModel<TModel>
        {
            const int count = 41;
            const double epsilon = 0.05;
            var data = new TestData(17);
            RobustModels.Fill(model, data);
            float[] rows = [.. data.Rows(count, TModel.FeatureCount).Select(static x => Math.Clamp(x, -1, 1))];
            int[] labels = data.Labels(count, TModel.ClassCount);
            double[] parameters = [.. model.Parameters.ToArray().Select(static p => (double)p)];
            var adversary = Adversary.Certified(epsilon) with { Norm = norm };
            if (hasRange) adversary = adversary with { Minimum = -1, Maximum = 1 };

            // One step over the whole set moves the parameters by the rate times the gradient.
            var options = new TrainingOptions { Epochs = 1, BatchSize = 0, LearningRate = Rate, Optimizer = Optimizer.GradientDescent(), Adversary = adversary };
            TrainingResult result = model.Fit(rows, labels, options);
            double Reference() => WorstLoss.Of(parameters, TModel.Layout, TModel.Activation, rows, labels, epsilon, norm, adversary.Minimum, adversary.Maximum);
            Assert.Equal(Reference(), result.History[0].Loss, 1e-5 * (1 + Reference()));
            var expected = new double[parameters.Length];
            var actual = new float[parameters.Length];
            for (int i = 0; i < parameters.Length; i++)
            {
                expected[i] = parameters.Length > 1000 && i % 29 != 0 ? double.NaN : CentralDifferences.At(parameters, i, Reference, step: 1e-6);
                actual[i] = (float)((parameters[i] - model.Parameters[i]) / Rate);
            }

            double largest = expected.Where(static g => !double.IsNaN(g)).Max(Math.Abs);
            for (int i = 0; i < expected.Length; i++)
            {
                // The parameter itself is rounded to 6e-8 of it.
                double allowed = (1e-4 * largest) + (2.5e-7 * Math.Abs(parameters[i]) / Rate);
                if (!double.IsNaN(expected[i])) Near.Within(expected[i], actual[i], allowed, $"{typeof(TModel).Name}, {norm}: gradient[{i}]");
            }
        }
    }
}
