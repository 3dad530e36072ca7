using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Models;

/// <summary>Zero bytes: reading a model and stepping it allocate nothing.</summary>
public sealed class AllocationTests
{
    private const int Count = 21;
    private const int Calls = 5;

    public static TheoryData<string> Models =>
    [
        nameof(Binary2), nameof(Binary784), nameof(Multiclass4x3), nameof(Multiclass64x10), nameof(Multiclass784x10), nameof(Multiclass8x200),
        nameof(MultiLabel4x3), nameof(MultiLabel257x11), .. TestModels.Large,
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public void Reading_and_stepping_a_model_allocate_nothing(string name)
    {
        var data = new TestData(41);
        TestModel model = TestModels.Create(name);
        ModelShape shape = model.Shape;
        data.FillParameters(model);
        float[] rows = data.Rows(Count, shape.Features);
        var numbers = new float[Count * shape.Classes];
        var classes = new int[Count];
        var gradient = new float[shape.Parameters];
        var inputGradient = new float[rows.Length];

        AllocatesNothing("Logits", () => model.Logits(rows, numbers.AsSpan(0, Count * shape.Logits)));
        AllocatesNothing("Probabilities", () => model.Probabilities(rows, numbers));
        if (model.HasLabels)
        {
            AllocatesNothing("Predict, one row", () => model.Predict(rows.AsSpan(0, shape.Features)));
            AllocatesNothing("Predict", () => model.Predict(rows, classes));
        }

        foreach (string optionsName in new[] { "plain", "everything" })
        {
            LossOptions? options = LossCases.Create(optionsName, data, shape, Count);
            foreach (Truth truth in new[] { data.Hard(Count, shape), data.Soft(Count, shape) })
            {
                AllocatesNothing($"Loss, {optionsName}", () => model.Loss(rows, truth, options));
                AllocatesNothing($"LossAndGradient, {optionsName}", () => model.LossAndGradient(rows, truth, gradient, options));
                AllocatesNothing($"InputGradient, {optionsName}", () => model.InputGradient(rows, truth, inputGradient, options));
                AllocatesNothing("Update", () => model.Update(rows, truth, 1e-3f));
            }
        }
    }

    private static void AllocatesNothing(string what, Action call)
    {
        long allocated = Allocation.Of(() =>
        {
            for (int i = 0; i < Calls; i++) call();
        });
        Assert.True(allocated == 0, $"{what}: {allocated} bytes in {Calls} calls");
    }
}
