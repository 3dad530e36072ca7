using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Losses;

/// <summary>Logits whose residuals have the direction of those of the true logits, but do not vanish where the model is sure.</summary>
/// <remarks>
/// An attack follows the direction of a row's gradient; its length does not matter. With one true class y the residuals are p_j = e^(z_j) / Σ for the others and
/// minus their sum for y: their ratios do not depend on z_y, but all of them have the factor 1 − p_y, which is 0 in float32 for margins from some 104 on, and
/// cuts digits before. That weak gradients make a model look robust is a known trap (Carlini and Wagner 2017, "Towards Evaluating the Robustness of Neural
/// Networks", section IV). So z_y is left out: the residuals are softmax over the others, and −1 for y. Each label of several has a factor of its own,
/// σ(−m) of its margin m: all margins of a row are lowered alike, and only where the factors are e^(−m) to rounding.
/// </remarks>
internal static class Unsaturated
{
    /// <summary>From this margin on σ(−m) is e^(−m) to rounding: they differ by e^(−m) of it.</summary>
    private const float LeastMargin = 20;

    /// <summary>Takes the true classes out of a block's logits.</summary>
    public static void Classes(Span<float> logits, ReadOnlySpan<int> labels, int count)
    {
        for (int r = 0; r < count; r++) logits[(labels[r] * Block.Rows) + r] = float.NegativeInfinity;
    }

    /// <summary>The same for rows whose whole target is on one class; of two classes with one logit the direction is that of its sign alone.</summary>
    public static void CertainTargets(Span<float> logits, ReadOnlySpan<float> targets, int count)
    {
        ref float z = ref Lanes.Start(logits), t = ref Lanes.Start(targets);
        bool isBinary = logits.Length < targets.Length;
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            for (int at = lane; at < targets.Length; at += Block.Rows)
            {
                ref float own = ref Lanes.At(ref z, isBinary ? lane : at);
                Vector256<float> isCertain = Vector256.Equals(Lanes.Load(ref t, at), Lanes.One);
                Lanes.Store(Lanes.Select(isCertain, isBinary ? Lanes.Zero : Vector256.Create(float.NegativeInfinity), Lanes.Load(ref own, 0)), ref own, 0);
            }
        }
    }

    /// <summary>The smallest margin of eight rows over their labels, to go on from <paramref name="least"/>; a label that is not 0 or 1 has none to lower.</summary>
    public static Vector256<float> Least(Vector256<float> least, Vector256<float> logits, Vector256<float> targets)
    {
        Vector256<float> isOne = Vector256.Equals(targets, Lanes.One), isZero = Vector256.Equals(targets, Lanes.Zero);
        return Vector256.Min(least, Lanes.Keep(isOne, logits) - Lanes.Keep(isZero, logits));
    }

    /// <summary>By how much margins are lowered whose smallest this is.</summary>
    public static Vector256<float> Excess(Vector256<float> least) => Lanes.Positive(least - Lanes.Broadcast(LeastMargin));

    /// <summary>Logits with margins that are lower by so much.</summary>
    public static Vector256<float> Lowered(Vector256<float> logits, Vector256<float> targets, Vector256<float> excess) =>
        Lanes.Select(Vector256.Equals(targets, Lanes.One), logits - excess, logits + excess);

    /// <summary>Lowers the margins of a block's labels, row by row.</summary>
    public static void Labels(Span<float> logits, ReadOnlySpan<float> targets, int count)
    {
        ref float z = ref Lanes.Start(logits), t = ref Lanes.Start(targets);
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            Vector256<float> least = Vector256.Create(float.PositiveInfinity);
            for (int at = lane; at < logits.Length; at += Block.Rows) least = Least(least, Lanes.Load(ref z, at), Lanes.Load(ref t, at));
            Vector256<float> excess = Excess(least);
            for (int at = lane; at < logits.Length; at += Block.Rows)
                Lanes.Store(Lowered(Lanes.Load(ref z, at), Lanes.Load(ref t, at), excess), ref z, at);
        }
    }
}
