using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Losses;

/// <summary>Sigmoid cross-entropy with weights, label smoothing and focal loss, over one block of one or many logits.</summary>
/// <remarks>
/// With target t, smoothed t' = (1 − ε) t + ε/2, weights w₁ of t' and w₀ of 1 − t', p = σ(z) and q = σ(−z):
/// ℓ = w₁ t' softplus(−z) + w₀ (1 − t') softplus(z), u = t q + (1 − t) p, L = u^γ ℓ (Lin et al. 2017, Focal Loss, eq. 4).
/// ∂ℓ/∂z = w₀ (1 − t') p − w₁ t' q and ∂u/∂z = (1 − 2t) p q.
/// </remarks>
internal static class SigmoidLoss
{
    /// <summary>Losses of the rows, summed over the logits; the logits become ∂L/∂z.</summary>
    /// <param name="logits">One logit (binary) or one a label.</param>
    /// <param name="targets">The targets, laid out like the logits.</param>
    /// <param name="settings">Binary: the class weights are those of class 0 and class 1; else one a label.</param>
    /// <param name="binary">Whether the one logit stands for two classes.</param>
    /// <param name="count">Rows in the block.</param>
    /// <param name="losses">One loss a row.</param>
    public static void CrossEntropy(
        Span<float> logits, ReadOnlySpan<float> targets, in LossSettings settings, bool binary, int count, Span<float> losses)
    {
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            Vector256<float> sum = Lanes.Zero;
            for (int k = 0; k < logits.Length / Block.Rows; k++)
            {
                (float negative, float positive) = Weights(settings, binary, k);
                sum += OneLogit(logits, targets, settings, (k * Block.Rows) + lane, negative, positive);
            }

            Lanes.Store(sum, ref Lanes.Start(losses), lane);
        }
    }

    private static Vector256<float> OneLogit(
        Span<float> logits, ReadOnlySpan<float> targets, in LossSettings settings, int at, float negative, float positive)
    {
        Vector256<float> one = Vector256<float>.One;
        ref float residual = ref Lanes.Start(logits);
        Vector256<float> z = Lanes.Load(ref residual, at);
        Vector256<float> target = Lanes.Load(ref Lanes.Start(targets), at);

        // One exponential, of a number that is not positive, serves both sides.
        Vector256<float> e = Lanes.Exp(-Lanes.Abs(z));
        Vector256<float> inverse = one / (one + e);
        Vector256<float> above = Lanes.Greater(z, Lanes.Zero);
        Vector256<float> p = Lanes.Select(above, inverse, e * inverse);
        Vector256<float> q = Lanes.Select(above, e * inverse, inverse);
        Vector256<float> tail = Lanes.Log1P(e);

        float keep = 1 - settings.LabelSmoothing;
        float spread = settings.LabelSmoothing / 2;
        Vector256<float> smoothed = Lanes.MultiplyAdd(target, Lanes.Broadcast(keep), Lanes.Broadcast(spread));
        Vector256<float> weightOf1 = smoothed * positive;
        Vector256<float> weightOf0 = (one - smoothed) * negative;
        Vector256<float> loss = (weightOf1 * (Lanes.Positive(-z) + tail)) + (weightOf0 * (Lanes.Positive(z) + tail));
        Vector256<float> slope = (weightOf0 * p) - (weightOf1 * q);

        if (settings.FocalGamma > 0)
        {
            Vector256<float> wrong = Lanes.MultiplyAdd(target, q, (one - target) * p);
            Vector256<float> factor = Lanes.Pow(wrong, settings.FocalGamma);
            Vector256<float> change = (one - target - target) * p * q;
            Vector256<float> certain = Vector256.Equals(wrong, Lanes.Zero);
            Vector256<float> pull = Lanes.Drop(certain, factor * (change / wrong) * loss * settings.FocalGamma);
            slope = Lanes.MultiplyAdd(factor, slope, pull);
            loss *= factor;
        }

        Lanes.Store(slope, ref residual, at);
        return loss;
    }

    private static (float Negative, float Positive) Weights(in LossSettings settings, bool binary, int k)
    {
        if (settings.ClassWeights.IsEmpty) return (1, 1);
        return binary ? (settings.ClassWeights[0], settings.ClassWeights[1]) : (settings.ClassWeights[k], settings.ClassWeights[k]);
    }
}
