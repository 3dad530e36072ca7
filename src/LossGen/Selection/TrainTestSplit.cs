using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>Rows divided at random into those to train on and those to test on.</summary>
/// <remarks>
/// <para>Divided by labels, every class has the same share on both sides: the test rows are shared out among the classes by largest remainder, a class with
/// two rows or more has one on both sides, and the only row of a class is trained on. Where that needs more or fewer test rows than the fraction
/// says, it takes precedence.</para>
/// <para>Rows with soft targets or any number of labels have no class to divide by: their split is a plain random one. The same seed gives the same
/// split, on every platform.</para>
/// </remarks>
/// <example><code>
/// TrainTestSplit split = TrainTestSplit.Of(labels, IrisModel.ClassCount, testFraction: 0.3);
/// model.Fit(split.TakeTraining(rows, width: 4), split.TakeTraining(labels));
/// Console.WriteLine(Evaluation.Of(model, split.TakeTest(rows, width: 4), split.TakeTest(labels)));
/// </code></example>
public sealed class TrainTestSplit
{
    private readonly int[] _training;
    private readonly int[] _test;

    private TrainTestSplit((int[] Kept, int[] Drawn) rows) => (_training, _test) = rows;

    /// <summary>The indices of the rows to train on, ascending.</summary>
    public ReadOnlySpan<int> Training => _training;

    /// <summary>The indices of the rows to test on, ascending.</summary>
    public ReadOnlySpan<int> Test => _test;

    /// <summary>Divides rows by their labels.</summary>
    /// <param name="labels">The label of each row, from 0 up to but not including <paramref name="classes"/>.</param>
    /// <param name="classes">The number of classes, 1 or above.</param>
    /// <param name="testFraction">The share of the rows to test on, above 0 and below 1.</param>
    /// <param name="seed">Decides which rows are on which side.</param>
    /// <exception cref="ArgumentException">There are no labels, or no class has two rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label, <paramref name="classes"/> or <paramref name="testFraction"/> is out of range.</exception>
    public static TrainTestSplit Of(ReadOnlySpan<int> labels, int classes, double testFraction = 0.25, int seed = 0)
    {
        CheckFraction(testFraction);
        int[] copy = labels.ToArray(); // checked and drawn from: the same labels, even if another thread changes them meanwhile
        LabelCounts.Of(copy, classes);
        return new(StratifiedDraw.Rows(copy, classes, testFraction, seed));
    }

    /// <summary>Divides rows whatever their labels.</summary>
    /// <param name="rows">The number of rows, 2 or above.</param>
    /// <param name="testFraction">The share of the rows to test on, above 0 and below 1.</param>
    /// <param name="seed">Decides which rows are on which side.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> or <paramref name="testFraction"/> is out of range.</exception>
    public static TrainTestSplit Of(int rows, double testFraction = 0.25, int seed = 0)
    {
        CheckFraction(testFraction);
        return new(StratifiedDraw.Rows(Require.AtLeast(rows, 2, nameof(rows)), testFraction, seed));
    }

    /// <summary>Divides rows of any type by the label of each.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <typeparam name="TLabel">The type of their label: an enum, a string or whatever else has equal values for equal classes.</typeparam>
    /// <param name="rows">The rows.</param>
    /// <param name="label">The label of a row.</param>
    /// <param name="testFraction">The share of the rows to test on, above 0 and below 1.</param>
    /// <param name="seed">Decides which rows are on which side.</param>
    /// <returns>The rows on each side, in the order in which they were given.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> or <paramref name="label"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, or no label has two.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="testFraction"/> is out of range.</exception>
    public static (TRow[] Training, TRow[] Test) Of<TRow, TLabel>(IEnumerable<TRow> rows, Func<TRow, TLabel> label, double testFraction = 0.25, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(label);
        CheckFraction(testFraction);
        TRow[] copy = rows.ToArray();
        (int[] classes, int count) = Numbered(copy, label);
        if (count == 0) throw new ArgumentException("There are no rows; expected two or more.", nameof(rows));
        var split = new TrainTestSplit(StratifiedDraw.Rows(classes, count, testFraction, seed));
        return (split.TakeTraining(copy), split.TakeTest(copy));
    }

    /// <summary>Divides rows of any type whatever their labels.</summary>
    /// <typeparam name="TRow">The type of the rows.</typeparam>
    /// <param name="rows">The rows, two or more.</param>
    /// <param name="testFraction">The share of the rows to test on, above 0 and below 1.</param>
    /// <param name="seed">Decides which rows are on which side.</param>
    /// <returns>The rows on each side, in the order in which they were given.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There are fewer than two rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="testFraction"/> is out of range.</exception>
    public static (TRow[] Training, TRow[] Test) Of<TRow>(IEnumerable<TRow> rows, double testFraction = 0.25, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(rows);
        TRow[] copy = rows.ToArray();
        if (copy.Length < 2) throw new ArgumentException(Invariant($"rows has {Printed.Count(copy.Length, "row", "rows")}; expected two or more."), nameof(rows));
        TrainTestSplit split = Of(copy.Length, testFraction, seed);
        return (split.TakeTraining(copy), split.TakeTest(copy));
    }

    /// <summary>What belongs to the training rows, in their order.</summary>
    /// <typeparam name="T">What a row is made of, or what belongs to it: a feature, a label, a target, a weight.</typeparam>
    /// <param name="all">What belongs to all rows, one after another.</param>
    /// <param name="width">Items of one row: the number of features for feature rows, 1 for labels.</param>
    /// <exception cref="ArgumentException"><paramref name="all"/> does not have <paramref name="width"/> items for each of the rows that were divided.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="width"/> is below 1.</exception>
    public T[] TakeTraining<T>(ReadOnlySpan<T> all, int width = 1) => Take(all, _training, width);

    /// <inheritdoc cref="TakeTraining{T}(ReadOnlySpan{T}, int)"/>
    /// <exception cref="ArgumentNullException"><paramref name="all"/> is null.</exception>
    public T[] TakeTraining<T>(T[] all, int width = 1) => TakeTraining(Span(all), width);

    /// <summary>What belongs to the test rows, in their order.</summary>
    /// <inheritdoc cref="TakeTraining{T}(ReadOnlySpan{T}, int)"/>
    public T[] TakeTest<T>(ReadOnlySpan<T> all, int width = 1) => Take(all, _test, width);

    /// <inheritdoc cref="TakeTest{T}(ReadOnlySpan{T}, int)"/>
    /// <exception cref="ArgumentNullException"><paramref name="all"/> is null.</exception>
    public T[] TakeTest<T>(T[] all, int width = 1) => TakeTest(Span(all), width);

    /// <summary>The sparse rows to train on, in their order.</summary>
    /// <param name="all">All rows.</param>
    /// <exception cref="ArgumentException"><paramref name="all"/> are not as many rows as were divided.</exception>
    public SparseRowList TakeTraining(SparseRows all) => Take(all, _training);

    /// <summary>The sparse rows to test on, in their order.</summary>
    /// <inheritdoc cref="TakeTraining(SparseRows)"/>
    public SparseRowList TakeTest(SparseRows all) => Take(all, _test);

    /// <summary>The number of rows on each side, in the invariant culture.</summary>
    public override string ToString() => Invariant($"{Printed.Count(_training.Length, "row", "rows")} to train on, {_test.Length} to test on");

    /// <summary>The labels as numbers, in the order in which they first occur, and how many there are.</summary>
    internal static (int[] Classes, int Count) Numbered<TRow, TLabel>(TRow[] rows, Func<TRow, TLabel> label)
    {
        var classes = new int[rows.Length];
        var numbers = new Dictionary<ValueTuple<TLabel>, int>(); // a tuple may hold null, a key may not be it
        for (int i = 0; i < rows.Length; i++)
        {
            var key = ValueTuple.Create(label(rows[i]));
            if (!numbers.TryGetValue(key, out int number)) numbers.Add(key, number = numbers.Count);
            classes[i] = number;
        }

        return (classes, numbers.Count);
    }

    private T[] Take<T>(ReadOnlySpan<T> all, int[] indices, int width)
    {
        Require.AtLeast(width, 1, nameof(width));
        int rows = _training.Length + _test.Length;
        if (all.Length != (long)rows * width)
        {
            throw new ArgumentException(
                Invariant($"all has length {all.Length}; expected {(long)rows * width}, {width} for each of the {rows} rows that were divided."), nameof(all));
        }

        return Resampling.Take(all, indices, width);
    }

    private SparseRowList Take(in SparseRows all, int[] indices)
    {
        int rows = _training.Length + _test.Length;
        if (all.Count != rows) throw new ArgumentException(Invariant($"all has {Printed.Count(all.Count, "row", "rows")}; expected the {rows} that were divided."), nameof(all));
        var taken = new SparseRowList();
        taken.AddRows(all, indices);
        return taken;
    }

    private static ReadOnlySpan<T> Span<T>(T[] all)
    {
        ArgumentNullException.ThrowIfNull(all);
        return all;
    }

    private static void CheckFraction(double testFraction)
    {
        if (!(testFraction is > 0 and < 1)) throw Require.OutOfRange(nameof(testFraction), testFraction, "a number above 0 and below 1");
    }
}
