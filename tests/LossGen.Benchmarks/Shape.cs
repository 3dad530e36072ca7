namespace LossGen.Benchmarks;

/// <summary>The size of a training: how many rows of how many features, how many classes, and rows a step.</summary>
public sealed record Shape(int Rows, int Features, int Classes, int BatchSize)
{
    /// <summary>The rate of every training. The data are scaled so that it suits all shapes.</summary>
    public const float LearningRate = 0.1f;

    public static Shape IrisWhole { get; } = new(150, 4, 3, 150);

    public static Shape Iris { get; } = new(150, 4, 3, 16);

    public static Shape Cancer { get; } = new(569, 30, 2, 32);

    public static Shape Digits { get; } = new(1797, 64, 10, 32);

    public static Shape LargeDigits { get; } = new(60_000, 784, 10, 128);

    public static Shape ManyClasses { get; } = new(20_000, 128, 100, 128);

    /// <summary>The workload of SimpleChains.jl's documentation: small dense layers in Julia.</summary>
    public static Shape SmallNetwork { get; } = new(10_000, 4, 4, 10_000) { Hidden = [32, 16], Activation = Activation.Tanh, IsAdam = true };

    public static Shape CancerNetwork { get; } = new(569, 30, 2, 32) { Hidden = [16] };

    public static Shape DigitsNetwork { get; } = new(1797, 64, 10, 32) { Hidden = [32] };

    public static Shape LargeDigitsNetwork { get; } = new(60_000, 784, 10, 128) { Hidden = [128] };

    public static Shape ManyClassesNetwork { get; } = new(20_000, 128, 100, 128) { Hidden = [256] };

    public static IReadOnlyList<Shape> Linear { get; } = [IrisWhole, Iris, Cancer, Digits, LargeDigits, ManyClasses];

    public static IReadOnlyList<Shape> Networks { get; } = [SmallNetwork, CancerNetwork, DigitsNetwork, LargeDigitsNetwork, ManyClassesNetwork];

    public static IReadOnlyList<Shape> All { get; } = [.. Linear, .. Networks];

    /// <summary>The units of each hidden layer.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [];

    public Activation Activation { get; init; }

    /// <summary>Whether Adam takes the steps, and not plain gradient descent.</summary>
    public bool IsAdam { get; init; }

    public bool IsNetwork => Hidden.Count > 0;

    public string Name => $"{Rows}x{ModelName}-b{BatchSize}";

    /// <summary>Rows and columns of the model alone.</summary>
    public string ModelName => IsNetwork ? $"{Features}-{string.Join("-", Hidden)}-{Classes}" : $"{Features}x{Classes}";

    /// <summary>The rate of a training: networks are as deep as the data's scale allows for, and Adam's steps are of the rate's own size.</summary>
    public float Rate => IsAdam ? 0.001f : LearningRate;

    /// <summary>The dot products that a row cannot do without: one fewer than classes where there are two.</summary>
    public int Logits => Classes == 2 ? 1 : Classes;

    /// <summary>
    /// The rate of a softmax. With two classes both weight rows move, in opposite directions, so that the one logit that counts, their
    /// difference, moves twice as far as that of a sigmoid: half the rate takes the same path.
    /// </summary>
    public float SoftmaxRate => Classes == 2 ? Rate / 2 : Rate;

    /// <summary>
    /// A multiplication and an addition each for every weight and row in the logits and in the gradient, and once more to take the residuals through
    /// every layer except the first.
    /// </summary>
    public double Flops
    {
        get
        {
            int[] widths = [Features, .. Hidden, Logits];
            double flops = 0;
            for (int layer = 1; layer < widths.Length; layer++) flops += (layer == 1 ? 4.0 : 6.0) * Rows * widths[layer - 1] * widths[layer];
            return flops;
        }
    }

    public double RowBytes => (double)Rows * Features * sizeof(float);
}
