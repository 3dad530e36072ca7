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
        .AddModel<ShardNumbers>()
        .AddModel<ShardReadings>()
        .AddModel<ShardBigrams>()
        .AddModel<ShardTexts>()
        .AddShards("rows", static (_, settings) =>
        {
            Interlocked.Increment(ref _created);
            return Create(settings);
        })
        .AddTokenShards("texts", static (_, settings) =>
        {
            Interlocked.Increment(ref _created);
            return CreateTexts(settings);
        });

    /// <summary>The bins that the batches of "numbers" bring.</summary>
    public static Bins Bins { get; } = Bins.Uniform(-0.4, 1.1, 11);

    /// <summary>Texts, perhaps "unvalidated", "streamed", or "wrong".</summary>
    public static ITokenShards CreateTexts(string settings)
    {
        var texts = new TestTexts([.. Rows.Select(static rows => rows + 2)])
        {
            ForValidation = settings.Contains("unvalidated", StringComparison.Ordinal) ? 0 : 2,
            TokensInMemory = settings.Contains("streamed", StringComparison.Ordinal) ? 16 : 0,
        };
        if (settings == "wrong") texts[5][40] = 23;
        return texts;
    }

    /// <summary>A set: "dense", "two", "words", "numbers" or "readings", then perhaps "unvalidated", "streamed", or a fault.</summary>
    public static ITrainingShards Create(string settings)
    {
        string[] parts = settings.Split(' ');
        ITrainingShards shards = new TestShards(Rows, parts[0] == "words")
        {
            IsBinary = parts[0] == "two",
            HasNumbers = parts[0] is "numbers" or "readings",
            Bins = parts[0] == "numbers" ? Bins : null,
            HasWeights = true,
            ForValidation = parts.Contains("unvalidated") ? 0 : 2,
            RowsInMemory = parts.Contains("streamed") ? 16 : 0,
        };
        string? fault = parts[1..].FirstOrDefault(static part => part is not ("unvalidated" or "streamed"));
        return fault is null ? shards : new FaultyShards(shards, fault);
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
                "silent" => throw new IOException(""),
                "misused" => throw new ArgumentException("there is no such folder", nameof(shard)),
                "narrow" => [new TrainingBatch(new float[19], new int[1])],
                _ => File.Exists(fault) ? shards.Read(shard) : throw new IOException("it is not there yet"),
            };
        }
    }
}
