using LossGen.Numerics;
using Xunit;

namespace LossGen.Tests.Selection;

/// <summary>Splits and folds: the shares of classes, what rare classes get, and the same rows on every platform.</summary>
public class TrainTestSplitTests
{
    // Labels from counts of rows per class, interleaved.
    private static int[] Labels(params int[] counts)
    {
        var labels = new List<int>();
        for (int round = 0; labels.Count < counts.Sum(); round++)
        {
            for (int k = 0; k < counts.Length; k++)
            {
                if (round < counts[k]) labels.Add(k);
            }
        }

        return [.. labels];
    }

    private static int[] CountsOf(int[] labels, ReadOnlySpan<int> rows, int classes)
    {
        var counts = new int[classes];
        foreach (int row in rows) counts[labels[row]]++;
        return counts;
    }

    // Hamilton's method by hand: whole parts of the quotas first, then one row each to the largest remainders.
    [Theory]
    [InlineData(new[] { 50, 50, 50 }, 0.2, new[] { 10, 10, 10 })]
    [InlineData(new[] { 70, 20, 10 }, 0.25, new[] { 18, 5, 2 })] // quotas 17.5, 5, 2.5: of equal remainders the lower class
    [InlineData(new[] { 33, 33, 34 }, 0.1, new[] { 3, 3, 4 })] // quotas 3.3, 3.3, 3.4
    [InlineData(new[] { 990, 5, 5 }, 0.1, new[] { 98, 1, 1 })] // quotas 99, 0.5, 0.5, but one of each is due
    [InlineData(new[] { 2, 2, 2, 2, 2 }, 0.2, new[] { 1, 1, 1, 1, 1 })] // two would be a fifth, but each class is due one
    [InlineData(new[] { 2, 2, 2, 2, 2 }, 0.9, new[] { 1, 1, 1, 1, 1 })]
    [InlineData(new[] { 1, 9 }, 0.5, new[] { 0, 5 })] // the only row of a class is kept
    [InlineData(new[] { 0, 4, 0, 4 }, 0.5, new[] { 0, 2, 0, 2 })]
    [InlineData(new[] { 2, 1000 }, 0.999, new[] { 1, 999 })] // as many as leave a row of each class
    public void Every_class_has_its_share_on_both_sides(int[] counts, double fraction, int[] expected)
    {
        int[] labels = Labels(counts);
        for (int seed = 0; seed < 5; seed++)
        {
            TrainTestSplit split = TrainTestSplit.Of(labels, counts.Length, fraction, seed);
            Assert.Equal(expected, CountsOf(labels, split.Test, counts.Length));
            Assert.Equal(Enumerable.Range(0, labels.Length), split.Training.ToArray().Concat(split.Test.ToArray()).Order());
            Assert.Equal(split.Training.ToArray().Order(), split.Training.ToArray());
            Assert.Equal(split.Test.ToArray().Order(), split.Test.ToArray());
        }
    }

    /// <summary>Over random class sizes: within one row of the quota wherever no bound is in the way, and the bounds hold.</summary>
    [Fact]
    public void Shares_are_the_nearest_whole_ones_within_their_bounds()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 200; trial++)
        {
            int classes = random.Next(1, 12);
            int[] counts = Enumerable.Range(0, classes).Select(_ => random.Next(0, 60)).Append(2).ToArray();
            double fraction = random.NextDouble() * 0.98 + 0.01;
            int[] labels = Labels(counts);
            TrainTestSplit split = TrainTestSplit.Of(labels, counts.Length, fraction, trial);
            int[] test = CountsOf(labels, split.Test, counts.Length);
            for (int k = 0; k < counts.Length; k++)
            {
                Assert.InRange(test[k], counts[k] >= 2 ? 1 : 0, Math.Max(counts[k] - 1, 0));
                double quota = (double)split.Test.Length * counts[k] / labels.Length;
                bool rareInTheWay = counts.Any(count => count < 2
                    || split.Test.Length * (double)count / labels.Length < 1 || split.Training.Length * (double)count / labels.Length < 1);
                if (!rareInTheWay) Assert.InRange(test[k], Math.Floor(quota), Math.Ceiling(quota));
            }

            Assert.InRange(split.Test.Length, 1, labels.Length - 1);
        }
    }

    [Fact]
    public void Every_row_is_drawn_as_often_as_any_other()
    {
        int[] labels = Labels(12, 8), drawn = new int[20];
        for (int seed = 0; seed < 2000; seed++)
        {
            foreach (int row in TrainTestSplit.Of(labels, 2, 0.25, seed).Test) drawn[row]++;
        }

        // 500 each expected, standard deviation 19.4: six of them
        Assert.All(drawn, count => Assert.InRange(count, 500 - 117, 500 + 117));
    }

    /// <summary>The values are those of an independent implementation of generator, shuffle and draw, in Python.</summary>
    [Fact]
    public void The_same_seed_draws_the_same_rows_everywhere()
    {
        Assert.Equal([3, 4, 7, 8, 18], TrainTestSplit.Of(Labels(12, 8), 2, 0.25, seed: 7).Test.ToArray());
        Assert.Equal([3, 9, 10, 11, 19], TrainTestSplit.Of(20, 0.25, seed: 7).Test.ToArray());
        Assert.Equal([0, 2, 2, 0, 2, 1, 0, 2, 0, 1, 1, 1], StratifiedDraw.Folds(Labels(7, 5), 2, 3, seed: 7));
    }

    [Theory]
    [InlineData(new[] { 50, 50, 50 }, 5)]
    [InlineData(new[] { 7, 5, 1 }, 3)]
    [InlineData(new[] { 2, 3 }, 5)]
    [InlineData(new[] { 97, 13, 31, 4 }, 10)]
    public void Folds_differ_by_at_most_one_row_and_one_of_each_class(int[] counts, int folds)
    {
        int[] labels = Labels(counts);
        int[] foldOf = StratifiedDraw.Folds(labels, counts.Length, folds, seed: 3);
        Assert.NotEqual(foldOf, StratifiedDraw.Folds(labels, counts.Length, folds, seed: 4));
        var table = new int[folds, counts.Length];
        for (int row = 0; row < labels.Length; row++) table[foldOf[row], labels[row]]++;
        for (int k = 0; k < counts.Length; k++) IsEven(Enumerable.Range(0, folds).Select(fold => table[fold, k]));
        IsEven(Enumerable.Range(0, folds).Select(fold => Enumerable.Range(0, counts.Length).Sum(k => table[fold, k])));

        static void IsEven(IEnumerable<int> numbers) => Assert.InRange(numbers.Max() - numbers.Min(), 0, 1);
    }

    [Fact]
    public void Takes_what_belongs_to_the_rows()
    {
        int[] labels = Labels(6, 6);
        float[] rows = [.. Enumerable.Range(0, 24).Select(i => (float)i)];
        TrainTestSplit split = TrainTestSplit.Of(labels, 2, 0.5);
        Assert.Equal(split.Test.ToArray().SelectMany(row => new[] { 2f * row, 2f * row + 1 }), split.TakeTest(rows, width: 2));
        Assert.Equal(split.Training.ToArray().SelectMany(row => new[] { 2f * row, 2f * row + 1 }), split.TakeTraining(rows, width: 2));
        Assert.Equal(split.Test.ToArray().Select(row => labels[row]), split.TakeTest<int>(labels.AsSpan()));
        Assert.Equal("6 rows to train on, 6 to test on", split.ToString());
    }

    [Fact]
    public void Rows_of_any_type_are_divided_by_any_label()
    {
        string?[] rows = [.. Enumerable.Repeat("cat", 8), .. Enumerable.Repeat((string?)null, 4), "owl"];
        (string?[] training, string?[] test) = TrainTestSplit.Of(rows, static row => row, 0.25, seed: 1);
        Assert.Equal((6, 3, 1), (training.Count(row => row == "cat"), training.Count(row => row is null), training.Count(row => row == "owl")));
        Assert.Equal((2, 1, 0), (test.Count(row => row == "cat"), test.Count(row => row is null), test.Count(row => row == "owl")));

        (int[] left, int[] right) = TrainTestSplit.Of(Enumerable.Range(100, 10), 0.3, seed: 2);
        Assert.Equal((7, 3), (left.Length, right.Length));
        Assert.Equal(Enumerable.Range(100, 10), left.Concat(right).Order());
    }

    [Fact]
    public void Bad_input_is_named()
    {
        int[] labels = [0, 1, 1];
        Says<ArgumentException>("None of the classes has more than one of the 3 rows; expected a class with two, of which one can be on each side.", () => TrainTestSplit.Of([0, 1, 2], 3));
        Says<ArgumentException>("There are no labels; expected at least one.", () => TrainTestSplit.Of(ReadOnlySpan<int>.Empty, 3));
        Says<ArgumentOutOfRangeException>("The label of row 1 is 1; expected 0 or above and below the 1 classes.", () => TrainTestSplit.Of(labels, 1));
        foreach (double fraction in new[] { 0, 1, -0.5, double.NaN })
            Says<ArgumentOutOfRangeException>("expected a number above 0 and below 1.", () => TrainTestSplit.Of(labels, 2, fraction));
        Says<ArgumentOutOfRangeException>("rows is 1; expected an integer, 2 or above.", () => TrainTestSplit.Of(1));
        Says<ArgumentException>("rows has 1 row; expected two or more.", () => TrainTestSplit.Of(new[] { "a" }));
        Says<ArgumentException>("all has length 5; expected 6, 2 for each of the 3 rows that were divided.", () => TrainTestSplit.Of(labels, 2).TakeTest(new float[5], 2));
        Says<ArgumentOutOfRangeException>("width is 0", () => TrainTestSplit.Of(labels, 2).TakeTest(new float[3], 0));

        static void Says<TException>(string message, Action action)
            where TException : Exception => Assert.Contains(message, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);
    }
}
