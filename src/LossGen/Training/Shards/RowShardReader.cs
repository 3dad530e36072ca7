using LossGen.Losses;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Reads a shard of rows, dense or sparse, with what is true of them.</summary>
/// <param name="source">The shard.</param>
/// <param name="loss">The options of the loss, without weights of rows.</param>
/// <param name="isMultiLabel">Whether each row has a loss for every label.</param>
/// <param name="losses">Losses of a row.</param>
internal abstract class RowShardReader(ShardSource<TrainingBatch> source, LossOptions loss, bool isMultiLabel, int losses)
    : ShardReader<TrainingBatch>(source, loss, isMultiLabel, losses)
{
    private readonly ShardHash _hash = new();
    private readonly bool _isMultiLabel = isMultiLabel;
    private TrainingBatch _batch;
    private ValueRange _range = ValueRange.None;

    /// <summary>What the rows have: labels, targets, or numbers for bins.</summary>
    public TruthKind Kind { get; private set; }

    /// <summary>Whether they have labels.</summary>
    public bool HasLabels => Kind == TruthKind.Labels;

    /// <summary>The bins that the batches bring; null where they have no numbers, or leave the bins to the model.</summary>
    public Bins? Bins { get; private set; }

    /// <summary>Whether some rows have brought a weight.</summary>
    public bool HasWeights { get; private set; }

    /// <summary>Whether all rows that have brought a weight are without.</summary>
    public bool IsWeightless { get; private set; } = true;

    /// <summary>The batch that has been read.</summary>
    public ref readonly TrainingBatch Batch => ref _batch;

    /// <inheritdoc/>
    public override string Extent => FormattableString.Invariant($"{Rows} rows");

    /// <inheritdoc/>
    protected override ShardValues? Values => Kind == TruthKind.Binned ? new ShardValues(_range.Minimum, _range.Maximum) : null;

    /// <inheritdoc/>
    public override void Digest(Span<byte> digest) => _hash.Finish(digest);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _hash.Dispose();
    }

    /// <summary>Checks the rows of a batch.</summary>
    /// <exception cref="ArgumentException">They cannot be learned from.</exception>
    protected abstract Batch Accept(in TrainingBatch batch, TruthKind kind);

    /// <inheritdoc/>
    protected override void TakeEnd()
    {
        if (Rows == 0) throw new InvalidDataException("it is empty; expected at least one row.");
    }

    /// <inheritdoc/>
    protected override void Take(TrainingBatch batch)
    {
        if (batch.IsEmpty)
        {
            Count = 0;
            return;
        }

        _batch = batch;
        try
        {
            TruthKind kind = batch.HasNumbers ? TruthKind.Binned : batch.Targets.IsEmpty && !_isMultiLabel ? TruthKind.Labels : TruthKind.Targets;
            Batch set = Accept(batch, kind);
            RequireSame(kind, batch.Bins);
            ReadOnlySpan<float> weights = batch.SampleWeights.Span;
            if (!weights.IsEmpty && weights.Length != set.Count) throw LossChecks.SampleWeightsLength(weights.Length, set.Count);

            // All 0 says that the batch is not to be learned from; whether one is negative or not finite, the options check.
            bool isWeightless = !weights.IsEmpty && weights.IndexOfAnyExcept(0f) < 0;
            if (!isWeightless && !weights.IsEmpty) _ = new LossOptions { SampleWeights = batch.SampleWeights };
            if (Rows == 0 && batch.Bins is { } bins) _hash.Add(bins);
            Weigh(set, weights);
            _hash.Add(set, weights);
            if (kind == TruthKind.Binned) _range.Add(set.Truth.Targets);
            HasWeights |= !weights.IsEmpty;
            IsWeightless &= isWeightless;
            (Kind, Bins, Count) = (kind, batch.Bins, set.Count);
        }
        catch (ArgumentException reason)
        {
            throw Refusal.Of(FormattableString.Invariant($"Batch {Index} (the first is 0)"), reason, parameter: null);
        }
    }

    private void RequireSame(TruthKind kind, Bins? bins)
    {
        if (Rows == 0) return;
        if (kind != Kind) throw new ArgumentException($"it has {Text(kind)}, the batches before it {Text(Kind)}; expected the same in all.");
        if (bins is null ? Bins is not null : Bins is null || !bins.IsSameAs(Bins))
            throw new ArgumentException($"its bins are {Text(bins)}, those before it {Text(Bins)}; expected the same for all batches.");
    }

    private static string Text(Bins? bins) => bins?.ToString() ?? "left to the model";

    private static string Text(TruthKind kind) => kind switch { TruthKind.Labels => "labels", TruthKind.Binned => "numbers for bins", _ => "targets" };
}
