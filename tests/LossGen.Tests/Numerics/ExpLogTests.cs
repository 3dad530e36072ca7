using System.Numerics;
using LossGen.Numerics;
using Xunit;

namespace LossGen.Tests.Numerics;

public class ExpLogTests
{
    [Fact]
    public void The_powers_of_two_are_the_nearest_pairs()
    {
        for (int j = 0; j < 128; j++) AssertPair(BigReal.Exp(BigReal.Ln2 * (j / 128.0)), ExpLogTables.PowersOfTwo[2 * j], ExpLogTables.PowersOfTwo[2 * j + 1]);
    }

    [Fact]
    public void The_reciprocals_fit_their_intervals_and_the_logarithms_their_reciprocals()
    {
        for (int j = 0; j < 128; j++)
        {
            double width = j < 75 ? 1 / 256.0 : 1 / 128.0;
            double from = j < 75 ? (181 + j) / 256.0 : 1 + (j - 75) / 128.0;
            double reciprocal = ExpLogTables.Reciprocals[3 * j];
            Assert.InRange(reciprocal * from, 1 - 1 / 128.0, 1 + 1 / 128.0);
            Assert.InRange(reciprocal * (from + width), 1 - 1 / 128.0, 1 + 1 / 128.0);
            AssertSplit(-BigReal.Log(reciprocal), ExpLogTables.Reciprocals[3 * j + 1], ExpLogTables.Reciprocals[3 * j + 2]);
        }
    }

    [Fact]
    public void The_logarithms_of_2_are_split_where_their_multiples_stay_exact()
    {
        AssertSplit(BigReal.Ln2, ExpLogTables.Ln2High, ExpLogTables.Ln2Low);
        AssertSplit(BigReal.Ln2 * (1 / 128.0), ExpLogTables.Ln2Over128High, ExpLogTables.Ln2Over128Low);
    }

    [Fact]
    public void The_reciprocal_factorials_are_cut_off_at_192_bits()
    {
        BigInteger factorial = 1;
        for (int j = 2; j <= 18; j++)
        {
            factorial *= j;
            ReadOnlySpan<ulong> words = WideLogSumExp.ReciprocalFactorials.AsSpan(3 * (j - 2), 3);
            Assert.Equal((BigInteger.One << 192) / factorial, ((BigInteger)words[0] << 128) + ((BigInteger)words[1] << 64) + words[2]);
        }

        Assert.Equal(3 * 17, WideLogSumExp.ReciprocalFactorials.Length);
    }

    [Fact]
    public void Exp_carries_at_least_63_bits()
    {
        foreach (double x in Inputs.Uniform(2000, -650, 700).Concat(Inputs.Uniform(1000, -2, 2)))
        {
            double low = x * 1e-17;
            AssertRelative(BigReal.Exp((BigReal)x + low), ExpLog.Exp(x, low), 63);
        }
    }

    [Fact]
    public void Log_carries_at_least_60_bits_relative_to_its_own_size()
    {
        foreach (double x in Inputs.Magnitudes(2000).Concat(Inputs.Around(1, 181 / 256.0, 181 / 128.0, 2)).Where(x => x > 0 && x != 1))
        {
            AssertRelative(BigReal.Log(x), ExpLog.Log(x), 60);
        }
    }

    [Fact]
    public void Log1P_of_a_pair_uses_its_low_part()
    {
        foreach (double x in Inputs.Magnitudes(1000, -300, 300).Concat(Inputs.Uniform(1000, -0.99, 1)))
        {
            double low = x * 0.9e-16;
            AssertRelative(BigReal.Log1P((BigReal)x + low), ExpLog.Log1P(new DoublePair(x, low)), 60);
        }
    }

    private static void AssertPair(BigReal exact, double high, double low)
    {
        Assert.True(Ulp.Error(high, exact) <= 0.5);
        Assert.True(Ulp.Error(low, exact - high) <= 0.5);
    }

    private static void AssertSplit(BigReal exact, double high, double low)
    {
        double units = Math.ScaleB(high, 42);
        Assert.Equal(Math.Round(units), units);
        Assert.True(Ulp.Error(low, exact - high) <= 0.5);
        Assert.True(Math.Abs(low) <= Math.ScaleB(1, -43));
    }

    private static void AssertRelative(BigReal exact, DoublePair actual, int bits)
    {
        BigReal error = ((BigReal)actual.High + actual.Low - exact).Abs();
        Assert.False(error > exact.Abs() * BigReal.PowerOfTwo(-bits), $"{actual.High} misses {exact.ToDouble()} by {error.ToDouble()}");
    }
}
