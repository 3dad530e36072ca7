using System.Numerics;
using System.Runtime.Intrinsics;
using LossGen.Passes;
using LossGen.Tests.Models;
using Xunit;

namespace LossGen.Tests.Robust;

/// <summary>Where attacked rows may be, to the last bit, and what an attack does to the loss.</summary>
public sealed class AttackTests
{
    private const int Count = 70;

    public static TheoryData<Adversary> Attacks => new()
    {
        Adversary.Fgsm(0.1),
        Adversary.Fgsm(0.1) with { Norm = Norm.L2 },
        Adversary.Fgsm(1e-9),
        Adversary.Fgsm(1e30),
        Adversary.Pgd(0.1, 7, 0.03),
        Adversary.Pgd(0.3, 5, 0.1) with { Norm = Norm.L2 },
        Adversary.Pgd(0.1, 3, 0.2, randomStart: false) with { Minimum = -1, Maximum = 1 },
        Adversary.Pgd(0.7, 4, 0.3) with { Norm = Norm.L2, Minimum = -1.5f, Maximum = 1.25f },
        Adversary.Pgd(0.01, 4, 0.003) with { Norm = Norm.L2 },
        Adversary.Fgsm(0) with { Minimum = -2, Maximum = 2 },
        Adversary.Pgd(0, 2, 0.1) with { Norm = Norm.L2 },
        Adversary.Pgd(1e38, 3, 1e37),
        Adversary.Pgd(1e300, 3, 1e299) with { Norm = Norm.L2 },
        Adversary.Pgd(1e-42, 3, 1e-42) with { Norm = Norm.L2 },
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Attacked_rows_are_within_epsilon_and_the_range_exactly(Adversary adversary)
    {
        foreach (string name in RobustModels.Names) RobustModels.Run(name, new Inside(adversary));
    }

    [Fact]
    public void A_moved_float_is_the_outermost_within_the_distance()
    {
        var random = new Random(8);
        for (int i = 0; i < 100_000; i++)
        {
            float x = (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-44, 38)));
            float delta = (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-44, 38)));
            if (i % 4 == 0) delta = -x * random.Next(1, 4);
            float moved = Ball.Moved(Vector256.Create(x), Vector256.Create(delta)).ToScalar();
            Assert.Equal(BitConverter.SingleToInt32Bits(moved), BitConverter.SingleToInt32Bits(Ball.Moved(Vector512.Create(x), Vector512.Create(delta)).ToScalar()));
            BigInteger change = Exact(moved) - Exact(x), most = BigInteger.Abs(Exact(delta));
            float beyond = delta > 0 ? MathF.BitIncrement(moved) : MathF.BitDecrement(moved);
            Assert.True(BigInteger.Abs(change) <= most && change.Sign * delta >= 0, $"{x:R} + {delta:R} is {moved:R}");
            Assert.True(delta == 0 || BigInteger.Abs(Exact(beyond) - Exact(x)) > most, $"{x:R} + {delta:R} is {moved:R}, but {beyond:R} is within the distance");
        }

        foreach (double epsilon in new[] { 0.1, 1e-50, 0, 1, double.MaxValue, 1e-45, (double)0.1f })
        {
            float reach = Ball.Reach(epsilon);
            Assert.True(reach <= epsilon && (reach == float.MaxValue || MathF.BitIncrement(reach) > epsilon), $"{epsilon:R}: {reach:R}");
        }
    }

    [Fact]
    public void Random_starts_fill_the_ball()
    {
        // Of 4,000 uniform numbers the mean is within 5 standard errors of 1/2, and so is the share of each tenth; lengths in an L2 ball likewise.
        var model = new Multiclass4x3();
        float[] rows = new float[4 * 1000], attacked = new float[4 * 1000];
        int[] labels = new int[1000];
        model.Attack(rows, labels, attacked, Adversary.Pgd(1, 1, 1e-12), seed: 5);
        double[] shares = [.. attacked.Select(static x => (x + 1.0) / 2)];
        AssertUniform(shares);
        Assert.Equal(4000, attacked.Distinct().Count(), 20d);
        model.Attack(rows, labels, attacked, Adversary.Pgd(1, 1, 1e-12) with { Norm = Norm.L2 }, seed: 5);
        AssertUniform([.. attacked.Chunk(4).Select(static row => Math.Sqrt(row.Sum(static x => (double)x * x)))]);
        Assert.All(Enumerable.Range(0, 4), i => Assert.InRange(attacked.Where((_, j) => j % 4 == i).Average(), -0.06, 0.06));

        static void AssertUniform(double[] values)
        {
            Assert.Equal(0.5, values.Average(), 5 / Math.Sqrt(12.0 * values.Length));
            foreach (IGrouping<int, double> tenth in values.GroupBy(static x => (int)(10 * x)))
                Assert.Equal(0.1, (double)tenth.Count() / values.Length, 5 * Math.Sqrt(0.09 / values.Length));
        }
    }

    [Fact]
    public void The_gradient_sign_step_of_a_linear_model_is_the_worst_change()
    {
        var data = new TestData(2);
        var model = new Binary30();
        RobustModels.Fill(model, data);
        float[] rows = data.Rows(Count, 30);
        int[] labels = data.Labels(Count, 2);
        var attacked = new float[rows.Length];
        model.Attack(rows, labels, attacked, Adversary.Fgsm(0.1));
        for (int r = 0; r < Count; r++)
        {
            double margin = model.Parameters[30], worst = 0;
            for (int i = 0; i < 30; i++)
            {
                margin += (double)model.Parameters[i] * attacked[(r * 30) + i];
                worst += (double)model.Parameters[i] * rows[(r * 30) + i];
                worst -= (labels[r] == 1 ? 1 : -1) * 0.1 * Math.Abs(model.Parameters[i]);
            }

            // Each of 30 numbers of at most 4 is rounded to float, by 2.4e-7 at most, and weighs about 0.3.
            Assert.Equal(worst + model.Parameters[30], margin, 3e-6);
        }
    }

    /// <summary>Margins of up to some 1e5 nats, where every factor of the loss's gradient is 0 in float32.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(1000)]
    public void A_sure_model_is_attacked_as_well_as_an_unsure_one(float scale)
    {
        Flips<Binary30>(scale, 1.01, static epsilon => Adversary.Fgsm(epsilon));
        Flips<Multiclass4x3>(scale, 2, static epsilon => Adversary.Pgd(epsilon, 40, epsilon / 10));
        Flips<Multiclass64x10>(scale, 2, static epsilon => Adversary.Pgd(epsilon, 40, epsilon / 10));
        Flips<Multiclass64x10>(scale, 2, static epsilon => Adversary.Pgd(epsilon, 40, epsilon / 10) with { Norm = Norm.L2 });
        Flips<Multiclass20x3000>(scale, 2, static epsilon => Adversary.Pgd(epsilon, 40, epsilon / 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void So_are_labels_of_several(float scale)
    {
        MultiLabel33x6 labels = Sure<MultiLabel33x6>(scale);
        float[] rows = new TestData(6).Rows(Count, 33), probabilities = new float[Count * 6];
        labels.Probabilities(rows, probabilities);
        float[] targets = Array.ConvertAll(probabilities, static p => p > 0.5f ? 1f : 0f), attacked = new float[rows.Length];
        labels.Attack(rows, targets, attacked, Adversary.Pgd(0.5, 10, 0.1));
        labels.Probabilities(attacked, probabilities);
        Assert.True(targets.Zip(probabilities, static (target, p) => p > 0.5f != target > 0.5f).Count(static isWrong => isWrong) > Count);
    }

    /// <summary>
    /// Targets whose whole mass is on one class say the same as its label, and weights, focus and smoothing do not turn an attack on such a row: in heads that are written out,
    /// in loops, and in tiles of one and of several.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void So_are_targets_on_one_class_whatever_the_loss(float scale)
    {
        Trained<Binary30>(scale);
        Trained<Multiclass4x3>(scale);
        Trained<Multiclass64x10>(scale);
        Trained<Multiclass3x1100>(scale);
        Trained<Multiclass20x3000>(scale);
    }

    private static void Trained<TModel>(float scale)
        where TModel : class, ILabelModel<TModel>, new()
    {
        TModel model = Sure<TModel>(scale);
        float[] rows = new TestData(5).Rows(Count, TModel.FeatureCount), attacked = new float[rows.Length], targets = new float[Count * TModel.ClassCount];
        var labels = new int[Count];
        model.Predict(rows, labels);
        for (int r = 0; r < Count; r++) targets[(r * TModel.ClassCount) + labels[r]] = 1;
        model.Attack(rows, labels, attacked, Adversary.Fgsm(0.2));

        // Bins whose centres are the labels; without smoothing each number is one of them.
        var bins = new Bins(Bins.Uniform(0, TModel.ClassCount - 1, TModel.ClassCount)) { Smoothing = 0 };
        float[] numbers = Array.ConvertAll(labels, static k => (float)k);
        LossOptions focused = new() { FocalGamma = 2, ClassWeights = Enumerable.Range(0, TModel.ClassCount).Select(static k => (k % 7 / 4f) + 0.5f).ToArray() };
        foreach (LossOptions? loss in new[] { null, focused, new() { LabelSmoothing = 0.1f }, focused with { LabelSmoothing = 0.3f } })
        {
            var options = new TrainingOptions { Epochs = 1, BatchSize = 0, LearningRate = 1e-3, Loss = loss, Adversary = Adversary.Fgsm(0.2) };
            double Attacked(Func<TModel, TrainingResult> fit) => fit(model.Clone()).History[0].Loss;
            double clean = model.Loss(rows, labels, loss), expected = model.Loss(attacked, labels, loss);
            Assert.True(expected > clean + (0.01 * scale) || loss is { LabelSmoothing: > 0 }, $"{typeof(TModel).Name}: {clean}, {expected}");

            // The same terms, in units of the largest and as probabilities: the sign of a derivative of about 0 may be another.
            Assert.Equal(expected, Attacked(copy => copy.Fit(rows, labels, options)), 1e-3 * expected);
            expected = model.Loss(attacked, targets, loss);
            Assert.Equal(expected, Attacked(copy => copy.Fit(rows, targets, options)), 1e-3 * expected);
            if (TModel.Task == ClassificationTask.Multiclass) Assert.Equal(expected, Attacked(copy => copy.Fit(rows, bins, numbers, options)), 1e-3 * expected);
        }
    }

    private static TModel Sure<TModel>(float scale)
        where TModel : class, IClassifier<TModel>, new()
    {
        var model = new TModel();
        var data = new TestData(5);
        foreach (ref float parameter in model.Parameters) parameter = (float)(scale * data.Normal());
        return model;
    }

    /// <summary>Attacks each row beyond its certified radius, which is exact for linear models; of many classes an attack may go towards another than the nearest.</summary>
    private static void Flips<TModel>(float scale, double radii, Func<double, Adversary> attack)
        where TModel : class, ILabelModel<TModel>, new()
    {
        TModel model = Sure<TModel>(scale);
        int width = TModel.FeatureCount, flipped = 0, tried = 0;
        float[] rows = new TestData(5).Rows(Count, width);
        for (int r = 0; r < Count; r++)
        {
            ReadOnlySpan<float> row = rows.AsSpan(r * width, width);
            int label = model.Predict(row);
            double radius = model.CertifiedRadius(row, label, attack(1).Norm) * radii;
            if (radius == 0) continue;
            var attacked = new float[width];
            model.Attack(row, [label], attacked, attack(radius));
            tried++;
            if (model.Predict(attacked) != label) flipped++;
        }

        Assert.True(tried > Count / 2 && flipped >= tried * 0.9, $"{typeof(TModel).Name} x {scale}, {attack(1)}: {flipped} of {tried}");
    }

    [Theory]
    [MemberData(nameof(RobustModels.All), MemberType = typeof(RobustModels))]
    public void Attacks_raise_the_loss_and_are_the_same_for_the_same_seed(string name) => RobustModels.Run(name, new Raising());

    [Fact]
    public void Rows_with_targets_and_labels_of_several_are_attacked_too()
    {
        var data = new TestData(4);
        var model = new MultiLabel33x6();
        foreach (ref float parameter in model.Parameters) parameter = (float)data.Normal();
        float[] rows = data.Rows(Count, 33), targets = [.. Enumerable.Range(0, Count * 6).Select(static i => i % 5 == 0 ? 1f : 0f)];
        var attacked = new float[rows.Length];
        model.Attack(rows, targets, attacked, Adversary.Pgd(0.1, 5, 0.05));
        Assert.True(model.Loss(attacked, targets) > model.Loss(rows, targets) * 1.05);
        AssertInside(rows, attacked, 33, Adversary.Pgd(0.1, 5, 0.05));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1e12)]
    [InlineData(1e300)]
    public void A_step_longer_than_the_ball_keeps_the_direction_of_the_gradient(double stepSize)
    {
        // The gradient of the loss of class 0 lies along −w_0 = (−0.9, −0.1, 0, 0).
        var model = new Multiclass4x3();
        (model.Parameters[0], model.Parameters[1]) = (0.9f, 0.1f);
        var attacked = new float[4];
        model.Attack([0, 0, 0, 0], [0], attacked, Adversary.Pgd(1, 1, stepSize, randomStart: false) with { Norm = Norm.L2 });
        float length = MathF.Sqrt(0.82f);
        Assert.Equal([-0.9f / length, -0.1f / length, 0, 0], attacked, (a, b) => Math.Abs(a - b) < 1e-6f);
        model.Attack([0, 0, 0, 0], [0], attacked, Adversary.Pgd(1, 1, stepSize, randomStart: false));
        Assert.Equal([-1f, -1, 0, 0], attacked);
    }

    [Fact]
    public void An_attack_allocates_nothing()
    {
        var data = new TestData(4);
        var model = new Multiclass64x10();
        RobustModels.Fill(model, data);
        float[] rows = data.Rows(Count, 64), attacked = new float[Count * 64];
        int[] labels = data.Labels(Count, 10);
        var adversary = Adversary.Pgd(0.1, 5, 0.05);
        Assert.Equal(0, Allocation.Of(() => model.Attack(rows, labels, attacked, adversary)));
    }

    [Fact]
    public void Bad_input_is_named()
    {
        var model = new Multiclass4x3();
        float[] row = [0, 0, 2, 0];
        var to = new float[4];
        ArgumentException error = Assert.Throws<ArgumentException>(() => model.Attack(row, [0], to, Adversary.Fgsm(0.1) with { Maximum = 1 }));
        Assert.Contains("Row 0, column 2 is 2", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Attack(row, [0], to, Adversary.Fgsm(0.1) with { Minimum = 3, Maximum = 1 }));
        Assert.Throws<ArgumentException>(() => model.Attack(row, [0], row, Adversary.Fgsm(0.1)));
        Assert.Throws<ArgumentException>(() => model.Attack(row, [0], to, Adversary.Certified(0.1)));
        Assert.Throws<ArgumentException>(() => model.Attack([0, float.NaN, 0, 0], [0], to, Adversary.Fgsm(0.1)));
        Assert.Throws<ArgumentException>(() => model.Attack(row, [0], new float[3], Adversary.Fgsm(0.1)));
        Assert.Throws<ArgumentNullException>(() => model.Attack(row, [0], to, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Adversary.Fgsm(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Adversary.Pgd(1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Adversary.Pgd(1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Adversary.Fgsm(1) with { Mix = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Adversary.Fgsm(1) with { Norm = (Norm)2 });
        Assert.Throws<ArgumentOutOfRangeException>(() => Adversary.Fgsm(1) with { Minimum = float.NaN });
    }

    internal static void AssertInside(ReadOnlySpan<float> rows, ReadOnlySpan<float> attacked, int features, Adversary adversary)
    {
        (BigInteger epsilon, BigInteger minimum) = (Exact(adversary.Epsilon), 0);
        for (int start = 0; start < rows.Length; start += features)
        {
            BigInteger squares = 0;
            for (int i = start; i < start + features; i++)
            {
                BigInteger change = BigInteger.Abs(Exact(attacked[i]) - Exact(rows[i]));
                squares += change * change;
                Assert.True(change <= epsilon, $"{adversary}: number {i} went from {rows[i]:R} to {attacked[i]:R}");
                Assert.True(attacked[i] >= adversary.Minimum && attacked[i] <= adversary.Maximum, $"{adversary}: number {i} is {attacked[i]:R}");
            }

            if (adversary.Norm == Norm.L2) Assert.True(squares <= epsilon * epsilon, $"{adversary}: row {start / features} is too far away");
        }
    }

    /// <summary>A number as a multiple of 2^-1074, the smallest double.</summary>
    private static BigInteger Exact(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x), mantissa = bits & ((1L << 52) - 1);
        int exponent = (int)((bits >> 52) & 0x7FF);
        if (exponent > 0) mantissa |= 1L << 52;
        BigInteger value = new BigInteger(mantissa) << Math.Max(exponent - 1, 0);
        return bits < 0 ? -value : value;
    }

    private sealed class Inside(Adversary adversary) : RobustModels.ICheck
    {
        public void Run<TModel>(TModel model)
            where TModel : class, ILabelModel<TModel>
        {
            var data = new TestData(7);
            RobustModels.Fill(model, data);
            float[] rows = data.Rows(Count, TModel.FeatureCount);
            for (int i = 0; i < rows.Length; i++) rows[i] = Math.Clamp(rows[i], Math.Max(adversary.Minimum, -10), Math.Min(adversary.Maximum, 10));
            var attacked = new float[rows.Length];
            model.Attack(rows, data.Labels(Count, TModel.ClassCount), attacked, adversary, seed: 3);
            AssertInside(rows, attacked, TModel.FeatureCount, adversary);
        }
    }

    private sealed class Raising : RobustModels.ICheck
    {
        public void Run<TModel>(TModel model)
            where TModel : class, ILabelModel<TModel>
        {
            var data = new TestData(9);
            RobustModels.Fill(model, data);
            float[] rows = data.Rows(Count, TModel.FeatureCount), first = new float[rows.Length], second = new float[rows.Length], other = new float[rows.Length];
            int[] labels = data.Labels(Count, TModel.ClassCount);
            double clean = model.Loss(rows, labels);
            foreach (Norm norm in new[] { Norm.LInfinity, Norm.L2 })
            {
                var attack = Adversary.Pgd(0.1, 20, 0.02) with { Norm = norm };
                model.Attack(rows, labels, first, Adversary.Fgsm(0.1) with { Norm = norm });
                double byOneStep = model.Loss(first, labels);
                model.Attack(rows, labels, first, attack, seed: 1);
                model.Attack(rows, labels, second, attack, seed: 1);
                model.Attack(rows, labels, other, attack with { }, seed: 2);
                double byMany = model.Loss(first, labels);
                Assert.True(byOneStep > clean && byMany > byOneStep * 0.999, $"{norm}: {clean}, {byOneStep}, {byMany}");
                Assert.Equal(first, second);
                if (norm == Norm.L2) Assert.NotEqual(first, other);
            }
        }
    }
}
