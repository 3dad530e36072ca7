using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LossGen.Validation;

namespace LossGen.Kernels;

/// <summary>The head of a multi-label model: each label has a logit and a sigmoid of its own.</summary>
/// <typeparam name="TLayer">The last layer, which has one unit for each label.</typeparam>
/// <remarks>One exponential, of −|z|, gives both σ(z) and σ(−z) without overflow and both softplus terms without cancellation.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SigmoidHead<TLayer> : IHeadKernels
    where TLayer : struct, IUnits
{
    /// <inheritdoc/>
    public static ClassificationTask Task => ClassificationTask.MultiLabel;

    /// <inheritdoc/>
    public static int ClassCount => TLayer.Units;

    /// <summary>p = σ(z) for each label; a row with a logit that is not finite has no probabilities.</summary>
    public static void Probabilities(Span<float> logits, int count)
    {
        ref float z = ref Lanes.Start(logits);
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            // z − z is 0, or NaN where a logit is not finite
            Vector256<float> poison = Lanes.Zero;
            for (int k = 0; k < ClassCount; k++)
            {
                Vector256<float> zk = Lanes.Load(ref z, (k * Block.Rows) + lane);
                poison += zk - zk;
            }

            for (int k = 0; k < ClassCount; k++)
            {
                Vector256<float> zk = Lanes.Load(ref z, (k * Block.Rows) + lane);
                Lanes.Store(Sigmoids.Of(zk, Sigmoids.Exponential(zk)) + poison, ref z, (k * Block.Rows) + lane);
            }
        }
    }

    /// <inheritdoc/>
    public static void ProbabilitiesOfRow(Span<float> logits)
    {
        if (Check.IndexOfNonFinite(logits[..ClassCount]) >= 0)
        {
            logits[..ClassCount].Fill(float.NaN);
            return;
        }

        ref float z = ref Lanes.Start(logits);
        logits[ClassCount..].Clear();
        for (int k = 0; k < logits.Length; k += Lanes.Width)
        {
            Vector256<float> zk = Lanes.Load(ref z, k);
            Lanes.Store(Sigmoids.Of(zk, Sigmoids.Exponential(zk)), ref z, k);
        }
    }

    /// <summary>
    /// L = t softplus(−z) + (1 − t) softplus(z), summed over the labels;
    /// dL/dz = σ(z) − t, written (1 − t) σ(z) − t σ(−z), which does not cancel where t is 0 or 1.
    /// </summary>
    public static void CrossEntropy(Span<float> logits, ReadOnlySpan<float> targets, int count, Span<float> losses)
    {
        ref float z = ref Lanes.Start(logits);
        ref float t = ref Lanes.Start(targets);
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            // There may be thousands of labels: in float the sum would lose digits.
            Vector256<double> low = Lanes.DoubleZero, high = Lanes.DoubleZero;
            for (int k = 0; k < ClassCount; k++)
            {
                int at = (k * Block.Rows) + lane;
                Lanes.AddTo(OneLabel(Lanes.Load(ref t, at), ref Lanes.At(ref z, at)), ref low, ref high);
            }

            Lanes.Store(Lanes.Narrow(low, high), ref Lanes.Start(losses), lane);
        }
    }

    /// <summary>The same where the target of one label is 1 and that of all others 0.</summary>
    public static void CrossEntropy(Span<float> logits, ReadOnlySpan<int> labels, int count, Span<float> losses)
    {
        ref float z = ref Lanes.Start(logits);
        ref int y = ref Lanes.Start(labels);
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            Vector256<int> label = Lanes.Load(ref y, lane);
            Vector256<double> low = Lanes.DoubleZero, high = Lanes.DoubleZero;
            for (int k = 0; k < ClassCount; k++)
            {
                Vector256<float> t = Lanes.Keep(Lanes.Equal(label, k), Lanes.One);
                Lanes.AddTo(OneLabel(t, ref Lanes.At(ref z, (k * Block.Rows) + lane)), ref low, ref high);
            }

            Lanes.Store(Lanes.Narrow(low, high), ref Lanes.Start(losses), lane);
        }
    }

    /// <summary>The largest of the labels' logits, for what is generic over heads; labels do not exclude each other.</summary>
    public static void MostProbable(ReadOnlySpan<float> logits, int count, Span<int> classes) =>
        SoftmaxHead<TLayer>.MostProbable(logits, count, classes);

    /// <summary>The largest of the labels' logits, for what is generic over heads; labels do not exclude each other.</summary>
    public static int MostProbable(ReadOnlySpan<float> logits) => SoftmaxHead<TLayer>.MostProbable(logits);

    /// <inheritdoc/>
    public static float CrossEntropyOfRow(Span<float> logits, int label)
    {
        double loss = 0;
        for (int k = 0; k < ClassCount; k++)
        {
            logits[k] = Lanes.RowResidual(logits[k], k == label ? 1 : 0, out float distance, out float others);
            loss += distance + Lanes.Log1P(others);
        }

        return (float)loss;
    }

    /// <summary>The loss of one label for eight rows; the logits become the residuals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> OneLabel(Vector256<float> yes, ref float logit)
    {
        Vector256<float> z = Lanes.Load(ref logit, 0);
        Vector256<float> no = Lanes.One - yes;
        Vector256<float> e = Sigmoids.Exponential(z);
        Lanes.Store((no * Sigmoids.Of(z, e)) - (yes * Sigmoids.Of(-z, e)), ref logit, 0);
        return (yes * Lanes.Positive(-z)) + (no * Lanes.Positive(z)) + Lanes.Log1POfUnit(e);
    }
}
