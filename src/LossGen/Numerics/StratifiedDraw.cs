using static System.FormattableString;

namespace LossGen.Numerics;

/// <summary>Divides rows at random so that every class has the same share on each side; the same for the same seed on every platform.</summary>
/// <remarks>Shares are compared as integers, so no rounding decides which class gets a row.</remarks>
internal static class StratifiedDraw
{
    /// <summary>Draws a fraction of the rows, stratified by label.</summary>
    /// <remarks>
    /// The number drawn is <paramref name="fraction"/> of the rows, rounded, at least 1 and not all. It is shared out by largest remainder (Hamilton's
    /// method), within bounds: a class with two rows or more has one on both sides, a class with a single row keeps it. Where that needs more or
    /// fewer rows than the fraction says, it takes precedence.
    /// </remarks>
    /// <param name="labels">The label of each row, each checked to be from 0 to <paramref name="classes"/> - 1. No other thread changes them.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="fraction">Above 0 and below 1.</param>
    /// <param name="seed">Decides which rows are drawn.</param>
    /// <returns>The rows that are left and those that were drawn, both in ascending order.</returns>
    /// <exception cref="ArgumentException">No class has two rows.</exception>
    public static (int[] Kept, int[] Drawn) Rows(ReadOnlySpan<int> labels, int classes, double fraction, int seed)
    {
        int[] starts = Starts(labels, classes), byClass = ByClass(labels, starts);
        int[] drawnOf = Shares(starts, WantedOf(labels.Length, fraction));
        var random = new RandomSource(seed);
        var isDrawn = new bool[labels.Length];
        for (int k = 0; k < classes; k++)
        {
            Span<int> members = byClass.AsSpan(starts[k]..starts[k + 1]);
            random.Shuffle(members);
            foreach (int row in members[..drawnOf[k]]) isDrawn[row] = true;
        }

        return Divide(isDrawn);
    }

    /// <summary>Draws a fraction of rows that have no label: rounded, at least 1 and not all; both sides in ascending order.</summary>
    /// <exception cref="ArgumentException">There are fewer than two rows.</exception>
    public static (int[] Kept, int[] Drawn) Rows(int rows, double fraction, int seed) => Rows(new int[rows], 1, fraction, seed);

    /// <summary>
    /// The fold of each row, 0 to <paramref name="folds"/> - 1: the numbers of rows of two folds differ by at most one, and so do their numbers of rows
    /// of each class.
    /// </summary>
    /// <param name="labels">The label of each row, each checked to be from 0 to <paramref name="classes"/> - 1. No other thread changes them.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="folds">2 to the number of rows.</param>
    /// <param name="seed">Decides which rows are in which fold.</param>
    public static int[] Folds(ReadOnlySpan<int> labels, int classes, int folds, int seed)
    {
        int[] starts = Starts(labels, classes), byClass = ByClass(labels, starts);
        var random = new RandomSource(seed);
        for (int k = 0; k < classes; k++) random.Shuffle(byClass.AsSpan(starts[k]..starts[k + 1]));

        // Dealt out like cards, class after class without a break: each run of rows of a class goes to all folds in turn.
        var foldOf = new int[labels.Length];
        for (int i = 0; i < byClass.Length; i++) foldOf[byClass[i]] = i % folds;
        return foldOf;
    }

    private static int WantedOf(int rows, double fraction) =>
        (int)Math.Clamp(Math.Round(fraction * rows, MidpointRounding.AwayFromZero), 1, Math.Max(rows - 1, 1));

    /// <summary>The rows to draw from each class.</summary>
    private static int[] Shares(int[] starts, int wanted)
    {
        int classes = starts.Length - 1, rows = starts[classes], least = 0, most = 0;
        for (int k = 0; k < classes; k++)
        {
            int count = starts[k + 1] - starts[k];
            if (count < 2) continue;
            least++;
            most += count - 1;
        }

        if (least == 0)
        {
            throw new ArgumentException(
                Invariant($"None of the classes has more than one of the {rows} rows; expected a class with two, of which one can be on each side."), "labels");
        }

        wanted = Math.Clamp(wanted, least, most);
        var shares = new int[classes];
        int sum = 0;
        for (int k = 0; k < classes; k++)
        {
            int count = starts[k + 1] - starts[k];
            if (count >= 2) sum += shares[k] = Math.Clamp((int)((long)wanted * count / rows), 1, count - 1);
        }

        Adjust(starts, shares, wanted, wanted > sum ? 1 : -1, Math.Abs(wanted - sum));
        return shares;
    }

    /// <summary>Gives the classes furthest below their quota a row more, or those furthest above it a row less; of equals the lower class first.</summary>
    private static void Adjust(int[] starts, int[] shares, int wanted, int step, int times)
    {
        int rows = starts[^1];
        var next = new PriorityQueue<int, (long Distance, int Class)>();
        for (int k = 0; k < shares.Length; k++) Enqueue(k);
        while (times-- > 0)
        {
            int k = next.Dequeue();
            shares[k] += step;
            Enqueue(k);
        }

        void Enqueue(int k)
        {
            int count = starts[k + 1] - starts[k], after = shares[k] + step;
            if (count < 2 || after < 1 || after > count - 1) return;
            next.Enqueue(k, (step * ((long)shares[k] * rows - (long)wanted * count), k));
        }
    }

    /// <summary>Where the rows of each class begin in <see cref="ByClass"/>, and where the last ends.</summary>
    private static int[] Starts(ReadOnlySpan<int> labels, int classes)
    {
        var starts = new int[classes + 1];
        foreach (int label in labels) starts[label + 1]++;
        for (int k = 0; k < classes; k++) starts[k + 1] += starts[k];
        return starts;
    }

    /// <summary>The rows, class after class.</summary>
    private static int[] ByClass(ReadOnlySpan<int> labels, int[] starts)
    {
        var byClass = new int[labels.Length];
        int[] next = starts[..^1];
        for (int row = 0; row < labels.Length; row++) byClass[next[labels[row]]++] = row;
        return byClass;
    }

    private static (int[] Kept, int[] Drawn) Divide(bool[] isDrawn)
    {
        int count = 0;
        foreach (bool drawn in isDrawn) count += drawn ? 1 : 0;
        var (kept, taken) = (new int[isDrawn.Length - count], new int[count]);
        int k = 0, t = 0;
        for (int row = 0; row < isDrawn.Length; row++)
        {
            if (isDrawn[row]) taken[t++] = row;
            else kept[k++] = row;
        }

        return (kept, taken);
    }
}
