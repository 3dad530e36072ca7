using LossGen.Kernels;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Models;

/// <summary>
/// Equal logits make the softmax's sums as large as they get. The pass of a small shape multiplies those of 256 rows before it takes a
/// logarithm, so this is where the product would overflow.
/// </summary>
public sealed class EqualLogitTests
{
    private static readonly string[] StraightShapes =
    [
        nameof(Binary1), nameof(Binary2), nameof(Binary15), nameof(Multiclass1x2), nameof(Multiclass2x2), nameof(Multiclass3x5), nameof(Multiclass4x3),
        nameof(Multiclass7x5), nameof(Multiclass13x3), nameof(Multiclass15x2), nameof(Multiclass15x5), nameof(Multiclass4x6), nameof(Multiclass4x7),
        nameof(Multiclass1x8), nameof(Multiclass12x8),
    ];

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (string shape in StraightShapes)
        {
            foreach (int rows in new[] { Block.StraightRows - 1, Block.StraightRows, Block.StraightRows + 1, 1000 }) cases.Add(shape, rows);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_loss_is_the_logarithm_of_the_number_of_classes(string name, int rows)
    {
        var data = new TestData(12);
        TestModel model = TestModels.Create(name);
        float[] x = data.Rows(rows, model.Shape.Features);
        Truth truth = data.Hard(rows, model.Shape);
        var gradient = new float[model.Shape.Parameters];

        double loss = model.LossAndGradient(x, truth, gradient);

        Near.Relative(Math.Log(model.Shape.Classes), loss, 5e-7, "loss");
        Near.Relative(loss, model.Loss(x, truth), 5e-7, "loss without gradient");
        (double[] expected, _) = model.ToReference().Gradients(ReferenceModel.Widen(x), truth, null);
        Near.RelativeToLargest(expected, gradient, 1e-5, "gradient");
        TrainingResult result = model.Fit(x, truth, new() { Epochs = 1, BatchSize = 0 });
        Near.Relative(Math.Log(model.Shape.Classes), result.History[0].Loss, 5e-7, "loss of an epoch");
    }
}
