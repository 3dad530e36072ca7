using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using LossGen.Tests.Training;
using Xunit;

namespace LossGen.Tests.Networks;

/// <summary>Networks trained on several threads have the bits of those trained on one, for every optimizer, with dropout and without.</summary>
public sealed class ThreadTests
{
    // Each batch, or for L-BFGS the set, has several parts.
    private static readonly (string Name, int Rows, int BatchSize)[] Shapes =
    [
        (nameof(Tanh784x48x10), 260, 128),
        (nameof(Gelu100x24x33), 700, 320),
        (nameof(LeakyRelu64x33x17x10), 700, 320),
        (nameof(Relu4x8x3), 12_000, 6500),
        (nameof(Tanh9x12x9x6x3x5Labels), 2500, 1250),
    ];

    public static TheoryData<string, int, int, string, double> Cases()
    {
        var cases = new TheoryData<string, int, int, string, double>();
        foreach ((string name, int rows, int batch) in Shapes)
        {
            foreach (string optimizer in TestOptimizers.Names)
            {
                cases.Add(name, rows, batch, optimizer, 0);
                if (optimizer != "L-BFGS") cases.Add(name, rows, batch, optimizer, 0.3);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_number_of_threads_does_not_change_a_bit(string name, int count, int batchSize, string optimizer, double dropout)
    {
        var data = new TestData(31);
        TestModel model = TestNetworks.Create(name);
        Assert.True(Passes.Partition.Of(batchSize, model.Parameters.Length).Parts >= 2, "one part: nothing to share");
        float[] rows = data.Rows(count, model.Shape.Features);
        Truth truth = data.Hard(count, model.Shape);
        data.FillNetwork(model);
        float[] start = model.Parameters.ToArray();
        var options = new TrainingOptions
        {
            Epochs = 2,
            BatchSize = batchSize,
            LearningRate = 0.01,
            Optimizer = TestOptimizers.Create(optimizer),
            Dropout = dropout,
            MaxGradientNorm = optimizer == "L-BFGS" ? 0 : 0.05,
            Seed = 4,
            L2 = 1e-3,
        };
        (float[] parameters, double loss) = Train(1);
        Assert.NotEqual(start, parameters);
        foreach (int threads in new[] { 2, 4 })
        {
            (float[] others, double other) = Train(threads);
            Near.SameBits(parameters, others, $"parameters on {threads} threads");
            Assert.Equal(loss, other);
        }

        (float[] Parameters, double Loss) Train(int threads)
        {
            start.CopyTo(model.Parameters);
            TrainingResult result = model.Fit(rows, truth, options with { MaxDegreeOfParallelism = threads });
            return (model.Parameters.ToArray(), result.Loss);
        }
    }

    [Theory]
    [InlineData(nameof(Relu4x8x3))]
    [InlineData(nameof(Tanh784x48x10))]
    public void Many_threads_read_the_same_bits_as_one(string name)
    {
        const int Count = 37;
        var data = new TestData(32);
        TestModel model = TestNetworks.Create(name);
        data.FillNetwork(model);
        float[] rows = data.Rows(Count, model.Shape.Features);
        Truth truth = data.Hard(Count, model.Shape);
        string alone = Read();
        var together = new string[8];
        Parallel.For(0, together.Length, i => together[i] = Read());
        Assert.All(together, bits => Assert.Equal(alone, bits));

        string Read()
        {
            using var bits = new Bits();
            var numbers = new float[Count * model.Shape.Classes];
            float[] gradient = new float[model.Parameters.Length], inputGradient = new float[rows.Length];
            model.Probabilities(rows, numbers);
            bits.Add(model.LossAndGradient(rows, truth, gradient));
            bits.Add(model.InputGradient(rows, truth, inputGradient));
            foreach (float[] part in new[] { numbers, gradient, inputGradient }) bits.Add(part);
            return bits.ToString();
        }
    }
}
