using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Losses;

/// <summary>Softmax cross-entropy with class weights inside the sum, label smoothing and focal loss, over one block.</summary>
/// <remarks>
/// With targets t, smoothed t' = (1 − ε) t + ε/C, class weights w, a = w t' and A = Σ a:
/// ℓ = Σ a_k (log Σ exp z − z_k), u = 1 − Σ t_k p_k, L = u^γ ℓ (Lin et al. 2017, Focal Loss, eq. 4).
/// ∂ℓ/∂z_k = A p_k − a_k and ∂u/∂z_k = p_k (Σ t p − t_k), so ∂L/∂z = u^γ ∂ℓ/∂z + γ u^(γ−1) ℓ ∂u/∂z.
/// </remarks>
internal static class SoftmaxLoss
{
    /// <summary>Losses of the rows; the logits become ∂L/∂z.</summary>
    public static void CrossEntropy(Span<float> logits, ReadOnlySpan<float> targets, in LossSettings settings, int count, Span<float> losses)
    {
        for (int lane = 0; lane < count; lane += Lanes.Width) EightRows(logits, targets, settings, losses, lane);
    }

    private static void EightRows(
        Span<float> logits, ReadOnlySpan<float> targets, in LossSettings settings, Span<float> losses, int lane)
    {
        int classes = logits.Length / Block.Rows;
        float keep = 1 - settings.LabelSmoothing;
        float spread = settings.LabelSmoothing / classes;
        ref float z = ref Lanes.Start(logits);
        ref float t = ref Lanes.Start(targets);
        Vector256<float> one = Vector256<float>.One;

        Vector256<float> max = Lanes.Load(ref z, lane);
        Vector256<int> argmax = Vector256<int>.Zero;
        for (int k = 1; k < classes; k++)
        {
            Vector256<float> zk = Lanes.Load(ref z, (k * Block.Rows) + lane);
            Vector256<float> greater = Lanes.Greater(zk, max);
            max = Lanes.Select(greater, zk, max);
            argmax = Lanes.Select(greater, Lanes.Broadcast(k), argmax);
        }

        // The maximum's own exp(0) = 1 is left out of the sum so that log1p keeps the small rest.
        // There may be thousands of classes: the sums are compensated.
        Vector256<float> others = Lanes.Zero, hit = Lanes.Zero, miss = Lanes.Zero, mass = Lanes.Zero, distance = Lanes.Zero;
        Vector256<float> othersLost = Lanes.Zero, hitLost = Lanes.Zero, missLost = Lanes.Zero, massLost = Lanes.Zero, distanceLost = Lanes.Zero;
        for (int k = 0; k < classes; k++)
        {
            int at = (k * Block.Rows) + lane;
            Vector256<float> zk = Lanes.Load(ref z, at);
            Vector256<float> target = Lanes.Load(ref t, at);
            Vector256<float> below = zk - max;
            if (settings.IsForDirection) below = Lanes.Drop(Vector256.Equals(target, one), below); // of a logit that is left out
            Vector256<float> a = Weight(settings, k) * Lanes.MultiplyAdd(target, Lanes.Broadcast(keep), Lanes.Broadcast(spread));
            Vector256<float> e = Lanes.ScaledExpOfDifference(zk, max);
            Lanes.Accumulate(Lanes.Drop(Lanes.Equal(argmax, k), e), ref others, ref othersLost);
            Lanes.Accumulate(target * e, ref hit, ref hitLost);
            Lanes.Accumulate((one - target) * e, ref miss, ref missLost);
            Lanes.Accumulate(a, ref mass, ref massLost);
            Lanes.Accumulate(-(a * below), ref distance, ref distanceLost);
            Lanes.Store(e, ref z, at);
        }

        others = Lanes.Unscaled(others);
        Vector256<float> inverse = Lanes.Unscaled(one / (one + others)); // of exponentials at their scale
        Vector256<float> loss = Lanes.MultiplyAdd(mass, Lanes.Log1P(others), distance);
        Vector256<float> wrong = miss * inverse;
        Vector256<float> right = hit * inverse;
        Vector256<float> factor = one, slope = Lanes.Zero, certain = Lanes.Zero;
        if (settings.FocalGamma > 0)
        {
            factor = Lanes.Pow(wrong, settings.FocalGamma);
            certain = Vector256.Equals(wrong, Lanes.Zero);
            slope = Lanes.Drop(certain, factor * loss * settings.FocalGamma);
        }

        for (int k = 0; k < classes; k++)
        {
            int at = (k * Block.Rows) + lane;
            Vector256<float> target = Lanes.Load(ref t, at);
            Vector256<float> smoothed = Lanes.MultiplyAdd(target, Lanes.Broadcast(keep), Lanes.Broadcast(spread));
            Vector256<float> p = Lanes.Load(ref z, at) * inverse;

            // p − 1 cancels near 1: where all mass is on this class it is minus the sum of the others.
            Vector256<float> all = Vector256.Equals(smoothed, one);
            Vector256<float> a = Weight(settings, k) * smoothed;
            Vector256<float> residual = Lanes.Select(all, -(mass * wrong), (mass * p) - a);
            Vector256<float> change = p * Lanes.Select(Vector256.Equals(target, one), -wrong, right - target);
            if (settings.FocalGamma > 0) residual = Lanes.MultiplyAdd(factor, residual, slope * Lanes.Drop(certain, change / wrong));
            Lanes.Store(residual, ref z, at);
        }

        Lanes.Store(factor * loss, ref Lanes.Start(losses), lane);
    }

    private static Vector256<float> Weight(in LossSettings settings, int k) =>
        settings.ClassWeights.IsEmpty ? Vector256<float>.One : Lanes.Broadcast(settings.ClassWeights[k]);
}
