using Xunit;

namespace LossGen.Tests.Numerics;

public class UlpTests
{
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(1.0000000000000002, 1, 1)]
    [InlineData(0.9999999999999999, 1, 0.5)] // the unit is that of the exact value's binade
    [InlineData(1, 0.9999999999999999, 1)]
    [InlineData(0, 4.94065645841247E-324, 1)]
    [InlineData(4.94065645841247E-324, 0, 1)]
    [InlineData(2.2250738585072014e-308, 2.2250738585072009e-308, 1)]
    [InlineData(-1, 1, 9007199254740992)]
    [InlineData(double.PositiveInfinity, double.MaxValue, 1)]
    [InlineData(double.NaN, 1, double.PositiveInfinity)]
    public void Errors_of_doubles_are_counted_in_neighbours(double actual, double exact, double expected) => Assert.Equal(expected, Ulp.Error(actual, exact));

    [Theory]
    [InlineData(1.0000001f, 1, 1)]
    [InlineData(1e-45f, 0, 1)]
    [InlineData(float.PositiveInfinity, float.MaxValue, 1)]
    [InlineData(float.PositiveInfinity, 1e300, 0)]
    [InlineData(float.NaN, 0, double.PositiveInfinity)]
    public void Errors_of_singles_are_counted_in_neighbours(float actual, double exact, double expected) => Assert.Equal(expected, Ulp.Error(actual, exact));

    [Fact]
    public void The_exact_value_need_not_be_a_double()
    {
        Assert.Equal(0.5, Ulp.Error(1.0, (BigReal)1 + BigReal.PowerOfTwo(-53)));
        Assert.Equal(0.25, Ulp.Error(0.0, BigReal.PowerOfTwo(-1076)));
    }

    [Fact]
    public void Infinity_is_right_beyond_the_largest_number_and_wrong_before()
    {
        Assert.Equal(0, Ulp.Error(double.PositiveInfinity, BigReal.PowerOfTwo(1500)));
        Assert.Equal(1, Ulp.Error(double.MaxValue, BigReal.PowerOfTwo(1500)));
        Assert.True(Ulp.Error(double.NegativeInfinity, BigReal.PowerOfTwo(1500)) > 1e15);
    }
}
