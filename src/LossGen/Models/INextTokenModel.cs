using System.Runtime.CompilerServices;

namespace LossGen;

/// <summary>What every generated model of the next token offers, for code that is generic over models.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <remarks>
/// Contexts are n x ContextLength tokens, the oldest of each first. Losses are in nats for each token: the perplexity is exp of it, bits are it / ln 2.
/// Of <see cref="IClassifier{TSelf}"/>, a feature is a token of the context and a class a token of the vocabulary.
/// </remarks>
public interface INextTokenModel<TSelf> : IClassifier<TSelf>
    where TSelf : class, INextTokenModel<TSelf>
{
    /// <summary>Different tokens.</summary>
    static abstract int VocabularySize { get; }

    /// <summary>Tokens of a context.</summary>
    static abstract int ContextLength { get; }

    /// <summary>Numbers of a token's embedding; 0: there are none.</summary>
    static abstract int EmbeddingLength { get; }

    /// <summary>Writes the probabilities of the next token: n x VocabularySize.</summary>
    void Probabilities(ReadOnlySpan<int> contexts, Span<float> destination);

    /// <summary>The most probable next token; the lowest of equals.</summary>
    int Predict(ReadOnlySpan<int> context);

    /// <summary>Writes the most probable next tokens, the most probable first.</summary>
    int TopK(ReadOnlySpan<int> context, Span<TokenProbability> destination);

    /// <summary>Draws a next token with probabilities softmax(logits / temperature).</summary>
    /// <param name="context">ContextLength tokens, the oldest first.</param>
    /// <param name="random">What draws; at temperature 0 nothing is drawn from it.</param>
    /// <param name="temperature">Below 1 the probable tokens become more probable, above 1 less; 0 is the most probable token, as <see cref="Predict"/> gives it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is negative, infinite or NaN, or a token is not in the vocabulary.</exception>
    int Sample(ReadOnlySpan<int> context, Random random, double temperature = 1);

    /// <summary>Mean cross-entropy of the tokens after contexts.</summary>
    double Loss(ReadOnlySpan<int> contexts, ReadOnlySpan<int> next, LossOptions? options = null);

    /// <summary>Mean cross-entropy of every token of a stream that has a whole context before it; the perplexity is exp of it.</summary>
#if NET9_0_OR_GREATER
    [OverloadResolutionPriority(1)]
#endif
    double Loss(ReadOnlySpan<int> tokens, LossOptions? options = null);

    /// <summary>Mean cross-entropy of the tokens after contexts, and its gradient with respect to the parameters.</summary>
    double LossAndGradient(ReadOnlySpan<int> contexts, ReadOnlySpan<int> next, Span<float> gradient, LossOptions? options = null);

    /// <summary>Trains on contexts and the tokens after them.</summary>
    TrainingResult Fit(
        ReadOnlySpan<int> contexts,
        ReadOnlySpan<int> next,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>Trains on a stream: every token that has a whole context before it.</summary>
#if NET9_0_OR_GREATER
    [OverloadResolutionPriority(1)]
#endif
    TrainingResult Fit(
        ReadOnlySpan<int> tokens,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>One online gradient step; returns the loss before it.</summary>
    double Update(ReadOnlySpan<int> contexts, ReadOnlySpan<int> next, float learningRate);
}
