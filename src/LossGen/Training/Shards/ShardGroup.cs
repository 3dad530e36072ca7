namespace LossGen;

/// <summary>Where the shards of a training run are, and how what is asked of them gets there and back: threads, a cluster, MPI, or something of your own.</summary>
/// <remarks>
/// <para>
/// Training sees one operation: every exchange takes a request to the holder of each shard, has a <see cref="ShardWorker"/> answer it, and brings the answers
/// back. In which ranges the shards are asked for, on how many machines, in which order answers arrive and whether some of them are asked for twice has no
/// influence on a single bit: the sums of the shards are added in a tree that depends on their numbers alone. A collective that adds by itself (an
/// all-reduce) is not needed, and would not do: its order of adding depends on how many members it has.
/// </para>
/// <para>
/// Machines that hold neighbouring shards send one sum for whole subtrees of them. So give each machine a range of consecutive shards.
/// </para>
/// </remarks>
public abstract class ShardGroup
{
    /// <summary>The number of shards.</summary>
    public abstract int Count { get; }

    /// <summary>
    /// Asks for every shard: takes <see cref="ShardExchange.Request"/> of ranges of shards to where they are, and gives each answer to
    /// <see cref="ShardExchange.Receive"/>, until there is one for every shard.
    /// </summary>
    /// <param name="exchange">The exchange; not to be used after the return.</param>
    public abstract void Exchange(ShardExchange exchange);
}
