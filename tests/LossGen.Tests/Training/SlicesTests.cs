using LossGen.Numerics;
using LossGen.Training;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>Steps that threads share slice by slice.</summary>
public class SlicesTests
{
    public static TheoryData<string, double> Optimizers
    {
        get
        {
            var data = new TheoryData<string, double>();
            foreach (string name in TestOptimizers.Names.Where(static name => TestOptimizers.Create(name) is MiniBatchOptimizer))
            {
                data.Add(name, 0);
                data.Add(name, 0.1);
            }

            return data;
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1023, 1)]
    [InlineData(2047, 1)]
    [InlineData(2048, 2)]
    [InlineData(7850, 7)]
    [InlineData(101_770, 99)]
    [InlineData(2_147_483_591, 2_097_151)]
    public void They_are_whole_lines_of_about_one_length(int parameters, int count)
    {
        Assert.Equal(count, Slices.Count(parameters));
        Assert.Equal(0, Slices.First(0, parameters));
        Assert.Equal(parameters, Slices.First(count, parameters));
        for (int slice = 0; slice < Math.Min(count, 1000); slice++)
        {
            int first = Slices.First(slice, parameters), length = Slices.First(slice + 1, parameters) - first;
            Assert.Equal(0, first % 16);
            Assert.InRange(length, 1, 2047);
        }
    }

    /// <summary>Whoever takes the slices, and in whatever order, each parameter goes where it goes in a step that is not shared, and so does the norm.</summary>
    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_step_in_any_order_of_the_slices_has_the_same_bits(string name, double l1)
    {
        var optimizer = (MiniBatchOptimizer)TestOptimizers.Create(name);
        foreach ((int parameters, int weights) in new[] { (2048, 2048), (7850, 7840), (5001, 3003), (10_243, 17) })
        {
            var random = new RandomSource(parameters);
            float[] alone = [.. Enumerable.Range(0, parameters).Select(_ => (float)random.NextDouble() - 0.5f)], shared = [.. alone];
            OptimizerState one = optimizer.CreateState(TestBlocks.Of(parameters, weights), hasL1: l1 > 0);
            OptimizerState other = optimizer.CreateState(TestBlocks.Of(parameters, weights), hasL1: l1 > 0);
            var crew = new Backwards();
            for (int step = 0; step < 5; step++)
            {
                float[] gradient = [.. alone.Select(_ => (float)random.NextDouble() - 0.5f)];
                var settings = new StepSettings(0.1f / (step + 1), (float)l1, L2: 0.01f, Scale: 0.3f);
                double norm = one.Step(alone, gradient, settings);
                Assert.Equal(norm, other.Step(shared, new BatchGradient(gradient, crew), settings));
                Assert.Equal(alone, shared);
            }

            Assert.Equal(5 * Slices.Count(parameters), crew.Slices);
            Assert.Equal(crew.Slices, crew.Summed);
        }
    }

    /// <summary>A stand-in for threads: the last slice first.</summary>
    private sealed class Backwards : ISliceCrew
    {
        public int Slices { get; private set; }

        public int Summed { get; private set; }

        public void Share(ISlicedWork work, int slices)
        {
            Slices += slices;
            for (int slice = slices - 1; slice >= 0; slice--) work.Run(slice);
        }

        public void Sum() => throw new InvalidOperationException("Nobody needs the whole gradient.");

        public void Sum(int slice) => Summed++;
    }
}
