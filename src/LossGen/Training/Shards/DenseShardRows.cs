using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Learning from shards of dense rows.</summary>
/// <param name="link">The way to the shards.</param>
/// <param name="open">What they answered to being opened.</param>
/// <param name="parameters">The trained parameters.</param>
/// <param name="features">Numbers in a row.</param>
internal sealed class DenseShardRows(ShardLink link, DenseOpenQuestion open, Memory<float> parameters, int features) : ShardRows(link, parameters)
{
    private readonly ShardLink _link = link;
    private Standardization? _standardization;

    /// <inheritdoc/>
    public override Standardization Measure() => Moments().ToStandardization();

    /// <inheritdoc/>
    public override void Begin(TrainingOptions options, Standardization? standardization)
    {
        _standardization = standardization;
        base.Begin(options, standardization);
    }

    /// <inheritdoc/>
    public override void RootMeanSquares(Span<double> destination)
    {
        // As standardisation leaves them, but for features that never change and have no gradient.
        if (_standardization is null) Moments().RootMeanSquares(destination);
        else destination.Fill(1);
    }

    /// <inheritdoc/>
    public override void Deviations(Span<double> destination)
    {
        if (_standardization is null) Moments().Deviations(destination);
        else destination.Fill(1);
    }

    private Standardization.Moments Moments()
    {
        var question = new MomentsQuestion(_link.Count, open.Origin);
        _link.Ask(question);
        return question.Sum(features);
    }
}

/// <summary>Asks for the moments of the features, which are merged in the order of the shards.</summary>
internal sealed class MomentsQuestion(int shards, float[] origin) : ShardQuestion
{
    private readonly byte[]?[] _moments = new byte[]?[shards];

    /// <inheritdoc/>
    public override ShardRequestKind Kind => ShardRequestKind.Moments;

    /// <inheritdoc/>
    public override void Write(MessageWriter writer, int first, int count) => writer.Floats(origin);

    /// <inheritdoc/>
    public override void Read(ref MessageReader reader, int first, int count)
    {
        for (int shard = first; shard < first + count; shard++)
            _moments[shard] = reader.Flag() ? reader.Bytes(Standardization.Moments.BytesOf(origin.Length)).ToArray() : null;
    }

    /// <summary>Those of all rows.</summary>
    public Standardization.Moments Sum(int features)
    {
        var moments = new Standardization.Moments(features, origin);
        foreach (byte[]? ofShard in _moments)
        {
            if (ofShard is null) continue;
            var reader = new MessageReader(ofShard);
            moments.Add(ref reader);
        }

        return moments;
    }
}

/// <summary>Has shards of dense rows read.</summary>
/// <param name="shards">How many there are.</param>
/// <param name="features">Numbers in a row.</param>
/// <param name="own">The bins of the model; null: it has none.</param>
/// <param name="learn">The bins that the model learns from the smallest to the largest number; null where it keeps none.</param>
internal sealed class DenseOpenQuestion(int shards, int features, Bins? own, Func<float, float, Bins>? learn) : OpenQuestion(shards)
{
    private readonly Bins?[] _bins = new Bins?[shards];

    /// <summary>The first row that is trained on.</summary>
    public float[] Origin { get; private set; } = [];

    /// <inheritdoc/>
    /// <remarks>Those that the batches bring, or those of the model, or such as it learns from the numbers of all shards that are trained on.</remarks>
    public override Bins? BinsOfRun()
    {
        bool haveNumbers = Facts[0].Values is not null;
        var range = ValueRange.None;
        for (int shard = 0; shard < Facts.Length; shard++)
        {
            ShardValues? values = Facts[shard].Values;
            if (values is not null != haveNumbers) throw Other(shard, $"it has {Text(!haveNumbers)}, shard 0 {Text(haveNumbers)}; expected the same in all shards.");
            if (_bins[shard] is { } bins ? _bins[0] is null || !bins.IsSameAs(_bins[0]!) : _bins[0] is not null)
                throw Other(shard, $"its bins are {Text(_bins[shard])}, those of shard 0 {Text(_bins[0])}; expected the same in all shards.");
            if (values is not null && !Facts[shard].IsForValidation) range.Add(values.Minimum, values.Maximum);
        }

        if (!haveNumbers) return null;
        if ((_bins[0] ?? own) is { } known) return known;
        try
        {
            return learn!(range.Minimum, range.Maximum);
        }
        catch (ArgumentException reason)
        {
            throw Refusal.Of("No bins can be learned from the shards", reason, "shards");
        }

        static ShardException Other(int shard, string cause) => new(shard, "", cause);

        static string Text(object? known) => known switch { Bins bins => bins.ToString(), true => "numbers for bins", false => "labels or targets", _ => "left to the model" };
    }

    /// <inheritdoc/>
    protected override void ReadRest(ref MessageReader reader, int shard)
    {
        _bins[shard] = BinsMessage.Read(ref reader);
        if (reader.Flag()) Origin = reader.Floats(features).ToArray();
    }
}
