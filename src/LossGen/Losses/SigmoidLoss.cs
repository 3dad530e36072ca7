using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Losses;

/// <summary>Sigmoid cross-entropy with weights, label smoothing and focal loss, over one block of one or many logits.</summary>
/// <remarks>
/// With targets t₁ and t₀ (of a label: 1 − t₁), smoothed t' = (1 − ε) t + ε/2, weights w of them, p = σ(z) and q = σ(−z):
/// ℓ = w₁ t₁' softplus(−z) + w₀ t₀' softplus(z), u = (1 − t₀) q + (1 − t₁) p, L = u^γ ℓ (Lin et al. 2017, Focal Loss, eq. 4).
/// ∂ℓ/∂z = w₀ t₀' p − w₁ t₁' q and ∂u/∂z = (t₀ − t₁) p q.
/// </remarks>
internal static class SigmoidLoss
{
    /// <summary>Losses of the rows, summed over the logits; the logits become ∂L/∂z.</summary>
    /// <param name="logits">One logit (binary) or one a label.</param>
    /// <param name="targets">The targets, laid out like the logits; binary: those of class 0, then those of class 1.</param>
    /// <param name="settings">Binary: the class weights are those of class 0 and class 1; else one a label.</param>
    /// <param name="binary">Whether the one logit represents two classes.</param>
    /// <param name="count">Rows in the block.</param>
    /// <param name="losses">One loss a row.</param>
    public static void CrossEntropy(
        Span<float> logits, ReadOnlySpan<float> targets, in LossSettings settings, bool binary, int count, Span<float> losses)
    {
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            if (binary)
            {
                Targets of = Targets.OfBinary(targets, lane);
                Lanes.Store(OneLogit(ref Lanes.At(ref Lanes.Start(logits), lane), of, settings, Weights(settings, binary, 0)), ref Lanes.Start(losses), lane);
                continue;
            }

            // There may be thousands of labels: in float the sum would lose digits.
            Vector256<double> low = default, high = default;
            for (int k = 0; k < logits.Length / Block.Rows; k++)
            {
                int at = (k * Block.Rows) + lane;
                Lanes.AddTo(Label(ref Lanes.At(ref Lanes.Start(logits), at), Lanes.Load(ref Lanes.Start(targets), at), settings, k), ref low, ref high);
            }

            Lanes.Store(Lanes.Narrow(low, high), ref Lanes.Start(losses), lane);
        }
    }

    /// <summary>The loss of one label for eight rows; the logits become the residuals.</summary>
    /// <param name="logit">The logits.</param>
    /// <param name="yes">The targets.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="k">Which label it is.</param>
    public static Vector256<float> Label(ref float logit, Vector256<float> yes, in LossSettings settings, int k) =>
        OneLogit(ref logit, Targets.OfLabel(yes), settings, Weights(settings, binary: false, k));

    /// <summary>The same for eight labels of one row.</summary>
    /// <param name="logits">The logits.</param>
    /// <param name="yes">The targets.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="weights">The weights of the labels.</param>
    public static Vector256<float> Labels(ref float logits, Vector256<float> yes, in LossSettings settings, Vector256<float> weights) =>
        OneLogit(ref logits, Targets.OfLabel(yes), settings, (weights, weights));

    private static Vector256<float> OneLogit(ref float residual, in Targets targets, in LossSettings settings, (Vector256<float> Negative, Vector256<float> Positive) weights)
    {
        Vector256<float> one = Vector256<float>.One;
        Vector256<float> z = Lanes.Load(ref residual, 0);

        // One exponential, of a number that is not positive, serves both sides.
        Vector256<float> e = Lanes.Exp(-Lanes.Abs(z));
        Vector256<float> inverse = one / (one + e);
        Vector256<float> above = Lanes.Greater(z, Lanes.Zero);
        Vector256<float> p = Lanes.Select(above, inverse, e * inverse);
        Vector256<float> q = Lanes.Select(above, e * inverse, inverse);
        Vector256<float> tail = Lanes.Log1POfUnit(e);

        float keep = 1 - settings.LabelSmoothing;
        float spread = settings.LabelSmoothing / 2;
        Vector256<float> weightOf1 = Lanes.MultiplyAdd(targets.Yes, Lanes.Broadcast(keep), Lanes.Broadcast(spread)) * weights.Positive;
        Vector256<float> weightOf0 = Lanes.MultiplyAdd(targets.No, Lanes.Broadcast(keep), Lanes.Broadcast(spread)) * weights.Negative;
        Vector256<float> loss = (weightOf1 * (Lanes.Positive(-z) + tail)) + (weightOf0 * (Lanes.Positive(z) + tail));
        Vector256<float> slope = (weightOf0 * p) - (weightOf1 * q);

        if (settings.FocalGamma > 0)
        {
            Vector256<float> wrong = Lanes.MultiplyAdd(targets.NotNo, q, targets.NotYes * p);
            Vector256<float> factor = Lanes.Pow(wrong, settings.FocalGamma);
            Vector256<float> change = (targets.No - targets.Yes) * p * q;
            Vector256<float> certain = Vector256.Equals(wrong, Lanes.Zero);
            Vector256<float> pull = Lanes.Drop(certain, factor * (change / wrong) * loss * settings.FocalGamma);
            slope = Lanes.MultiplyAdd(factor, slope, pull);
            loss *= factor;
        }

        Lanes.Store(slope, ref residual, 0);
        return loss;
    }

    private static (Vector256<float> Negative, Vector256<float> Positive) Weights(in LossSettings settings, bool binary, int k)
    {
        if (settings.ClassWeights.IsEmpty) return (Lanes.One, Lanes.One);
        return (Lanes.Broadcast(settings.ClassWeights[binary ? 0 : k]), Lanes.Broadcast(settings.ClassWeights[binary ? 1 : k]));
    }

    /// <summary>The targets t₁ and t₀ of a logit, and what they lack of 1.</summary>
    private readonly struct Targets(Vector256<float> yes, Vector256<float> no, Vector256<float> notYes, Vector256<float> notNo)
    {
        public readonly Vector256<float> Yes = yes;
        public readonly Vector256<float> No = no;
        public readonly Vector256<float> NotYes = notYes;
        public readonly Vector256<float> NotNo = notNo;

        /// <summary>Two numbers that need not be exactly each other's complement: of a small one nothing would be left in 1 less the other.</summary>
        public static Targets OfBinary(ReadOnlySpan<float> targets, int at)
        {
            Vector256<float> no = Lanes.Load(ref Lanes.Start(targets), at);
            Vector256<float> yes = Lanes.Load(ref Lanes.Start(targets), Block.Rows + at);
            return new Targets(yes, no, Lanes.One - yes, Lanes.One - no);
        }

        public static Targets OfLabel(Vector256<float> yes)
        {
            Vector256<float> no = Lanes.One - yes;
            return new Targets(yes, no, no, yes);
        }
    }
}
