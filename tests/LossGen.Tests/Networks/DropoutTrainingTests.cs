using LossGen.Kernels;
using LossGen.Numerics;
using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Networks;

/// <summary>Training with dropout against steps of the reference under the same masks.</summary>
public sealed class DropoutTrainingTests
{
    private const int Count = 75;
    private const int BatchSize = 40;
    private const float Rate = 0.35f;
    private const double LearningRate = 0.5;

    public static TheoryData<string> Names =>
        [.. TestNetworks.Names.Where(static name => name is not nameof(Relu600x300x20x3) and not nameof(Tanh784x48x10))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_are_those_of_the_reference_under_the_same_masks(string name)
    {
        var data = new TestData(51);
        TestModel model = TestNetworks.Create(name);
        ModelShape shape = model.Shape;
        data.FillNetwork(model);
        float[] rows = data.Rows(Count, shape.Features);
        Truth truth = data.Hard(Count, shape);
        ReferenceNetwork reference = model.ToNetworkReference();
        double lossSum = 0;
        const int Epochs = 2;
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            var dropout = new Dropout(Rate, RandomSource.Key(3, epoch, 0));
            lossSum = 0;
            for (int first = 0; first < Count; first += BatchSize)
            {
                int n = Math.Min(BatchSize, Count - first);
                double[] batch = ReferenceModel.Widen(rows.AsSpan(first * shape.Features, n * shape.Features));
                reference.Masks = [.. model.Widths[1..^1].Select((units, i) => Mask(dropout, n, units, first, i))];
                Truth ofBatch = truth.Rows(first, n, shape.Classes);
                lossSum += n * reference.Loss(batch, ofBatch);
                double[] gradient = reference.Gradients(batch, ofBatch).Parameters;
                for (int i = 0; i < gradient.Length; i++) reference.Parameters[i] -= LearningRate * gradient[i];
            }
        }

        TrainingResult result = model.Fit(rows, truth, new()
        {
            Epochs = Epochs,
            BatchSize = BatchSize,
            LearningRate = LearningRate,
            Optimizer = Optimizer.GradientDescent(),
            Dropout = Rate,
            Shuffle = false,
            Seed = 3,
        });
        Near.RelativeToLargest(reference.Parameters, model.Parameters, 1e-5, "parameters");
        Near.Relative(lossSum / Count, result.History[^1].Loss, 1e-5, "loss of the last epoch");

        // What is measured at the end is the model without dropout.
        Assert.Equal(model.Loss(rows, truth), result.Loss);
    }

    [Fact]
    public void Another_epoch_another_seed_and_another_rate_drop_others()
    {
        var data = new TestData(52);
        float[] rows = data.Rows(Count, 13);
        int[] labels = data.Labels(Count, 3);
        var options = new TrainingOptions { Epochs = 3, Dropout = 0.5, Shuffle = false };
        float[] one = Train(options);
        Assert.Equal(one, Train(options));
        Assert.NotEqual(one, Train(options with { Seed = 1 }));
        Assert.NotEqual(one, Train(options with { Dropout = 0.4 }));
        Assert.NotEqual(one, Train(options with { Dropout = 0 }));

        float[] Train(TrainingOptions settings)
        {
            var model = new Silu13x7x5x3(1);
            model.Fit(rows, labels, settings);
            return model.Parameters.ToArray();
        }
    }

    /// <summary>Averaged over many masks, the outputs of a layer are what they are without: the others are scaled up.</summary>
    [Fact]
    public void The_mean_of_the_outputs_is_kept()
    {
        const int Units = 24, Rows = 4000;
        foreach (float rate in new[] { 0.1f, 0.5f, 0.9f })
        {
            double[] mask = Mask(new Dropout(rate, RandomSource.Key(1, 2, 0)), Rows, Units, 0, 0);
            int kept = mask.Count(static m => m != 0);

            // four standard errors of the share that is kept
            double error = 4 * Math.Sqrt(rate * (1 - rate) / mask.Length);
            Assert.InRange((double)kept / mask.Length, 1 - rate - error, 1 - rate + error);
            Assert.Equal(1, mask.Average(), error / (1 - rate));
            Assert.All(mask, m => Assert.True(m == 0 || Math.Abs(m - (1 / (1 - rate))) < 1e-6 * m));
        }
    }

    private static double[] Mask(Dropout dropout, int rows, int units, int firstRow, int layer)
    {
        int stride = (units + 7) / 8 * 8;
        float[] ones = [.. Enumerable.Repeat(1f, rows * stride)];
        dropout.Apply(ones, ones, rows, units, stride, firstRow, layer);
        return [.. Enumerable.Range(0, rows).SelectMany(r => ReferenceModel.Widen(ones.AsSpan(r * stride, units)))];
    }
}
