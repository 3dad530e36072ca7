using System.Diagnostics;
using static System.FormattableString;

namespace LossGen.Training;

/// <summary>Learning from shards of tokens.</summary>
/// <param name="link">The way to the shards.</param>
/// <param name="parameters">The trained parameters.</param>
internal sealed class TokenShardRows(ShardLink link, Memory<float> parameters) : ShardRows(link, parameters)
{
    /// <inheritdoc/>
    public override Standardization Measure() => throw new UnreachableException("Tokens are not standardised.");

    /// <inheritdoc/>
    /// <remarks>A token is there or not.</remarks>
    public override void RootMeanSquares(Span<double> features) => features.Fill(1);

    /// <inheritdoc/>
    public override void Deviations(Span<double> features) => features.Fill(1);
}

/// <summary>Has shards of tokens read.</summary>
/// <param name="shards">How many there are.</param>
/// <param name="context">Tokens of a context.</param>
internal sealed class TokenOpenQuestion(int shards, int context) : OpenQuestion(shards)
{
    /// <inheritdoc/>
    public override ArgumentException NoRows(bool isForValidation)
    {
        string purpose = isForValidation ? "for validation" : "to train on";
        return new(Invariant($"No shard {purpose} is longer than {context} tokens; expected one at least that has a context and a token after it."), "shards");
    }
}
