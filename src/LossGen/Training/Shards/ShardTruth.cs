using LossGen.Losses;

namespace LossGen.Training;

/// <summary>The labels or targets and the weights of a shard's rows, as they are read batch by batch.</summary>
internal sealed class ShardTruth
{
    private readonly GrowingMemory<int> _labels = new();
    private readonly GrowingMemory<float> _targets = new();
    private readonly GrowingMemory<float> _weights = new();
    private bool _hasWeights;

    /// <summary>Rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Adds what is true of a batch that has been checked.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="hasLabels">Whether it has labels.</param>
    /// <param name="count">Its rows.</param>
    /// <exception cref="ArgumentException">It has targets and others have labels, or its weights do not fit.</exception>
    public void Add(TrainingBatch batch, bool hasLabels, int count)
    {
        if (Rows > 0 && hasLabels != _labels.Count > 0)
        {
            throw new ArgumentException(
                $"it has {(hasLabels ? "labels" : "targets")}, the batches before it {(hasLabels ? "targets" : "labels")}; expected the same in all.", nameof(batch));
        }

        if (hasLabels) _labels.Add(batch.Labels.Span);
        else _targets.Add(batch.Targets.Span);

        ReadOnlySpan<float> weights = batch.SampleWeights.Span;
        if (!weights.IsEmpty && weights.Length != count) throw LossChecks.SampleWeightsLength(weights.Length, count);

        // All 0 says that the batch is not to be learned from; whether one is negative or not finite, the options check.
        if (weights.IndexOfAnyExcept(0f) >= 0) _ = new LossOptions { SampleWeights = batch.SampleWeights };
        if (!weights.IsEmpty && !_hasWeights) _weights.Fill(1, Rows);
        _hasWeights |= !weights.IsEmpty;
        if (!weights.IsEmpty) _weights.Add(weights);
        else if (_hasWeights) _weights.Fill(1, count);
        Rows += count;
    }

    /// <summary>The arrays, which do not move.</summary>
    public (int[]? Labels, float[] Targets, float[] Weights) ToPinned() =>
        (_labels.Count > 0 ? _labels.ToPinned() : null, _targets.ToPinned(), _weights.ToPinned());
}
