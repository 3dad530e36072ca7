namespace LossGen.Numerics;

/// <summary>The position of the largest of some logits, and how many of them share the value Infinity.</summary>
internal readonly record struct Peak(double Maximum, int Index, bool HasNaN, int Infinities)
{
    internal static Peak Of<T, TPrecision>(ReadOnlySpan<T> logits) where TPrecision : IPrecision<T>
    {
        double maximum = double.NegativeInfinity;
        int index = 0;
        int infinities = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double logit = TPrecision.ToDouble(logits[i]);
            if (logit < maximum) continue; // one comparison for most; NaN does not pass it
            if (double.IsNaN(logit)) return new(logit, i, true, 0);
            if (double.IsPositiveInfinity(logit)) infinities++;
            if (logit > maximum)
            {
                maximum = logit;
                index = i;
            }
        }

        return new(maximum, index, false, infinities);
    }
}

/// <summary>
/// The sum of exp(z_i - max z) over all i but the one of the maximum, times 2^<see cref="Shift"/>. Leaving the maximum's own 1 out keeps
/// the sum's digits where it is small: Blanchard, Higham and Higham, "Accurately computing the log-sum-exp and softmax functions" (IMA J.
/// Numer. Anal. 41(4), 2021).
/// </summary>
internal readonly record struct ExpTail(DoublePair Sum, int Shift)
{
    // Scaled by this a sum of the smallest subnormals is made of normal numbers.
    private const int SubnormalShift = 600;

    /// <summary>The tail for a finite maximum.</summary>
    internal static ExpTail Of<T, TPrecision>(ReadOnlySpan<T> logits, Peak peak) where TPrecision : IPrecision<T>
    {
        DoublePair sum = Accumulate<T, TPrecision>(logits, peak, 0);
        if (sum.High > 1e-250 || logits.Length == 1) return new(sum, 0);
        return new(Accumulate<T, TPrecision>(logits, peak, SubnormalShift), SubnormalShift);
    }

    private static DoublePair Accumulate<T, TPrecision>(ReadOnlySpan<T> logits, Peak peak, int shift) where TPrecision : IPrecision<T>
    {
        double high = 0;
        double low = 0;
        double minimum = shift == 0 ? ExpLog.ScaledExpMinimum : ExpLog.ExpIsZero;
        for (int i = 0; i < logits.Length; i++)
        {
            double logit = TPrecision.ToDouble(logits[i]);
            if (i == peak.Index || !(logit - peak.Maximum >= minimum)) continue;
            DoublePair distance = DoublePair.Sum(logit, -peak.Maximum);
            DoublePair term = ExpLog.Exp(distance.High, distance.Low, out int exponent).Scale(exponent + shift);
            DoublePair next = DoublePair.Sum(high, term.High);
            high = next.High;
            low += next.Low + term.Low;
        }

        return DoublePair.OrderedSum(high, low);
    }

    /// <summary>The sum with the maximum's 1.</summary>
    internal DoublePair Total => Shift == 0 ? Sum + 1.0 : new(1, 0);

    /// <summary>log(1 + sum), times 2^<see cref="Shift"/>.</summary>
    internal DoublePair Log1P => Shift == 0 ? ExpLog.Log1P(Sum) : Sum;
}

/// <summary>log(sum of exp(z_i)).</summary>
internal static class LogSumExpReduction
{
    internal static double Reduce<T, TPrecision>(ReadOnlySpan<T> logits) where TPrecision : IPrecision<T>
    {
        Peak peak = Peak.Of<T, TPrecision>(logits);
        double maximum = peak.Maximum;
        if (!double.IsFinite(maximum)) return maximum;

        ExpTail tail = ExpTail.Of<T, TPrecision>(logits, peak);
        DoublePair logTail = tail.Log1P;
        if (tail.Shift != 0)
        {
            // The tail is below 1e-250.
            if (logTail.High == 0 || Math.Abs(maximum) > 1e-200) return maximum;
            maximum = Math.ScaleB(maximum, tail.Shift);
        }

        DoublePair sum = logTail + maximum;
        return Cancels(sum, logTail) ? WideLogSumExp.Reduce<T, TPrecision>(logits, peak) : sum.RoundScaled(-tail.Shift);
    }

    /// <summary>Whether maximum + log(1 + tail) lost so many leading bits that a pair does not leave enough.</summary>
    internal static bool Cancels(DoublePair sum, DoublePair logTail) => Math.Abs(sum.High) < logTail.High * (1.0 / 256);
}
