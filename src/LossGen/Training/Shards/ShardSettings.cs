namespace LossGen.Training;

/// <summary>What a worker has to know of a run, besides what each request says.</summary>
internal sealed class ShardSettings
{
    private const ulong FnvOffset = 0xCBF29CE484222325, FnvPrime = 0x100000001B3;

    private ShardSettings(byte[] bytes)
    {
        Bytes = bytes;

        // FNV-1a: the number only tells settings from others.
        Id = FnvOffset;
        foreach (byte value in bytes) Id = (Id ^ value) * FnvPrime;
    }

    /// <summary>All of it, as it travels.</summary>
    public byte[] Bytes { get; }

    /// <summary>What tells these settings from others.</summary>
    public ulong Id { get; }

    /// <summary>The model that is trained.</summary>
    public required ModelFacts Model { get; init; }

    /// <summary>Decides the order of the rows.</summary>
    public int Seed { get; private init; }

    /// <summary>Whether there is an order other than that of reading.</summary>
    public bool Shuffle { get; private init; }

    /// <summary>Rows of a step; 0 for all.</summary>
    public int BatchSize { get; private init; }

    /// <summary>The share of hidden outputs that is dropped.</summary>
    public float Dropout { get; private init; }

    /// <summary>Weights, smoothing and focus of the loss; sample weights come with the shards.</summary>
    public LossOptions Loss { get; private init; } = LossOptions.Default;

    /// <summary>What is known of each shard; empty before they have been opened.</summary>
    public ShardFacts[] Shards { get; private init; } = [];

    /// <summary>What the rows are standardised with; null: they are learned from as they are.</summary>
    public Standardization? Standardization { get; private init; }

    /// <summary>The bins that the classes are; null: they are none, or not known before the shards have been opened.</summary>
    public Bins? Bins { get; private init; }

    /// <summary>Those of a run.</summary>
    public static ShardSettings Of(ModelFacts model, TrainingOptions options, ShardFacts[] shards, Bins? bins, Standardization? standardization)
    {
        var writer = new MessageWriter();
        model.Write(writer);
        writer.Int(options.Seed);
        writer.Flag(options.Shuffle);
        writer.Int(options.Optimizer is MiniBatchOptimizer ? options.BatchSize : 0);
        writer.Double(options.Dropout);
        LossOptions loss = options.Loss ?? LossOptions.Default;
        writer.Counted(loss.ClassWeights.Span);
        writer.Double(loss.LabelSmoothing);
        writer.Double(loss.FocalGamma);
        writer.Int(shards.Length);
        foreach (ShardFacts shard in shards) shard.Write(writer);
        BinsMessage.Write(writer, bins);
        writer.Int(standardization?.Means.Length ?? 0);
        if (standardization is not null)
        {
            writer.Doubles(standardization.Means);
            writer.Doubles([.. standardization.Scaling.Scales]);
        }

        return Read(writer.Written.ToArray());
    }

    /// <summary>Those of a message.</summary>
    public static ShardSettings Read(byte[] bytes)
    {
        var reader = new MessageReader(bytes);
        return new ShardSettings(bytes)
        {
            Model = ModelFacts.Read(ref reader),
            Seed = reader.Int(),
            Shuffle = reader.Flag(),
            BatchSize = reader.Int(),
            Dropout = (float)reader.Double(),
            Loss = new LossOptions
            {
                ClassWeights = reader.CountedFloats().ToArray(),
                LabelSmoothing = (float)reader.Double(),
                FocalGamma = (float)reader.Double(),
            },
            Shards = ReadShards(ref reader),
            Bins = BinsMessage.Read(ref reader),
            Standardization = reader.Count() is > 0 and var features
                ? Standardization.Of(new FeatureScaling(reader.Doubles(features).ToArray(), reader.Doubles(features).ToArray()))
                : null,
        };
    }

    /// <summary>Whether the loss is the same, apart from the weights of rows.</summary>
    public bool HasLoss(LossOptions loss) =>
        Loss.LabelSmoothing == loss.LabelSmoothing && Loss.FocalGamma == loss.FocalGamma && Loss.ClassWeights.Span.SequenceEqual(loss.ClassWeights.Span);

    private static ShardFacts[] ReadShards(ref MessageReader reader)
    {
        var shards = new ShardFacts[reader.Count()];
        for (int shard = 0; shard < shards.Length; shard++) shards[shard] = ShardFacts.Read(ref reader);
        return shards;
    }
}
