using LossGen.Passes;

namespace LossGen.Training;

/// <summary>The worker's side of tokens.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class TokenShards<TPass> : GradientShards<TPass, TokenShard, TokenContexts>
    where TPass : struct, ITokenPass
{
    private readonly IShardSet<ReadOnlyMemory<int>> _set;

    /// <summary>Prepares; no shard is read yet.</summary>
    /// <param name="shards">The shards.</param>
    /// <param name="members">Threads, the caller's included.</param>
    public TokenShards(IShardSet<ReadOnlyMemory<int>> shards, int members)
        : base(shards, members, static () => new TokenContexts(TPass.FeatureCount)) => _set = shards;

    /// <inheritdoc/>
    protected override TokenShard Open(int shard, LossOptions loss)
    {
        ShardSource<ReadOnlyMemory<int>> source = SourceOf(_set, shard);
        var text = new TokenText(source, loss, TPass.FeatureCount, TPass.ClassCount);
        return source.RowsInMemory == 0 ? KeptTokenShard.Read(text, Count) : new StreamedTokenShard(text, Count);
    }
}
