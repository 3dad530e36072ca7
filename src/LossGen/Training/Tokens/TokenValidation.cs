using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Enters the validation set of a token model.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class TokenValidation<TPass>
    where TPass : struct, ITokenPass
{
    /// <summary>Checks and pins a set.</summary>
    /// <exception cref="ArgumentException">It does not fit the model; nothing stays pinned.</exception>
    public static PinnedValidation<TPass> Pin(float[] model, ValidationSet set, LossOptions? training)
    {
        try
        {
            if (!set.HasTokens) throw new ArgumentException("it has rows of numbers; a token model is validated with tokens.");
            LossOptions? loss = set.LossOf(training);
            bool isStream = set.Labels.IsEmpty;
            Batch accepted = isStream
                ? TokenAcceptance<TPass>.OfStream(set.Tokens.Span, loss)
                : TokenAcceptance<TPass>.Of(set.Tokens.Span, set.Labels.Span, loss);
            if (!SetWeight.IsPositive(accepted, loss, isMultiLabel: false)) throw Losses.LossChecks.NoWeight("Validation");
            return new PinnedValidation<TPass>(
                model, set.Tokens, accepted.Rows.Stride, isStream ? set.Tokens[TPass.FeatureCount..] : set.Labels, accepted.Count, loss);
        }
        catch (ArgumentException refused)
        {
            throw Refusal.Of("The validation set cannot be used", refused, "options");
        }
    }
}
