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
            SparseLayer<Two>.AddToTouched(features, [1, 2, 3, 4], [0.5f, -1], touched);
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
                SparseLayer<Two>.AddToTouched(features, default, [1, 2], part);
                sum = part.Exchange(new TouchedSum(2, 3));
                all.Take(sum);
            }

            Assert.Equal([1, 2, 99], all.List.ToArray());
            Assert.Equal([1f, 2, 2, 4, 1, 2], all.All.ToArray());
            all.Clear();
        }
    }
}
