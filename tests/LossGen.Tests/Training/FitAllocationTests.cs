using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>Zero bytes an epoch, whatever the optimizer, the penalty and the schedule.</summary>
public sealed class FitAllocationTests
{
    private const int Epochs = 25;

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string model in new[] { nameof(Binary30), nameof(Multiclass4x3), nameof(Multiclass64x10), nameof(Multiclass2000x50), nameof(MultiLabel33x6) })
        {
            foreach (string optimizer in TestOptimizers.Names) cases.Add(model, optimizer);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_epoch_allocates_nothing(string name, string optimizer)
    {
        foreach ((double l1, double l2) in new[] { (0.0, 0.0), (1e-3, 0), (0, 1e-3), (1e-3, 1e-3) })
        {
            var options = new TrainingOptions
            {
                Epochs = Epochs,
                Optimizer = TestOptimizers.Create(optimizer),
                LearningRate = LearningRateSchedule.ReduceOnPlateau(0.01, factor: 0.5, patience: 2),
                BatchSize = 16,
                L1 = l1,
                L2 = l2,
            };
            AllocatesNothing(name, options);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_epoch_with_weighted_smoothed_focal_loss_allocates_nothing(bool shuffle)
    {
        var data = new TestData(6);
        var loss = new LossOptions { ClassWeights = data.ClassWeights(3), SampleWeights = data.SampleWeights(50), LabelSmoothing = 0.1f, FocalGamma = 2 };
        AllocatesNothing(nameof(Multiclass4x3), new TrainingOptions { Epochs = Epochs, Loss = loss, Shuffle = shuffle, BatchSize = 7 });
        AllocatesNothing(nameof(Multiclass4x3), new TrainingOptions { Epochs = Epochs, Loss = loss, Shuffle = shuffle, BatchSize = 0, Tolerance = 1e-300 });
    }

    private static void AllocatesNothing(string name, TrainingOptions options)
    {
        const int Rows = 50;
        var data = new TestData(5);
        TestModel model = TestModels.Create(name);
        float[] rows = data.Rows(Rows, model.Shape.Features);
        Truth truth = data.Hard(Rows, model.Shape);
        float[] before = model.Parameters.ToArray();

        // A collection that another test causes meanwhile counts what is left of this thread's allocation buffer, up to 8 KiB, as
        // allocated. An epoch that allocates does so in every attempt.
        long allocated = long.MaxValue;
        for (int attempt = 0; attempt < 5 && allocated != 0; attempt++)
        {
            before.CopyTo(model.Parameters);
            var recorder = new AllocationRecorder(Epochs);
            model.Fit(rows, truth, options, recorder);
            Assert.True(recorder.Count > 2, "too few epochs to see a steady state");
            allocated = recorder.Allocated[recorder.Count - 1] - recorder.Allocated[0];
        }

        Assert.True(allocated == 0, $"{options.Optimizer}: {allocated} bytes after the first epoch");
    }

    private sealed class AllocationRecorder(int epochs) : IProgress<TrainingProgress>
    {
        public long[] Allocated { get; } = new long[epochs];

        public int Count { get; private set; }

        public void Report(TrainingProgress value) => Allocated[Count++] = GC.GetAllocatedBytesForCurrentThread();
    }
}
