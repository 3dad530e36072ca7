using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Reads a shard once, batch by batch: each is checked, and what there is to know of the shard is gathered on the way.</summary>
/// <param name="source">The shard.</param>
/// <param name="loss">The options of the loss, without weights of rows.</param>
/// <param name="isMultiLabel">Whether each row has a loss for every label.</param>
/// <param name="losses">Losses of a row.</param>
internal abstract class ShardReader(ShardSource source, LossOptions loss, bool isMultiLabel, int losses) : IDisposable
{
    private readonly ShardHash _hash = new();
    private IEnumerator<TrainingBatch>? _batches;
    private TrainingBatch _batch;
    private int _index = -1;
    private double _weight;
    private bool _isPositive;

    /// <summary>The options of the loss.</summary>
    protected LossOptions Loss => loss;

    /// <summary>Whether the rows have labels, and not targets.</summary>
    public bool HasLabels { get; private set; }

    /// <summary>Whether some rows have brought a weight.</summary>
    public bool HasWeights { get; private set; }

    /// <summary>Whether all rows that have brought a weight are without.</summary>
    public bool IsWeightless { get; private set; } = true;

    /// <summary>Rows so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Rows of the batch.</summary>
    public int Count { get; private set; }

    /// <summary>The batch that has been read.</summary>
    public ref readonly TrainingBatch Batch => ref _batch;

    /// <summary>Reads the next batch; false: there is none.</summary>
    /// <exception cref="ArgumentException">It cannot be learned from; the message says which one it is.</exception>
    /// <exception cref="InvalidDataException">The shard has no row, or too many.</exception>
    public bool Read()
    {
        source.Reading.Enter();
        try
        {
            _batches ??= source.Read().GetEnumerator();
            if (!_batches.MoveNext())
            {
                if (Rows == 0) throw new InvalidDataException("it is empty; expected at least one row.");
                return false;
            }

            _batch = _batches.Current;
            _index++;
            Take();
            return true;
        }
        finally
        {
            source.Reading.Leave();
        }
    }

    /// <summary>What is known of the shard, once all of it has been read.</summary>
    /// <param name="digest">Receives the hash of its rows, <see cref="ShardHash.Length"/> bytes.</param>
    public ShardFacts Facts(Span<byte> digest)
    {
        _hash.Finish(digest);
        string fingerprint = FormattableString.Invariant($"{Rows} rows, SHA-256 {Convert.ToHexString(digest)}");
        int window = source.RowsInMemory > 0 && source.RowsInMemory < Rows ? source.RowsInMemory : 0;
        return new ShardFacts(source.IsForValidation, Rows, window, _isPositive ? _weight * losses : 0, _isPositive, fingerprint);
    }

    /// <summary>Writes the hash of all rows, once they have been read.</summary>
    public void Digest(Span<byte> digest) => _hash.Finish(digest);

    /// <inheritdoc/>
    public void Dispose()
    {
        _batches?.Dispose();
        _hash.Dispose();
    }

    /// <summary>Checks the rows of a batch.</summary>
    /// <exception cref="ArgumentException">They cannot be learned from.</exception>
    protected abstract Batch Accept(in TrainingBatch batch, bool hasLabels);

    private void Take()
    {
        try
        {
            bool hasLabels = _batch.Targets.IsEmpty && !isMultiLabel;
            Batch set = Accept(_batch, hasLabels);
            if (Rows > 0 && hasLabels != HasLabels)
            {
                throw new ArgumentException(
                    $"it has {(hasLabels ? "labels" : "targets")}, the batches before it {(hasLabels ? "targets" : "labels")}; expected the same in all.", "batch");
            }

            ReadOnlySpan<float> weights = _batch.SampleWeights.Span;
            if (!weights.IsEmpty && weights.Length != set.Count) throw LossChecks.SampleWeightsLength(weights.Length, set.Count);

            // All 0 says that the batch is not to be learned from; whether one is negative or not finite, the options check.
            bool isWeightless = !weights.IsEmpty && weights.IndexOfAnyExcept(0f) < 0;
            if (!isWeightless && !weights.IsEmpty) _ = new LossOptions { SampleWeights = _batch.SampleWeights };
            if (set.Count > int.MaxValue - Rows)
                throw new InvalidDataException(FormattableString.Invariant($"it has more than {int.MaxValue} rows; expected more and smaller shards."));
            var settings = new LossSettings(loss) { SampleWeights = weights };
            _isPositive |= SetWeight.IsPositive(set, settings, isMultiLabel);
            _weight = SetWeight.Add(_weight, set, settings);
            _hash.Add(set, weights);
            HasWeights |= !weights.IsEmpty;
            IsWeightless &= isWeightless;
            HasLabels = hasLabels;
            Count = set.Count;
            Rows += set.Count;
        }
        catch (ArgumentException reason)
        {
            throw PortionSource.Refusal(_index, reason);
        }
    }
}

/// <summary>A shard that may be read.</summary>
/// <param name="Shards">The shards of the run.</param>
/// <param name="Shard">The number of this one.</param>
/// <param name="RowsInMemory">How many of its rows are to be in memory at once; 0: all.</param>
/// <param name="Reading">Counts the threads that read.</param>
internal sealed record ShardSource(ITrainingShards Shards, int Shard, int RowsInMemory, ReadingCount Reading)
{
    /// <summary>Whether it is scored and not trained on.</summary>
    public bool IsForValidation => Shards.IsForValidation(Shard);

    /// <summary>Its batches.</summary>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public IEnumerable<TrainingBatch> Read() =>
        Shards.Read(Shard) ?? throw new InvalidDataException("Read returned null; expected the batches of the shard.");
}

/// <summary>How many threads of a worker read shards at the moment.</summary>
internal sealed class ReadingCount
{
    private int _count;

    /// <summary>Whether there are any.</summary>
    public bool IsAny => Volatile.Read(ref _count) > 0;

    /// <summary>One more.</summary>
    public void Enter() => Interlocked.Increment(ref _count);

    /// <summary>One less.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
