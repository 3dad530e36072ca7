using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen.Models;

// Reading a model: probabilities, the most probable tokens, draws.
public abstract partial class TokenEngine<TPass>
{
    /// <summary>Writes the probabilities of the next token.</summary>
    public static void Probabilities(ReadOnlySpan<float> parameters, ReadOnlySpan<int> contexts, Span<float> destination)
    {
        int count = TokenAcceptance<TPass>.Contexts(contexts);
        Check.Length(destination.Length, count, TPass.ClassCount, nameof(destination));
        Check.OwnMemory(destination, nameof(destination), parameters, rows: default);
        Write(parameters, contexts, count, asProbabilities: true, destination);
    }

    /// <summary>The most probable next token.</summary>
    /// <exception cref="ArgumentException">A logit is not finite.</exception>
    public static int Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<int> context)
    {
        TokenAcceptance<TPass>.Context(context);
        int length = TPass.Size.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        var workspace = new Workspace(scratch.Memory, TPass.Size);
        TPass.Prepare(parameters, workspace);
        Span<int> best = stackalloc int[Lanes.Width];
        TPass.MostProbable(parameters, Rows.OfTokens(context, TPass.FeatureCount, TPass.FeatureCount), RowRange.All(1), workspace, best);
        return best[0] >= 0 ? best[0] : throw NoToken();
    }

    /// <summary>Writes the most probable next tokens, the most probable first, the lowest of equals first; returns how many.</summary>
    public static int TopK(ReadOnlySpan<float> parameters, ReadOnlySpan<int> context, Span<TokenProbability> destination)
    {
        TokenAcceptance<TPass>.Context(context);
        int vocabulary = TPass.ClassCount, found = 0, most = Math.Min(destination.Length, vocabulary);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(vocabulary)], vocabulary);
        Span<float> probabilities = scratch.Memory[..vocabulary];
        Write(parameters, context, 1, asProbabilities: true, probabilities);
        if (Check.IndexOfNonFinite(probabilities) >= 0) throw NoToken();
        for (int token = 0; token < vocabulary; token++)
        {
            if (found == most && (most == 0 || !(probabilities[token] > destination[most - 1].Probability))) continue;
            if (found < most) found++;
            int at = found - 1;
            for (; at > 0 && destination[at - 1].Probability < probabilities[token]; at--) destination[at] = destination[at - 1];
            destination[at] = new TokenProbability(token, probabilities[token]);
        }

        return found;
    }

    /// <summary>Draws a next token with probabilities softmax(z / temperature); at 0 their limit, the most probable token.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is negative, infinite or NaN.</exception>
    public static int Sample(ReadOnlySpan<float> parameters, ReadOnlySpan<int> context, Random random, double temperature)
    {
        TokenAcceptance<TPass>.Context(context);
        ArgumentNullException.ThrowIfNull(random);
        if (!(temperature >= 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, Invariant($"temperature is {temperature}; expected a finite number, 0 or above."));
        if (temperature == 0) return Predict(parameters, context);

        int vocabulary = TPass.ClassCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(vocabulary)], vocabulary);
        Span<float> logits = scratch.Memory[..vocabulary];
        Write(parameters, context, 1, asProbabilities: false, logits);
        if (Check.IndexOfNonFinite(logits) >= 0) throw NoToken();
        float max = float.NegativeInfinity;
        foreach (float z in logits) max = MathF.Max(max, z);
        double total = 0;
        foreach (float z in logits) total += Math.Exp((z - (double)max) / temperature);

        // The last token of any probability stands in for a sum that rounding has left short.
        double left = random.NextDouble() * total;
        int drawn = 0;
        for (int token = 0; token < logits.Length; token++)
        {
            double weight = Math.Exp((logits[token] - (double)max) / temperature);
            if (weight > 0) drawn = token;
            left -= weight;
            if (left < 0) break;
        }

        return drawn;
    }

    private static void Write(ReadOnlySpan<float> parameters, ReadOnlySpan<int> contexts, int count, bool asProbabilities, Span<float> destination)
    {
        int length = TPass.Size.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        var workspace = new Workspace(scratch.Memory, TPass.Size);
        TPass.Prepare(parameters, workspace);
        TPass.Write(parameters, Rows.OfTokens(contexts, TPass.FeatureCount, TPass.FeatureCount), count, asProbabilities, workspace, destination);
    }

    private static ArgumentException NoToken() =>
        new("A logit is NaN or infinite: there is no most probable token; expected a model whose parameters are finite and not huge.", "context");
}
