using System.ComponentModel;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>The head of a model of two classes: one logit, that of class 1.</summary>
/// <remarks>One exponential, of −|z|, gives both σ(z) and σ(−z) without overflow and both softplus terms without cancellation.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct BinaryHead : IHeadKernels
{
    /// <inheritdoc/>
    public static ClassificationTask Task => ClassificationTask.Binary;

    /// <inheritdoc/>
    public static int ClassCount => 2;

    /// <summary>The probabilities 1 − σ(z) = σ(−z) of class 0 and σ(z) of class 1.</summary>
    public static void Probabilities(Span<float> logits, int count)
    {
        ref float z = ref Lanes.Start(logits);
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            Vector256<float> z0 = Lanes.Load(ref z, lane);
            Vector256<float> e = Sigmoids.Exponential(z0);

            // z − z is 0, or NaN where the logit is not finite
            Vector256<float> poison = z0 - z0;
            Lanes.Store(Sigmoids.Of(-z0, e) + poison, ref z, lane);
            Lanes.Store(Sigmoids.Of(z0, e) + poison, ref z, Block.Rows + lane);
        }
    }

    /// <inheritdoc/>
    public static void ProbabilitiesOfRow(Span<float> logits)
    {
        float z = logits[0];
        Vector256<float> both = Vector256.Create(-z, z, 0, 0, 0, 0, 0, 0);

        // z − z is 0, or NaN where the logit is not finite
        Vector256<float> p = Sigmoids.Of(both, Sigmoids.Exponential(both)) + Vector256.Create(z - z);
        logits[0] = p.ToScalar();
        logits[1] = p.GetElement(1);
    }

    /// <summary>L = softplus(m) with m = −z where the label is 1 and m = z where it is 0; dL/dz = σ(z) − t = ±σ(m).</summary>
    public static void CrossEntropy(Span<float> logits, ReadOnlySpan<int> labels, int count, Span<float> losses)
    {
        ref float z = ref Lanes.Start(logits);
        ref int y = ref Lanes.Start(labels);
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            Vector256<float> isOne = Lanes.Equal(Lanes.Load(ref y, lane), 1);
            Vector256<float> z0 = Lanes.Load(ref z, lane);
            Vector256<float> m = Lanes.Select(isOne, -z0, z0);
            Vector256<float> e = Sigmoids.Exponential(m);
            Vector256<float> sigmoid = Sigmoids.Of(m, e);
            Lanes.Store(Lanes.Select(isOne, -sigmoid, sigmoid), ref z, lane);
            Lanes.Store(Lanes.Positive(m) + Lanes.Log1POfUnit(e), ref Lanes.Start(losses), lane);
        }
    }

    /// <summary>L = t₁ softplus(−z) + t₀ softplus(z); dL/dz = t₀ σ(z) − t₁ σ(−z). Of a small t₀ nothing would be left in 1 − t₁.</summary>
    public static void CrossEntropy(Span<float> logits, ReadOnlySpan<float> targets, int count, Span<float> losses)
    {
        ref float z = ref Lanes.Start(logits);
        ref float t = ref Lanes.Start(targets);
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            Vector256<float> z0 = Lanes.Load(ref z, lane);
            Vector256<float> no = Lanes.Load(ref t, lane);
            Vector256<float> yes = Lanes.Load(ref t, Block.Rows + lane);
            Vector256<float> e = Sigmoids.Exponential(z0);
            Lanes.Store((no * Sigmoids.Of(z0, e)) - (yes * Sigmoids.Of(-z0, e)), ref z, lane);
            Vector256<float> loss = (yes * Lanes.Positive(-z0)) + (no * Lanes.Positive(z0)) + ((yes + no) * Lanes.Log1POfUnit(e));
            Lanes.Store(loss, ref Lanes.Start(losses), lane);
        }
    }

    /// <inheritdoc/>
    public static void MostProbable(ReadOnlySpan<float> logits, int count, Span<int> classes)
    {
        for (int r = 0; r < count; r++) classes[r] = !float.IsFinite(logits[r]) ? -1 : logits[r] > 0 ? 1 : 0;
    }

    /// <inheritdoc/>
    public static int MostProbable(ReadOnlySpan<float> logits) => logits[0] > 0 ? 1 : 0;

    /// <inheritdoc/>
    public static float CrossEntropyOfRow(Span<float> logits, int label)
    {
        logits[0] = Lanes.RowResidual(logits[0], label, out float distance, out float others);
        return distance + Lanes.Log1P(others);
    }
}
