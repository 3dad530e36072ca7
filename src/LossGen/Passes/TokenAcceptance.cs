using LossGen.Losses;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen.Passes;

/// <summary>Makes batches of the tokens that a model is given, once they have been checked.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class TokenAcceptance<TPass>
    where TPass : struct, ITokenPass
{
    /// <summary>Contexts and the token after each.</summary>
    /// <exception cref="ArgumentException">A length does not fit, or there are no contexts.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A token is not in the vocabulary, or the options do not fit.</exception>
    public static Batch Of(ReadOnlySpan<int> contexts, ReadOnlySpan<int> next, LossOptions? options)
    {
        int count = Contexts(contexts);
        if (next.Length != count)
            throw new ArgumentException(Invariant($"next has length {next.Length}; expected {count}, the token after each of the contexts."), nameof(next));
        Tokens(next, nameof(next));
        LossChecks.Fit(options, count, TPass.ClassCount);
        return new Batch(Rows.OfTokens(contexts, TPass.FeatureCount, TPass.FeatureCount), Truth.OfLabels(next), RowRange.All(count));
    }

    /// <summary>A stream: every token that has a whole context before it.</summary>
    /// <inheritdoc cref="Of"/>
    public static Batch OfStream(ReadOnlySpan<int> tokens, LossOptions? options)
    {
        int count = tokens.Length - TPass.FeatureCount;
        if (count < 1)
        {
            throw new ArgumentException(
                Invariant($"tokens has length {tokens.Length}; expected {TPass.FeatureCount + 1} or more, a context of {TPass.FeatureCount} and the token after it."),
                nameof(tokens));
        }

        Tokens(tokens, nameof(tokens));
        LossChecks.Fit(options, count, TPass.ClassCount);
        return new Batch(Rows.OfTokens(tokens, TPass.FeatureCount, stride: 1), Truth.OfLabels(tokens[TPass.FeatureCount..]), RowRange.All(count));
    }

    /// <summary>The number of contexts.</summary>
    public static int Contexts(ReadOnlySpan<int> contexts)
    {
        int width = TPass.FeatureCount;
        if (contexts.IsEmpty || contexts.Length % width != 0)
            throw new ArgumentException(Invariant($"contexts has length {contexts.Length}; expected a multiple of {width}, the tokens of a context, above 0."), nameof(contexts));
        Tokens(contexts, nameof(contexts));
        return contexts.Length / width;
    }

    /// <summary>One context.</summary>
    public static void Context(ReadOnlySpan<int> context)
    {
        if (context.Length != TPass.FeatureCount)
            throw new ArgumentException(Invariant($"context has length {context.Length}; expected {TPass.FeatureCount}."), nameof(context));
        Tokens(context, nameof(context));
    }

    private static void Tokens(ReadOnlySpan<int> tokens, string name)
    {
        int at = tokens.IndexOfAnyExceptInRange(0, TPass.ClassCount - 1);
        if (at >= 0) throw new ArgumentOutOfRangeException(name, tokens[at], Invariant($"{name}[{at}] is {tokens[at]}; expected 0 to {TPass.ClassCount - 1}, the model's vocabulary."));
    }
}
