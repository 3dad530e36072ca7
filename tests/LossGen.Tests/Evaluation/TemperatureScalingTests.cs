using System.Text.Json;
using LossGen.Tests.Models;
using Xunit;
using static LossGen.Tests.Evaluations.ReferenceValues;

namespace LossGen.Tests.Evaluations;

public sealed class TemperatureScalingTests
{
    public static TheoryData<string> Cases => Names("temperature");

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_finds_what_an_independent_search_finds(string name)
    {
        JsonElement set = Of("temperature", name);
        ITemperatureLoss loss = Loss(name, 1);

        TemperatureScaling scaling = TemperatureScaling.Of(loss);

        Assert.Equal(TemperatureOutcome.Minimum, scaling.Outcome);
        // A search by values alone sees the bottom of a parabola only to the root of float64's precision.
        Near(1, scaling.Temperature / set.Number("temperature"), 1e-6);
        Near(set.Number("loss_before"), scaling.LossBefore);
        Near(set.Number("loss_after"), scaling.LossAfter);
        Near(set.Number("ece_before"), scaling.EceBefore);
        Near(set.Number("ece_after"), scaling.EceAfter, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Its_derivatives_are_those_of_the_loss(string name)
    {
        JsonElement set = Of("temperature", name);
        float[] logits = set.Floats("logits"), truth = set.Floats("truth");
        ITemperatureLoss loss = set.GetProperty("task").GetString() == "multiclass"
            ? new SoftmaxTemperatureLoss(logits, Array.ConvertAll(truth, static label => (int)label), logits.Length / truth.Length)
            : new SigmoidTemperatureLoss(logits, Array.ConvertAll(truth, static target => (double)target), isOneLabelARow: false);

        foreach (double inverse in new[] { 0.02, 0.3, 1, 3 })
        {
            double h = 1e-5 * inverse;
            (double _, double first, double second) = loss.At(inverse);
            (double lossUp, double firstUp, _) = loss.At(inverse + h);
            (double lossDown, double firstDown, _) = loss.At(inverse - h);
            Near(first, (lossUp - lossDown) / (2 * h), 1e-6 * (1 + Math.Abs(first)));
            Near(second, (firstUp - firstDown) / (2 * h), 1e-6 * (1 + Math.Abs(second)));
        }
    }

    public static TheoryData<string, double> Scales()
    {
        var data = new TheoryData<string, double>();
        foreach (string name in Names("temperature"))
        {
            foreach (double scale in new[] { 1e-30, 1e-6, 1e-3, 1e3, 1e5, 1e6, 1e30 }) data.Add(name, scale);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void Logits_of_any_size_get_a_temperature_of_their_size(string name, double scale)
    {
        TemperatureScaling one = TemperatureScaling.Of(Loss(name, 1)), other = TemperatureScaling.Of(Loss(name, scale));
        Assert.Equal(TemperatureOutcome.Minimum, other.Outcome);
        // The scaled logits are rounded to float32 once more.
        Near(1, other.Temperature / scale / one.Temperature, 1e-6);
        Near(one.LossAfter, other.LossAfter, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Scales))]
    public void The_loss_rises_on_both_sides_of_it(string name, double scale)
    {
        ITemperatureLoss loss = Loss(name, scale);
        TemperatureScaling scaling = TemperatureScaling.Of(loss);
        foreach (double factor in new[] { 0.5, 0.99, 1.01, 2 })
            Assert.True(loss.At(1 / (scaling.Temperature * factor)).Loss > scaling.LossAfter, $"lower at {factor} T");
    }

    [Theory]
    [InlineData(1e-6f, 1e-8)]
    [InlineData(1, 0.01)]
    [InlineData(30, 0.3)]
    [InlineData(1e6f, 1)]
    public void Rows_without_an_error_get_a_hundredth_of_the_typical_margin_and_never_a_higher_loss(float scale, double temperature)
    {
        TemperatureScaling binary = TemperatureScaling.Fit(Model(scale, 0), new float[] { -1, -1, 1, 200, 0 }, new[] { 0, 0, 1, 1, 1 });
        Assert.Equal(TemperatureOutcome.AtLowest, binary.Outcome);
        Near(1, binary.Temperature / temperature, 1e-6);
        Assert.True(binary.LossAfter <= binary.LossBefore);

        ITemperatureLoss three = new SoftmaxTemperatureLoss([2 * scale, scale, -9 * scale, scale, 2 * scale, scale], [0, 1], 3);
        TemperatureScaling softmax = TemperatureScaling.Of(three);
        Near(1, softmax.Temperature / temperature, 1e-6);
        Assert.True(softmax.LossAfter <= softmax.LossBefore);
    }

    [Theory]
    [InlineData(1e-6f, 1)]
    [InlineData(1, 100)]
    [InlineData(1e6f, 1e8)]
    public void Logits_that_say_nothing_come_to_equal_probabilities_and_never_a_higher_loss(float scale, double temperature)
    {
        TemperatureScaling scaling = TemperatureScaling.Fit(Model(scale, 0), new float[] { -1, -1, 1, 1 }, new[] { 1, 0, 0, 1 });
        Assert.Equal(TemperatureOutcome.AtHighest, scaling.Outcome);
        Near(1, scaling.Temperature / temperature, 1e-6);
        Assert.True(scaling.LossAfter <= scaling.LossBefore);
        Near(Math.Log(2), scaling.LossAfter, 0.01);
    }

    [Fact]
    public void One_rounded_error_among_certain_rows_is_found_below_the_typical_margin()
    {
        // Margins of 1, and one row wrong by a billionth of it: T is where exp(−1 / T) has come down to about that.
        float[] logits = [.. Enumerable.Repeat(1f, 99), -1e-9f];
        TemperatureScaling scaling = TemperatureScaling.Of(new SigmoidTemperatureLoss(logits, [.. Enumerable.Repeat(1.0, 100)], isOneLabelARow: true));
        Assert.Equal(TemperatureOutcome.Minimum, scaling.Outcome);
        // 99 exp(−β) = 1e-9 / 2
        Near(1 / Math.Log(99 / 5e-10), scaling.Temperature, 1e-6);
    }

    [Fact]
    public void Applied_to_the_model_it_costs_nothing_and_has_the_loss_it_promised()
    {
        var data = new TestData(5);
        float[] rows = data.Rows(400, 4);
        var model = new Multiclass4x3();
        data.Numbers(Multiclass4x3.ParameterCount, 1).CopyTo(model.Parameters);
        int[] labels = Drawn(model, rows, 3, data);
        foreach (ref float parameter in model.Parameters) parameter *= 5;
        var before = new int[labels.Length];
        model.Predict(rows, before);

        TemperatureScaling scaling = TemperatureScaling.Fit(model, rows, labels);
        Assert.Equal(model.Loss(rows, labels), scaling.LossBefore, 6);
        scaling.Apply(model);

        var after = new int[labels.Length];
        model.Predict(rows, after);
        Assert.Equal(before, after);
        Assert.InRange(scaling.Temperature, 4, 6);
        Assert.Equal(scaling.LossAfter, model.Loss(rows, labels), 6);
        Assert.True(scaling.LossAfter < scaling.LossBefore && scaling.EceAfter < scaling.EceBefore, scaling.ToString());
        Assert.InRange(TemperatureScaling.Fit(model, rows, labels).Temperature, 1 - 1e-5, 1 + 1e-5);
    }

    [Fact]
    public void One_temperature_serves_all_labels()
    {
        var data = new TestData(6);
        float[] rows = data.Rows(300, 4);
        var model = new MultiLabel4x3();
        data.Numbers(MultiLabel4x3.ParameterCount, 1).CopyTo(model.Parameters);
        var targets = new float[300 * 3];
        model.Probabilities(rows, targets);
        for (int i = 0; i < targets.Length; i++) targets[i] = data.Integer(0, 999_999) < targets[i] * 1e6 ? 1 : 0;
        foreach (ref float parameter in model.Parameters) parameter /= 8;

        TemperatureScaling scaling = TemperatureScaling.Fit(model, rows, targets);
        scaling.Apply(model);

        Assert.InRange(scaling.Temperature, 0.1, 0.16);
        Assert.Equal(scaling.LossAfter, model.Loss(rows, targets), 6);
    }

    [Fact]
    public void A_binary_model_and_its_softmax_twin_get_the_same_temperature()
    {
        var data = new TestData(7);
        float[] rows = data.Rows(200, 2);
        var binary = new Binary2();
        new float[] { 3, -2, 0.5f }.CopyTo(binary.Parameters);
        var softmax = new Multiclass2x2();
        new float[] { 0, 0, 3, -2, 0, 0.5f }.CopyTo(softmax.Parameters);
        int[] labels = data.Labels(200, 2);
        for (int i = 0; i < 140; i++) labels[i] = binary.Predict(rows.AsSpan(2 * i, 2));

        TemperatureScaling one = TemperatureScaling.Fit(binary, rows, labels), other = TemperatureScaling.Fit(softmax, rows, labels);

        Assert.Equal(TemperatureOutcome.Minimum, one.Outcome);
        Near(one.Temperature, other.Temperature, 1e-6);
        Near(one.EceAfter, other.EceAfter, 1e-6);
    }

    [Fact]
    public void Rows_without_an_error_bring_it_to_the_lowest_temperature()
    {
        Binary1 model = Model(weight: 2, bias: 0);
        TemperatureScaling scaling = TemperatureScaling.Fit(model, new float[] { -1, -3, 1, 200 }, new[] { 0, 0, 1, 1 });
        // The logits are -2, -6, 2 and 400.
        Assert.Equal((6 / 100.0, TemperatureOutcome.AtLowest), (scaling.Temperature, scaling.Outcome));
        Assert.True(scaling.LossAfter < scaling.LossBefore);
    }

    [Fact]
    public void Logits_that_are_wrong_more_often_than_not_bring_it_to_the_highest()
    {
        Binary1 model = Model(weight: 1, bias: 0);
        TemperatureScaling scaling = TemperatureScaling.Fit(model, new float[] { -1, -1, 1, 1 }, new[] { 1, 0, 0, 0 });
        Assert.Equal((100, TemperatureOutcome.AtHighest), (scaling.Temperature, scaling.Outcome));
    }

    [Theory]
    [InlineData(-1e6f)]
    [InlineData(-3e37f)]
    public void One_error_among_certain_rows_does_not_lose_the_search(float wrong)
    {
        // Its one wrong row costs |wrong| / T nats: equal probabilities cost less at any temperature.
        Binary1 model = Model(weight: 1, bias: 0);
        TemperatureScaling scaling = TemperatureScaling.Fit(model, new[] { 1, 2, 3, wrong }, new[] { 1, 1, 1, 1 });
        Assert.Equal(TemperatureOutcome.AtHighest, scaling.Outcome);
        Assert.True(double.IsFinite(scaling.LossAfter) && scaling.LossAfter < scaling.LossBefore);
    }

    [Fact]
    public void Logits_that_are_all_the_same_leave_it_at_one()
    {
        TemperatureScaling scaling = TemperatureScaling.Fit(new Multiclass4x3(), new float[] { 1, 2, 3, 4, 5, 6, 7, 8 }, new[] { 0, 2 });
        Assert.Equal((1.0, TemperatureOutcome.NoInformation), (scaling.Temperature, scaling.Outcome));
        Assert.Equal(Math.Log(3), scaling.LossAfter, 12);
    }

    [Fact]
    public void A_temperature_that_would_overflow_the_parameters_is_not_applied()
    {
        // Logits of about 3, which no row gets wrong: a temperature of 0.03.
        Binary1 model = Model(weight: 3e37f, bias: 1);
        TemperatureScaling scaling = TemperatureScaling.Fit(model, new[] { -1e-37f, 1e-37f }, new[] { 0, 1 });
        var error = Assert.Throws<InvalidOperationException>(() => scaling.Apply(model));
        Assert.Contains("Parameter 0 is 3E+37", error.Message, StringComparison.Ordinal);
        Assert.Equal([3e37f, 1], model.Parameters.ToArray());
    }

    [Fact]
    public void Bad_input_is_named()
    {
        var model = new Multiclass4x3();
        Assert.Throws<ArgumentException>("rows", () => TemperatureScaling.Fit(model, [], Array.Empty<int>()));
        Assert.Throws<ArgumentException>("labels", () => TemperatureScaling.Fit(model, new float[4], new[] { 0, 1 }));
        Assert.Throws<ArgumentOutOfRangeException>("labels", () => TemperatureScaling.Fit(model, new float[4], new[] { 3 }));
        Assert.Throws<ArgumentException>("rows", () => TemperatureScaling.Fit(model, new[] { 0, float.NaN, 0, 0 }, new[] { 0 }));
        Assert.Throws<ArgumentException>("targets", () => TemperatureScaling.Fit(model, new float[4], new float[] { 1, 0, 0 }));
        Assert.Throws<ArgumentOutOfRangeException>("targets", () => TemperatureScaling.Fit(new MultiLabel4x3(), new float[4], new[] { 1, 0, 2f }));
    }

    private static ITemperatureLoss Loss(string name, double scale)
    {
        JsonElement set = Of("temperature", name);
        float[] logits = Array.ConvertAll(set.Floats("logits"), logit => (float)(logit * scale)), truth = set.Floats("truth");
        string task = set.GetProperty("task").GetString()!;
        return task == "multiclass"
            ? new SoftmaxTemperatureLoss(logits, Array.ConvertAll(truth, static label => (int)label), logits.Length / truth.Length)
            : new SigmoidTemperatureLoss(logits, Array.ConvertAll(truth, static target => (double)target), task == "binary");
    }

    private static Binary1 Model(float weight, float bias)
    {
        var model = new Binary1();
        (model.Parameters[0], model.Parameters[1]) = (weight, bias);
        return model;
    }

    /// <summary>Labels drawn from the model's own probabilities: it is calibrated by construction.</summary>
    private static int[] Drawn(Multiclass4x3 model, float[] rows, int classes, TestData data)
    {
        var p = new float[rows.Length / 4 * classes];
        model.Probabilities(rows, p);
        return [.. p.Chunk(classes).Select(row =>
        {
            double left = data.Integer(0, 999_999) / 1e6;
            int k = 0;
            while (k < classes - 1 && (left -= row[k]) >= 0) k++;
            return k;
        })];
    }
}
