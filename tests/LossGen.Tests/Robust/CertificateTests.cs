using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using Xunit;

namespace LossGen.Tests.Robust;

/// <summary>No change that is smaller than a certificate changes the class; for linear models one that is hardly larger does.</summary>
public sealed class CertificateTests
{
    public static TheoryData<string, Norm, bool> Cases()
    {
        var cases = new TheoryData<string, Norm, bool>();
        foreach (string name in RobustModels.Names)
        {
            foreach (Norm norm in new[] { Norm.LInfinity, Norm.L2 })
            {
                cases.Add(name, norm, false);
                cases.Add(name, norm, true);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_attack_beats_a_certificate(string name, Norm norm, bool hasRange) => RobustModels.Run(name, new Unbeaten(norm, hasRange, models: 2, random: 300));

    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("Category", "Slow")]
    public void No_attack_of_many_beats_a_certificate(string name, Norm norm, bool hasRange) => RobustModels.Run(name, new Unbeaten(norm, hasRange, models: 50, random: 10_000));

    [Theory]
    [InlineData(Norm.LInfinity, false)]
    [InlineData(Norm.LInfinity, true)]
    [InlineData(Norm.L2, false)]
    [InlineData(Norm.L2, true)]
    public void Certificates_of_linear_models_are_exact(Norm norm, bool hasRange)
    {
        foreach (string name in RobustModels.Linear) RobustModels.Run(name, new Exact(norm, hasRange));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Corners_of_the_box_agree_with_the_exact_margins(bool hasRange)
    {
        // The worst change of a linear model is at a corner of the box: all of them are tried, of up to 10 features.
        foreach (string name in new[] { nameof(Binary2), nameof(Binary10), nameof(Multiclass4x3), nameof(Multiclass7x5), nameof(Multiclass10x4) })
            RobustModels.Run(name, new Corners(hasRange));
    }

    [Theory]
    [InlineData(Norm.LInfinity)]
    [InlineData(Norm.L2)]
    public void A_certificate_holds_although_the_logits_are_rounded(Norm norm)
    {
        foreach (string name in RobustModels.Linear) RobustModels.Run(name, new Cancelling(norm));
    }

    [Fact]
    public void Nothing_is_certified_where_a_sum_could_become_infinite()
    {
        // The logits differ by 1e38 and more in class 0's favour, but on the way there a sum may exceed all floats, and then the row has no class.
        var linear = new Multiclass4x3();
        linear.Parameters[12] = 1e38f;
        for (int k = 0; k < 3; k++) for (int i = 0; i < 4; i++) linear.Parameters[(4 * k) + i] = i % 2 == 0 ? 3e38f : -3e38f;
        Assert.Equal(0, linear.CertifiedRadius([1, 1, 1, 1], 0, Norm.L2));
        double radius = linear.CertifiedRadius([0, 0, 0, 0], 0, Norm.LInfinity);
        Assert.InRange(radius, 0, 1);
        var network = new Relu4x8x3();
        network.Parameters.Fill(1e30f);
        network.Parameters[40..].Fill(1e9f);
        network.Parameters[64] = 3e38f;
        Assert.Equal(0, network.CertifiedRadius([1, 1, 1, 1], 0, Norm.L2));
        network.Parameters[..40].Fill(3e38f);
        Assert.Equal(0, network.CertifiedRadius([1, 1, 1, 1], 0, Norm.L2));
    }

    [Fact]
    public void The_sign_step_of_a_binary_model_reaches_its_certificate()
    {
        var data = new TestData(13);
        var model = new Binary30();
        int tried = 0;
        for (int trial = 0; trial < 50; trial++)
        {
            RobustModels.Fill(model, data);
            float[] row = data.Rows(1, 30), attacked = new float[30];
            int label = model.Predict(row);
            double radius = model.CertifiedRadius(row, label, Norm.LInfinity);
            if (radius < 1e-3) continue;
            tried++;

            // The certificate leaves out γ Σ |w x| ≈ 32 · 6e-8 · 10 of the margin, some 2e-5, on both sides of which nothing is promised; ‖w‖₁ is about 6.
            double tolerance = 2e-5 / radius;
            model.Attack(row, [label], attacked, Adversary.Fgsm(radius * (1 + tolerance)));
            Assert.NotEqual(label, model.Predict(attacked));
            model.Attack(row, [label], attacked, Adversary.Fgsm(radius));
            Assert.Equal(label, model.Predict(attacked));
        }

        Assert.True(tried > 40);
    }

    [Fact]
    public void Lines_are_tighter_than_intervals()
    {
        // The same function once as one hidden layer, which gets the bounds of CROWN, and once with another layer that passes its outputs on.
        var data = new TestData(14);
        var oneLayer = new Relu4x8x3();
        double gain = 0;
        for (int trial = 0; trial < 20; trial++)
        {
            RobustModels.Fill(oneLayer, data);
            var twoLayers = new Relu4x8x8x3();
            twoLayers.Parameters.Clear();
            ReadOnlySpan<float> p = oneLayer.Parameters;
            p[..40].CopyTo(twoLayers.Parameters);
            for (int unit = 0; unit < 8; unit++) twoLayers.Parameters[40 + (unit * 9)] = 1;
            p[40..].CopyTo(twoLayers.Parameters[112..]);
            float[] row = data.Rows(1, 4);
            int label = oneLayer.Predict(row);
            Assert.Equal(label, twoLayers.Predict(row));
            double lines = oneLayer.CertifiedRadius(row, label, Norm.LInfinity), intervals = twoLayers.CertifiedRadius(row, label, Norm.LInfinity);
            Assert.True(lines >= intervals * (1 - 1e-4), $"{lines} by lines, {intervals} by intervals");
            gain += lines / Math.Max(intervals, 1e-9);
        }

        Assert.True(gain / 20 > 1.05, $"mean gain {gain / 20}");
    }

    [Fact]
    public void A_row_of_another_class_and_models_that_are_not_finite_have_no_certificate()
    {
        var data = new TestData(15);
        var model = new Multiclass4x3();
        RobustModels.Fill(model, data);
        float[] row = data.Rows(1, 4);
        int label = model.Predict(row);
        Assert.Equal(0, model.CertifiedRadius(row, (label + 1) % 3, Norm.L2));
        model.Parameters[2] = float.NaN;
        Assert.Equal(0, model.CertifiedRadius(row, label, Norm.LInfinity));
        var network = new Relu4x8x3();
        RobustModels.Fill(network, data);
        network.Parameters[0] = float.PositiveInfinity;
        Assert.Equal(0, network.CertifiedRadius(row, 0, Norm.LInfinity));
    }

    [Fact]
    public void What_no_change_can_alter_has_an_infinite_radius()
    {
        var model = new Multiclass4x3();
        model.Parameters[12] = 1;
        Assert.Equal(double.PositiveInfinity, model.CertifiedRadius([1, 2, 3, 4], 0, Norm.L2));
        var ranged = new Binary2();
        ranged.Parameters[0] = 1;
        ranged.Parameters[2] = 2;
        Assert.Equal(double.PositiveInfinity, ranged.CertifiedRadius([0, 0], 1, Norm.LInfinity, minimum: -1, maximum: 1));
        Assert.Equal(double.PositiveInfinity, ranged.CertifiedRadius([0, 0], 1, Norm.L2, minimum: -1, maximum: 1));
        Assert.Equal(2, ranged.CertifiedRadius([0, 0], 1, Norm.L2), 1e-5);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        var model = new Multiclass4x3();
        Assert.Throws<ArgumentException>(() => model.CertifiedRadius([1, 2, 3], 0, Norm.L2));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.CertifiedRadius([1, 2, 3, 4], 3, Norm.L2));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.CertifiedRadius([1, 2, 3, 4], 0, (Norm)7));
        Assert.Throws<ArgumentException>(() => model.CertifiedRadius([1, 2, 3, float.NaN], 0, Norm.L2));
        Assert.Throws<ArgumentException>(() => model.CertifiedRadius([1, 2, 3, 4], 0, Norm.L2, 0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.CertifiedRadius([1, 2, 3, 4], 0, Norm.L2, 2, 1));
    }

    [Fact]
    public void A_certificate_allocates_nothing()
    {
        var data = new TestData(15);
        var linear = new Multiclass64x10();
        var network = new Relu30x16x2();
        RobustModels.Fill(linear, data);
        RobustModels.Fill(network, data);
        float[] row = data.Rows(1, 64), other = data.Rows(1, 30);
        int label = linear.Predict(row), otherLabel = network.Predict(other);
        double sum = 0;
        Assert.Equal(0, Allocation.Of(() => sum += linear.CertifiedRadius(row, label, Norm.L2, -9, 9) + network.CertifiedRadius(other, otherLabel, Norm.LInfinity)));
        Assert.True(sum > 0);
    }

    private sealed class Unbeaten(Norm norm, bool hasRange, int models, int random) : RobustModels.ICheck
    {
        public void Run<TModel>(TModel model)
            where TModel : class, ILabelModel<TModel>
        {
            var data = new TestData(21);
            (float minimum, float maximum) = hasRange ? (-1f, 1.5f) : (float.NegativeInfinity, float.PositiveInfinity);
            var attacked = new float[TModel.FeatureCount];
            for (int m = 0; m < models; m++)
            {
                RobustModels.Fill(model, data);
                float[] row = data.Rows(1, TModel.FeatureCount);
                for (int i = 0; i < row.Length; i++) row[i] = Math.Clamp(row[i], Math.Max(minimum, -5), Math.Min(maximum, 5));
                int label = model.Predict(row);
                double radius = model.CertifiedRadius(row, label, norm, minimum, maximum);
                if (radius == 0) continue;
                double size = double.IsInfinity(radius) ? 10 : Math.BitDecrement(radius);
                var pgd = Adversary.Pgd(size, 30, size / 8) with { Norm = norm, Minimum = minimum, Maximum = maximum };
                var start = Adversary.Pgd(size, 1, size * 1e-12) with { Norm = norm, Minimum = minimum, Maximum = maximum };
                for (int seed = 0; seed < random; seed++)
                {
                    model.Attack(row, [label], attacked, seed % 20 == 0 ? pgd : start, seed);
                    int found = model.Predict(attacked);
                    if (found != label) Assert.Fail($"{typeof(TModel).Name}, {norm}, radius {radius:R}: the class is {found}, it was {label}");
                }
            }
        }
    }

    private sealed class Corners(bool hasRange) : RobustModels.ICheck
    {
        public void Run<TModel>(TModel model)
            where TModel : class, ILabelModel<TModel>
        {
            (float minimum, float maximum) = hasRange ? (-1f, 1.25f) : (float.NegativeInfinity, float.PositiveInfinity);
            var data = new TestData(12);
            int finite = 0;
            for (int trial = 0; trial < 20; trial++)
            {
                RobustModels.Fill(model, data);
                float[] row = [.. data.Rows(1, TModel.FeatureCount).Select(x => Math.Clamp(x, minimum, maximum))];
                int label = model.Predict(row);
                double radius = model.CertifiedRadius(row, label, Norm.LInfinity, minimum, maximum);
                Assert.True(LeastMargin(row, label, double.IsFinite(radius) ? radius * (1 - 1e-6) : 10) > 0, "a corner within the radius has another class");
                if (!double.IsFinite(radius)) continue;
                finite++;

                // Rounding may take 12 · 6e-8 of magnitudes of some 20 from either logit.
                double beyond = LeastMargin(row, label, radius * (1 + 1e-3));
                Assert.True(beyond < 3e-5, $"beyond the radius the least margin of a corner is {beyond:R}");
            }

            Assert.True(finite >= 5, $"{typeof(TModel).Name}: {finite}");

            double LeastMargin(float[] row, int label, double size)
            {
                bool isBinary = TModel.Task == ClassificationTask.Binary;
                float[] corner = new float[row.Length], logits = new float[isBinary ? 1 : TModel.ClassCount];
                double least = double.PositiveInfinity;
                for (int signs = 0; signs < 1 << row.Length; signs++)
                {
                    for (int i = 0; i < row.Length; i++) corner[i] = Math.Clamp((float)(row[i] + ((signs >> i & 1) == 0 ? size : -size)), minimum, maximum);
                    model.Logits(corner, logits);
                    double margin = isBinary ? label == 1 ? logits[0] : -logits[0] : logits[label] - logits.Where((_, k) => k != label).Max();
                    least = Math.Min(least, margin);
                }

                return least;
            }
        }
    }

    /// <summary>Terms of some hundreds that cancel to a margin hardly larger than the rounding of the logits, which a certificate has to leave to it.</summary>
    private sealed class Cancelling(Norm norm) : RobustModels.ICheck
    {
        public void Run<TModel>(TModel model)
            where TModel : class, ILabelModel<TModel>
        {
            var data = new TestData(23);
            int features = TModel.FeatureCount, certified = 0;
            var attacked = new float[features];
            for (int trial = 0; trial < 300; trial++)
            {
                foreach (ref float parameter in model.Parameters) parameter = (float)(30 * data.Normal());
                float[] row = [.. data.Rows(1, features).Select(static x => 30 * x)];
                int label = model.Predict(row);

                // By its bias, a number of the model: the two best logits come to lie within some units of the larger one's last place.
                var logits = new float[TModel.Task == ClassificationTask.Binary ? 1 : TModel.ClassCount];
                model.Logits(row, logits);
                int bias = model.Parameters.Length - logits.Length + (logits.Length == 1 ? 0 : label);
                double gap = logits.Length == 1 ? logits[0] : logits[label] - logits.Where((_, k) => k != label).Max();
                double left = data.Normal() * (features + 2) * (features + 2) * 900 * 1.2e-7;
                model.Parameters[bias] = (float)(model.Parameters[bias] - gap + (logits.Length == 1 && label == 0 ? -Math.Abs(left) : Math.Abs(left)));
                label = model.Predict(row);
                double radius = model.CertifiedRadius(row, label, norm);
                if (radius == 0) continue;
                certified++;
                for (int seed = 0; seed < 40; seed++)
                {
                    model.Attack(row, [label], attacked, Adversary.Pgd(radius, 5, radius) with { Norm = norm }, seed);
                    if (model.Predict(attacked) != label) Assert.Fail($"{typeof(TModel).Name}, {norm}, radius {radius:R}: the class has changed");
                }
            }

            Assert.True(certified >= 30, $"{typeof(TModel).Name}: {certified} of 300 certified");
        }
    }

    private sealed class Exact(Norm norm, bool hasRange) : RobustModels.ICheck
    {
        public void Run<TModel>(TModel model)
            where TModel : class, ILabelModel<TModel>
        {
            var data = new TestData(22);
            (float minimum, float maximum) = hasRange ? (-1f, 1.5f) : (float.NegativeInfinity, float.PositiveInfinity);
            int features = TModel.FeatureCount;
            for (int trial = 0; trial < 30; trial++)
            {
                RobustModels.Fill(model, data);
                float[] row = data.Rows(1, features);
                for (int i = 0; i < features; i++) row[i] = Math.Clamp(row[i], Math.Max(minimum, -5), Math.Min(maximum, 5));
                int label = model.Predict(row);
                double radius = model.CertifiedRadius(row, label, norm, minimum, maximum), expected = double.PositiveInfinity;
                for (int other = 0; other < TModel.ClassCount; other++)
                {
                    if (other != label) expected = Math.Min(expected, Distance(model, row, label, other, minimum, maximum));
                }

                if (double.IsInfinity(expected)) Assert.Equal(double.PositiveInfinity, radius);
                else
                {
                    // What a certificate leaves to the rounding of two logits: features + 2 times 2^-24 of terms that sum to some 20, over the dual norm.
                    double rounding = (features + 2) / 16_777_216.0 * (10 + (30 * features / 64.0)) / (norm == Norm.L2 ? 1 : Math.Sqrt(features));
                    Assert.InRange(radius, (expected * (1 - 1e-4)) - rounding, expected * (1 + 1e-12));
                }
            }
        }

        /// <summary>The size at which the worst change makes the margin 0, by walking along the features in the order in which they reach the range.</summary>
        private double Distance<TModel>(TModel model, float[] row, int label, int other, float minimum, float maximum)
            where TModel : class, ILabelModel<TModel>
        {
            int features = row.Length;
            bool isBinary = TModel.Task == ClassificationTask.Binary;
            double W(int k, int i) => isBinary ? k == 1 ? model.Parameters[i] : 0 : model.Parameters[(k * features) + i];
            double B(int k) => isBinary ? k == 1 ? model.Parameters[features] : 0 : model.Parameters[(TModel.ClassCount * features) + k];
            double margin = B(label) - B(other);
            double[] d = [.. Enumerable.Range(0, features).Select(i => W(label, i) - W(other, i))];
            for (int i = 0; i < features; i++) margin += d[i] * row[i];
            double[] room = [.. Enumerable.Range(0, features).Select(i => d[i] > 0 ? (double)row[i] - minimum : (double)maximum - row[i])];

            // For L∞ feature i stops at t = room; for L2, where it moves by |d| t, at room / |d|.
            double[] stops = [.. Enumerable.Range(0, features).Select(i => norm == Norm.L2 ? room[i] / Math.Abs(d[i]) : room[i])];
            double stopped = 0, moved = 0;
            double rate = d.Sum(x => norm == Norm.L2 ? x * x : Math.Abs(x)), t = 0;
            foreach (int i in Enumerable.Range(0, features).OrderBy(i => stops[i]))
            {
                double needed = (margin - stopped) / rate;
                if (needed <= stops[i]) return norm == Norm.L2 ? Math.Sqrt(moved + (needed * needed * rate)) : needed;
                t = stops[i];
                stopped += Math.Abs(d[i]) * room[i];
                moved += room[i] * room[i];
                rate -= norm == Norm.L2 ? d[i] * d[i] : Math.Abs(d[i]);
            }

            return t >= 0 ? double.PositiveInfinity : t;
        }
    }
}

[CrossEntropyModel(10, 2)]
public sealed partial class Binary10;

[CrossEntropyModel(10, 4)]
public sealed partial class Multiclass10x4;

[CrossEntropyModel(4, 3, HiddenLayers = [8, 8])]
public sealed partial class Relu4x8x8x3;
