namespace LossGen;

/// <summary>Texts, or the shares of a long one, as tokens that are each read, kept and computed as a whole, by this machine or by another.</summary>
/// <remarks>
/// <para>
/// A shard is a stream of tokens: each token that has a whole context before it in the shard is a row, as in <c>Fit(tokens)</c>. No context reaches from one shard
/// into the next, and a shard that is no longer than a context has no row. Everything else is as for <see cref="ITrainingShards"/>: whenever a shard is read,
/// it has to hold the same tokens, and each step of an epoch takes its share of rows from every shard.
/// </para>
/// <para>Different shards are read by several threads at once.</para>
/// </remarks>
/// <example>One file of bytes for each shard:<code>
/// public sealed class Books(string folder) : ITokenShards
/// {
///     public int Count => 8;
///     public IEnumerable&lt;ReadOnlyMemory&lt;int&gt;&gt; Read(int shard) => [File.ReadAllBytes(Path.Combine(folder, $"book-{shard}.txt")).Select(b => (int)b).ToArray()];
/// }
/// </code></example>
public interface ITokenShards
{
    /// <summary>The number of shards, from 1 on; the same each time.</summary>
    int Count { get; }

    /// <summary>Reads a shard: its tokens in blocks, which are copied as they come, in whatever sizes, also without tokens.</summary>
    /// <param name="shard">The shard, from 0 up to but not including <see cref="Count"/>.</param>
    IEnumerable<ReadOnlyMemory<int>> Read(int shard);

    /// <summary>Whether a shard is not trained on but scored after each epoch, as <see cref="TrainingOptions.Validation"/> is. By default none is.</summary>
    /// <param name="shard">The shard.</param>
    bool IsForValidation(int shard) => false;

    /// <summary>How many tokens of each shard are in memory at once, not counting the context of the first one. 0 (the default): all; a shard is read once and kept.</summary>
    /// <remarks>
    /// Above 0, a shard with more rows is read anew, from its beginning, in every epoch and every other pass. Its rows are shuffled within windows of this many
    /// consecutive tokens, as those of <see cref="ITrainingShards.RowsInMemory"/> are.
    /// </remarks>
    int TokensInMemory => 0;
}
