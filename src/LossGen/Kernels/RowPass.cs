using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LossGen.Validation;

namespace LossGen.Kernels;

/// <summary>What a model does with one row, without the detour over a block: classes, not rows, lie in the lanes.</summary>
internal static class RowPass<TKernels>
    where TKernels : struct, IModelKernels
{
    private static int LogitCount => Workspace<TKernels>.LogitCount;

    /// <summary>The most probable class, or −1 where a logit is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row) =>
        TKernels.IsStraight ? TKernels.PredictRow(parameters, row) : PredictBySteps(parameters, row);

    /// <summary>
    /// One gradient step; returns the loss before it. Where a feature or the loss is not finite, or the step so large that a parameter
    /// might not stay finite, it returns NaN and changes nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate) =>
        TKernels.IsStraight
            ? TKernels.UpdateRow(parameters, row, label, learningRate)
            : UpdateBySteps(parameters, row, label, learningRate);

    private static int PredictBySteps(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row)
    {
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(LogitCount)], LogitCount);
        Span<float> logits = scratch.Memory;
        TKernels.RowLogits(parameters, row, logits);
        if (Check.IndexOfNonFinite(logits) >= 0) return -1;
        return TKernels.Task == ClassificationTask.Binary ? (logits[0] > 0 ? 1 : 0) : ArgMax(logits);
    }

    private static float UpdateBySteps(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate)
    {
        int padded = RowLoss.PaddedLength(LogitCount), length = padded + TKernels.FeatureCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);

        // The row is read twice, for the logits and for the step, and between the two another thread may change it: hence a copy.
        Span<float> logits = scratch.Memory[..padded], features = scratch.Memory[padded..];
        if (!FiniteStep.IsSafe(learningRate, FiniteStep.Copy(row[..TKernels.FeatureCount], features))) return float.NaN;

        TKernels.RowLogits(parameters, features, logits);
        float distance, others;
        if (TKernels.Task == ClassificationTask.Binary) logits[0] = Lanes.RowResidual(logits[0], label, out distance, out others);
        else RowLoss.Softmax(logits, LogitCount, label, out distance, out others);
        float loss = distance + Lanes.Log1P(others);
        if (!float.IsFinite(loss)) return float.NaN;

        Span<float> biases = parameters[(LogitCount * TKernels.FeatureCount)..];
        for (int k = 0; k < LogitCount; k++)
        {
            float step = -learningRate * logits[k];
            Lanes.AddScaled(parameters.Slice(k * TKernels.FeatureCount, TKernels.FeatureCount), step, features);
            biases[k] += step;
        }

        return loss;
    }

    private static int ArgMax(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int k = 1; k < logits.Length; k++)
        {
            if (logits[k] > logits[best]) best = k;
        }

        return best;
    }
}

/// <summary>Cross-entropy of one row whose logits lie one after another.</summary>
internal static class RowLoss
{
    /// <summary>Numbers of memory for some logits: whole vectors.</summary>
    public static int PaddedLength(int logits) => (logits + Lanes.Width - 1) / Lanes.Width * Lanes.Width;

    /// <summary>The logits become the residuals p − t; the cross-entropy is distance + log(1 + others). The formulas are those of the generated softmax.</summary>
    /// <param name="logits">Memory of <see cref="PaddedLength"/>, of which the first <paramref name="count"/> are logits.</param>
    /// <param name="count">The number of classes.</param>
    /// <param name="label">The true class.</param>
    /// <param name="distance">From the logit of the true class to the largest.</param>
    /// <param name="others">The sum of the exponentials of the other classes than that of the largest.</param>
    public static void Softmax(Span<float> logits, int count, int label, out float distance, out float others)
    {
        ref float z = ref Lanes.Start(logits);
        for (int k = count; k < logits.Length; k++) logits[k] = float.NegativeInfinity;

        int argmax = 0;
        for (int k = 1; k < count; k++)
        {
            if (Lanes.At(ref z, k) > Lanes.At(ref z, argmax)) argmax = k;
        }

        float max = logits[argmax];
        distance = max - logits[label];
        logits[argmax] = float.NegativeInfinity;
        Vector256<float> top = Lanes.Broadcast(max), sum = Lanes.Zero, lost = Lanes.Zero;
        for (int k = 0; k < logits.Length; k += Lanes.Width)
        {
            Vector256<float> e = Lanes.ScaledExpOfDifference(Lanes.Load(ref z, k), top);
            Lanes.Accumulate(e, ref sum, ref lost);
            Lanes.Store(e, ref z, k);
        }

        // Exponentials that only fill the memory become 0, since numbers that underflow take processors long.
        logits[argmax] = 0;
        for (int k = count; k < logits.Length; k++) logits[k] = 0;
        others = Lanes.Unscaled(Lanes.Sum(sum));
        float inverse = 1 / (1 + others);
        Lanes.Scale(logits, Lanes.Unscaled(inverse));
        logits[argmax] = inverse;
        logits[label] = label == argmax ? -others * inverse : logits[label] - 1;
    }
}
