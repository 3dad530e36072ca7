using Xunit;

namespace LossGen.Tests.Sparse;

public sealed class SparseRowsTests
{
    [Fact]
    public void Rows_reference_the_memory_they_are_given()
    {
        int[] starts = [0, 2, 2, 3], features = [7, 3, 7];
        float[] values = [1, 2, 3];
        var rows = new SparseRows(starts, features, values);

        Assert.Equal(3, rows.Count);
        Assert.True(rows.Starts == starts && rows.Features == features && rows.Values == values);
        Assert.Equal("3 rows with 3 features in all", rows.ToString());
    }

    [Fact]
    public void Nothing_is_no_rows()
    {
        Assert.Equal(0, default(SparseRows).Count);
        Assert.Equal(0, new SparseRows([0], []).Count);
        Assert.Equal("0 rows with 0 features in all", default(SparseRows).ToString());
    }

    [Theory]
    [InlineData("starts", "starts is empty; expected one number more than there are rows, at least a 0.", new int[0], 0, 0)]
    [InlineData("starts", "starts[0] is 1; expected 0.", new[] { 1, 2 }, 2, 0)]
    [InlineData("starts", "starts[2] is 1; expected 2 or more, where row 1 begins.", new[] { 0, 2, 1 }, 1, 0)]
    [InlineData("features", "features has length 3; expected 2, where starts says that the last row ends.", new[] { 0, 2 }, 3, 0)]
    [InlineData("values", "values has length 1; expected 2, one for each of features, or 0 for all 1.", new[] { 0, 2 }, 2, 1)]
    public void Rows_that_are_not_consistent_are_refused(string parameter, string message, int[] starts, int features, int values)
    {
        ArgumentException fault = Assert.ThrowsAny<ArgumentException>(() => _ = new SparseRows(starts, new int[features], new float[values]).Count);
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal(parameter, fault.ParamName);
    }

    [Fact]
    public void A_list_returns_what_was_added()
    {
        var list = new SparseRowList();
        Assert.Equal(0, list.Rows.Count);

        list.Add([5, 1]);
        Assert.True(list.Rows.Values.IsEmpty);
        list.Add([]);
        list.Add([2, 2, 9], [0.5f, -1, 4]);
        list.Add([3]);

        SparseRows rows = list.Rows;
        Assert.Equal(4, list.Count);
        Assert.Equal([0, 2, 2, 5, 6], rows.Starts.ToArray());
        Assert.Equal([5, 1, 2, 2, 9, 3], rows.Features.ToArray());
        Assert.Equal([1, 1, 0.5f, -1, 4, 1], rows.Values.ToArray());
        Assert.Equal("4 rows with 6 features in all", list.ToString());
    }

    /// <summary>Rows of every length, some with values, so that each of the arrays grows on its own.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_list_of_many_rows_is_the_rows_one_after_another(int rowsWithoutValuesFirst)
    {
        var random = new Random(rowsWithoutValuesFirst);
        var list = new SparseRowList();
        List<int> starts = [0], features = [];
        List<float> values = [];
        for (int row = 0; row < 300; row++)
        {
            int[] some = [.. Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(1000))];
            float[] theirs = row >= rowsWithoutValuesFirst && row % 3 != 1 ? [.. some.Select(_ => random.NextSingle())] : [];
            list.Add(some, theirs);
            features.AddRange(some);
            values.AddRange(theirs.Length > 0 ? theirs : some.Select(static _ => 1f));
            starts.Add(features.Count);
        }

        Assert.Equal(starts, list.Rows.Starts.ToArray());
        Assert.Equal(features, list.Rows.Features.ToArray());
        Assert.Equal(values, list.Rows.Values.ToArray());
        Assert.Equal(300, new SparseRows(list.Rows.Starts, list.Rows.Features, list.Rows.Values).Count);
    }

    [Fact]
    public void A_row_that_is_refused_leaves_the_list_as_it_was()
    {
        var list = new SparseRowList();
        list.Add([1], [2]);

        Assert.Equal("features", Assert.Throws<ArgumentOutOfRangeException>(() => list.Add([4, -1], [1, 1])).ParamName);
        Assert.StartsWith("features[1] is -1; expected 0 or above.", Assert.Throws<ArgumentOutOfRangeException>(() => list.Add([4, -1])).Message, StringComparison.Ordinal);
        Assert.Equal("values", Assert.Throws<ArgumentException>(() => list.Add([4, 5], [1])).ParamName);

        Assert.Equal([0, 1], list.Rows.Starts.ToArray());
        Assert.Equal([1], list.Rows.Features.ToArray());
    }

    [Fact]
    public void A_list_that_is_cleared_reuses_its_memory()
    {
        var list = new SparseRowList();
        int[] features = [1, 2, 3];
        float[] values = [1, 2, 3];
        long bytes = Allocation.Of(() =>
        {
            list.Clear();
            for (int row = 0; row < 100; row++) list.Add(features, row % 2 == 0 ? values : default);
        });

        Assert.Equal(0, bytes);
        Assert.Equal(100, list.Count);
        Assert.Equal([1, 2, 3, 1, 1, 1], list.Rows.Values[..6].ToArray());
    }
}
