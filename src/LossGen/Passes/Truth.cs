using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Validation;

namespace LossGen.Passes;

/// <summary>What a truth is given as.</summary>
internal enum TruthKind
{
    /// <summary>Nothing to compare with: rows to predict.</summary>
    None,

    /// <summary>One true class for each row.</summary>
    Labels,

    /// <summary>One target for each class of each row.</summary>
    Targets,

    /// <summary>One number for each row, whose targets are those of bins.</summary>
    Binned,
}

/// <summary>What the rows of a whole set are scored against.</summary>
internal readonly ref struct Truth
{
    private readonly int _classes;

    private Truth(TruthKind kind, ReadOnlySpan<int> labels, ReadOnlySpan<float> targets, int classes, Bins? bins = null)
    {
        Kind = kind;
        Labels = labels;
        Targets = targets;
        _classes = classes;
        Bins = bins;
    }

    /// <summary>Which of them there is.</summary>
    public TruthKind Kind { get; }

    /// <summary>The true class of each row of the set, where <see cref="Kind"/> says so.</summary>
    public ReadOnlySpan<int> Labels { get; }

    /// <summary>The targets of the set, one row of classes each, or its numbers, one a row, where <see cref="Kind"/> says so.</summary>
    public ReadOnlySpan<float> Targets { get; }

    /// <summary>What makes targets of the numbers, where <see cref="Kind"/> says that there are some.</summary>
    public Bins? Bins { get; }

    /// <summary>Numbers in <see cref="Targets"/> for each row; 0 where there are labels.</summary>
    public int Width => Kind switch { TruthKind.Targets => _classes, TruthKind.Binned => 1, _ => 0 };

    /// <summary>One true class a row.</summary>
    public static Truth OfLabels(ReadOnlySpan<int> labels) => new(TruthKind.Labels, labels, default, 0);

    /// <summary>Targets, <paramref name="classes"/> for each row.</summary>
    public static Truth OfTargets(ReadOnlySpan<float> targets, int classes) => new(TruthKind.Targets, default, targets, classes);

    /// <summary>One number a row, and the bins that its targets are of.</summary>
    public static Truth OfNumbers(ReadOnlySpan<float> numbers, Bins bins) => new(TruthKind.Binned, default, numbers, bins.Count, bins);

    /// <summary>One number a row, for bins that are not known yet: it can be counted and weighed, but there are no targets.</summary>
    public static Truth OfNumbers(ReadOnlySpan<float> numbers) => new(TruthKind.Binned, default, numbers, 0);

    /// <summary>The same kind of truth about other rows.</summary>
    public Truth With(ReadOnlySpan<int> labels, ReadOnlySpan<float> targets) => new(Kind, labels, targets, _classes, Bins);

    /// <summary>
    /// A checked copy of the true classes of a block's rows, for whole groups of eight; an absent row repeats the first. Kernels use labels
    /// as indices without a check, and the caller's memory may change at any time: they get no labels but these.
    /// </summary>
    /// <param name="range">The rows that the block is some of.</param>
    /// <param name="first">The row of the range that the block begins with.</param>
    /// <param name="count">Rows in the block.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="labels">Receives the labels; room for whole groups of eight.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is out of range.</exception>
    public void BlockLabels(in RowRange range, int first, int count, int classes, Span<int> labels)
    {
        if (range.Order.IsEmpty) Labels.Slice(range.First + first, count).CopyTo(labels);
        else for (int r = 0; r < count; r++) labels[r] = Labels[range.Order[range.First + first + r]];
        for (int r = count; r % Lanes.Width != 0; r++) labels[r] = labels[0];

        // As unsigned numbers, negative labels are the largest.
        Vector256<uint> largest = Vector256<uint>.Zero;
        ref int start = ref MemoryMarshal.GetReference(labels);
        for (int r = 0; r < count; r += Lanes.Width)
            largest = Vector256.Max(largest, Vector256.LoadUnsafe(ref start, (nuint)r).AsUInt32());
        if (Vector256.GreaterThanOrEqualAny(largest, Vector256.Create((uint)classes))) ThrowBadLabel(range, first, classes, labels[..count]);
    }

    /// <summary>Fetches the label of a row that will be needed soon, where there are labels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FetchLabel(int place)
    {
        if (!Labels.IsEmpty) Lanes.FetchNear(ref Unsafe.AsRef(in Labels[place]));
    }

    /// <summary>The targets of a block's rows, class by class.</summary>
    public void BlockTargets(in RowRange range, int first, int count, Span<float> targets) => BlockTargets(range, first, count, 0, _classes, targets);

    /// <summary>The targets of a block's rows for some classes, class by class.</summary>
    /// <param name="range">The rows that the block is some of.</param>
    /// <param name="first">The row of the range that the block begins with.</param>
    /// <param name="count">Rows in the block.</param>
    /// <param name="from">The first class.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="targets">Receives thirty-two numbers for each; those of absent rows are 0.</param>
    public void BlockTargets(in RowRange range, int first, int count, int from, int classes, Span<float> targets)
    {
        if (count < Block.Rows) targets[..(classes * Block.Rows)].Clear();
        for (int r = 0; r < count; r++)
        {
            int place = range.Place(first + r);
            if (Bins is { } bins)
            {
                bins.Write(Targets[place], bins.Smoothing, from, classes, targets[r..], Block.Rows);
                continue;
            }

            ReadOnlySpan<float> row = Targets.Slice((place * _classes) + from, classes);
            for (int k = 0; k < row.Length; k++) targets[(k * Block.Rows) + r] = row[k];
        }
    }

    /// <summary>The true class of a row, or that of its largest target, the lowest of equals.</summary>
    public int Expected(int place)
    {
        if (Kind == TruthKind.Labels) return Labels[place];
        ReadOnlySpan<float> row = Targets.Slice(place * _classes, _classes);
        int largest = 0;
        for (int k = 1; k < row.Length; k++)
        {
            if (row[k] > row[largest]) largest = k;
        }

        return largest;
    }

    /// <summary>How many labels of a row are not set.</summary>
    public int UnsetLabels(int place)
    {
        int unset = 0;
        foreach (float target in Targets.Slice(place * _classes, _classes)) unset += target > 0.5f ? 0 : 1;
        return unset;
    }

    /// <summary>The targets of one row.</summary>
    public void RowTargets(int place, Span<float> targets)
    {
        if (Bins is { } bins) bins.Write(Targets[place], bins.Smoothing, 0, targets.Length, targets, stride: 1);
        else Targets.Slice(place * _classes, _classes).CopyTo(targets);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowBadLabel(in RowRange range, int first, int classes, ReadOnlySpan<int> labels)
    {
        int row = labels.IndexOfAnyExceptInRange(0, classes - 1);
        throw Check.BadLabel(range.Place(first + row), labels[row], classes);
    }
}
