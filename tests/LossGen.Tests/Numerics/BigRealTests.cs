using System.Numerics;
using Xunit;

namespace LossGen.Tests.Numerics;

public class BigRealTests
{
    // 80 decimals are 265 bits: agreement to 1e-78 relative says that nothing coarser went wrong.
    [Theory]
    [InlineData("exp", 1, "2.71828182845904523536028747135266249775724709369995957496696762772407663035354759")]
    [InlineData("exp", -1, "0.367879441171442321595523770161460867445811131031767834507836801697461495744899803")]
    [InlineData("exp", 10, "22026.4657948067165169579006452842443663535126185567810742354263552252028185707926")]
    [InlineData("log", 2, "0.693147180559945309417232121458176568075500134360255254120680009493393621969694716")]
    [InlineData("log", 10, "2.30258509299404568401799145468436420760110148862877297603332790096757260967735248")]
    [InlineData("log", 1.5, "0.405465108108164381978013115464349136571990423462494197614014324144100671248914251")]
    public void Known_constants_come_out_to_78_digits(string function, double x, string digits)
    {
        BigReal actual = function == "exp" ? BigReal.Exp(x) : BigReal.Log(x);
        AssertClose(Parse(digits), actual, 258);
    }

    [Fact]
    public void Doubles_convert_exactly_subnormal_ones_included()
    {
        foreach (double x in Inputs.Magnitudes(300).BothSigns().Concat(Inputs.Extremes))
        {
            Assert.Equal(x, ((BigReal)x).ToDouble());
        }
    }

    [Fact]
    public void Exp_and_log_undo_each_other()
    {
        foreach (double x in Inputs.Uniform(100, -800, 800)) AssertClose(x, BigReal.Log(BigReal.Exp(x)), 300);
        foreach (double x in Inputs.Magnitudes(100)) AssertClose(x, BigReal.Exp(BigReal.Log(x)), 300);
    }

    [Fact]
    public void Exp_turns_sums_into_products_and_log_products_into_sums()
    {
        foreach ((double x, double y) in Inputs.Uniform(100, -300, 300).Zip(Inputs.Uniform(100, -300, 300, 7)))
        {
            AssertClose(BigReal.Exp((BigReal)x + y), BigReal.Exp(x) * BigReal.Exp(y), 300);
            double a = Math.Abs(x);
            double b = Math.Abs(y);
            AssertClose(BigReal.Log((BigReal)a * b), BigReal.Log(a) + BigReal.Log(b), 300);
        }
    }

    [Fact]
    public void ExpM1_and_Log1P_undo_each_other_at_every_size()
    {
        foreach (double x in Inputs.Magnitudes(300, -1074, 3).BothSigns()) AssertClose(x, BigReal.Log1P(BigReal.ExpM1(x)), 290);
    }

    [Fact]
    public void Tiny_arguments_follow_the_first_terms_of_the_series()
    {
        BigReal x = Math.ScaleB(1.25, -200);
        AssertClose(x + x * x * 0.5, BigReal.ExpM1(x), 300);
        AssertClose(x - x * x * 0.5, BigReal.Log1P(x), 300);
    }

    [Fact]
    public void ExpM1_agrees_with_Exp_and_Log1P_with_Log_on_both_sides_of_their_seams()
    {
        foreach (double x in Inputs.Uniform(60, 0.0005, 0.004).BothSigns())
        {
            AssertClose(BigReal.Exp(x), BigReal.ExpM1(x) + 1, 300);
            AssertClose(BigReal.Log((BigReal)x + 1), BigReal.Log1P(x), 300);
        }
    }

    [Fact]
    public void Division_undoes_multiplication()
    {
        foreach ((double x, double y) in Inputs.Magnitudes(100).Zip(Inputs.Magnitudes(100, seed: 9))) AssertClose(x, (BigReal)x / y * y, 370);
    }

    private static BigReal Parse(string digits)
    {
        int decimals = digits.Length - digits.IndexOf('.') - 1;
        return new BigReal(BigInteger.Parse(digits.Replace(".", "")), 0) / new BigReal(BigInteger.Pow(10, decimals), 0);
    }

    private static void AssertClose(BigReal expected, BigReal actual, int bits)
    {
        BigReal difference = (expected - actual).Abs();
        Assert.False(difference > expected.Abs() * BigReal.PowerOfTwo(-bits), $"{actual.ToDouble()} differs from {expected.ToDouble()} by {difference.ToDouble()}");
    }
}
