using LossGen.Numerics;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Contexts of which a fraction has been kept out for validation: the end of a stream, or of separate contexts some drawn at random.</summary>
/// <remarks>Contexts of a stream overlap: drawn from its middle, those for validation would consist of tokens that are trained on.</remarks>
internal sealed class HeldOutTokens : HeldOutSet
{
    private readonly int[] _tokens;
    private readonly int[] _next;
    private readonly int _width;
    private readonly int _stride;

    private HeldOutTokens(
        int[] tokens,
        int stride,
        int[] next,
        int width,
        LossOptions? loss,
        ReadOnlyMemory<float> kept,
        ReadOnlyMemory<float> drawn,
        Func<ReadOnlyMemory<float>, ValidationSet> validation)
        : base(loss, kept, drawn, validation)
    {
        _tokens = tokens;
        _stride = stride;
        _next = next;
        _width = width;
    }

    /// <inheritdoc/>
    protected override Batch Training => new(Rows.OfTokens(_tokens, _width, _stride), Truth.OfLabels(_next), RowRange.All(_next.Length));

    /// <summary>Keeps out the fraction that the options ask for.</summary>
    /// <exception cref="ArgumentException">There are too few tokens.</exception>
    public static HeldOutTokens Of(in Batch set, int width, TrainingOptions options)
    {
        // Of contexts of one token a stream is told by where the tokens after them are.
        if ((set.Rows.Stride == 1 && width > 1) || set.Truth.Labels.Overlaps(set.Rows.Tokens)) return OfStream(set, width, options);
        if (set.Count < 2) throw new ArgumentException("ValidationFraction is set, and there is one context; expected at least two.", "contexts");
        (int[] kept, int[] drawn) = StratifiedDraw.Rows(set.Count, options.ValidationFraction, options.Seed);
        int[] contexts = Resampling.Take(set.Rows.Tokens, drawn, width), next = Resampling.Take(set.Truth.Labels, drawn);
        return new HeldOutTokens(
            Resampling.Take(set.Rows.Tokens, kept, width),
            width,
            Resampling.Take(set.Truth.Labels, kept),
            width,
            options.Loss,
            WeightsOf(options.Loss, kept),
            WeightsOf(options.Loss, drawn),
            weights => new ValidationSet(contexts, next) { SampleWeights = weights });
    }

    private static HeldOutTokens OfStream(in Batch set, int width, TrainingOptions options)
    {
        // The first contexts for validation begin within the last trained ones; their next tokens do not.
        int drawn = Math.Max(1, (int)Math.Round(set.Count * options.ValidationFraction)), kept = set.Count - drawn;
        if (kept < 1)
            throw new ArgumentException("ValidationFraction is set, and the stream has too few tokens to train on some and keep others out.", "tokens");
        int[] tokens = set.Rows.Tokens.ToArray(), next = set.Truth.Labels.ToArray();
        ReadOnlyMemory<float> weights = options.Loss?.SampleWeights ?? default;
        int[] last = new int[width + drawn];
        tokens.AsSpan(kept).CopyTo(last);
        next.AsSpan(next.Length - drawn).CopyTo(last.AsSpan(width));
        return new HeldOutTokens(
            tokens[..(kept - 1 + width)],
            1,
            next[..kept],
            width,
            options.Loss,
            weights.IsEmpty ? default : weights[..kept],
            weights.IsEmpty ? default : weights[kept..],
            ofLast => new ValidationSet(last) { SampleWeights = ofLast });
    }
}
