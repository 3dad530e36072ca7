using LossGen.Tests.Training.Shards;

namespace LossGen.Orleans.Tests;

/// <summary>What the silos of the tests read and train.</summary>
internal static class TrainingSets
{
    private static readonly int[] Rows = [61, 40, 77, 12, 1, 90, 55, 30, 40, 64, 33, 20];

    private static int _created;

    /// <summary>How often silos have created a set: the coordinator of a run once, and each silo that computes.</summary>
    public static int Created => Volatile.Read(ref _created);

    /// <summary>Registers everything.</summary>
    public static void Add(LossGenBuilder training) => training
        .AddModel<ShardClasses>()
        .AddModel<ShardTwo>()
        .AddModel<ShardNetwork>()
        .AddModel<ShardWords>()
        .AddModel<ShardWordNetwork>()
        .AddShards("rows", static (_, settings) =>
        {
            Interlocked.Increment(ref _created);
            return Create(settings);
        });

    /// <summary>A set: "dense", "two" or "words", perhaps with a fault behind it.</summary>
    public static ITrainingShards Create(string settings)
    {
        string[] parts = settings.Split(' ');
        ITrainingShards shards = new TestShards(Rows, parts[0] == "words") { IsBinary = parts[0] == "two", HasWeights = true, ForValidation = 2 };
        return parts.Length == 1 ? shards : new FaultyShards(shards, parts[1]);
    }

    /// <summary>A set with something wrong in shard 5, until a file says that it is mended.</summary>
    private sealed class FaultyShards(ITrainingShards shards, string fault) : ITrainingShards
    {
        public int Count => shards.Count;

        public bool IsForValidation(int shard) => shards.IsForValidation(shard);

        public IEnumerable<TrainingBatch> Read(int shard)
        {
            if (shard != 5) return shards.Read(shard);
            return fault switch
            {
                "throws" => throw new IOException("the disk is gone"),
                "narrow" => [new TrainingBatch(new float[19], new int[1])],
                _ => File.Exists(fault) ? shards.Read(shard) : throw new IOException("it is not there yet"),
            };
        }
    }
}
