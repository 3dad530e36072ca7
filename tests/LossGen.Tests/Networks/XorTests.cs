using Xunit;

namespace LossGen.Tests.Networks;

/// <summary>The smallest thing that a linear model cannot learn.</summary>
public sealed class XorTests
{
    private static readonly int[] Labels = [0, 1, 1, 0];

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Four_tanh_units_learn_it_from_nearly_every_seed(float low)
    {
        float[] rows = [low, low, low, 1, 1, low, 1, 1];
        int learnt = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            var model = new Tanh2x4x2(seed);
            Assert.Equal(Math.Log(2), model.Loss(rows, Labels), 1e-6);
            model.Fit(rows, Labels, new() { Epochs = 1000, BatchSize = 0 });
            var classes = new int[4];
            model.Predict(rows, classes);
            if (classes.SequenceEqual(Labels)) learnt++;
        }

        Assert.InRange(learnt, 95, 100);
    }
}
