using LossGen.Tests.Models;
using Xunit;

namespace LossGen.Tests.Training;

public class ClassBalanceTests
{
    private static readonly int[] Labels = [0, 0, 0, 0, 0, 1, 1, 3, 3, 3];

    [Fact]
    public void Balanced_weights_are_rows_over_classes_times_rows_of_the_class()
    {
        float[] weights = ClassWeights.Balanced([0, 0, 0, 1, 2, 2], 3);
        Assert.Equal([6 / 9f, 2f, 1f], weights);
    }

    [Fact]
    public void A_class_without_rows_has_weight_1_and_the_others_are_balanced_among_themselves()
    {
        // Ten rows, five, two and three of each class that has some.
        float[] weights = ClassWeights.Balanced(Labels, 4);
        Assert.Equal([10 / 15f, 10 / 6f, 1f, 10 / 9f], weights);
        Assert.Equal(10, Labels.Sum(label => (double)weights[label]), 1e-5);
        TrainingResult result = new Multiclass4x4().Fit(new TestData(9).Rows(10, 4), Labels, new() { Loss = new() { ClassWeights = weights } });
        Assert.Contains("No row is of class 2", Assert.Single(result.Advice), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    public void A_label_out_of_range_is_refused_with_row_and_value(int label)
    {
        int[] labels = [0, 1, label, 2];
        foreach (Func<object> act in new Func<object>[]
        {
            () => ClassWeights.Balanced(labels, 4), () => Resampling.Oversample(labels, 4), () => Resampling.Undersample(labels, 4),
        })
        {
            var error = Assert.Throws<ArgumentOutOfRangeException>(act);
            Assert.Equal("labels", error.ParamName);
            Assert.Equal(label, error.ActualValue);
            Assert.Contains($"row 2 is {label}", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_labels_and_no_classes_are_refused()
    {
        Assert.Equal("labels", Assert.Throws<ArgumentException>(() => ClassWeights.Balanced([], 2)).ParamName);
        Assert.Equal("labels", Assert.Throws<ArgumentException>(() => Resampling.Oversample([], 2)).ParamName);
        Assert.Equal("labels", Assert.Throws<ArgumentException>(() => Resampling.Undersample([], 2)).ParamName);
        Assert.Equal("classes", Assert.Throws<ArgumentOutOfRangeException>(() => ClassWeights.Balanced([0], 0)).ParamName);
    }

    [Fact]
    public void Oversampling_keeps_every_row_and_brings_each_present_class_to_the_largest()
    {
        int[] indices = Resampling.Oversample(Labels, 4, seed: 5);
        int[] times = Times(indices);
        Assert.Equal(15, indices.Length);
        Assert.Equal([5, 5, 0, 5], CountsByClass(indices));
        Assert.Equal([1, 1, 1, 1, 1], times[..5]);
        // Two rows five times in all: 2 and 3. Three rows: 1, 2 and 2.
        Assert.Equal([2, 3], times[5..7].Order());
        Assert.Equal([1, 2, 2], times[7..].Order());
    }

    [Fact]
    public void Undersampling_cuts_each_present_class_to_the_smallest_without_repeating_a_row()
    {
        int[] indices = Resampling.Undersample(Labels, 4, seed: 5);
        Assert.Equal([2, 2, 0, 2], CountsByClass(indices));
        Assert.Equal(indices.Length, indices.Distinct().Count());
    }

    [Fact]
    public void Resampling_is_decided_by_the_seed()
    {
        Assert.Equal(Resampling.Oversample(Labels, 4, 1), Resampling.Oversample(Labels, 4, 1));
        Assert.NotEqual(Resampling.Oversample(Labels, 4, 1), Resampling.Oversample(Labels, 4, 2));
        Assert.Equal(Resampling.Undersample(Labels, 4, 1), Resampling.Undersample(Labels, 4, 1));
        // Over enough seeds each row of the largest class is drawn at times.
        var drawn = Enumerable.Range(0, 50).SelectMany(seed => Resampling.Undersample(Labels, 4, seed)).ToHashSet();
        Assert.Equal(Labels.Length, drawn.Count);
    }

    [Fact]
    public void The_result_is_not_sorted_by_class()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row < 50 ? 0 : 1)];
        int changes = Resampling.Oversample(labels, 2).Select(row => labels[row]).ToArray() is var drawn
            ? drawn.Zip(drawn.Skip(1)).Count(pair => pair.First != pair.Second)
            : 0;
        Assert.True(changes > 20, $"{changes} changes of class in 100 rows");
    }

    [Fact]
    public void Take_gathers_rows_in_the_order_of_the_indices()
    {
        Assert.Equal([4f, 5f, 0f, 1f, 4f, 5f], Resampling.Take<float>([0, 1, 2, 3, 4, 5], [2, 0, 2], 2));
        Assert.Equal([7, 9], Resampling.Take<int>([9, 8, 7], [2, 0]));
        Assert.Empty(Resampling.Take<int>([9, 8, 7], []));
    }

    [Fact]
    public void Take_refuses_what_does_not_fit()
    {
        var index = Assert.Throws<ArgumentOutOfRangeException>(() => Resampling.Take<float>([0, 1, 2, 3], [1, 2], 2));
        Assert.Equal(("indices", (object?)2), (index.ParamName, index.ActualValue));
        Assert.Contains("indices[1] is 2", index.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Resampling.Take<float>([0, 1], [-1], 2));
        var rows = Assert.Throws<ArgumentException>(() => Resampling.Take<float>([0, 1, 2], [0], 2));
        Assert.Equal("rows", rows.ParamName);
        Assert.Contains("3 items", rows.Message, StringComparison.Ordinal);
        Assert.Equal("width", Assert.Throws<ArgumentOutOfRangeException>(() => Resampling.Take<float>([0], [0], 0)).ParamName);
    }

    private static int[] CountsByClass(int[] indices)
    {
        var counts = new int[4];
        foreach (int row in indices) counts[Labels[row]]++;
        return counts;
    }

    private static int[] Times(int[] indices)
    {
        var times = new int[Labels.Length];
        foreach (int row in indices) times[row]++;
        return times;
    }
}

[CrossEntropyModel(features: 4, classes: 4)]
internal sealed partial class Multiclass4x4;
