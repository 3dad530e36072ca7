namespace LossGen;

/// <summary>A training set in shares that are each read, kept and computed as a whole, by this machine or by another.</summary>
/// <remarks>
/// <para>
/// A shard is read once, where it is computed, and kept in memory there, or with <see cref="RowsInMemory"/> read again in each epoch. Whenever it is read,
/// also when another machine takes it over, it has to hold the same rows in the same order. Each step of an epoch takes its share of rows from every shard,
/// so that all machines compute in every step.
/// </para>
/// <para>Different shards are read by several threads at once.</para>
/// </remarks>
/// <example>One file for each shard:<code>
/// public sealed class DigitFiles(string folder) : ITrainingShards
/// {
///     public int Count => 8;
///     public IEnumerable&lt;TrainingBatch&gt; Read(int shard) => ReadFile(Path.Combine(folder, $"digits-{shard}.bin"));
/// }
/// </code></example>
public interface ITrainingShards
{
    /// <summary>The number of shards, from 1 on; the same each time.</summary>
    int Count { get; }

    /// <summary>Reads a shard: its rows in batches, which are copied as they come, in whatever sizes, also without rows. The shard has at least one row.</summary>
    /// <param name="shard">The shard, from 0 up to but not including <see cref="Count"/>.</param>
    IEnumerable<TrainingBatch> Read(int shard);

    /// <summary>Whether a shard is not trained on but scored after each epoch, as <see cref="TrainingOptions.Validation"/> is. By default none is.</summary>
    /// <param name="shard">The shard.</param>
    bool IsForValidation(int shard) => false;

    /// <summary>How many rows of each shard are in memory at once. 0 (the default): all; a shard is read once and kept.</summary>
    /// <remarks>
    /// Above 0, a shard with more rows is read anew, from its beginning, in every epoch and every other pass. Its rows are shuffled within windows of this many
    /// consecutive rows, and the windows stay in the order in which they are read: the parameters differ from those of a shard that is kept, but not with the
    /// number of threads or machines. Without <see cref="TrainingOptions.Shuffle"/>, with <see cref="Optimizer.Lbfgs"/> and where a step takes all rows, they are
    /// to the bit those of a shard that is kept.
    /// </remarks>
    int RowsInMemory => 0;
}
