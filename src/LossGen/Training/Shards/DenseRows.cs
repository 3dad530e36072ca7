using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Dense rows with their labels or targets and weights, in memory that is used again.</summary>
/// <param name="features">Numbers in a row.</param>
/// <param name="classes">Targets of a row.</param>
/// <param name="most">The most rows that it will have.</param>
internal sealed class DenseRows(int features, int classes, int most)
{
    private float[] _values = [];
    private int[] _labels = [];
    private float[] _targets = [];
    private float[] _weights = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Their numbers.</summary>
    public Span<float> Values => _values.AsSpan(0, Count * features);

    /// <summary>Their weights.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Count);

    /// <summary>Forgets them.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds rows of a batch.</summary>
    /// <param name="batch">The batch, with weights or without.</param>
    /// <param name="hasLabels">Whether it has labels.</param>
    /// <param name="first">The first of the rows.</param>
    /// <param name="count">How many.</param>
    public void Append(in TrainingBatch batch, bool hasLabels, int first, int count)
    {
        Reserve(count, hasLabels);
        batch.Rows.Span.Slice(first * features, count * features).CopyTo(_values.AsSpan(Count * features));
        if (hasLabels) batch.Labels.Span.Slice(first, count).CopyTo(_labels.AsSpan(Count));
        else batch.Targets.Span.Slice(first * classes, count * classes).CopyTo(_targets.AsSpan(Count * classes));
        if (batch.SampleWeights.IsEmpty) _weights.AsSpan(Count, count).Fill(1);
        else batch.SampleWeights.Span.Slice(first, count).CopyTo(_weights.AsSpan(Count));
        Count += count;
    }

    /// <summary>Adds rows of others.</summary>
    /// <param name="rows">The others.</param>
    /// <param name="hasLabels">Whether they have labels.</param>
    /// <param name="order">The order of all of them; empty: as they lie.</param>
    /// <param name="first">Where in it the rows begin.</param>
    /// <param name="count">How many.</param>
    public void Append(DenseRows rows, bool hasLabels, ReadOnlySpan<int> order, int first, int count)
    {
        Reserve(count, hasLabels);
        for (int i = 0; i < count; i++, Count++)
        {
            int place = order.IsEmpty ? first + i : order[first + i];
            rows._values.AsSpan(place * features, features).CopyTo(_values.AsSpan(Count * features));
            if (hasLabels) _labels[Count] = rows._labels[place];
            else rows._targets.AsSpan(place * classes, classes).CopyTo(_targets.AsSpan(Count * classes));
            _weights[Count] = rows._weights[place];
        }
    }

    /// <summary>All of them.</summary>
    public Batch ToBatch(bool hasLabels) => new(
        new Rows(Values, features),
        hasLabels ? Truth.OfLabels(_labels.AsSpan(0, Count)) : Truth.OfTargets(_targets.AsSpan(0, Count * classes), classes),
        RowRange.All(Count));

    private void Reserve(int more, bool hasLabels)
    {
        int rows = Count + more;
        Capacity.Ensure(ref _values, Count * features, (long)rows * features, (long)most * features);
        if (hasLabels) Capacity.Ensure(ref _labels, Count, rows, most);
        else Capacity.Ensure(ref _targets, Count * classes, (long)rows * classes, (long)most * classes);
        Capacity.Ensure(ref _weights, Count, rows, most);
    }
}
