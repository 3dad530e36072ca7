using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Kernels;

/// <summary>Masks, selections, transpositions and sums that the kernels are composed of.</summary>
public class LaneHelpersTests
{
    private static readonly float[] Edges = [float.NaN, float.NegativeInfinity, float.MinValue, -1, -float.Epsilon,
        -0f, 0, float.Epsilon, 1, float.MaxValue, float.PositiveInfinity];

    [Fact]
    public void FirstLanes_and_LastLanes_keep_as_many_as_asked_for()
    {
        Vector256<float> ones = Vector256<float>.One;
        for (int count = -3; count <= 12; count++)
        {
            Vector256<float> first = Lanes.Keep(Lanes.FirstLanes(count), ones);
            for (int lane = 0; lane < 8; lane++) Assert.Equal(lane < count ? 1 : 0, first[lane]);
        }

        for (int count = 0; count <= 8; count++)
        {
            Vector256<float> last = Lanes.Keep(Lanes.LastLanes(count), ones);
            for (int lane = 0; lane < 8; lane++) Assert.Equal(lane >= 8 - count ? 1 : 0, last[lane]);
        }
    }

    [Fact]
    public void A_lane_that_a_mask_excludes_is_0_whatever_was_in_it()
    {
        foreach (float garbage in Edges)
        {
            Vector256<float> kept = Lanes.Keep(Lanes.FirstLanes(3), Vector256.Create(garbage));
            Vector256<float> dropped = Lanes.Drop(Lanes.FirstLanes(3), Vector256.Create(garbage));
            for (int lane = 0; lane < 8; lane++) Assert.Equal(0f, lane < 3 ? dropped[lane] : kept[lane]);
        }
    }

    [Fact]
    public void Larger_is_the_larger_and_with_a_NaN_that_or_the_second()
    {
        foreach (float a in Edges)
        {
            foreach (float b in Edges)
            {
                float larger = Lanes.Larger(Vector256.Create(a), Vector256.Create(b))[4];
                if (float.IsNaN(a) || float.IsNaN(b)) Assert.True(float.IsNaN(larger) || larger.Equals(b), $"{a}, {b}: {larger}");
                else Assert.Equal(a > b ? a : b, larger);
            }
        }
    }

    [Fact]
    public void Select_takes_each_lane_from_one_side_bit_for_bit()
    {
        foreach (float yes in Edges)
        {
            foreach (float no in Edges)
            {
                Vector256<float> mask = Lanes.Equal(Vector256.Create(0, 1, 0, 1, 1, 0, 0, 1), 1);
                Vector256<float> chosen = Lanes.Select(mask, Vector256.Create(yes), Vector256.Create(no));
                Vector256<int> integers = Lanes.Select(mask, Vector256.Create(yes).AsInt32(), Vector256.Create(no).AsInt32());
                for (int lane = 0; lane < 8; lane++)
                {
                    int expected = BitConverter.SingleToInt32Bits(lane is 1 or 3 or 4 or 7 ? yes : no);
                    Assert.Equal(expected, BitConverter.SingleToInt32Bits(chosen[lane]));
                    Assert.Equal(expected, integers[lane]);
                }
            }
        }
    }

    [Fact]
    public void SumEach_has_the_bits_of_Sum()
    {
        var random = new Random(8);
        var vectors = new float[3 + 64];
        for (int i = 0; i < 20_000; i++)
        {
            for (int j = 0; j < vectors.Length; j++) vectors[j] = (random.NextSingle() - 0.5f) * MathF.ScaleB(1, random.Next(-12, 12));
            Vector256<float> sums = Lanes.SumEach(ref vectors[0], 3);
            for (int v = 0; v < 8; v++)
                Assert.Equal(Bits(Lanes.Sum(Vector256.Create(vectors, 3 + (8 * v)))), Bits(sums[v]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(19)]
    public void SumEach_of_a_span_has_the_bits_of_Sum(int count)
    {
        float[] partial = new TestData(count).Numbers(8 * count, 1), sums = new float[count];
        Lanes.SumEach(partial, sums);
        for (int i = 0; i < count; i++) Assert.Equal(Bits(Lanes.Sum(Vector256.Create(partial, 8 * i))), Bits(sums[i]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(33)]
    public void A_block_of_rows_in_any_order_is_transposed_and_nothing_else_is_touched(int width)
    {
        const int Count = 13;
        float[] rows = new TestData(width).Numbers(40 * width, 1);
        int[] starts = [.. Enumerable.Range(0, 16).Select(r => (r * 7 % 40) * width)];
        var columns = new float[width * Block.Rows];
        Array.Fill(columns, -99f);
        Block.ToColumns(rows, starts, width, Count, columns);
        for (int r = 0; r < Block.Rows; r++)
        {
            for (int f = 0; f < width; f++) Assert.Equal(r < 16 ? rows[starts[r] + f] : -99f, columns[(f * Block.Rows) + r]);
        }
    }

    [Fact]
    public void Four_features_of_eight_rows_are_transposed_in_registers()
    {
        float[] rows = new TestData(3).Numbers(100, 1);
        int[] starts = [0, 90, 5, 5, 41, 17, 60, 33];
        Lanes.Transpose(ref rows[2], ref starts[0], out Vector256<float> first, out Vector256<float> second, out Vector256<float> third, out Vector256<float> fourth);
        Vector256<float> gathered = Lanes.Gather(ref rows[2], ref starts[0]);
        for (int r = 0; r < 8; r++)
        {
            Assert.Equal(rows[starts[r] + 2], first[r]);
            Assert.Equal(rows[starts[r] + 3], second[r]);
            Assert.Equal(rows[starts[r] + 4], third[r]);
            Assert.Equal(rows[starts[r] + 5], fourth[r]);
            Assert.Equal(rows[starts[r] + 2], gathered[r]);
        }
    }

    [Fact]
    public void Sums_in_double_are_narrowed_lane_by_lane()
    {
        Vector256<double> low = default, high = default;
        Vector256<float> x = Vector256.Create(0.1f, 2, -3, 4e10f, 5, 6e-20f, float.PositiveInfinity, 8);
        for (int i = 0; i < 3; i++) Lanes.AddTo(x, ref low, ref high);
        Vector256<float> sums = Lanes.Narrow(low, high);
        for (int lane = 0; lane < 8; lane++) Assert.Equal((float)(3 * (double)x[lane]), sums[lane]);
    }

    [Fact]
    public void Starts_and_labels_of_a_block_repeat_the_first_row_where_rows_are_absent()
    {
        float[] rows = new float[3 * 50];
        int[] labels = [.. Enumerable.Range(0, 50)], order = [.. labels.Select(i => i * 7 % 50)];
        var starts = new int[Block.Rows];
        var blockLabels = new int[Block.Rows];
        foreach (bool shuffled in new[] { false, true })
        {
            var set = new Batch(new Rows(rows, 3), LossGen.Passes.Truth.OfLabels(labels), RowRange.All(50));
            Batch batch = shuffled ? set.InOrder(order).Slice(2, 45) : set.Slice(2, 45);
            for (int first = 0; first < 45; first += Block.Rows)
            {
                int count = Math.Min(Block.Rows, 45 - first);
                batch.Rows.Starts(batch.Range, first, count, starts);
                batch.Truth.BlockLabels(batch.Range, first, count, classes: 50, blockLabels);
                for (int r = 0; r < (count + 7) / 8 * 8; r++)
                {
                    Assert.Equal(3 * batch.Range.Place(first + (r < count ? r : 0)), starts[r]);
                    Assert.Equal(batch.Range.Place(first + (r < count ? r : 0)), blockLabels[r]);
                }
            }
        }
    }

    private static int Bits(float x) => BitConverter.SingleToInt32Bits(x);
}
