using LossGen.Kernels;
using LossGen.Passes;
using Xunit;

namespace LossGen.Tests.Kernels;

public class PartitionTests
{
    [Theory]
    [InlineData(128, 7850, 4)]
    [InlineData(128, 12900, 4)]
    [InlineData(96, 7850, 3)]
    [InlineData(97, 7850, 3)]
    [InlineData(64, 7850, 2)]
    [InlineData(32, 7850, 1)]
    [InlineData(60_000, 7850, 16)]
    [InlineData(150, 15, 1)]
    [InlineData(1797, 650, 5)]
    [InlineData(1, int.MaxValue, 1)]
    [InlineData(1_000_000, 10_000_000, 4)]
    [InlineData(int.MaxValue, 3, 16)]
    public void A_part_has_work_enough_and_there_are_no_more_than_blocks(int rows, int parameters, int parts) =>
        Assert.Equal(parts, Partition.Of(rows, parameters).Parts);

    [Theory]
    [InlineData(1, 100)]
    [InlineData(33, 1_000_000)]
    [InlineData(128, 7850)]
    [InlineData(130, 7850)]
    [InlineData(555, 12900)]
    [InlineData(60_000, 7850)]
    [InlineData(int.MaxValue, 3)]
    public void The_parts_are_whole_blocks_of_about_the_same_number_and_cover_every_row_once(int rows, int parameters)
    {
        Partition partition = Partition.Of(rows, parameters);
        long covered = 0;
        int fewest = int.MaxValue, most = 0;
        for (int part = 0; part < partition.Parts; part++)
        {
            Assert.Equal(covered, partition.First(part));
            Assert.Equal(0, partition.First(part) % Block.Rows);
            Assert.InRange(partition.Count(part), 1, rows);
            int blocks = (int)(((long)partition.Count(part) + Block.Rows - 1) / Block.Rows);
            fewest = Math.Min(fewest, blocks);
            most = Math.Max(most, blocks);
            covered += partition.Count(part);
        }

        Assert.Equal(rows, covered);
        Assert.InRange(most - fewest, 0, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(21)]
    public void Gradients_added_in_one_pass_have_the_bits_of_those_added_one_by_one(int length)
    {
        const int Parts = 5, Stride = 32;
        var random = new Random(length);
        var parts = new float[Parts * Stride];
        for (int i = 0; i < parts.Length; i++) parts[i] = random.NextSingle() - 0.5f;

        float[] expected = parts[..length];
        for (int part = 1; part < Parts; part++)
        {
            for (int i = 0; i < length; i++) expected[i] += parts[(part * Stride) + i];
        }

        var together = new float[length];
        PartSums.Sum(parts, Stride, Parts, together);
        Assert.Equal(expected, together);

        float[] oneByOne = parts[..length];
        for (int part = 1; part < Parts; part++) PartSums.Add(oneByOne, parts.AsSpan(part * Stride, length));
        Assert.Equal(expected, oneByOne);
    }
}
