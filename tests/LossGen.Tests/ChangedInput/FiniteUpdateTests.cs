using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.ChangedInput;

/// <summary>Update leaves finite parameters, or throws and leaves those it found.</summary>
public sealed class FiniteUpdateTests
{
    private static readonly string[] Shapes =
    [
        nameof(Binary1), nameof(Binary30), nameof(Binary257), nameof(Multiclass1x2), nameof(Multiclass4x3), nameof(Multiclass12x8), nameof(Multiclass30x2),
        nameof(Multiclass64x10), nameof(Multiclass3x40), nameof(Multiclass128x100), nameof(MultiLabel4x3), nameof(MultiLabel257x11),
    ];

    public static TheoryData<string, int, bool> Cases()
    {
        var cases = new TheoryData<string, int, bool>();
        foreach (string shape in Shapes)
        {
            foreach (int rows in new[] { 1, 3 })
            {
                cases.Add(shape, rows, true);
                cases.Add(shape, rows, false);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_step_out_of_float32_is_refused_and_nothing_changes(string name, int count, bool soft)
    {
        foreach ((float feature, float rate) in new[] { (3e38f, 1e10f), (1e30f, 1e15f), (1e20f, float.MaxValue), (-3e38f, 1e30f) })
        {
            (TestModel model, float[] rows, Truth truth) = Create(name, count, soft);
            rows.AsSpan(0, model.Shape.Features).Fill(feature);
            var refusal = Assert.Throws<InvalidOperationException>(() => model.Update(rows, truth, rate));
            Assert.Contains("unchanged", refusal.Message);
            Assert.All(model.Parameters.ToArray(), p => Assert.Equal(0, p));
            Assert.True(double.IsFinite(model.Update(new float[rows.Length], truth, 0.1f)));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_that_overflow_are_refused_and_nothing_changes(string name, int count, bool soft)
    {
        foreach (float weight in new[] { 1e30f, float.MaxValue, float.PositiveInfinity, float.NaN })
        {
            (TestModel model, float[] rows, Truth truth) = Create(name, count, soft);
            rows.AsSpan(0, model.Shape.Features).Fill(1e20f);

            // Both signs, so that whatever the truth is, some logit is infinite on the wrong side of it.
            for (int k = 0; k < model.Shape.Logits; k++) model.Parameters[k * model.Shape.Features] = k % 2 == 0 ? weight : -weight;
            for (int attempt = 0; attempt < 2; attempt++)
            {
                if (attempt == 1) model.Parameters[0] = -model.Parameters[0];
                if (model.Shape.Logits == 1 && double.IsFinite(model.Loss(rows, truth))) continue;
                float[] before = model.Parameters.ToArray();
                var refusal = Assert.Throws<InvalidOperationException>(() => model.Update(rows, truth, 0.1f));
                Assert.Contains("The loss is ", refusal.Message);
                Assert.Contains("unchanged", refusal.Message);
                Near.SameBits(before, model.Parameters, "parameters");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_huge_step_that_stays_within_float32_is_taken(string name, int count, bool soft)
    {
        (TestModel model, float[] rows, Truth truth) = Create(name, count, soft);
        ModelShape shape = model.Shape;
        float rate = 1e37f;
        var gradient = new float[shape.Parameters];
        double loss = model.LossAndGradient(rows, truth, gradient);

        Near.Relative(loss, model.Update(rows, truth, rate), 1e-6, "loss");
        double[] expected = Array.ConvertAll(gradient, g => -(double)rate * g);
        Near.RelativeToLargest(expected, model.Parameters.ToArray(), 1e-5, "parameters");
    }

    [Theory]
    [InlineData(nameof(Multiclass4x3))]
    [InlineData(nameof(Binary30))]
    [InlineData(nameof(Multiclass64x10))]
    [InlineData(nameof(MultiLabel4x3))]
    public void The_largest_parameter_survives_every_step_that_is_taken_unseen(string name)
    {
        // Steps of 2^101 and less are not checked against the parameters, of which the largest float is rounded back to itself.
        (TestModel model, float[] rows, Truth truth) = Create(name, 1, soft: false);
        ModelShape shape = model.Shape;
        rows.AsSpan().Clear();
        rows[0] = 1;
        for (int k = 0; k < shape.Logits; k++)
        {
            for (int f = 1; f < shape.Features; f++) model.Parameters[(k * shape.Features) + f] = f % 2 == 0 ? float.MaxValue : -float.MaxValue;
        }

        float[] before = model.Parameters.ToArray();
        rows.AsSpan(1).Fill(float.Epsilon);
        model.Update(rows, truth, MathF.ScaleB(1, 101));

        Assert.All(model.Parameters.ToArray(), p => Assert.True(float.IsFinite(p)));
        Near.SameBits(before.AsSpan(1, shape.Features - 1), model.Parameters.Slice(1, shape.Features - 1), "the largest parameters");
        Assert.NotEqual(before[0], model.Parameters[0]);
    }

    private static (TestModel Model, float[] Rows, Truth Truth) Create(string name, int count, bool soft)
    {
        var data = new TestData(5);
        TestModel model = TestModels.Create(name);
        return (model, data.Rows(count, model.Shape.Features), soft ? data.Soft(count, model.Shape) : data.Hard(count, model.Shape));
    }
}
