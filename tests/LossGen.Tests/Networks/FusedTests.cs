using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Networks;

/// <summary>Tiny networks have a pass of their own for plain labels; what it computes is what layer after layer gives for the same truth written otherwise.</summary>
public sealed class FusedTests
{
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Names => [.. TestNetworks.Fused];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_fused_pass_agrees_with_the_layers(string name)
    {
        TestModel model = TestNetworks.Create(name);
        ModelShape shape = model.Shape;

        // The last ones: more rows than a fused pass takes at once.
        foreach (int n in new[] { 1, 5, 7, 8, 9, 31, 32, 33, 77, 255, 256, 257, 600 })
        {
            var data = new TestData(n);
            data.FillNetwork(model);
            float[] rows = data.Rows(n, shape.Features);
            Truth labels = data.Hard(n, shape);
            float[] fused = new float[model.Parameters.Length], layered = new float[fused.Length], weighted = new float[fused.Length];
            double loss = model.LossAndGradient(rows, labels, fused);

            double ofTargets = model.LossAndGradient(rows, labels.AsTargets(shape.Classes), layered);
            double ofWeighted = model.LossAndGradient(rows, labels, weighted, new() { ClassWeights = Enumerable.Repeat(1f, shape.Classes).ToArray() });
            Near.Relative(ofTargets, loss, Tolerance, $"loss of {n} rows");
            Near.Relative(ofWeighted, loss, Tolerance, $"loss of {n} rows with weights of 1");
            Near.RelativeToLargest(ReferenceModel.Widen(layered), fused, Tolerance, $"gradient of {n} rows");
            Near.RelativeToLargest(ReferenceModel.Widen(weighted), fused, Tolerance, $"gradient of {n} rows with weights of 1");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_fused_step_on_one_row_agrees_with_the_layers(string name)
    {
        var data = new TestData(9);
        TestModel model = TestNetworks.Create(name), other = TestNetworks.Create(name);
        ModelShape shape = model.Shape;
        data.FillNetwork(model);
        model.Parameters.CopyTo(other.Parameters);
        for (int step = 0; step < 30; step++)
        {
            float[] row = data.Rows(1, shape.Features);
            Truth label = data.Hard(1, shape);
            Near.Relative(other.Update(row, label.AsTargets(shape.Classes), 0.2f), model.Update(row, label, 0.2f), 1e-5, $"loss of step {step}");
        }

        Near.RelativeToLargest(ReferenceModel.Widen(other.Parameters), model.Parameters, 1e-5, "parameters");
    }
}
