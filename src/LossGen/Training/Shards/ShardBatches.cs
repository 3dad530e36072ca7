namespace LossGen.Training;

/// <summary>The batches of a shard, with a name for what is missing.</summary>
internal static class ShardBatches
{
    /// <summary>Reads a shard.</summary>
    /// <exception cref="InvalidDataException">There are no batches.</exception>
    public static IEnumerable<TrainingBatch> Of(ITrainingShards shards, int shard) =>
        shards.Read(shard) ?? throw new InvalidDataException("Read returned null; expected the batches of the shard.");
}
