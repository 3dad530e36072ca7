using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Sparse rows with their labels or targets and weights, in memory that is used again.</summary>
/// <param name="classes">Targets of a row.</param>
internal sealed class SparseBuffer(int classes)
{
    private int[] _starts = [0];
    private int[] _features = [];
    private float[] _values = [];
    private int[] _labels = [];
    private float[] _targets = [];
    private float[] _weights = [];

    /// <summary>Which rows of a shard these are, where that is known.</summary>
    public ShardRange Range { get; set; }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Count);

    /// <summary>The features of a row.</summary>
    public ReadOnlySpan<int> FeaturesOf(int row) => _features.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>Forgets them.</summary>
    public void Clear()
    {
        Count = 0;
        Range = default;
    }

    /// <summary>Adds rows of a batch.</summary>
    /// <param name="batch">The batch, with values and weights or without.</param>
    /// <param name="hasLabels">Whether it has labels.</param>
    /// <param name="first">The first of the rows.</param>
    /// <param name="count">How many.</param>
    public void Append(in TrainingBatch batch, bool hasLabels, int first, int count)
    {
        SparseRows rows = batch.SparseRows!.Rows;
        int from = rows.Starts[first], length = rows.Starts[first + count] - from, to = _starts[Count];
        Reserve(count, length, hasLabels);
        rows.Features.Slice(from, length).CopyTo(_features.AsSpan(to));
        if (rows.Values.IsEmpty) _values.AsSpan(to, length).Fill(1);
        else rows.Values.Slice(from, length).CopyTo(_values.AsSpan(to));
        for (int i = 1; i <= count; i++) _starts[Count + i] = to + rows.Starts[first + i] - from;
        if (hasLabels) batch.Labels.Span.Slice(first, count).CopyTo(_labels.AsSpan(Count));
        else batch.Targets.Span.Slice(first * classes, count * classes).CopyTo(_targets.AsSpan(Count * classes));
        if (batch.SampleWeights.IsEmpty) _weights.AsSpan(Count, count).Fill(1);
        else batch.SampleWeights.Span.Slice(first, count).CopyTo(_weights.AsSpan(Count));
        Count += count;
    }

    /// <summary>Adds rows of others, their features numbered by a table.</summary>
    /// <param name="rows">The others.</param>
    /// <param name="table">The table.</param>
    /// <param name="hasLabels">Whether they have labels.</param>
    /// <param name="order">The order of all of them; empty: as they lie.</param>
    /// <param name="first">Where in it the rows begin.</param>
    /// <param name="count">How many.</param>
    /// <returns>A feature that is not in the table, or −1.</returns>
    public int Append(SparseBuffer rows, FeatureTable table, bool hasLabels, ReadOnlySpan<int> order, int first, int count)
    {
        for (int i = 0; i < count; i++)
        {
            int place = order.IsEmpty ? first + i : order[first + i], from = rows._starts[place], to = _starts[Count];
            ReadOnlySpan<int> features = rows.FeaturesOf(place);
            Reserve(1, features.Length, hasLabels);
            int unknown = table.NumbersOf(features, _features.AsSpan(to, features.Length));
            if (unknown >= 0) return features[unknown];
            rows._values.AsSpan(from, features.Length).CopyTo(_values.AsSpan(to));
            _starts[Count + 1] = to + features.Length;
            if (hasLabels) _labels[Count] = rows._labels[place];
            else rows._targets.AsSpan(place * classes, classes).CopyTo(_targets.AsSpan(Count * classes));
            _weights[Count] = rows._weights[place];
            Count++;
        }

        return -1;
    }

    /// <summary>All of them.</summary>
    /// <param name="hasValues">Whether their features have values; else each is 1.</param>
    /// <param name="hasLabels">Whether they have labels.</param>
    public Batch ToBatch(bool hasValues, bool hasLabels)
    {
        int length = _starts[Count];
        return new Batch(
            new Rows(SparseRows.OfChecked(_starts.AsSpan(0, Count + 1), _features.AsSpan(0, length), hasValues ? _values.AsSpan(0, length) : default)),
            hasLabels ? Truth.OfLabels(_labels.AsSpan(0, Count)) : Truth.OfTargets(_targets.AsSpan(0, Count * classes), classes),
            RowRange.All(Count));
    }

    private void Reserve(int rows, int features, bool hasLabels)
    {
        int used = _starts[Count], needed = Count + rows;
        Capacity.Ensure(ref _starts, Count + 1, (long)needed + 1);
        Capacity.Ensure(ref _features, used, (long)used + features);
        Capacity.Ensure(ref _values, used, (long)used + features);
        if (hasLabels) Capacity.Ensure(ref _labels, Count, needed);
        else Capacity.Ensure(ref _targets, Count * classes, (long)needed * classes);
        Capacity.Ensure(ref _weights, Count, needed);
    }
}
