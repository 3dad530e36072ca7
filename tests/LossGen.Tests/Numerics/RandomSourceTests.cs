using LossGen.Numerics;
using Xunit;

namespace LossGen.Tests.Numerics;

public class RandomSourceTests
{
    // Computed with a separate implementation in Python that reproduces the published first outputs of both parts:
    // SplitMix64 from 1234567 (6457827717110365317, ...) and xoshiro256** from the state 1, 2, 3, 4 (11520, 0, 1509978240, ...).
    [Theory]
    [InlineData(0, new ulong[] { 11091344671253066420, 13793997310169335082, 1900383378846508768, 7684712102626143532 })]
    [InlineData(42, new ulong[] { 1546998764402558742, 6990951692964543102, 12544586762248559009, 17057574109182124193 })]
    [InlineData(-1, new ulong[] { 6189056606053553666, 5698832661650252216, 9721167801389407570, 1128055192602235372 })]
    public void The_sequence_of_a_seed_is_fixed(int seed, ulong[] expected)
    {
        var random = new RandomSource(seed);
        Assert.Equal(expected, expected.Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void Integers_doubles_and_orders_of_a_seed_are_fixed()
    {
        var random = new RandomSource(42);
        Assert.Equal([0, 3, 6, 9, 9, 7, 7, 8, 7, 5, 6, 2], Enumerable.Range(0, 12).Select(_ => random.Next(10)));

        // A bound that 2^32 is far from a multiple of: about a quarter of the draws are rejected.
        random = new RandomSource(42);
        int bound = (1 << 30) + (1 << 29) + 1;
        Assert.Equal([135070769, 610390418, 1095286579, 1489322235, 1597412016, 1158447026], Enumerable.Range(0, 6).Select(_ => random.Next(bound)));

        random = new RandomSource(42);
        Assert.Equal([0.08386297105988216, 0.3789802506626686, 0.6800434110281394], Enumerable.Range(0, 3).Select(_ => random.NextDouble()));

        int[] order = [.. Enumerable.Range(0, 10)];
        new RandomSource(7).Shuffle(order);
        Assert.Equal([1, 8, 3, 0, 4, 5, 9, 6, 2, 7], order);
    }

    [Fact]
    public void Every_order_of_four_is_equally_likely()
    {
        const int Draws = 48_000;
        var random = new RandomSource(1);
        var counts = new Dictionary<int, int>();
        for (int i = 0; i < Draws; i++)
        {
            int[] items = [1, 2, 3, 4];
            random.Shuffle(items);
            int order = items[0] * 1000 + items[1] * 100 + items[2] * 10 + items[3];
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(24, counts.Count);
        double expected = Draws / 24.0;
        double chiSquared = counts.Values.Sum(count => (count - expected) * (count - expected) / expected);
        // The 99.9 % quantile with 23 degrees of freedom; the seed is fixed, so the test is not random.
        Assert.True(chiSquared < 49.73, $"chi² = {chiSquared}");
    }

    [Fact]
    public void Integers_stay_below_the_bound_and_a_bound_below_1_is_refused()
    {
        var random = new RandomSource(3);
        for (int i = 0; i < 1000; i++)
        {
            Assert.InRange(random.Next(7), 0, 6);
            Assert.InRange(random.Next(int.MaxValue), 0, int.MaxValue - 1);
            Assert.InRange(random.NextDouble(), 0, 1 - 1e-16);
        }
        Assert.Equal(0, random.Next(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
    }
}
