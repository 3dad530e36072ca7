using LossGen.Numerics;
using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Training;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>Batches of rows in a random order, of sizes that fill no vector, against steps of the reference in that order.</summary>
public sealed class ShuffledStepsTests
{
    private const int Count = 77;
    private const int Epochs = 3;
    private const double Rate = 0.1;
    private const double Tolerance = 2e-5;

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        string[] models =
        [
            nameof(Binary1), nameof(Binary30), nameof(Binary257), nameof(Multiclass3x5), nameof(Multiclass4x3), nameof(Multiclass7x5),
            nameof(Multiclass16x16), nameof(Multiclass33x6), nameof(Multiclass12x100), nameof(Multiclass257x11), nameof(MultiLabel7x5), nameof(MultiLabel33x6),
        ];
        foreach (string model in models)
        {
            foreach (int batchSize in new[] { 1, 5, 11, 33, 70 }) cases.Add(model, batchSize);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Shuffled_batches_step_as_the_reference_does_in_the_same_order(string name, int batchSize)
    {
        var data = new TestData(batchSize);
        TestModel model = TestModels.Create(name);
        ModelShape shape = model.Shape;
        data.FillParameters(model);
        float[] rows = data.Rows(Count, shape.Features);
        Truth truth = data.Hard(Count, shape);
        double[] expected = Steps(model.ToReference(), rows, truth, batchSize, out double[] losses);

        // The rows stand between numbers that would spoil everything they touched.
        var guarded = new float[rows.Length + 512];
        Array.Fill(guarded, float.NaN);
        rows.CopyTo(guarded, 256);
        TrainingResult result = model.Fit(
            guarded.AsSpan(256, rows.Length), truth, new() { Epochs = Epochs, BatchSize = batchSize, LearningRate = Rate, Seed = 12, Shuffle = true });

        Near.RelativeToLargest(expected, model.Parameters, Tolerance, "parameter");
        for (int epoch = 0; epoch < Epochs; epoch++) Near.Relative(losses[epoch], result.History[epoch].Loss, Tolerance, $"loss of epoch {epoch}");
    }

    private static double[] Steps(ReferenceModel reference, float[] rows, Truth truth, int batchSize, out double[] losses)
    {
        ModelShape shape = reference.Shape;
        var random = new RandomSource(0);
        losses = new double[Epochs];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            // The order follows from seed and epoch, not from the epoch before.
            int[] order = [.. Enumerable.Range(0, Count)];
            random.Restart(12, epoch);
            random.Shuffle(order);
            foreach (int[] batch in order.Chunk(batchSize))
            {
                double[] x = [.. batch.SelectMany(r => ReferenceModel.Widen(rows.AsSpan(r * shape.Features, shape.Features)))];
                Truth of = truth.Labels is not null
                    ? Truth.Of([.. batch.Select(r => truth.Labels[r])])
                    : Truth.Of([.. batch.SelectMany(r => truth.Targets![(r * shape.Classes)..((r + 1) * shape.Classes)])]);
                losses[epoch] += reference.Loss(x, of) * batch.Length / Count;
                double[] gradient = reference.Gradients(x, of).Parameters;
                for (int i = 0; i < gradient.Length; i++) reference.Parameters[i] -= Rate * gradient[i];
            }
        }

        return reference.Parameters;
    }
}
