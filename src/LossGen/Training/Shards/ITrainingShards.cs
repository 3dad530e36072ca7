namespace LossGen;

/// <summary>A training set in shares that are each read, kept and computed as a whole, by this machine or by another.</summary>
/// <remarks>
/// <para>
/// A shard is read once, where it is computed, and kept in memory there; it is read again when another machine takes it over, and has to hold the same
/// rows in the same order then. Each step of an epoch takes its share of rows from every shard, so that all machines compute in every step.
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

    /// <summary>Reads a shard: its rows in batches, which are copied as they come, in whatever sizes. At least one row.</summary>
    /// <param name="shard">The shard, from 0 up to but not including <see cref="Count"/>.</param>
    IEnumerable<TrainingBatch> Read(int shard);

    /// <summary>Whether a shard is not trained on but scored after each epoch, as <see cref="TrainingOptions.Validation"/> is. By default none is.</summary>
    /// <param name="shard">The shard.</param>
    bool IsForValidation(int shard) => false;
}
