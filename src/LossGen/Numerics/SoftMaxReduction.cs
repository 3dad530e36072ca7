namespace LossGen.Numerics;

/// <summary>softmax and its logarithm. Each logit is read just before its result is written, so the two spans may be one.</summary>
internal static class SoftMaxReduction
{
    internal static void SoftMax<T, TPrecision>(ReadOnlySpan<T> logits, Span<T> destination) where TPrecision : IPrecision<T>
    {
        if (IsDecidedByInfinities<T, TPrecision>(logits, destination, TPrecision.Round(1), TPrecision.Round(0), out Peak peak)) return;
        DoublePair reciprocal = new DoublePair(1, 0) / ExpTail.Of<T, TPrecision>(logits, peak).Total;
        for (int i = 0; i < logits.Length; i++)
        {
            double logit = TPrecision.ToDouble(logits[i]);
            double probability = 0;
            if (logit - peak.Maximum >= ExpLog.ExpIsZero)
            {
                // The exponential is taken again instead of having been kept rounded in the destination: that would cost half an ulp, in
                // float32 more.
                DoublePair distance = DoublePair.Sum(logit, -peak.Maximum);
                probability = (ExpLog.Exp(distance.High, distance.Low, out int exponent) * reciprocal).RoundScaled(exponent);
            }

            destination[i] = TPrecision.Round(probability);
        }
    }

    internal static void LogSoftMax<T, TPrecision>(ReadOnlySpan<T> logits, Span<T> destination) where TPrecision : IPrecision<T>
    {
        T minusInfinity = TPrecision.Round(double.NegativeInfinity);
        if (IsDecidedByInfinities<T, TPrecision>(logits, destination, TPrecision.Round(0), minusInfinity, out Peak peak)) return;

        // log p_i = -((max - z_i) + log(1 + tail)): two parts that are not negative, so nothing cancels.
        ExpTail tail = ExpTail.Of<T, TPrecision>(logits, peak);
        DoublePair logTail = tail.Log1P;
        double atMaximum = 0 - logTail.RoundScaled(-tail.Shift);
        if (tail.Shift != 0) logTail = default; // nothing beside the distances there are
        for (int i = 0; i < logits.Length; i++)
        {
            double logit = TPrecision.ToDouble(logits[i]);
            DoublePair distance = DoublePair.Sum(peak.Maximum, -logit);
            double logProbability = i == peak.Index ? atMaximum
                : double.IsInfinity(distance.High) ? -distance.High
                : -(logTail + distance).High;
            destination[i] = TPrecision.Round(logProbability);
        }
    }

    /// <summary>The cases without a finite maximum: the limit where there is one, NaN where it would depend on how the infinities are
    /// approached.</summary>
    private static bool IsDecidedByInfinities<T, TPrecision>(ReadOnlySpan<T> logits, Span<T> destination, T certain, T impossible, out Peak peak)
        where TPrecision : IPrecision<T>
    {
        peak = Peak.Of<T, TPrecision>(logits);
        if (double.IsFinite(peak.Maximum)) return false;

        T undetermined = TPrecision.Round(double.NaN);
        if (peak.HasNaN || (peak.Infinities == 0 && logits.Length > 1))
        {
            destination.Fill(undetermined); // a NaN, or nothing but -Infinity
            return true;
        }

        T atInfinity = logits.Length == 1 || peak.Infinities == 1 ? certain : undetermined;
        for (int i = 0; i < logits.Length; i++)
        {
            bool atLimit = logits.Length == 1 || double.IsPositiveInfinity(TPrecision.ToDouble(logits[i]));
            destination[i] = atLimit ? atInfinity : impossible;
        }

        return true;
    }
}
