namespace LossGen.Training;

/// <summary>Scores the model on the shards for validation.</summary>
/// <param name="link">The way to the shards.</param>
/// <param name="model">The parameters of the model, as they are published.</param>
/// <param name="judged">What is right or wrong of a row: one, or a label each.</param>
internal sealed class ShardValidation(ShardLink link, float[] model, int judged) : IValidation
{
    private readonly SumQuestion _sums = new(link.Count, model.Length);

    /// <inheritdoc/>
    public bool IsPassLong => true;

    /// <inheritdoc/>
    public string Fingerprint => "among the shards";

    /// <inheritdoc/>
    public ValidationScore Score()
    {
        _sums.Begin(ShardRequestKind.Validation, model);
        link.AskToTheEnd(_sums);
        return _sums.Root is { } root ? new ValidationScore(root.Losses.Mean, (double)root.Right / (link.ScoredRows * judged)) : ValidationScore.None;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

/// <summary>The same for sparse rows.</summary>
/// <param name="link">The way to the shards.</param>
/// <param name="open">What they answered to being opened.</param>
/// <param name="shape">The model's shape.</param>
/// <param name="model">The parameters of the model, as they are published.</param>
/// <param name="judged">What is right or wrong of a row: one, or a label each.</param>
internal sealed class SparseShardValidation(ShardLink link, SparseOpenQuestion open, SparseShape shape, float[] model, int judged) : IValidation
{
    private readonly FeatureValues _values = new(null, shape, model);
    private readonly SparseSumQuestion _sums = new(link, shape);

    /// <inheritdoc/>
    public bool IsPassLong => true;

    /// <inheritdoc/>
    public string Fingerprint => "among the shards";

    /// <inheritdoc/>
    public ValidationScore Score()
    {
        _sums.Begin(ShardRequestKind.Validation, _values, open.Features);
        link.AskToTheEnd(_sums);
        return _sums.Root is { } root ? new ValidationScore(root.Losses.Mean, (double)root.Right / (link.ScoredRows * judged)) : ValidationScore.None;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
