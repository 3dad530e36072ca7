using LossGen.Losses;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Reads a shard once, batch by batch: each is checked, and what there is to know of the shard is gathered on the way.</summary>
internal abstract class ShardReader : IDisposable
{
    /// <summary>Rows so far.</summary>
    public int Rows { get; protected set; }

    /// <summary>Rows of the batch; above 0 once one has been read.</summary>
    public int Count { get; protected set; }

    /// <summary>What the shard had when it was read before, in words; null: it is read for the first time.</summary>
    public string? Before { get; set; }

    /// <summary>How much of the shard has been read, in words.</summary>
    public abstract string Extent { get; }

    /// <summary>Reads the next batch that has rows; false: there is none.</summary>
    /// <exception cref="ArgumentException">It cannot be learned from; the message says which one it is.</exception>
    /// <exception cref="InvalidDataException">The shard has nothing to learn from, or too much, or could be learned from before.</exception>
    /// <exception cref="OperationCanceledException">The run is cancelled.</exception>
    public abstract bool Read();

    /// <summary>What is known of the shard, once all of it has been read.</summary>
    /// <param name="digest">Receives the hash of what has been read, <see cref="ShardHash.Length"/> bytes.</param>
    public abstract ShardFacts Facts(Span<byte> digest);

    /// <summary>Writes the hash of what has been read, once that is all.</summary>
    public abstract void Digest(Span<byte> digest);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>The same for batches of a kind.</summary>
/// <typeparam name="TBatch">A batch.</typeparam>
/// <param name="source">The shard.</param>
/// <param name="loss">The options of the loss, without weights of rows.</param>
/// <param name="isMultiLabel">Whether each row has a loss for every label.</param>
/// <param name="losses">Losses of a row.</param>
internal abstract class ShardReader<TBatch>(ShardSource<TBatch> source, LossOptions loss, bool isMultiLabel, int losses) : ShardReader
{
    private IEnumerator<TBatch>? _batches;
    private double _weight;
    private bool _isPositive;

    /// <summary>The options of the loss.</summary>
    protected LossOptions Loss => loss;

    /// <summary>Which batch it is.</summary>
    protected int Index { get; private set; } = -1;

    /// <inheritdoc/>
    public sealed override bool Read()
    {
        source.Reading.Enter();
        try
        {
            do
            {
                source.Reading.CancellationToken.ThrowIfCancellationRequested();
                _batches ??= (source.Read() ?? throw Refused(new InvalidDataException("Read returned null; expected the batches of the shard."))).GetEnumerator();
                if (!TryTake(_batches.MoveNext(), _batches)) return false;
            }
            while (Count == 0);
            return true;
        }
        finally
        {
            source.Reading.Leave();
        }
    }

    /// <inheritdoc/>
    public sealed override ShardFacts Facts(Span<byte> digest)
    {
        Digest(digest);
        string fingerprint = $"{Extent}, SHA-256 {Convert.ToHexString(digest)}";
        int window = source.RowsInMemory > 0 && source.RowsInMemory < Rows ? source.RowsInMemory : 0;
        return new ShardFacts(source.IsForValidation, Rows, window, _isPositive ? _weight * losses : 0, _isPositive, fingerprint) { Values = Values };
    }

    /// <inheritdoc/>
    public override void Dispose() => _batches?.Dispose();

    /// <summary>The range of the numbers that the rows have; null where they have none.</summary>
    protected virtual ShardValues? Values => null;

    /// <summary>Checks a batch and makes it the present one.</summary>
    protected abstract void Take(TBatch batch);

    /// <summary>Sees that there are no more batches.</summary>
    protected virtual void TakeEnd()
    {
    }

    /// <summary>Takes the next batch, or the end. What is thrown here is a refusal of the shard, and not a fault of what reads it.</summary>
    private bool TryTake(bool hasBatch, IEnumerator<TBatch> batches)
    {
        TBatch? batch = hasBatch ? batches.Current : default;
        try
        {
            if (!hasBatch)
            {
                TakeEnd();
                return false;
            }

            Index++;
            Take(batch!);
            return true;
        }
        catch (Exception reason) when (IsReadAgain && reason is ArgumentException or InvalidDataException)
        {
            throw Refused(reason);
        }
    }

    private bool IsReadAgain => (Before ?? source.Before) is not null;

    /// <summary>A refusal, which of a shard that could be learned from before says first that it has changed.</summary>
    private Exception Refused(Exception reason) => !IsReadAgain ? reason : new InvalidDataException(
        $"it has changed since the run began: it had {Before ?? source.Before}, and now: {FaultText.Of(reason)}", reason);

    /// <summary>Counts and weighs the rows of a batch.</summary>
    protected void Weigh(in Batch set, ReadOnlySpan<float> weights)
    {
        if (set.Count > int.MaxValue - Rows)
            throw new InvalidDataException(FormattableString.Invariant($"it has more than {int.MaxValue} rows; expected more and smaller shards."));
        var settings = new LossSettings(loss) { SampleWeights = weights };
        _isPositive |= SetWeight.IsPositive(set, settings, isMultiLabel);
        _weight = SetWeight.Add(_weight, set, settings);
        Rows += set.Count;
    }
}
