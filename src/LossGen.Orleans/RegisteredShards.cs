namespace LossGen.Orleans;

/// <summary>What reads training sets.</summary>
/// <param name="Name">The name under which it is registered.</param>
/// <param name="Create">Creates a set; null where the program gives none.</param>
internal sealed record ShardsFactory(string Name, Func<IServiceProvider, string, RegisteredShards?> Create);

/// <summary>A training set of a run.</summary>
internal abstract class RegisteredShards
{
    /// <summary>The number of shards.</summary>
    public abstract int Count { get; }

    /// <summary>What holds and computes them for a model.</summary>
    public abstract ShardWorker CreateWorker(ClusterModel model, int threads, string place);
}

/// <summary>One of rows.</summary>
internal sealed class RegisteredRows(ITrainingShards shards) : RegisteredShards
{
    /// <inheritdoc/>
    public override int Count => shards.Count;

    /// <inheritdoc/>
    public override ShardWorker CreateWorker(ClusterModel model, int threads, string place) => model.CreateWorker(shards, threads, place);
}

/// <summary>One of tokens.</summary>
internal sealed class RegisteredTokens(ITokenShards shards) : RegisteredShards
{
    /// <inheritdoc/>
    public override int Count => shards.Count;

    /// <inheritdoc/>
    public override ShardWorker CreateWorker(ClusterModel model, int threads, string place) => model.CreateWorker(shards, threads, place);
}
