namespace LossGen.Training;

/// <summary>The shards of a run, whatever they are read as.</summary>
internal interface IShardSet
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>How many rows of each are in memory at once; 0: all.</summary>
    int RowsInMemory { get; }

    /// <summary>Whether one is scored and not trained on.</summary>
    bool IsForValidation(int shard);
}

/// <summary>The shards of a run, which are read batch by batch.</summary>
/// <typeparam name="TBatch">A batch.</typeparam>
internal interface IShardSet<TBatch> : IShardSet
{
    /// <summary>The batches of one; null where the program that reads them gives none.</summary>
    IEnumerable<TBatch>? Read(int shard);
}

/// <summary>Shards of rows.</summary>
internal sealed class RowShards(ITrainingShards shards) : IShardSet<TrainingBatch>
{
    /// <inheritdoc/>
    public int Count { get; } = shards.Count;

    /// <inheritdoc/>
    public int RowsInMemory { get; } = shards.RowsInMemory;

    /// <inheritdoc/>
    public bool IsForValidation(int shard) => shards.IsForValidation(shard);

    /// <inheritdoc/>
    public IEnumerable<TrainingBatch>? Read(int shard) => shards.Read(shard);
}

/// <summary>Shards of tokens: a row is a token with the context before it.</summary>
internal sealed class TokenStreams(ITokenShards shards) : IShardSet<ReadOnlyMemory<int>>
{
    /// <inheritdoc/>
    public int Count { get; } = shards.Count;

    /// <inheritdoc/>
    public int RowsInMemory { get; } = shards.TokensInMemory;

    /// <inheritdoc/>
    public bool IsForValidation(int shard) => shards.IsForValidation(shard);

    /// <inheritdoc/>
    public IEnumerable<ReadOnlyMemory<int>>? Read(int shard) => shards.Read(shard);
}

/// <summary>A shard that may be read.</summary>
/// <typeparam name="TBatch">A batch of it.</typeparam>
/// <param name="Set">The shards of the run.</param>
/// <param name="Shard">The number of this one.</param>
/// <param name="Reading">Counts the threads that read.</param>
internal sealed record ShardSource<TBatch>(IShardSet<TBatch> Set, int Shard, ShardReading Reading)
{
    /// <summary>What it had when the run began, in words; null: it has not been read yet.</summary>
    public string? Before { get; init; }

    /// <summary>How many of its rows are to be in memory at once; 0: all.</summary>
    public int RowsInMemory => Set.RowsInMemory;

    /// <summary>Whether it is scored and not trained on.</summary>
    public bool IsForValidation => Set.IsForValidation(Shard);

    /// <summary>Its batches; null where the program that reads them gives none.</summary>
    public IEnumerable<TBatch>? Read() => Set.Read(Shard);
}

/// <summary>The reading of a worker's threads.</summary>
internal sealed class ShardReading
{
    private int _count;

    /// <summary>Ends reading between two batches; set by the worker before its threads read.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Whether any thread reads at the moment.</summary>
    public bool IsAny => Volatile.Read(ref _count) > 0;

    /// <summary>One more.</summary>
    public void Enter() => Interlocked.Increment(ref _count);

    /// <summary>One less.</summary>
    public void Leave() => Interlocked.Decrement(ref _count);
}
