using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using LossGen.Tests.Reference;
using LossGen.Tests.Training;
using Xunit;

namespace LossGen.Tests.Serving;

/// <summary>Learning row by row with everything that training has.</summary>
public sealed class OnlineLearnerTests
{
    public static TheoryData<string> Optimizers => [.. TestOptimizers.Names.Where(static name => name != "L-BFGS")];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Its_steps_are_those_of_an_epoch_in_the_order_given(string optimizer)
    {
        (float[] rows, int[] labels) = Rows(48);
        Optimizer method = TestOptimizers.Create(optimizer);
        var trained = new Multiclass4x3();
        trained.Fit(rows, labels, new()
        {
            Epochs = 1,
            BatchSize = 4,
            Shuffle = false,
            LearningRate = 0.02,
            Optimizer = method,
            L1 = 1e-3,
            L2 = 1e-2,
            Standardize = false,
        });
        var model = new Multiclass4x3();
        var learner = new OnlineLearner<Multiclass4x3>(model, new() { LearningRate = 0.02, Optimizer = method, L1 = 1e-3, L2 = 1e-2, MaxGradientNorm = 0 });
        for (int row = 0; row < 48; row += 4) learner.Update(rows.AsSpan(row * 4, 16), labels.AsSpan(row, 4));

        for (int i = 0; i < model.Parameters.Length; i++) Near.Within(trained.Parameters[i], model.Parameters[i], 1e-6, $"{optimizer}: parameter {i}");
        Assert.Equal(12, learner.Updates);
        Assert.Equal(0, learner.RefusedRows);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void It_learns_in_the_scale_of_the_features_as_a_model_of_standardised_rows_does(string optimizer)
    {
        (float[] rows, int[] labels) = Rows(60);
        Multiclass4x3 model = Standardized(rows, labels), byHand = new();
        FeatureScaling scaling = model.Scaling!;
        float[] standardized = [.. rows.Select((x, i) => (float)((x - scaling.Means[i % 4]) / scaling.Scales[i % 4]))];
        Standardize(model, byHand);
        var options = new OnlineLearnerOptions { Optimizer = TestOptimizers.Create(optimizer), LearningRate = 0.01, L2 = 1e-3 };
        OnlineLearner<Multiclass4x3> learner = new(model, options), other = new(byHand, options);
        for (int row = 0; row < 60; row++)
        {
            double loss = learner.Update(rows.AsSpan(row * 4, 4), labels.AsSpan(row, 1));
            Near.Within(other.Update(standardized.AsSpan(row * 4, 4), labels.AsSpan(row, 1)), loss, 1e-5, $"loss of row {row}");
        }

        var expected = new float[180];
        var actual = new float[180];
        byHand.Probabilities(standardized, expected);
        model.Probabilities(rows, actual);
        for (int i = 0; i < 180; i++) Near.Within(expected[i], actual[i], 1e-5, $"probability {i}");
    }

    /// <summary>Before there was a learner, Update took such a step at its full length: finite, and of no use afterwards.</summary>
    [Theory]
    [InlineData(1e30f)]
    [InlineData(-1e30f)]
    [InlineData(float.MaxValue)]
    [InlineData(1e12f)]
    public void A_row_of_1e30_does_not_poison_it(float outlier)
    {
        (float[] rows, int[] labels) = Rows(200);
        Multiclass4x3 model = Standardized(rows, labels);
        var learner = new OnlineLearner<Multiclass4x3>(model);
        double before = model.Loss(rows, labels);
        for (int repeat = 0; repeat < 20; repeat++)
        {
            double loss = learner.Update([rows[0], outlier, rows[2], rows[3]], [repeat % 3]);
            Assert.True(double.IsFinite(loss) || learner.RefusedRows > 0);
        }

        Assert.InRange(model.Loss(rows, labels), 0, before + 0.6);
        for (int row = 0; row < 200; row++) learner.Update(rows.AsSpan(row * 4, 4), labels.AsSpan(row, 1));
        Assert.InRange(model.Loss(rows, labels), 0, before + 0.1);
    }

    [Fact]
    public void A_loss_that_is_infinite_is_reported_counted_and_changes_nothing()
    {
        (float[] rows, int[] labels) = Rows(100);
        Multiclass4x3 model = Standardized(rows, labels);
        model.Parameters[..12].Fill(1e15f);
        model.Parameters[0] = -1e15f;
        var learner = new OnlineLearner<Multiclass4x3>(model);
        float[] before = model.Parameters.ToArray();
        Assert.Equal(double.PositiveInfinity, learner.Update([3e38f, 3e38f, 3e38f, 3e38f, 1, 1, 1, 1], [0, 1]));
        Near.SameBits(before, model.Parameters, "parameters");
        Assert.Equal((0, 2), (learner.Updates, learner.RefusedRows));
    }

    [Fact]
    public void A_step_out_of_float32_is_refused_and_the_next_one_is_not()
    {
        var model = new Multiclass4x3();
        var learner = new OnlineLearner<Multiclass4x3>(model, new() { LearningRate = 3e38, Optimizer = Optimizer.GradientDescent(0.9), MaxGradientNorm = 0 });
        Assert.Equal(double.PositiveInfinity, learner.Update([1e9f, 0, 0, 0], [1]));
        Assert.All(model.Parameters.ToArray(), static parameter => Assert.Equal(0, parameter));
        Assert.Equal(1, learner.RefusedRows);
        Near.Within(Math.Log(3), learner.Update([0, 0, 0, 0], [1]), 1e-6, "loss");
        Assert.Equal(1, learner.Updates);
    }

    [Fact]
    public void Rows_that_are_not_finite_throw_and_are_counted()
    {
        (float[] rows, int[] labels) = Rows(20);
        Multiclass4x3 model = Standardized(rows, labels);
        var learner = new OnlineLearner<Multiclass4x3>(model);
        float[] before = model.Parameters.ToArray();
        Assert.Throws<ArgumentException>("rows", () => learner.Update([1, 2, 3, float.NaN, 1, 1, 1, 1], [0, 1]));
        Assert.Throws<ArgumentException>("rows", () => learner.Update([1, 2, 3, float.PositiveInfinity], new float[] { 0, 1, 0 }));
        Assert.Equal(3, learner.RefusedRows);
        Assert.Throws<ArgumentException>("rows", () => learner.Update(rows.AsSpan(0, 3), [0]));
        Assert.Throws<ArgumentException>("labels", () => learner.Update(rows.AsSpan(0, 4), labels.AsSpan(0, 2)));
        Assert.Throws<ArgumentOutOfRangeException>("labels", () => learner.Update(rows.AsSpan(0, 4), [3]));
        Assert.Throws<ArgumentException>("targets", () => learner.Update(rows.AsSpan(0, 4), new float[] { 1, 1, 0 }));
        Near.SameBits(before, model.Parameters, "parameters");
        Assert.Equal((0, 3), (learner.Updates, learner.RefusedRows));
    }

    [Fact]
    public void Class_weights_count_where_rows_come_one_by_one()
    {
        // Divided by its own weight, as the mean over one row is, a weight would cancel.
        float[] weights = [1, 8, 1];
        Multiclass4x3 plain = new(), weighted = new();
        new OnlineLearner<Multiclass4x3>(plain, new() { MaxGradientNorm = 0 }).Update([1, 2, 3, 4], [1]);
        new OnlineLearner<Multiclass4x3>(weighted, new() { MaxGradientNorm = 0, Loss = new() { ClassWeights = weights } }).Update([1, 2, 3, 4], [1]);
        for (int i = 0; i < plain.Parameters.Length; i++) Near.Relative(8 * plain.Parameters[i], weighted.Parameters[i], 1e-6, $"parameter {i}");

        // The weights are copied: later changes have no effect.
        weights[1] = 0;
        Multiclass4x3 targets = new();
        var ofTargets = new OnlineLearner<Multiclass4x3>(targets, new() { MaxGradientNorm = 0, Loss = new() { ClassWeights = new float[] { 1, 8, 1 } } });
        ofTargets.Update([1, 2, 3, 4], new float[] { 0, 1, 0 });
        for (int i = 0; i < plain.Parameters.Length; i++) Near.Relative(weighted.Parameters[i], targets.Parameters[i], 1e-6, $"parameter {i}");
    }

    [Fact]
    public void Without_a_rate_it_takes_one_that_suits_the_model()
    {
        Assert.Equal(0.1, new OnlineLearner<Multiclass4x3>(new()).LearningRate);
        Assert.Equal(1 / 785.0, new OnlineLearner<Multiclass784x10>(new()).LearningRate);
        Near.Relative(6.0 / 34, new OnlineLearner<MultiLabel33x6>(new()).LearningRate, 1e-12, "several labels");
        Near.Relative(0.005, new OnlineLearner<Multiclass4x3>(new(), new() { Optimizer = Optimizer.Adam() }).LearningRate, 1e-12, "Adam");
        Near.Relative(0.01, new OnlineLearner<Relu4x8x3>(new()).LearningRate, 1e-12, "a network");
    }

    [Fact]
    public void The_schedule_counts_updates()
    {
        var model = new Multiclass4x3();
        var rates = new List<int>();
        var learner = new OnlineLearner<Multiclass4x3>(model, new()
        {
            LearningRate = LearningRateSchedule.Custom(update =>
            {
                rates.Add(update);
                return 0.1 / (1 + update);
            }),
        });
        for (int i = 0; i < 4; i++) learner.Update([1, 2, 3, 4], [1]);
        Assert.Equal([0, 1, 2, 3], rates);
        Assert.Equal(0.02, learner.LearningRate);
        learner.Reset();
        Assert.Equal((0.1, 0L), (learner.LearningRate, learner.Updates));
    }

    [Fact]
    public void It_goes_on_from_what_others_have_made_of_the_model()
    {
        (float[] rows, int[] labels) = Rows(60);
        Multiclass4x3 model = Standardized(rows, labels), other = model.Clone();
        var learner = new OnlineLearner<Multiclass4x3>(model);
        learner.Update(rows.AsSpan(0, 4), labels.AsSpan(0, 1));

        // Parameters by hand, then another scaling by a Fit, then a copy of a model without any.
        other.Parameters.CopyTo(model.Parameters);
        Step(model, other);
        model.Fit([.. rows.Select(static x => x * 3)], labels, new() { Epochs = 1, Standardize = true });
        other.CopyFrom(model);
        Step(model, other);
        model.CopyFrom(new Multiclass4x3());
        other.CopyFrom(model);
        Step(model, other);

        void Step(Multiclass4x3 changed, Multiclass4x3 same)
        {
            var fresh = new OnlineLearner<Multiclass4x3>(same);
            Assert.Equal(fresh.Update(rows.AsSpan(8, 4), labels.AsSpan(2, 1)), learner.Update(rows.AsSpan(8, 4), labels.AsSpan(2, 1)));
            Near.SameBits(same.Parameters, changed.Parameters, "parameters");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_step_allocates_nothing(bool standardize)
    {
        (float[] rows, int[] labels) = Rows(60);
        Multiclass4x3 model = new();
        model.Fit(rows, labels, new() { Epochs = 2, Standardize = standardize });
        var loss = new LossOptions { ClassWeights = new float[] { 1, 2, 3 } };
        var learner = new OnlineLearner<Multiclass4x3>(model, new() { Optimizer = Optimizer.Adam(), L1 = 1e-4, L2 = 1e-4, Loss = loss });
        Assert.Equal(0, Allocation.Of(() => learner.Update(rows.AsSpan(0, 4), labels.AsSpan(0, 1))));
        Assert.Equal(0, Allocation.Of(() => learner.Update(rows, labels)));

        var network = new LeakyRelu64x33x17x10();
        float[] row = new TestData(3).Rows(1, 64);

        // Not as a literal in the call: the first tier of .NET 8 allocates for it.
        int[] label = [3];
        var ofNetwork = new OnlineLearner<LeakyRelu64x33x17x10>(network);
        Assert.Equal(0, Allocation.Of(() => ofNetwork.Update(row, label)));
    }

    [Fact]
    public void Rows_of_the_users_type_are_learned_from_as_their_numbers_are()
    {
        TypedRows.Flower flower = TypedRows.TypedData.Flowers(1, seed: 3)[0];
        TypedRows.FlowerModel typed = new(), plain = new();
        var features = new float[TypedRows.FlowerModel.FeatureCount];
        TypedRows.FlowerModel.WriteFeatures(flower, features);
        var targets = new float[TypedRows.FlowerModel.ClassCount];
        targets[TypedRows.FlowerModel.IndexOf(flower.Species)] = 1;
        OnlineLearner<TypedRows.FlowerModel> ofRows = new(typed), ofNumbers = new(plain);
        Assert.Equal(ofNumbers.Update(features, targets), ofRows.Update(flower));
        Near.SameBits(plain.Parameters, typed.Parameters, "parameters");
        Assert.Equal(0, Allocation.Of(() => ofRows.Update(flower)));
        using var holder = new ModelHolder<TypedRows.FlowerModel>(new());
        holder.Update(flower);
        Assert.Equal(1, holder.Updates);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_learner_that_loads_the_state_goes_on_to_the_bit(string optimizer)
    {
        using var folder = new Files.TemporaryFolder();
        string path = folder.PathOf("learner.safetensors");
        (float[] rows, int[] labels) = Rows(40);
        var options = new OnlineLearnerOptions { Optimizer = TestOptimizers.Create(optimizer), LearningRate = LearningRateSchedule.TimeDecay(0.05, 0.1) };
        Multiclass4x3 model = Standardized(rows, labels);
        var learner = new OnlineLearner<Multiclass4x3>(model, options);
        for (int row = 0; row < 20; row++) learner.Update(rows.AsSpan(row * 4, 4), labels.AsSpan(row, 1));
        learner.SaveState(path);
        Multiclass4x3 copy = model.Clone();
        var again = new OnlineLearner<Multiclass4x3>(copy, options);
        again.LoadState(path);
        Assert.Equal((20, learner.LearningRate), (again.Updates, again.LearningRate));
        for (int row = 20; row < 40; row++)
            Assert.Equal(learner.Update(rows.AsSpan(row * 4, 4), labels.AsSpan(row, 1)), again.Update(rows.AsSpan(row * 4, 4), labels.AsSpan(row, 1)));

        Near.SameBits(model.Parameters, copy.Parameters, "parameters");

        // Of a model that has changed since, the parameters count, not those of the state.
        var other = new OnlineLearner<Multiclass4x3>(new(), options);
        other.LoadState(path);
        Near.Within(Math.Log(3), other.Update(rows.AsSpan(0, 4), labels.AsSpan(0, 1)), 1e-6, "loss");
    }

    [Fact]
    public void A_state_that_is_damaged_or_of_another_learner_is_refused_and_nothing_changes()
    {
        using var folder = new Files.TemporaryFolder();
        string path = folder.PathOf("learner.safetensors");
        var learner = new OnlineLearner<Multiclass4x3>(new(), new() { Optimizer = Optimizer.Adam() });
        learner.Update([1, 2, 3, 4], [1]);
        learner.SaveState(path);
        learner.Update([1, 2, 3, 4], [1]);
        Refused(new OnlineLearner<Multiclass4x3>(new(), new() { Optimizer = Optimizer.AdaGrad() }), "lossgen.optimizer");
        Refused(new OnlineLearner<Multiclass4x3>(new(), new() { Optimizer = Optimizer.Adam(beta1: 0.5) }), "lossgen.optimizer");
        var larger = new OnlineLearner<Multiclass7x5>(new(), new() { Optimizer = Optimizer.Adam() });
        Assert.Contains("lossgen.layout", Assert.Throws<InvalidDataException>(() => larger.LoadState(path)).Message, StringComparison.Ordinal);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^3] ^= 1;
        File.WriteAllBytes(path, bytes);
        Refused(learner, "checksum");
        Assert.Equal(2, learner.Updates);
        learner.Model.Save(path);
        Refused(learner, "checksum");
        Assert.Throws<FileNotFoundException>(() => learner.LoadState(path + "none"));

        void Refused(OnlineLearner<Multiclass4x3> other, string complaint) =>
            Assert.Contains(complaint, Assert.Throws<InvalidDataException>(() => other.LoadState(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_cannot_be_are_refused_by_name()
    {
        Assert.Throws<ArgumentException>("Optimizer", static () => new OnlineLearnerOptions { Optimizer = Optimizer.Lbfgs() });
        Assert.Throws<ArgumentException>("LearningRate", static () => new OnlineLearnerOptions { LearningRate = LearningRateSchedule.ReduceOnPlateau(0.1) });
        Assert.Throws<ArgumentException>("Loss", static () => new OnlineLearnerOptions { Loss = new() { SampleWeights = new float[] { 1 } } });
        foreach (double wrong in new[] { -1, double.NaN, double.PositiveInfinity })
        {
            Assert.Throws<ArgumentOutOfRangeException>("L1", () => new OnlineLearnerOptions { L1 = wrong });
            Assert.Throws<ArgumentOutOfRangeException>("L2", () => new OnlineLearnerOptions { L2 = wrong });
            Assert.Throws<ArgumentOutOfRangeException>("MaxGradientNorm", () => new OnlineLearnerOptions { MaxGradientNorm = wrong });
        }

        Assert.Throws<ArgumentNullException>("Optimizer", static () => new OnlineLearnerOptions { Optimizer = null! });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new OnlineLearner<Multiclass4x3>(new(), new() { Loss = new() { ClassWeights = new float[] { 1, 2 } } }));
        Assert.Throws<ArgumentNullException>("model", static () => new OnlineLearner<Multiclass4x3>(null!));
        Assert.Throws<InvalidOperationException>(static () => new OnlineLearner<Files.PretrainedIris>(Files.PretrainedIris.Pretrained));
    }

    private static (float[] Rows, int[] Labels) Rows(int count)
    {
        var data = new TestData(7);
        float[] plain = data.Rows(count, 4);
        int[] labels = [.. Enumerable.Range(0, count).Select(row => plain[row * 4] + (0.3f * plain[(row * 4) + 3]) > 0.3f ? 2 : plain[(row * 4) + 1] > 0 ? 1 : 0)];
        return ([.. plain.Select(static (x, i) => (x + (i % 4)) * MathF.ScaleB(1, (3 * (i % 4)) - 3))], labels);
    }

    private static Multiclass4x3 Standardized(float[] rows, int[] labels)
    {
        var model = new Multiclass4x3();
        model.Fit(rows, labels, new() { Epochs = 30, LearningRate = 0.1, Standardize = true });
        return model;
    }

    private static void Standardize(Multiclass4x3 model, Multiclass4x3 standardized)
    {
        for (int k = 0; k < 3; k++)
        {
            double bias = model.Parameters[12 + k];
            for (int j = 0; j < 4; j++)
            {
                standardized.Parameters[(k * 4) + j] = (float)(model.Parameters[(k * 4) + j] * model.Scaling!.Scales[j]);
                bias += model.Parameters[(k * 4) + j] * model.Scaling.Means[j];
            }

            standardized.Parameters[12 + k] = (float)bias;
        }
    }
}
