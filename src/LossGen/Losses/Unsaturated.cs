using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Losses;

/// <summary>Residuals that have the direction of those of the logits, but do not vanish where the model is sure.</summary>
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

    /// <summary>In place of the logits of two classes that have one, for rows with one true class: only the sign counts.</summary>
    public static void OfTwo(Span<float> logits, ReadOnlySpan<int> labels, int count)
    {
        ref float z = ref Lanes.Start(logits);
        ref int y = ref Lanes.Start(labels);
        for (int lane = 0; lane < count; lane += Lanes.Width)
            Lanes.Store(Lanes.Select(Lanes.Equal(Lanes.Load(ref y, lane), 1), -Lanes.One, Lanes.One), ref z, lane);
    }

    /// <summary>The same of many classes, up to a factor of each row: e^(z − max) for the others, minus their sum for the true one.</summary>
    /// <remarks>Plain sums: what follows, the sum of as many products with weights, is rounded as often.</remarks>
    public static void OfClasses(Span<float> logits, ReadOnlySpan<int> labels, int count)
    {
        int classes = logits.Length / Block.Rows;
        Span<float> sums = stackalloc float[Block.Rows];
        ref float z = ref Lanes.Start(logits), sum = ref Lanes.Start(sums);
        ref int y = ref Lanes.Start(labels);

        // Two groups of eight take turns; of an absent second one the first is taken twice.
        for (int lane = 0; lane < count; lane += 2 * Lanes.Width)
        {
            bool hasNext = lane + Lanes.Width < count;
            int next = hasNext ? lane + Lanes.Width : lane;
            Vector256<int> first = Lanes.Load(ref y, lane), second = Lanes.Load(ref y, next);
            Vector256<float> none = Vector256.Create(float.NegativeInfinity), max1 = none, max2 = none;
            for (int k = 0; k < classes; k++)
            {
                max1 = Lanes.Larger(Lanes.Select(Lanes.Equal(first, k), none, Lanes.Load(ref z, (k * Block.Rows) + lane)), max1);
                max2 = Lanes.Larger(Lanes.Select(Lanes.Equal(second, k), none, Lanes.Load(ref z, (k * Block.Rows) + next)), max2);
            }

            // Where the true class has the largest logit its exponential may be anything; it is dropped.
            Lanes.Exponentials(ref Lanes.At(ref z, lane), Block.Rows, classes, max1);
            if (hasNext) Lanes.Exponentials(ref Lanes.At(ref z, next), Block.Rows, classes, max2);
            Vector256<float> sum1 = Lanes.Zero, sum2 = Lanes.Zero;
            for (int k = 0; k < classes; k++)
            {
                ref float zk = ref Lanes.At(ref z, k * Block.Rows);
                Vector256<float> e1 = Lanes.Unscaled(Lanes.Load(ref zk, lane)), e2 = Lanes.Unscaled(Lanes.Load(ref zk, next));
                Lanes.Store(e2, ref zk, next);
                Lanes.Store(e1, ref zk, lane);
                sum1 += Lanes.Drop(Lanes.Equal(first, k), e1);
                sum2 += Lanes.Drop(Lanes.Equal(second, k), e2);
            }

            Lanes.Store(-sum2, ref sum, next);
            Lanes.Store(-sum1, ref sum, lane);
        }

        for (int r = 0; r < count; r++) Lanes.At(ref z, (Lanes.At(ref y, r) * Block.Rows) + r) = Lanes.At(ref sum, r);
    }

    /// <summary>
    /// Logits that leave out the true class of rows whose whole target is on one; of two classes with one logit the direction is that of its sign alone.
    /// </summary>
    public static void CertainTargets(Span<float> logits, ReadOnlySpan<float> targets, int count)
    {
        ref float z = ref Lanes.Start(logits), t = ref Lanes.Start(targets);
        bool isBinary = logits.Length < targets.Length;
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            for (int at = lane; at < targets.Length; at += Block.Rows)
            {
                ref float own = ref Lanes.At(ref z, isBinary ? lane : at);
                Vector256<float> target = Lanes.Load(ref t, at), value = Lanes.Load(ref own, 0);
                Lanes.Store(isBinary ? Lanes.Drop(Vector256.Equals(target, Lanes.One), value) : WithoutCertain(value, target), ref own, 0);
            }
        }
    }

    /// <summary>The logits of one class: those of rows whose whole target is on it are left out.</summary>
    public static Vector256<float> WithoutCertain(Vector256<float> logits, Vector256<float> targets) =>
        Lanes.Select(Vector256.Equals(targets, Lanes.One), Vector256.Create(float.NegativeInfinity), logits);

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
