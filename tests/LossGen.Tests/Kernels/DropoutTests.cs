using LossGen.Kernels;
using Xunit;

namespace LossGen.Tests.Kernels;

public class DropoutTests
{
    // Computed with a separate implementation in Python; x is kept.
    [Theory]
    [InlineData(0.5f, 0ul, 0, 0, "x.x.xx...xxxxxxxx...x..xxxx.x....x....x.")]
    [InlineData(0.5f, 0ul, 0, 1, ".x..x.xx..x.......xx..x....xx.x.x.xxxxx.")]
    [InlineData(0.5f, 0ul, 1, 0, "..xx.xxx..x..xx....x.xx.xx.xxxx.......x.")]
    [InlineData(0.5f, 1ul, 0, 0, "......xxx.x.xxx..x..x..xxx.x..x.xx.x.xx.")]
    [InlineData(0.25f, 12345678901234567890ul, 3, 1_000_000, "x.xx...xx..xx.xxxx..x..xxx.xxxxxxxxxxxxx")]
    public void The_mask_of_a_key_is_fixed(float rate, ulong key, int layer, int row, string expected) =>
        Assert.Equal(expected, string.Concat(Mask(new Dropout(rate, key), 1, expected.Length, row, layer).Select(static kept => kept ? 'x' : '.')));

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.99f)]
    public void An_output_becomes_0_or_is_scaled_up(float rate)
    {
        float[] source = Numbers(12 * 40), destination = new float[source.Length];
        var dropout = new Dropout(rate, 5);
        dropout.Apply(source, destination, rows: 12, units: 37, stride: 40, firstRow: 3, layer: 1);
        bool[] kept = Mask(dropout, 12, 40, 3, 1);
        for (int i = 0; i < source.Length; i++) Assert.Equal(Bits(kept[i] ? source[i] * (1 / (1 - rate)) : 0f), Bits(destination[i]));
        Assert.Contains(true, kept);
        Assert.Contains(false, kept);
        Assert.False(dropout.IsNone);
    }

    [Fact]
    public void Without_a_rate_outputs_are_copied()
    {
        float[] source = [.. Numbers(22), float.NaN, float.NegativeInfinity], destination = new float[24];
        Assert.True(new Dropout(0, 77).IsNone);
        Assert.True(default(Dropout).IsNone);
        new Dropout(0, 77).Apply(source, destination, rows: 3, units: 8, stride: 8, firstRow: 0, layer: 0);
        Assert.Equal(source.Select(Bits), destination.Select(Bits));
    }

    [Fact]
    public void The_destination_may_be_the_source()
    {
        float[] source = Numbers(7 * 24), destination = new float[source.Length];
        var dropout = new Dropout(0.4f, 9);
        dropout.Apply(source, destination, 7, 24, 24, 0, 2);
        dropout.Apply(source, source, 7, 24, 24, 0, 2);
        Assert.Equal(destination, source);
    }

    [Fact]
    public void The_mask_of_a_row_does_not_depend_on_the_rows_beside_it_or_on_the_width()
    {
        var dropout = new Dropout(0.3f, 123);
        bool[] whole = Mask(dropout, 50, 64, 1000, 1);
        for (int row = 0; row < 50; row += 7)
        {
            int count = Math.Min(7, 50 - row);
            Assert.Equal(whole[(row * 64)..((row + count) * 64)], Mask(dropout, count, 64, 1000 + row, 1));
            Assert.Equal(whole[(row * 64)..((row * 64) + 16)], Mask(dropout, 1, 16, 1000 + row, 1));
        }
    }

    [Fact]
    public void What_is_dropped_is_0_whatever_it_was_and_NaN_is_kept_elsewhere()
    {
        float[] x = [.. Enumerable.Range(0, 64).Select(static i => i % 2 == 0 ? float.NaN : float.NegativeInfinity)];
        var dropout = new Dropout(0.5f, 4);
        bool[] kept = Mask(dropout, 1, 64, 0, 0);
        dropout.Apply(x, x, 1, 64, 64, 0, 0);
        for (int i = 0; i < 64; i++) Assert.Equal(kept[i] ? (i % 2 == 0 ? float.NaN : float.NegativeInfinity) : 0f, x[i]);
    }

    [Fact]
    public void Only_the_vectors_of_the_units_are_written()
    {
        float[] destination = Numbers(4 * 32), before = [.. destination];
        float[] source = [.. Enumerable.Repeat(1f, 3 * 32)];
        new Dropout(0.5f, 1).Apply(source, destination, rows: 3, units: 9, stride: 32, firstRow: 0, layer: 0);
        for (int i = 0; i < destination.Length; i++) Assert.Equal(i < 3 * 32 && i % 32 < 16, destination[i] != before[i]);
    }

    [Fact]
    public void A_rate_that_rounds_to_1_drops_outputs_all_the_same()
    {
        var x = new float[1024];
        Array.Fill(x, 1f);
        new Dropout((float)(1 - 1e-12), 3).Apply(x, x, 8, 128, 128, 0, 0);
        Assert.All(x, static value => Assert.Equal(0f, value));
    }

    [Fact]
    public void Spans_that_are_too_short_are_refused()
    {
        var dropout = new Dropout(0.5f, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => dropout.Apply(new float[31], new float[32], 2, 16, 16, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => dropout.Apply(new float[32], new float[31], 2, 16, 16, 0, 0));
    }

    [Theory]
    [InlineData(0.001f)]
    [InlineData(0.1f)]
    [InlineData(0.2f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void The_rate_is_the_share_that_is_dropped(float rate)
    {
        // Six keys and 2^20 outputs each: the bound is 3.9 standard deviations, which a share exceeds once in 10,000 keys.
        foreach (ulong key in Keys)
        {
            bool[] kept = Mask(new Dropout(rate, key), 1024, 1024, 0, 0);
            double expected = kept.Length * (double)rate, deviation = Math.Sqrt(expected * (1 - rate));
            int dropped = kept.Count(static k => !k);
            Assert.True(Math.Abs(dropped - expected) < 3.9 * deviation, $"key {key}: {dropped} of {kept.Length} dropped, expected {expected} ± {deviation}");
        }
    }

    public static TheoryData<string, float> Neighbours()
    {
        var cases = new TheoryData<string, float>();
        foreach (string what in new[] { "unit + 1", "unit + 8", "unit + 512", "row + 1", "row + 32", "row + 256", "layer + 1", "key + 1", "key + 2^32", "key + 2^63" })
        {
            foreach (float rate in new[] { 0.1f, 0.5f, 0.8f }) cases.Add(what, rate);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Neighbours))]
    public void Neighbours_are_independent(string what, float rate)
    {
        const int Size = 1024;
        foreach (ulong key in Keys)
        {
            bool[] one = Mask(new Dropout(rate, key), Size, Size, 0, 0);
            (int row, int unit, int layer, ulong keyStep) = what switch
            {
                "unit + 1" => (0, 1, 0, 0ul),
                "unit + 8" => (0, 8, 0, 0ul),
                "unit + 512" => (0, 512, 0, 0ul),
                "row + 1" => (1, 0, 0, 0ul),
                "row + 32" => (32, 0, 0, 0ul),
                "row + 256" => (256, 0, 0, 0ul),
                "layer + 1" => (0, 0, 1, 0ul),
                "key + 1" => (0, 0, 0, 1ul),
                "key + 2^32" => (0, 0, 0, 1ul << 32),
                _ => (0, 0, 0, 1ul << 63),
            };
            bool[] other = layer > 0 || keyStep > 0 ? Mask(new Dropout(rate, key + keyStep), Size, Size, 0, layer) : one;
            var counts = new int[4];
            for (int r = 0; r + row < Size; r++)
            {
                for (int u = 0; u + unit < Size; u++) counts[(one[(r * Size) + u] ? 2 : 0) + (other[((r + row) * Size) + u + unit] ? 1 : 0)]++;
            }

            // With the true rate and not the measured one there are 3 degrees of freedom; the 99.99 % quantile of chi-squared is 21.1.
            double p = 1 - (double)rate;
            double chiSquared = ChiSquared(counts, [(1 - p) * (1 - p), (1 - p) * p, p * (1 - p), p * p]);
            Assert.True(chiSquared < 21.1, $"key {key}: chi² = {chiSquared}, {string.Join(' ', counts)}");
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(3, 5)]
    public void All_patterns_of_eight_neighbours_are_equally_likely(int unitStep, int rowStep)
    {
        const int Size = 1024;
        foreach (ulong key in Keys)
        {
            bool[] kept = Mask(new Dropout(0.5f, key), Size, Size, 0, 0);
            var counts = new int[256];
            for (int r = 0; r + (7 * rowStep) < Size; r += Math.Max(1, 8 * rowStep))
            {
                for (int u = 0; u + (7 * unitStep) < Size; u += Math.Max(1, 8 * unitStep))
                {
                    int pattern = 0;
                    for (int i = 0; i < 8; i++) pattern = (2 * pattern) + (kept[((r + (i * rowStep)) * Size) + u + (i * unitStep)] ? 1 : 0);
                    counts[pattern]++;
                }
            }

            // 255 degrees of freedom: the 99.99 % quantile of chi-squared is 347.7.
            double chiSquared = ChiSquared(counts, [.. Enumerable.Repeat(1.0 / 256, 256)]);
            Assert.True(chiSquared < 347.7, $"key {key}: chi² = {chiSquared}");
        }
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        float[] x = Numbers(32 * 64);
        Assert.Equal(0, Allocation.Of(() => new Dropout(0.2f, 8).Apply(x, x, 32, 64, 64, 0, 0)));
    }

    private static readonly ulong[] Keys = [0, 1, 42, 0x9E3779B97F4A7C15, ulong.MaxValue, 1ul << 40];

    private static double ChiSquared(int[] counts, double[] probabilities)
    {
        double total = counts.Sum(), sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double expected = total * probabilities[i];
            sum += (counts[i] - expected) * (counts[i] - expected) / expected;
        }

        return sum;
    }

    /// <summary>Which outputs are kept, row by row.</summary>
    private static bool[] Mask(Dropout dropout, int rows, int units, int firstRow, int layer)
    {
        var x = new float[rows * units];
        Array.Fill(x, 1);
        dropout.Apply(x, x, rows, units, units, firstRow, layer);
        return Array.ConvertAll(x, static value => value != 0);
    }

    private static float[] Numbers(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() + 1.25f)];
    }

    private static int Bits(float x) => BitConverter.SingleToInt32Bits(x);
}
