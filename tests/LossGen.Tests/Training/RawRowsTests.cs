using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>Fit without options on rows as they come, measured on rows that it has not seen: one family of rows for each thing that goes wrong.</summary>
public sealed class RawRowsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1e6)]
    [InlineData(3, 1e-6)]
    public void Units_and_offsets_do_not_matter(int seed, double unit)
    {
        // One unit for the first feature, its square root for the second, and the others as they are; each far from 0.
        double[] scales = [unit, Math.Sqrt(unit), 1, 1];
        Synthetic set = Synthetic.Multiclass(seed, 700, 4, 3, strength: 1.5);
        Synthetic moved = set.Each((x, j) => (5 * scales[j]) + (scales[j] * x));
        Multiclass4x3 plain = new(), other = new();
        plain.Fit(set.Rows, set.Labels);
        TrainingResult result = other.Fit(moved.Rows, moved.Labels);
        Near.Within(plain.Loss(set.TestRows, set.TestLabels), other.Loss(moved.TestRows, moved.TestLabels), 2e-3, "loss on other rows");
        Assert.True(other.Loss(moved.TestRows, moved.TestLabels) < set.LossOfTruth + 0.05, $"{result}, the truth {set.LossOfTruth}");
    }

    [Fact]
    public void Rare_flags_neither_overshoot_nor_drown_the_rest()
    {
        // Five dense features and 25 flags that are set in a row of 300.
        Synthetic set = Synthetic.Binary(4, 2000, 30, strength: 1, static (random, j) => j < 5 ? Synthetic.Normal(random) : random.NextDouble() < 1 / 300.0 ? 1 : 0);
        foreach (TrainingOptions? options in new TrainingOptions?[] { null, new() { Standardize = true }, new() { Optimizer = Optimizer.Lbfgs() } })
        {
            var model = new Binary30();
            model.Fit(set.Rows, set.Labels, options);
            double loss = model.Loss(set.TestRows, set.TestLabels);
            Assert.True(loss < set.LossOfTruth + (options is null ? 0.015 : 0.03), $"{loss} with {options}, the truth {set.LossOfTruth}");
        }
    }

    [Fact]
    public void Categories_with_few_rows_each_are_not_learned_by_heart()
    {
        // 64 flags of which one is set, most of them rarely, and ten classes: scaled to deviation 1 a rare flag is worth dozens of usual ones.
        Synthetic set = Synthetic.Categories(5, 500, 64, 10);
        var model = new Multiclass64x10();
        model.Fit(set.Rows, set.Labels);
        double loss = model.Loss(set.TestRows, set.TestLabels), least = Least<Multiclass64x10>(set);
        Assert.True(loss < least + 0.1, $"{loss}, the best penalty {least}, the truth {set.LossOfTruth}");
    }

    [Fact]
    public void What_is_constant_while_it_learns_does_not_count_when_it_changes()
    {
        // 7, a million and 0 in training; anything later.
        float[] constants = [7, 1e6f, 0];
        Synthetic set = Synthetic.Binary(6, 300, 30, strength: 0.7);
        Synthetic constant = set.Each((x, j) => j < 3 ? constants[j] : x, (x, j) => j < 3 ? constants[j] + (1000 * x) : x);
        Synthetic without = set.Each((x, j) => j < 3 ? constants[j] : x, (x, j) => j < 3 ? constants[j] : x);
        var linear = new Binary30();
        linear.Fit(constant.Rows, constant.Labels);
        Assert.Equal(linear.Loss(without.TestRows, without.TestLabels), linear.Loss(constant.TestRows, constant.TestLabels), 1e-6);

        var network = new HiddenBinary30();
        network.Fit(constant.Rows, constant.Labels);
        Assert.Equal(network.Loss(without.TestRows, without.TestLabels), network.Loss(constant.TestRows, constant.TestLabels), 1e-6);
    }

    [Fact]
    public void Nearly_constant_features_do_no_harm()
    {
        // A million and a little: the first varies by a few units in the last place of a float, the second by rounding alone.
        Synthetic set = Synthetic.Multiclass(7, 500, 4, 3, strength: 1.5);
        Synthetic moved = set.Each(static (x, j) => j switch { 0 => 1e6 + (0.1 * x), 1 => 1e6 + (1e-3 * x), _ => x });
        var model = new Multiclass4x3();
        TrainingResult result = model.Fit(moved.Rows, moved.Labels);
        double loss = model.Loss(moved.TestRows, moved.TestLabels);
        Assert.True(double.IsFinite(result.Loss) && loss < Math.Log(3), $"{result}; {loss}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Separable_rows_have_a_minimum(bool lbfgs)
    {
        // Without a penalty the weights of L-BFGS grow until float ends them, and a row on the wrong side costs what they have grown to.
        Synthetic set = Synthetic.Binary(8, 100, 30, strength: 1);
        var model = new Binary30();
        model.Fit(set.Rows, set.Labels, new() { Optimizer = lbfgs ? Optimizer.Lbfgs() : Optimizer.GradientDescent() });
        double loss = model.Loss(set.TestRows, set.TestLabels);
        Assert.True(loss < 0.5, $"{loss}, the truth {set.LossOfTruth}");
    }

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    public void Few_rows_are_enough_for_a_model_better_than_none(int count)
    {
        double sum = 0, least = 0;
        for (int seed = 10; seed < 20; seed++)
        {
            Synthetic set = Synthetic.Multiclass(seed, count, 4, 3, strength: 2).Each(static (x, j) => j == 0 ? 100 + (30 * x) : x);
            var model = new Multiclass4x3();
            model.Fit(set.Rows, set.Labels);
            sum += model.Loss(set.TestRows, set.TestLabels);
            least += Least<Multiclass4x3>(set);
        }

        // The best penalty is that of each draw, which twenty rows do not show.
        Assert.True(sum < least + (10 * (count == 20 ? 0.12 : 0.06)) && sum < 10 * 0.9, $"{sum / 10}, the best penalty of each {least / 10}");
    }

    [Fact]
    public void Several_labels_are_learned_as_each_by_itself()
    {
        // The mean over six labels makes every gradient a sixth and every penalty six times as strong, unless the rate and L2 make up for it.
        var random = new Random(21);
        const int Count = 200, Features = MultiLabel33x6.FeatureCount, Labels = MultiLabel33x6.ClassCount;
        float[] rows = [.. Enumerable.Range(0, Count * Features).Select(_ => (float)Synthetic.Normal(random))];
        var targets = new float[Count * Labels];
        for (int r = 0; r < Count; r++)
        {
            for (int k = 0; k < Labels; k++) targets[(r * Labels) + k] = (3 * rows[(r * Features) + k]) + Synthetic.Normal(random) > 0 ? 1 : 0;
        }

        var model = new MultiLabel33x6();
        double together = model.Fit(rows, targets).Loss, apart = 0;
        for (int k = 0; k < Labels; k++)
        {
            var one = new Binary33();
            apart += one.Fit(rows, Enumerable.Range(0, Count).Select(r => (int)targets[(r * Labels) + k]).ToArray()).Loss / Labels;
        }

        Near.Within(apart, together, 0.003, "mean loss of the labels");
    }

    /// <summary>The least loss on the test rows of ten models: features raw and standardised, and C from 0.01 to 100.</summary>
    private static double Least<TModel>(Synthetic set)
        where TModel : class, ILabelModel<TModel>, new()
    {
        double least = double.PositiveInfinity;
        foreach (double c in new[] { 0.01, 0.1, 1, 10, 100 })
        {
            foreach (bool standardize in new[] { false, true })
            {
                var model = new TModel();
                model.Fit(set.Rows, set.Labels, new() { Epochs = 300, Optimizer = Optimizer.Lbfgs(), L2 = 1 / (c * set.Labels.Length), Standardize = standardize });
                least = Math.Min(least, model.Loss(set.TestRows, set.TestLabels));
            }
        }

        return least;
    }
}

/// <summary>Rows of a model that is known, to learn from and to be measured on.</summary>
internal sealed record Synthetic(int Features, float[] Rows, int[] Labels, float[] TestRows, int[] TestLabels, double LossOfTruth)
{
    private const int TestCount = 3000;

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Normal features and weights, and labels drawn by the softmax of the logits.</summary>
    public static Synthetic Multiclass(int seed, int count, int features, int classes, double strength) =>
        Draw(seed, count, features, classes, strength, static (random, _) => Normal(random));

    public static Synthetic Binary(int seed, int count, int features, double strength) => Multiclass(seed, count, features, 2, strength);

    public static Synthetic Binary(int seed, int count, int features, double strength, Func<Random, int, double> feature) =>
        Draw(seed, count, features, 2, strength, feature);

    /// <summary>One flag of many a row: the first in a quarter of the rows, the others ever more rarely.</summary>
    public static Synthetic Categories(int seed, int count, int features, int classes)
    {
        int category = 0;
        return Draw(seed, count, features, classes, 1, (random, j) =>
        {
            if (j == 0) category = (int)Math.Min(features - 1, Math.Pow(features, random.NextDouble()) - 1);
            return j == category ? 1 : 0;
        });
    }

    /// <summary>The same rows with other numbers in their place.</summary>
    public Synthetic Each(Func<double, int, double> change, Func<double, int, double>? ofTest = null) => this with
    {
        Rows = [.. Rows.Select((x, i) => (float)change(x, i % Features))],
        TestRows = [.. TestRows.Select((x, i) => (float)(ofTest ?? change)(x, i % Features))],
    };

    private static Synthetic Draw(int seed, int count, int features, int classes, double strength, Func<Random, int, double> feature)
    {
        var random = new Random(seed);
        double[] weights = [.. Enumerable.Range(0, features * classes).Select(_ => strength * Normal(random))];
        (float[] rows, int[] labels, _) = Draw(random, weights, count, features, classes, feature);
        (float[] testRows, int[] testLabels, double loss) = Draw(random, weights, TestCount, features, classes, feature);
        return new(features, rows, labels, testRows, testLabels, loss);
    }

    private static (float[] Rows, int[] Labels, double Loss) Draw(Random random, double[] weights, int count, int features, int classes, Func<Random, int, double> feature)
    {
        var rows = new float[count * features];
        var labels = new int[count];
        var odds = new double[classes];
        double loss = 0;
        for (int r = 0; r < count; r++)
        {
            Span<float> row = rows.AsSpan(r * features, features);
            for (int j = 0; j < features; j++) row[j] = (float)feature(random, j);
            for (int k = 0; k < classes; k++)
            {
                double logit = 0;
                for (int j = 0; j < features; j++) logit += weights[(k * features) + j] * row[j];
                odds[k] = Math.Exp(logit);
            }

            double sum = odds.Sum(), u = random.NextDouble() * sum;
            for (labels[r] = 0; labels[r] < classes - 1 && u >= odds[labels[r]]; labels[r]++) u -= odds[labels[r]];
            loss -= Math.Log(odds[labels[r]] / sum) / count;
        }

        return (rows, labels, loss);
    }
}

[CrossEntropyModel(features: 33, classes: 2)]
internal sealed partial class Binary33;

[CrossEntropyModel(features: 30, classes: 2, HiddenLayers = [8])]
internal sealed partial class HiddenBinary30;
