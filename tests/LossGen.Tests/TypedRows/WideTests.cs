using Xunit;

namespace LossGen.Tests.TypedRows;

/// <summary>A model too wide for the stack: its numbers come from the pool, its classes are sorted.</summary>
public sealed class WideTests
{
    private static readonly WideModel Model = new WideModel().WithParameters();

    private static readonly WideRow Row = new() { First = Letter.C, Second = Letter.Z, Class = 19_999 };

    [Fact]
    public void Features_and_names_are_those_of_both_enums()
    {
        var features = new float[WideModel.FeatureCount];
        WideModel.WriteFeatures(Row, features);

        Assert.Equal(52, WideModel.FeatureCount);
        Assert.Equal([2, 51], Enumerable.Range(0, 52).Where(i => features[i] == 1));
        Assert.Equal(2, features.Sum());
        Assert.Equal(("First.C", "Second.Z"), (WideModel.FeatureNames[2], WideModel.FeatureNames[51]));
        Assert.Equal("19999", WideModel.ClassNames[19_999]);
    }

    // 16 classes are put into place one by one, 17 are found by sorting.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(20_000)]
    [InlineData(20_001)]
    public void The_most_probable_classes_come_in_order(int wanted)
    {
        var probabilities = new float[WideModel.ClassCount];
        Model.Probabilities(Row, probabilities);
        int[] expected = [.. Enumerable.Range(0, probabilities.Length).OrderByDescending(k => probabilities[k]).ThenBy(static k => k).Take(wanted)];

        var top = new ClassProbability<int>[wanted];
        Assert.Equal(expected.Length, Model.TopK(Row, top));
        Assert.Equal(expected, top.Take(expected.Length).Select(static entry => entry.Class));
        Assert.Equal(expected.Select(k => probabilities[k]), top.Take(expected.Length).Select(static entry => entry.Probability));
        Assert.Equal(expected[0], Model.Predict(Row));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public void Of_equal_classes_the_lower_comes_first(int wanted)
    {
        var top = new ClassProbability<int>[wanted];
        new WideModel().TopK(Row, top);
        Assert.Equal(Enumerable.Range(0, wanted), top.Select(static entry => entry.Class));
    }
}
