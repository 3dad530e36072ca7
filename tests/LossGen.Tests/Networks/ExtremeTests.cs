using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Networks;

/// <summary>Huge, tiny and missing numbers in networks: results are finite or refused, and no row gets a class silently that has none.</summary>
public sealed class ExtremeTests
{
    private const int Count = 21;
    private static readonly int[] BadRows = [0, 9, Count - 1];

    public static TheoryData<string> Names => [.. TestNetworks.Names];

    public static TheoryData<string, string, bool> OptionCases()
    {
        var cases = new TheoryData<string, string, bool>();
        foreach (string name in TestNetworks.Names)
        {
            foreach (string options in LossCases.Names)
            {
                if (name != nameof(Relu600x300x20x3) || options is "plain" or "everything") cases.Add(name, options, options.Contains("smoothing", StringComparison.Ordinal));
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(OptionCases))]
    public void Features_and_weights_of_ten_thousand_give_finite_losses_and_gradients(string name, string options, bool soft)
    {
        // 1e4 times 1e4 in every layer: up to 1e26 before the last activation of four, and logits beyond 1e30.
        foreach ((double features, double weights) in new[] { (1e4, 1.0), (1.0, 1e4), (1e4, 1e4) })
        {
            var data = new TestData(21);
            TestModel model = TestNetworks.Create(name);
            data.Numbers(model.Parameters.Length, weights).CopyTo(model.Parameters);
            float[] rows = data.Numbers(Count * model.Shape.Features, features);
            Truth truth = soft ? data.Soft(Count, model.Shape) : data.Hard(Count, model.Shape);
            AssertFinite(model, rows, truth, LossCases.Create(options, data, model.Shape, Count));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Subnormal_features_and_weights_are_not_lost(string name)
    {
        // Weights of 1e38 in the first layer bring features of 1e-40 back to a hundredth, and the others are ordinary.
        var data = new TestData(22);
        TestModel model = TestNetworks.Create(name);
        data.FillNetwork(model);
        int ofFirst = model.Widths[0] * model.Widths[1];
        foreach (ref float weight in model.Parameters[..ofFirst]) weight = (float)(1e37 * data.Normal());
        float[] rows = data.Numbers(Count * model.Shape.Features, 1e-40);
        Assert.All(rows, x => Assert.True(float.IsSubnormal(x) || x == 0));
        Truth truth = data.Hard(Count, model.Shape);

        ReferenceNetwork reference = model.ToNetworkReference();
        double[] wide = ReferenceModel.Widen(rows);
        double[] expected = reference.Gradients(wide, truth).Parameters;
        var gradient = new float[expected.Length];
        Near.Relative(reference.Loss(wide, truth), model.LossAndGradient(rows, truth, gradient), 1e-5, "loss");

        // Those of the first layer's weights are subnormal themselves; all others are ordinary.
        Near.RelativeToLargest(expected.AsSpan(ofFirst), gradient.AsSpan(ofFirst), 1e-5, "gradient");
        for (int i = 0; i < ofFirst; i++) Near.Within(expected[i], gradient[i], Count * 3e-45, $"gradient[{i}]");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Subnormal_parameters_give_finite_losses_and_gradients(string name)
    {
        var data = new TestData(23);
        TestModel model = TestNetworks.Create(name);
        data.Numbers(model.Parameters.Length, 1e-40).CopyTo(model.Parameters);
        AssertFinite(model, data.Rows(Count, model.Shape.Features), data.Hard(Count, model.Shape), null);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_with_NaN_or_infinity_has_no_probabilities_and_its_neighbours_keep_theirs(string name)
    {
        (TestModel model, float[] rows) = Create(name);
        ModelShape shape = model.Shape;
        var all = new float[Count * shape.Classes];
        model.Probabilities(rows, all);
        foreach ((float value, int bad, int column) in BadCases(shape))
        {
            float[] changed = [.. rows], expected = [.. all];
            changed[(bad * shape.Features) + column] = value;
            expected.AsSpan(bad * shape.Classes, shape.Classes).Fill(float.NaN);
            var probabilities = new float[all.Length];
            model.Probabilities(changed, probabilities);
            Assert.Equal(expected, probabilities);

            var one = new float[shape.Classes];
            model.Probabilities(changed.AsSpan(bad * shape.Features, shape.Features), one);
            Assert.All(one, p => Assert.Equal(float.NaN, p));

            var logits = new float[Count * shape.Logits];
            model.Logits(changed, logits);
            Assert.All(logits[(bad * shape.Logits)..((bad + 1) * shape.Logits)], z => Assert.False(float.IsFinite(z)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Predict_Fit_and_Update_refuse_a_row_with_NaN_or_infinity(string name)
    {
        (TestModel model, float[] rows) = Create(name);
        ModelShape shape = model.Shape;
        float[] before = model.Parameters.ToArray();
        Truth truth = new TestData(25).Hard(Count, shape);
        foreach ((float value, int bad, int column) in BadCases(shape))
        {
            float[] changed = [.. rows];
            changed[(bad * shape.Features) + column] = value;
            string place = $"Row {bad}, column {column}";
            Assert.Contains(place, Assert.Throws<ArgumentException>(() => model.Fit(changed, truth)).Message, StringComparison.Ordinal);
            Assert.Contains(place, Assert.Throws<ArgumentException>(() => model.Update(changed, truth, 0.1f)).Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => model.Update(changed.AsSpan(bad * shape.Features, shape.Features), truth.Rows(bad, 1, shape.Classes), 0.1f));
            Near.SameBits(before, model.Parameters, "parameters");
            if (!model.HasLabels) continue;

            Assert.Contains(place, Assert.Throws<ArgumentException>(() => model.Predict(changed, new int[Count])).Message, StringComparison.Ordinal);
            Assert.Contains($"column {column}", Assert.Throws<ArgumentException>(() => model.Predict(changed.AsSpan(bad * shape.Features, shape.Features))).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>No excuse for NaN: a loss over such a row shows it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_loss_over_a_row_with_NaN_is_NaN(string name)
    {
        (TestModel model, float[] rows) = Create(name);
        Truth truth = new TestData(26).Hard(Count, model.Shape);
        rows[(9 * model.Shape.Features) + (model.Shape.Features / 2)] = float.NaN;
        Assert.Equal(double.NaN, model.Loss(rows, truth));
        Assert.Equal(double.NaN, model.LossAndGradient(rows, truth, new float[model.Parameters.Length]));
        Assert.Equal(double.NaN, model.InputGradient(rows, truth, new float[rows.Length]));
    }

    /// <summary>Weights that are NaN or overflow are the parameters' fault, and no class either.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Parameters_that_are_NaN_give_no_class_and_no_step(string name)
    {
        foreach (bool ofLast in new[] { false, true })
        {
            (TestModel model, float[] rows) = Create(name);
            model.Parameters[ofLast ? model.Parameters.Length - 1 : model.Widths[0] * model.Widths[1]] = float.NaN;
            float[] before = model.Parameters.ToArray();
            Truth truth = new TestData(27).Hard(Count, model.Shape);
            Assert.Throws<InvalidOperationException>(() => model.Update(rows, truth, 0.1f));
            Assert.Throws<InvalidOperationException>(() => model.Update(rows.AsSpan(0, model.Shape.Features), truth.Rows(0, 1, model.Shape.Classes), 0.1f));
            Near.SameBits(before, model.Parameters, "parameters");
            if (!model.HasLabels) continue;
            Assert.Throws<InvalidOperationException>(() => model.Predict(rows, new int[Count]));
            Assert.Throws<InvalidOperationException>(() => model.Predict(rows.AsSpan(0, model.Shape.Features)));
        }
    }

    /// <summary>The last vector of a unit's weights reaches into the next unit's: an infinite δ must not be seen there.</summary>
    [Fact]
    public void An_infinite_gradient_of_a_unit_is_not_seen_in_that_of_the_next()
    {
        const int Features = 5, Units = 9, Unit = 3;
        var data = new TestData(28);
        var model = new LabelTestModel<LeakyRelu5x9x3>();
        data.FillNetwork(model);

        // An output of −1e-39 times 3e38 is an ordinary logit, but the residuals times 3e38 and −3e38 add up to −3.7e38.
        model.Parameters.Slice(Unit * Features, Features).Clear();
        model.Parameters[(Units * Features) + Unit] = -1e-37f;
        Span<float> ofLast = model.Parameters[((Features + 1) * Units)..];
        ofLast[Unit] = 3e38f;
        ofLast[Units + Unit] = -3e38f;
        ofLast[(2 * Units) + Unit] = 0;
        var gradient = new float[model.Parameters.Length];
        Assert.True(double.IsFinite(model.LossAndGradient(data.Rows(1, Features), Truth.Of([0]), gradient)));
        for (int i = 0; i < Units * Features; i++) Assert.Equal(i / Features == Unit, !float.IsFinite(gradient[i]));
    }

    private static IEnumerable<(float Value, int Row, int Column)> BadCases(ModelShape shape)
    {
        foreach (float value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            foreach (int row in BadRows)
            {
                foreach (int column in new[] { 0, shape.Features / 2, shape.Features - 1 }.Distinct()) yield return (value, row, column);
            }
        }
    }

    private static void AssertFinite(TestModel model, float[] rows, Truth truth, LossOptions? options)
    {
        var gradient = new float[model.Parameters.Length];
        var inputGradient = new float[rows.Length];
        double loss = model.LossAndGradient(rows, truth, gradient, options);
        Assert.True(double.IsFinite(loss), $"loss {loss}");
        Assert.True(double.IsFinite(model.Loss(rows, truth, options)));
        Assert.True(double.IsFinite(model.InputGradient(rows, truth, inputGradient, options)));
        Assert.DoesNotContain(gradient, static g => !float.IsFinite(g));
        Assert.DoesNotContain(inputGradient, static g => !float.IsFinite(g));
    }

    private static (TestModel Model, float[] Rows) Create(string name)
    {
        var data = new TestData(24);
        TestModel model = TestNetworks.Create(name);
        data.FillNetwork(model);
        return (model, data.Rows(Count, model.Shape.Features));
    }
}
