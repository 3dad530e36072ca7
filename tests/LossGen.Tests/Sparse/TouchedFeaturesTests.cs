using LossGen.Kernels;
using Xunit;

namespace LossGen.Tests.Sparse;

/// <summary>The gradient of the features that some rows have touched, and how it forgets them.</summary>
public sealed class TouchedFeaturesTests
{
    private readonly struct Two : ISparseLayer
    {
        public static int Inputs => 100;

        public static int Units => 2;

        public static int Stride => 2;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue - 103)]
    [InlineData(int.MaxValue - 101)]
    public void What_was_touched_before_is_forgotten_also_where_the_numbers_begin_anew(int first)
    {
        var touched = new TouchedFeatures(100, 2, 10);
        typeof(TouchedFeatures).GetProperty(nameof(TouchedFeatures.Base))!.SetValue(touched, first);
        for (int batch = 0; batch < 4; batch++)
        {
            int[] features = [batch, 7, batch + 50, 7];
            Add(features, [1, 2, 3, 4], [0.5f, -1], touched);
            int[] expected = [batch, 7, batch + 50];
            Assert.Equal(expected, touched.List.ToArray());
            Assert.Equal([0.5f, -1, 3, -6, 1.5f, -3], touched.All.ToArray());
            var table = new float[200];
            touched.CopyTo(table, 2);
            Assert.Equal(3, table[14]);
            Assert.Equal(6, table.Count(static value => value != 0));
            touched.Clear();
            Assert.Equal(0, touched.Count);
            Assert.InRange(touched.Base, 0, int.MaxValue - 100);
        }
    }

    [Fact]
    public void Sums_of_parts_are_added()
    {
        TouchedFeatures all = new(100, 2, 0), part = new(100, 2, 0);
        var sum = new TouchedSum(2, 3);
        for (int round = 0; round < 3; round++)
        {
            foreach (int[] features in new[] { new[] { 1, 2 }, [2, 99] })
            {
                part.Exchange(sum);
                Add(features, [], [1, 2], part);
                sum = part.Exchange(new TouchedSum(2, 3));
                all.Take(sum);
            }

            Assert.Equal([1, 2, 99], all.List.ToArray());
            Assert.Equal([1f, 2, 2, 4, 1, 2], all.All.ToArray());
            all.Clear();
        }
    }

    [Fact]
    public void The_forward_pass_of_training_has_the_bits_of_the_one_of_predicting()
    {
        Compare<One>();
        Compare<Two>();
        Compare<Three>();
        Compare<Twenty>();
    }

    [Fact]
    public void Rows_whose_starts_have_changed_meanwhile_write_nothing_beyond_their_places()
    {
        var touched = new TouchedFeatures(100, 2, 2, 2);
        int[] features = [1, 2, 3, 4, 5, 6];
        Assert.Throws<ArgumentOutOfRangeException>(() => Forward<Two>(new float[202], new SparseBlock(features, default, [0, 4], [4, -3], 2), touched));
        Assert.Throws<ArgumentOutOfRangeException>(() => Forward<Two>(new float[202], new SparseBlock(features, default, [4], [3], 1), touched));
        Assert.Throws<ArgumentOutOfRangeException>(() => Forward<Two>(new float[202], new SparseBlock([100], default, [0], [1], 1), touched));
    }

    private static void Add(int[] features, float[] values, float[] residuals, TouchedFeatures touched)
    {
        var block = new SparseBlock(features, values, [0], [features.Length], 1);
        Forward<Two>(new float[202], block, touched);
        SparseLayer<Two>.AddToTouched(block, residuals, touched);
    }

    private static float[] Forward<TLayer>(float[] parameters, in SparseBlock block, TouchedFeatures touched)
        where TLayer : struct, ISparseLayer
    {
        var outputs = new float[block.Count * TLayer.Stride];
        SparseLayer<TLayer>.Forward(parameters, TLayer.Inputs, block, touched, outputs);
        return outputs;
    }

    private static void Compare<TLayer>()
        where TLayer : struct, ISparseLayer
    {
        var random = new Random(TLayer.Units);
        int[] lengths = [0, 1, 2, 7, 40, 0, 25, 3, 16];
        int[] starts = [.. lengths.Select((_, row) => lengths.Take(row).Sum())];
        int[] features = [.. Enumerable.Range(0, lengths.Sum()).Select(_ => random.Next(TLayer.Inputs))];
        float[] values = [.. features.Select(_ => random.NextSingle() - 0.5f)];
        float[] parameters = [.. Enumerable.Range(0, (TLayer.Inputs + 1) * TLayer.Units).Select(_ => random.NextSingle() - 0.5f)];
        foreach (float[] given in new[] { [], values })
        {
            // The last two rows are those that come next.
            var touched = new TouchedFeatures(TLayer.Inputs, TLayer.Stride, 0);
            var block = new SparseBlock(features, given, starts, lengths, lengths.Length - 2);
            float[] outputs = Forward<TLayer>(parameters, block, touched), row = new float[TLayer.Stride];
            for (int r = 0; r < block.Count; r++)
            {
                SparseLayer<TLayer>.Forward(parameters, TLayer.Inputs, block.Features(r), block.Values(r), row);
                Assert.Equal(row[..TLayer.Units], outputs[(r * TLayer.Stride)..((r * TLayer.Stride) + TLayer.Units)]);
            }

            int[] expected = [.. features[..starts[^2]].Distinct()];
            Assert.Equal(expected, touched.List.ToArray());

            // With residuals of the row's number in all units, each feature has the sum over its rows.
            float[] residuals = [.. Enumerable.Range(0, outputs.Length).Select(i => i % TLayer.Stride < TLayer.Units ? (float)(i / TLayer.Stride) : 0)];
            SparseLayer<TLayer>.AddToTouched(block, residuals, touched);
            var sums = new double[TLayer.Inputs];
            for (int r = 0; r < block.Count; r++)
            {
                for (int i = starts[r]; i < starts[r] + lengths[r]; i++) sums[features[i]] += r * (given.Length == 0 ? 1.0 : values[i]);
            }

            for (int i = 0; i < expected.Length; i++)
                Assert.All(touched.Row(i)[..TLayer.Units].ToArray(), sum => Assert.Equal(sums[expected[i]], sum, 1e-4));
        }
    }

    private readonly struct One : ISparseLayer
    {
        public static int Inputs => 60;

        public static int Units => 1;

        public static int Stride => 1;
    }

    private readonly struct Three : ISparseLayer
    {
        public static int Inputs => 60;

        public static int Units => 3;

        public static int Stride => 4;
    }

    private readonly struct Twenty : ISparseLayer
    {
        // With so many features the weights are fetched ahead.
        public static int Inputs => 7000;

        public static int Units => 20;

        public static int Stride => 24;
    }
}
