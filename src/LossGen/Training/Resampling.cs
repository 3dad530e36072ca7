using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Training;
using LossGen.Validation;

namespace LossGen;

/// <summary>Row selections that give every class the same number of rows.</summary>
/// <remarks>Resample the rows to train on only: rows to evaluate on should keep the proportions that the model will meet.</remarks>
/// <example><code>
/// int[] order = Resampling.Oversample(labels, classes: 2);
/// model.Fit(Resampling.Take&lt;float&gt;(rows, order, width: 4), Resampling.Take&lt;int&gt;(labels, order));
/// </code></example>
public static class Resampling
{
    /// <summary>Row indices that contain every row, with the rows of smaller classes repeated until each class has as many as the largest.</summary>
    /// <remarks>
    /// A class is repeated a whole number of times; the remainder is drawn from it without replacement, so the repetitions of two rows of
    /// a class differ by at most one. A class without rows stays without.
    /// </remarks>
    /// <param name="labels">The label of each row, from 0 up to but not including <paramref name="classes"/>.</param>
    /// <param name="classes">The number of classes, 1 or above.</param>
    /// <param name="seed">Decides the draw and the order of the result: the same seed gives the same indices, everywhere.</param>
    /// <returns>The indices, in random order.</returns>
    /// <exception cref="ArgumentException">There are no labels, or the result would be longer than an array can be.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1, or a label is out of range.</exception>
    public static int[] Oversample(ReadOnlySpan<int> labels, int classes, int seed = 0)
    {
        int[] copy = labels.ToArray(); // counted and drawn from: the same labels, even if another thread changes them meanwhile
        int[] counts = LabelCounts.Of(copy, classes);
        return Draw(copy, counts, counts.Max(), seed);
    }

    /// <summary>Row indices in which each class is cut, at random and without replacement, to as many rows as the smallest has.</summary>
    /// <remarks>A class without rows does not count as the smallest.</remarks>
    /// <param name="labels">The label of each row, from 0 up to but not including <paramref name="classes"/>.</param>
    /// <param name="classes">The number of classes, 1 or above.</param>
    /// <param name="seed">Decides the draw and the order of the result: the same seed gives the same indices, everywhere.</param>
    /// <returns>The indices, in random order.</returns>
    /// <exception cref="ArgumentException">There are no labels.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1, or a label is out of range.</exception>
    public static int[] Undersample(ReadOnlySpan<int> labels, int classes, int seed = 0)
    {
        int[] copy = labels.ToArray(); // counted and drawn from: the same labels, even if another thread changes them meanwhile
        int[] counts = LabelCounts.Of(copy, classes);
        return Draw(copy, counts, counts.Where(count => count > 0).Min(), seed);
    }

    /// <summary>The rows at the indices, in their order.</summary>
    /// <typeparam name="T">What a row is made of, or what belongs to the row: a feature, a label, a weight.</typeparam>
    /// <param name="rows">The rows, one after another.</param>
    /// <param name="indices">Row indices; one may occur any number of times.</param>
    /// <param name="width">Items in one row: the number of features for feature rows, 1 for labels.</param>
    /// <returns>As many rows as there are indices.</returns>
    /// <exception cref="ArgumentException">The length of <paramref name="rows"/> is not a multiple of <paramref name="width"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is below 1, or an index names no row.</exception>
    public static T[] Take<T>(ReadOnlySpan<T> rows, ReadOnlySpan<int> indices, int width = 1)
    {
        Require.AtLeast(width, 1, nameof(width));
        int count = rows.Length / width;
        if (count * width != rows.Length)
        {
            throw new ArgumentException(
                Require.Invariant($"rows holds {rows.Length} items; expected a multiple of the row width {width}."), nameof(rows));
        }
        long length = (long)indices.Length * width;
        if (length > Array.MaxLength)
        {
            throw new ArgumentException(
                Require.Invariant($"{indices.Length} rows of {width} items are more than an array holds; expected at most {Array.MaxLength} items in all."),
                nameof(indices));
        }
        var taken = new T[length];
        for (int i = 0; i < indices.Length; i++)
        {
            int row = indices[i];
            if ((uint)row >= (uint)count)
            {
                throw new ArgumentOutOfRangeException(nameof(indices), row,
                    Require.Invariant($"indices[{i}] is {row}; expected 0 or above and below the {count} rows."));
            }
            rows.Slice(row * width, width).CopyTo(taken.AsSpan(i * width));
        }
        return taken;
    }

    /// <summary><paramref name="rowsEach"/> rows of each class that has any.</summary>
    private static int[] Draw(ReadOnlySpan<int> labels, int[] counts, int rowsEach, int seed)
    {
        long total = (long)rowsEach * counts.Count(count => count > 0);
        if (total > Array.MaxLength)
        {
            throw new ArgumentException(
                Require.Invariant($"{rowsEach} rows of each class would be {total} in all; expected at most {Array.MaxLength}."), nameof(labels));
        }

        // The rows of each class are contiguous from starts[c] on.
        var starts = new int[counts.Length + 1];
        for (int c = 0; c < counts.Length; c++) starts[c + 1] = starts[c] + counts[c];
        var byClass = new int[labels.Length];
        int[] next = starts[..^1];
        for (int row = 0; row < labels.Length; row++) byClass[next[labels[row]]++] = row;

        var random = new RandomSource(seed);
        var drawn = new int[total];
        Span<int> left = drawn;
        for (int c = 0; c < counts.Length; c++)
        {
            Span<int> members = byClass.AsSpan(starts[c], counts[c]);
            if (members.IsEmpty) continue;
            random.Shuffle(members);
            for (int i = 0; i < rowsEach; i++) left[i] = members[i % members.Length];
            left = left[rowsEach..];
        }
        random.Shuffle(drawn);
        return drawn;
    }
}
