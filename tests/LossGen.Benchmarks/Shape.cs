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

    public static IReadOnlyList<Shape> All { get; } = [IrisWhole, Iris, Cancer, Digits, LargeDigits, ManyClasses];

    public string Name => $"{Rows}x{Features}x{Classes}-b{BatchSize}";

    /// <summary>Rows and columns of the model alone.</summary>
    public string ModelName => $"{Features}x{Classes}";

    /// <summary>The dot products that a row cannot do without: one fewer than classes where there are two.</summary>
    public int Logits => Classes == 2 ? 1 : Classes;

    /// <summary>
    /// The rate of a softmax. With two classes both weight rows move, in opposite directions, so that the one logit that counts, their
    /// difference, moves twice as far as that of a sigmoid: half the rate takes the same path.
    /// </summary>
    public float SoftmaxRate => Classes == 2 ? LearningRate / 2 : LearningRate;

    /// <summary>Logits and gradient: a multiplication and an addition each for every feature of every row and logit.</summary>
    public double Flops => 4.0 * Rows * Features * Logits;

    public double RowBytes => (double)Rows * Features * sizeof(float);
}
