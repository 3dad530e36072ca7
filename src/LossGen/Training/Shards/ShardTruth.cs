namespace LossGen.Training;

/// <summary>The labels or targets and the weights of a shard's rows, as they are read batch by batch.</summary>
internal sealed class ShardTruth
{
    private readonly GrowingMemory<int> _labels = new();
    private readonly GrowingMemory<float> _targets = new();
    private readonly GrowingMemory<float> _weights = new();
    private int _rows;

    /// <summary>Adds what is true of a batch.</summary>
    public void Add(RowShardReader reader)
    {
        if (reader.HasLabels) _labels.Add(reader.Batch.Labels.Span);
        else _targets.Add(reader.Batch.Targets.Span);

        ReadOnlySpan<float> weights = reader.Batch.SampleWeights.Span;
        if (!weights.IsEmpty && _weights.Count == 0) _weights.Fill(1, _rows);
        if (!weights.IsEmpty) _weights.Add(weights);
        else if (reader.HasWeights) _weights.Fill(1, reader.Count);
        _rows += reader.Count;
    }

    /// <summary>The arrays, which do not move; no weights where none was brought, or none is above 0.</summary>
    public (int[]? Labels, float[] Targets, float[] Weights) ToPinned(RowShardReader reader) =>
        (reader.HasLabels ? _labels.ToPinned() : null, _targets.ToPinned(), reader.IsWeightless ? [] : _weights.ToPinned());
}
