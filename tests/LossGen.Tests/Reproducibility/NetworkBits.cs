using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using LossGen.Tests.Reference;
using LossGen.Tests.Training;

namespace LossGen.Tests.Reproducibility;

/// <summary>Trains networks with every optimizer, with dropout and without, and prints a hash of all that came of it.</summary>
internal static class NetworkBits
{
    // Fused and not, of one layer and several, narrow and wide; an activation each.
    private static readonly (string Name, int Rows, int BatchSize)[] Shapes =
    [
        (nameof(Relu4x8x3), 75, 32),
        (nameof(Gelu3x5x4x4), 75, 32),
        (nameof(Silu13x7x5x3), 70, 32),
        (nameof(Sigmoid257x65x11), 70, 40),
        (nameof(Tanh9x12x9x6x3x5Labels), 70, 32),
        (nameof(LeakyRelu64x33x17x10), 60, 32),
        (nameof(Tanh3x5x1100), 20, 16),
    ];

    /// <summary>Lines that <see cref="Print"/> prints: for each network one an optimizer, with dropout too except for L-BFGS, and one of what it reads.</summary>
    public static int Lines => Shapes.Length * ((2 * TestOptimizers.Names.Count()) - 1 + 1);

    public static void Print()
    {
        foreach ((string name, int count, int batchSize) in Shapes) Print(name, count, batchSize);
    }

    private static void Print(string name, int count, int batchSize)
    {
        ModelShape shape = TestNetworks.Create(name).Shape;

        // Not TestData.Rows: its logarithm and cosine are the platform's.
        var random = new Random(7);
        var rows = new float[count * shape.Features];
        for (int i = 0; i < rows.Length; i++) rows[i] = (2 * random.NextSingle()) - 1;
        Truth truth = new TestData(8).Hard(count, shape);
        foreach (string optimizer in TestOptimizers.Names)
        {
            foreach (double dropout in optimizer == "L-BFGS" ? [0] : new[] { 0, 0.3 })
            {
                TestModel model = TestNetworks.Create(name);
                model.Fit(rows, truth, new()
                {
                    Epochs = 2,
                    BatchSize = batchSize,
                    LearningRate = 0.02,
                    Optimizer = TestOptimizers.Create(optimizer),
                    Dropout = dropout,
                    L2 = 1e-3,
                    MaxDegreeOfParallelism = 2,
                });
                using var bits = new Bits();
                bits.Add(model.Parameters);
                bits.Add(model.Loss(rows, truth));
                Console.WriteLine($"{name}, {optimizer}, dropout {(dropout > 0 ? "on" : "off")}: {bits}");
            }
        }

        PrintReading(name, rows, truth);
    }

    private static void PrintReading(string name, float[] rows, Truth truth)
    {
        TestModel model = TestNetworks.Create(name);
        ModelShape shape = model.Shape;
        model.Fit(rows, truth, new() { Epochs = 3 });
        int count = rows.Length / shape.Features;
        float[] numbers = new float[count * shape.Classes], gradient = new float[model.Parameters.Length], inputGradient = new float[rows.Length];
        using var bits = new Bits();
        model.Probabilities(rows, numbers);
        bits.Add(numbers);
        bits.Add(model.LossAndGradient(rows, truth.AsTargets(shape.Classes), gradient, new() { LabelSmoothing = 0.1f, FocalGamma = 2 }));
        bits.Add(gradient);
        bits.Add(model.InputGradient(rows, truth, inputGradient));
        bits.Add(inputGradient);
        for (int r = 0; r < 10; r++) bits.Add(model.Update(rows.AsSpan(r * shape.Features, shape.Features), truth.Rows(r, 1, shape.Classes), 0.1f));
        bits.Add(model.Parameters);
        Console.WriteLine($"{name}, read and updated row by row: {bits}");
    }
}
