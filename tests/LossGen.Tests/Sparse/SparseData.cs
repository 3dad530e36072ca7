using Xunit;

namespace LossGen.Tests.Sparse;

/// <summary>Rows of a few features each, the low ones more often than the others, with labels that depend on them; sparse and dense.</summary>
internal sealed class SparseData
{
    public SparseData(int features, int classes, int rows, int seed, bool ones = false, int least = 0, int most = 12)
    {
        var random = new Random(seed);
        List = new SparseRowList();
        Dense = new float[rows * features];
        Labels = new int[rows];
        Targets = new float[rows * classes];
        for (int row = 0; row < rows; row++)
        {
            int count = random.Next(least, most + 1);
            var indices = new int[count];
            var values = new float[count];
            double score = 0;
            for (int i = 0; i < count; i++)
            {
                indices[i] = (int)(features * Math.Pow(random.NextDouble(), 3));
                values[i] = ones ? 1 : (float)((random.NextDouble() * 2) - 0.5);
                Dense[(row * features) + indices[i]] += values[i];
                score += values[i] * (indices[i] % 5);
            }

            List.Add(indices, ones ? default : values);
            // Never a conversion of a negative number to unsigned: .NET 8 wraps where later runtimes saturate.
            Labels[row] = (int)Math.Max(0, Math.Round((score * 2) + random.NextDouble())) % classes;
            Targets[(row * classes) + Labels[row]] = 0.75f;
            Targets[(row * classes) + ((Labels[row] + 1) % classes)] += 0.25f;
        }
    }

    public SparseRowList List { get; }

    public SparseRows Rows => List.Rows;

    public float[] Dense { get; }

    public int[] Labels { get; }

    public float[] Targets { get; }

    /// <summary>Parameters of a dense model in the order of a sparse one: the first layer's weights by feature.</summary>
    public static float[] ByFeature(ReadOnlySpan<float> parameters, int features, int units)
    {
        float[] result = parameters.ToArray();
        for (int feature = 0; feature < features; feature++)
        {
            for (int unit = 0; unit < units; unit++) result[(feature * units) + unit] = parameters[(unit * features) + feature];
        }

        return result;
    }

    /// <summary>The way back.</summary>
    public static float[] ByUnit(ReadOnlySpan<float> parameters, int features, int units)
    {
        float[] result = parameters.ToArray();
        for (int feature = 0; feature < features; feature++)
        {
            for (int unit = 0; unit < units; unit++) result[(unit * features) + feature] = parameters[(feature * units) + unit];
        }

        return result;
    }

    /// <summary>Asserts that two vectors differ by at most a share of their size, of 1 where they are smaller.</summary>
    public static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 0;
        int at = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs((double)expected[i] - actual[i]) / Math.Max(1, Math.Abs(expected[i]));
            if (!(difference > largest)) continue;
            largest = difference;
            at = i;
        }

        Assert.True(largest <= tolerance, $"number {at}: {expected[at]} and {actual[at]} differ by {largest}");
    }
}
