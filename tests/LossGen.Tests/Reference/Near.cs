using System.Globalization;
using Xunit;

namespace LossGen.Tests.Reference;

/// <summary>Comparisons that say what differs and by how much.</summary>
public static class Near
{
    /// <summary>The difference is at most <paramref name="tolerance"/> of the expected number itself.</summary>
    public static void Relative(double expected, double actual, double tolerance, string what) =>
        Within(expected, actual, tolerance * Math.Abs(expected), what);

    /// <summary>
    /// Every difference is at most <paramref name="tolerance"/> of the largest expected magnitude: sums over many rows cancel, and an entry
    /// that cancels to nearly nothing keeps the rounding error of its large terms. <paramref name="rounding"/> is allowed beside that, where
    /// all of them may cancel.
    /// </summary>
    public static void RelativeToLargest(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance, string what, double rounding = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        double allowed = (tolerance * Largest(expected)) + rounding;
        for (int i = 0; i < expected.Length; i++) Within(expected[i], actual[i], allowed, $"{what}[{i}]");
    }

    /// <summary>Every difference is at most <paramref name="tolerance"/> of that entry.</summary>
    public static void EachRelative(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Relative(expected[i], actual[i], tolerance, $"{what}[{i}]");
    }

    public static double Largest(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double value in values) largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    /// <summary>The same bits, number by number.</summary>
    public static void SameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what}[{i}] is {actual[i]:R}, expected the bits of {expected[i]:R}"));
        }
    }

    public static void Within(double expected, double actual, double allowed, string what)
    {
        // written so that NaN fails
        if (Math.Abs(actual - expected) <= allowed) return;
        Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"{what} is {actual:R}, expected {expected:R}; off by {Math.Abs(actual - expected):G3}, allowed {allowed:G3}"));
    }
}
