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
    public static int Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row)
    {
        if (TKernels.IsStraight) return TKernels.PredictRow(parameters, row);

        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(LogitCount)], LogitCount);
        Span<float> logits = scratch.Memory;
        TKernels.RowLogits(parameters, row, logits);
        if (Check.IndexOfNonFinite(logits) >= 0) return -1;
        return TKernels.Task == ClassificationTask.Binary ? (logits[0] > 0 ? 1 : 0) : ArgMax(logits);
    }

    /// <summary>One gradient step; returns the loss before it. Nothing changes where the loss is not finite.</summary>
    public static double Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate)
    {
        if (TKernels.IsStraight) return TKernels.UpdateRow(parameters, row, label, learningRate);

        int length = RowLoss.PaddedLength(LogitCount);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> logits = scratch.Memory;
        TKernels.RowLogits(parameters, row, logits);
        float loss = TKernels.Task == ClassificationTask.Binary
            ? Lanes.SigmoidLoss(ref logits[0], label)
            : RowLoss.Softmax(logits, LogitCount, label);
        if (!float.IsFinite(loss)) return loss;

        Span<float> biases = parameters[(LogitCount * TKernels.FeatureCount)..];
        for (int k = 0; k < LogitCount; k++)
        {
            float step = -learningRate * logits[k];
            Lanes.AddScaled(parameters.Slice(k * TKernels.FeatureCount, TKernels.FeatureCount), step, row[..TKernels.FeatureCount]);
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

    /// <summary>L = log Σ exp z − z_y; the logits become the residuals p − t. The formulas are those of the generated softmax.</summary>
    /// <param name="logits">Memory of <see cref="PaddedLength"/>, of which the first <paramref name="count"/> are logits.</param>
    /// <param name="count">The number of classes.</param>
    /// <param name="label">The true class.</param>
    public static float Softmax(Span<float> logits, int count, int label)
    {
        ref float z = ref Lanes.Start(logits);
        for (int k = count; k < logits.Length; k++) logits[k] = float.NegativeInfinity;

        int argmax = 0;
        for (int k = 1; k < count; k++)
        {
            if (Lanes.At(ref z, k) > Lanes.At(ref z, argmax)) argmax = k;
        }

        float max = logits[argmax];
        float distance = max - logits[label];
        logits[argmax] = float.NegativeInfinity;
        Vector256<float> top = Lanes.Broadcast(max), sum = Lanes.Zero, lost = Lanes.Zero;
        for (int k = 0; k < logits.Length; k += Lanes.Width)
        {
            Vector256<float> e = Lanes.ExpOfDifference(Lanes.Load(ref z, k), top);
            Lanes.Accumulate(e, ref sum, ref lost);
            Lanes.Store(e, ref z, k);
        }

        float others = Lanes.Sum(sum);
        float inverse = 1 / (1 + others);
        Lanes.Scale(logits, inverse);
        logits[argmax] = inverse;
        logits[label] = label == argmax ? -others * inverse : logits[label] - 1;
        return distance + Lanes.Log1P(others);
    }
}
