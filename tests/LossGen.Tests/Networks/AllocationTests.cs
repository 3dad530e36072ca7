using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Tests.Training;
using Xunit;

namespace LossGen.Tests.Networks;

/// <summary>Zero bytes: reading a network, stepping it and an epoch of training allocate nothing.</summary>
public sealed class AllocationTests
{
    private const int Count = 50;

    private static readonly string[] ToTrain =
        [nameof(Tanh2x4x2), nameof(Silu13x7x5x3), nameof(Tanh784x48x10), nameof(Gelu100x24x33), nameof(Tanh9x12x9x6x3x5Labels), nameof(Relu600x300x20x3)];

    public static TheoryData<string> Names => [.. TestNetworks.Names];

    public static TheoryData<string, string> Trainings()
    {
        var cases = new TheoryData<string, string>();
        foreach (string name in ToTrain)
        {
            foreach (string optimizer in TestOptimizers.Names) cases.Add(name, optimizer);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reading_and_stepping_a_network_allocate_nothing(string name)
    {
        var data = new TestData(41);
        TestModel model = TestNetworks.Create(name);
        ModelShape shape = model.Shape;
        data.FillNetwork(model);
        float[] rows = data.Rows(Count, shape.Features);
        float[] numbers = new float[Count * shape.Classes], gradient = new float[model.Parameters.Length], inputGradient = new float[rows.Length];
        var classes = new int[Count];

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
                Truth one = truth.Rows(0, 1, shape.Classes);
                AllocatesNothing("Update, one row", () => model.Update(rows.AsSpan(0, shape.Features), one, 1e-3f));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Trainings))]
    public void An_epoch_allocates_nothing(string name, string optimizer)
    {
        const int Epochs = 6;
        var data = new TestData(5);
        TestModel model = TestNetworks.Create(name);
        float[] rows = data.Rows(Count, model.Shape.Features);
        Truth truth = data.Hard(Count, model.Shape);
        data.FillNetwork(model);
        float[] start = model.Parameters.ToArray();
        bool canDrop = optimizer != "L-BFGS";
        foreach ((double dropout, double norm) in canDrop ? [(0.0, 0.0), (0.4, 0.1)] : new[] { (0.0, 0.0) })
        {
            var options = new TrainingOptions
            {
                Epochs = Epochs,
                Optimizer = TestOptimizers.Create(optimizer),
                LearningRate = 0.01,
                BatchSize = 16,
                Dropout = dropout,
                MaxGradientNorm = norm,
                L1 = 1e-4,
                L2 = 1e-3,
            };

            // A collection that another test causes meanwhile counts what is left of this thread's allocation buffer. An epoch that allocates does so always.
            long allocated = long.MaxValue;
            for (int attempt = 0; attempt < 5 && allocated != 0; attempt++)
            {
                long first = 0, last = 0;
                start.CopyTo(model.Parameters);
                model.Fit(rows, truth, options, new Reporter(epoch => (epoch.Epoch == 1 ? ref first : ref last) = GC.GetAllocatedBytesForCurrentThread()));
                Assert.True(last > 0, "too few epochs to see a steady state");
                allocated = last - first;
            }

            Assert.True(allocated == 0, $"{optimizer}, dropout {dropout}: {allocated} bytes after the first epoch");
        }
    }

    private static void AllocatesNothing(string what, Action call)
    {
        long allocated = Allocation.Of(call);
        Assert.True(allocated == 0, $"{what}: {allocated} bytes");
    }
}
