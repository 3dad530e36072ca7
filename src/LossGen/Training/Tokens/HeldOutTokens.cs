using LossGen.Numerics;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Contexts of which a fraction has been kept out for validation: the end of a stream, or of separate contexts some drawn at random.</summary>
/// <remarks>Contexts of a stream overlap: drawn from its middle, those for validation would consist of tokens that are trained on.</remarks>
internal sealed class HeldOutTokens
{
    private readonly int[] _tokens;
    private readonly int[] _next;
    private readonly int _width;
    private readonly int _stride;

    private HeldOutTokens(int[] tokens, int stride, int[] next, int width, LossOptions? loss, ValidationSet validation)
    {
        _tokens = tokens;
        _stride = stride;
        _next = next;
        _width = width;
        Loss = loss;
        Validation = validation;
    }

    /// <summary>The options of the loss, with the weights of the contexts to train on.</summary>
    public LossOptions? Loss { get; }

    /// <summary>The contexts to validate with.</summary>
    public ValidationSet Validation { get; }

    /// <summary>The contexts to train on.</summary>
    public Batch Training => new(Rows.OfTokens(_tokens, _width, _stride), Truth.OfLabels(_next), RowRange.All(_next.Length));

    /// <summary>Keeps out the fraction that the options ask for.</summary>
    /// <exception cref="ArgumentException">There are too few tokens.</exception>
    public static HeldOutTokens Of(in Batch set, int width, TrainingOptions options)
    {
        ReadOnlyMemory<float> weights = options.Loss?.SampleWeights ?? default;
        // Of contexts of one token a stream is told by where the tokens after them are.
        if ((set.Rows.Stride == 1 && width > 1) || set.Truth.Labels.Overlaps(set.Rows.Tokens)) return OfStream(set, width, weights, options);
        if (set.Count < 2) throw new ArgumentException("ValidationFraction is set, and there is one context; expected at least two.", "contexts");
        (int[] kept, int[] drawn) = StratifiedDraw.Rows(set.Count, options.ValidationFraction, options.Seed);
        LossOptions? loss = weights.IsEmpty ? options.Loss : options.Loss! with { SampleWeights = Resampling.Take(weights.Span, kept) };
        var validation = new ValidationSet(Resampling.Take(set.Rows.Tokens, drawn, width), Resampling.Take(set.Truth.Labels, drawn))
        {
            SampleWeights = weights.IsEmpty ? default : Resampling.Take(weights.Span, drawn),
        };
        return new HeldOutTokens(Resampling.Take(set.Rows.Tokens, kept, width), width, Resampling.Take(set.Truth.Labels, kept), width, loss, validation);
    }

    private static HeldOutTokens OfStream(in Batch set, int width, ReadOnlyMemory<float> weights, TrainingOptions options)
    {
        // The first contexts for validation begin within the last trained ones; their next tokens do not.
        int drawn = Math.Max(1, (int)Math.Round(set.Count * options.ValidationFraction)), kept = set.Count - drawn;
        if (kept < 1)
            throw new ArgumentException("ValidationFraction is set, and the stream has too few tokens to train on some and keep others out.", "tokens");
        int[] tokens = set.Rows.Tokens.ToArray(), next = set.Truth.Labels.ToArray();
        LossOptions? loss = weights.IsEmpty ? options.Loss : options.Loss! with { SampleWeights = weights[..kept] };
        int[] last = new int[width + drawn];
        tokens.AsSpan(kept).CopyTo(last);
        next.AsSpan(next.Length - drawn).CopyTo(last.AsSpan(width));
        var validation = new ValidationSet(last) { SampleWeights = weights.IsEmpty ? default : weights[kept..] };
        return new HeldOutTokens(tokens[..(kept - 1 + width)], 1, next[..kept], width, loss, validation);
    }
}
