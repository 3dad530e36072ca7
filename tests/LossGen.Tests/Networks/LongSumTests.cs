using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Networks;

[CrossEntropyModel(3, 2, HiddenLayers = [65_536])]
public sealed partial class Relu3x65536x2;

[CrossEntropyModel(65_536, 3, HiddenLayers = [11], Activation = Activation.Silu)]
public sealed partial class Silu65536x11x3;

[CrossEntropyModel(40_000, 2, HiddenLayers = [2], Activation = Activation.Gelu)]
public sealed partial class Gelu40000x2x2;

[CrossEntropyModel(2, 30_000, HiddenLayers = [12], Activation = Activation.Tanh)]
public sealed partial class Tanh2x12x30000;

[CrossEntropyModel(1000, 3, HiddenLayers = [44])]
public sealed partial class Relu1000x44x3;

[CrossEntropyModel(700, 3, HiddenLayers = [5])]
public sealed partial class Relu700x5x3;

/// <summary>The longest sums that there are: forward over inputs, backward over units. In a single chain of 65,536 products rounding errors reach 1e-5.</summary>
public sealed class LongSumTests
{
    // Chains of 256, then up to 256 of their sums: measured below 1.5e-6.
    private const double Tolerance = 3e-6;

    private const int Count = 5;

    public static TheoryData<string> Names => [nameof(Relu3x65536x2), nameof(Silu65536x11x3), nameof(Gelu40000x2x2), nameof(Tanh2x12x30000)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Long_sums_are_as_accurate_as_short_ones(string name)
    {
        (TestModel model, float[] rows) = Create(name);
        Truth truth = new TestData(72).Hard(Count, model.Shape);
        ReferenceNetwork reference = model.ToNetworkReference();
        double[] wide = ReferenceModel.Widen(rows);
        (double[] ofParameters, double[] ofRows) = reference.Gradients(wide, truth);
        float[] gradient = new float[ofParameters.Length], inputGradient = new float[ofRows.Length], logits = new float[Count * model.Shape.Logits];
        model.LossAndGradient(rows, truth, gradient);
        model.InputGradient(rows, truth, inputGradient);
        model.Logits(rows, logits);
        Near.RelativeToLargest([.. wide.Chunk(model.Shape.Features).SelectMany(row => reference.Logits(row))], logits, Tolerance, "logits");
        Near.RelativeToLargest(ofParameters, gradient, Tolerance, "gradient");
        Near.RelativeToLargest(ofRows, inputGradient, Tolerance, "input gradient");
    }

    /// <summary>One of 44 units takes every way to add there is: in 32 units, in eight, and in eight of which some have been before.</summary>
    [Fact]
    public void A_row_alone_gets_the_bits_it_gets_in_a_block()
    {
        Compare<Relu1000x44x3>();
        Compare<Relu700x5x3>();
    }

    /// <summary>
    /// Predict shows the bits of a unit: class 0 has its output as logit, class 1 a constant. If that equals the output in a block, class 0 is chosen, being
    /// the first of two largest; if it is the next number above, class 1.
    /// </summary>
    private static void Compare<TModel>()
        where TModel : class, ILabelModel<TModel>, new()
    {
        var data = new TestData(74);
        var model = new LabelTestModel<TModel>();
        int units = model.Widths[1], last = (model.Shape.Features + 1) * units;
        data.FillNetwork(model);
        Span<float> ofLast = model.Parameters[last..];
        float[] rows = data.Rows(Count, model.Shape.Features);
        int compared = 0;
        for (int unit = 0; unit < units; unit++)
        {
            ofLast.Clear();
            ofLast[unit] = 1;
            ofLast[(3 * units) + 2] = -1;
            var logits = new float[Count * 3];
            model.Logits(rows, logits);
            for (int r = 0; r < Count; r++)
            {
                float h = logits[3 * r];
                if (h == 0) continue;
                compared++;
                ReadOnlySpan<float> row = rows.AsSpan(r * model.Shape.Features, model.Shape.Features);
                ofLast[(3 * units) + 1] = h;
                Assert.Equal(0, model.Predict(row));
                ofLast[(3 * units) + 1] = MathF.BitIncrement(h);
                Assert.Equal(1, model.Predict(row));
            }
        }

        Assert.True(compared > units);
    }

    private static (TestModel Model, float[] Rows) Create(string name)
    {
        var data = new TestData(71);
        TestModel model = name switch
        {
            nameof(Relu3x65536x2) => new LabelTestModel<Relu3x65536x2>(),
            nameof(Silu65536x11x3) => new LabelTestModel<Silu65536x11x3>(),
            nameof(Gelu40000x2x2) => new LabelTestModel<Gelu40000x2x2>(),
            _ => new LabelTestModel<Tanh2x12x30000>(),
        };
        data.FillNetwork(model);
        return (model, data.Rows(Count, model.Shape.Features));
    }
}
