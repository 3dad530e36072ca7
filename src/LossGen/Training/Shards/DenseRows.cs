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
    /// <param name="kind">What it has.</param>
    /// <param name="first">The first of the rows.</param>
    /// <param name="count">How many.</param>
    public void Append(in TrainingBatch batch, TruthKind kind, int first, int count)
    {
        Reserve(count, kind);
        batch.Rows.Span.Slice(first * features, count * features).CopyTo(_values.AsSpan(Count * features));
        int width = WidthOf(kind);
        if (kind == TruthKind.Labels) batch.Labels.Span.Slice(first, count).CopyTo(_labels.AsSpan(Count));
        else batch.Targets.Span.Slice(first * width, count * width).CopyTo(_targets.AsSpan(Count * width));
        if (batch.SampleWeights.IsEmpty) _weights.AsSpan(Count, count).Fill(1);
        else batch.SampleWeights.Span.Slice(first, count).CopyTo(_weights.AsSpan(Count));
        Count += count;
    }

    /// <summary>Adds rows of others.</summary>
    /// <param name="rows">The others.</param>
    /// <param name="kind">What they have.</param>
    /// <param name="order">The order of all of them; empty: as they lie.</param>
    /// <param name="first">Where in it the rows begin.</param>
    /// <param name="count">How many.</param>
    public void Append(DenseRows rows, TruthKind kind, ReadOnlySpan<int> order, int first, int count)
    {
        Reserve(count, kind);
        int width = WidthOf(kind);
        for (int i = 0; i < count; i++, Count++)
        {
            int place = order.IsEmpty ? first + i : order[first + i];
            rows._values.AsSpan(place * features, features).CopyTo(_values.AsSpan(Count * features));
            if (kind == TruthKind.Labels) _labels[Count] = rows._labels[place];
            else rows._targets.AsSpan(place * width, width).CopyTo(_targets.AsSpan(Count * width));
            _weights[Count] = rows._weights[place];
        }
    }

    /// <summary>All of them.</summary>
    /// <param name="kind">What they have.</param>
    /// <param name="bins">The bins of their numbers, where they have such.</param>
    public Batch ToBatch(TruthKind kind, Bins? bins) => new(
        new Rows(Values, features),
        kind switch
        {
            TruthKind.Labels => Truth.OfLabels(_labels.AsSpan(0, Count)),
            TruthKind.Binned => Truth.OfNumbers(_targets.AsSpan(0, Count), bins!),
            _ => Truth.OfTargets(_targets.AsSpan(0, Count * classes), classes),
        },
        RowRange.All(Count));

    private int WidthOf(TruthKind kind) => kind == TruthKind.Binned ? 1 : classes;

    private void Reserve(int more, TruthKind kind)
    {
        int rows = Count + more, width = WidthOf(kind);
        Capacity.Ensure(ref _values, Count * features, (long)rows * features, (long)most * features);
        if (kind == TruthKind.Labels) Capacity.Ensure(ref _labels, Count, rows, most);
        else Capacity.Ensure(ref _targets, Count * width, (long)rows * width, (long)most * width);
        Capacity.Ensure(ref _weights, Count, rows, most);
    }
}
