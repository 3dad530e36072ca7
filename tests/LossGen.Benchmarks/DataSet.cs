namespace LossGen.Benchmarks;

/// <summary>Random rows, and labels that a linear model can learn most of, but never all.</summary>
public sealed class DataSet
{
    private const double WrongLabels = 0.2;

    private DataSet(float[] rows, int[] labels) => (Rows, Labels) = (rows, labels);

    public float[] Rows { get; }

    public int[] Labels { get; }

    /// <summary>The same data for the same shape, always.</summary>
    public static DataSet Create(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var random = new Random(Seed: 1);

        // A row's expected squared length is 4 whatever its number of features: gradient descent then behaves alike everywhere, and
        // stays far from the rates at which rounding differences grow.
        float range = MathF.Sqrt(12f / shape.Features);
        float[] rows = Uniform(random, shape.Rows * shape.Features, range);
        float[] teacher = Uniform(random, shape.Classes * shape.Features, 1);

        var labels = new int[shape.Rows];
        for (int i = 0; i < labels.Length; i++)
        {
            // Wrong labels keep the classes inseparable: weights then stay finite however long the training is.
            labels[i] = random.NextDouble() < WrongLabels
                ? random.Next(shape.Classes)
                : Nearest(rows.AsSpan(i * shape.Features, shape.Features), teacher, shape.Classes);
        }

        return new DataSet(rows, labels);
    }

    private static float[] Uniform(Random random, int count, float range)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = range * (2 * random.NextSingle() - 1);
        return values;
    }

    private static int Nearest(ReadOnlySpan<float> row, ReadOnlySpan<float> teacher, int classes)
    {
        int best = 0;
        float highest = float.NegativeInfinity;
        for (int c = 0; c < classes; c++)
        {
            ReadOnlySpan<float> weights = teacher.Slice(c * row.Length, row.Length);
            float score = 0;
            for (int f = 0; f < row.Length; f++) score += weights[f] * row[f];
            if (score > highest) (best, highest) = (c, score);
        }

        return best;
    }
}
