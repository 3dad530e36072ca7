using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Where a set of sparse rows with its labels or targets is, for objects and threads, to which a span cannot go.</summary>
/// <remarks>The creator of one keeps the memory pinned for as long as it is in use.</remarks>
internal readonly unsafe struct PinnedSparseSet
{
    private readonly int* _starts;
    private readonly int* _features;
    private readonly float* _values;
    private readonly int* _labels;
    private readonly float* _targets;
    private readonly TruthKind _kind;
    private readonly int _classes;
    private readonly int _length;
    private readonly bool _hasValues;

    /// <summary>The addresses of a set.</summary>
    public PinnedSparseSet(in Batch set, int* starts, int* features, float* values, int* labels, float* targets, int classes)
    {
        _starts = starts;
        _features = features;
        _values = values;
        _labels = labels;
        _targets = targets;
        _kind = set.Truth.Kind;
        _classes = classes;
        _length = set.Rows.Sparse.Features.Length;
        _hasValues = !set.Rows.Sparse.Values.IsEmpty;
        Count = set.Count;
    }

    private PinnedSparseSet(in PinnedSparseSet set, int* features)
    {
        this = set;
        _features = features;
    }

    /// <summary>Rows in the set.</summary>
    public int Count { get; }

    /// <summary>The rows.</summary>
    public SparseRows Rows => SparseRows.OfChecked(
        new ReadOnlySpan<int>(_starts, Count + 1), new ReadOnlySpan<int>(_features, _length), _hasValues ? new ReadOnlySpan<float>(_values, _length) : default);

    /// <summary>The same rows with other numbers for their features.</summary>
    public PinnedSparseSet WithFeatures(int* features) => new(this, features);

    /// <summary>The set in memory order.</summary>
    public Batch ToBatch() => new(
        new Rows(Rows),
        _kind == TruthKind.Labels
            ? Truth.OfLabels(new ReadOnlySpan<int>(_labels, Count))
            : Truth.OfTargets(new ReadOnlySpan<float>(_targets, Count * _classes), _classes),
        RowRange.All(Count));
}
