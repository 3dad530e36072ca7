namespace LossGen.Losses;

/// <summary>Softmax cross-entropy of one row with label smoothing, class weights and focal loss, in double precision; the formulas of <see cref="TileFactors"/>.</summary>
internal static class RowLoss
{
    /// <summary>The loss of a row; the logits become ∂L/∂z.</summary>
    /// <param name="logits">One a class.</param>
    /// <param name="label">The true class.</param>
    /// <param name="ofClass">Its weight.</param>
    /// <param name="classes">What all classes have together.</param>
    /// <param name="settings">The options of the loss.</param>
    public static double CrossEntropy(Span<float> logits, int label, float ofClass, in TiledClasses classes, in LossSettings settings)
    {
        double max = double.NegativeInfinity, sum = 0, weighted = 0;
        foreach (float z in logits) max = Math.Max(max, z);
        for (int k = 0; k < logits.Length; k++)
        {
            sum += Math.Exp(logits[k] - max);
            weighted += Weight(settings, k) * (max - logits[k]);
        }

        double othersOfLabel = sum - Math.Exp(logits[label] - max), u = othersOfLabel / sum, p = 1 - u;
        double keep = 1 - settings.LabelSmoothing, spread = settings.LabelSmoothing / (double)classes.Count;
        double mass = (keep * ofClass) + (spread * classes.TotalWeight);
        double loss = (mass * Math.Log(sum)) + (keep * ofClass * (max - logits[label])) + (spread * weighted);
        double factor = settings.FocalGamma == 0 ? 1 : Math.Pow(u, settings.FocalGamma);
        double slope = settings.FocalGamma == 0 || u == 0 ? 0 : settings.FocalGamma * factor * loss / u;
        double scale = ((factor * mass) + (slope * p)) / sum;
        double ofLabel = (factor * ((spread * (classes.TotalWeight - ofClass)) - (mass * u))) - (slope * p * u);
        for (int k = 0; k < logits.Length; k++) logits[k] = (float)((scale * Math.Exp(logits[k] - max)) - (factor * spread * Weight(settings, k)));
        logits[label] = (float)ofLabel;
        return factor * loss;
    }

    /// <summary>The loss of a row against a target for each class, the formulas of <see cref="SoftmaxLoss"/>; the logits become ∂L/∂z.</summary>
    /// <param name="logits">One a class.</param>
    /// <param name="targets">The targets.</param>
    /// <param name="settings">The options of the loss.</param>
    public static double CrossEntropy(Span<float> logits, ReadOnlySpan<float> targets, in LossSettings settings)
    {
        int argmax = 0;
        for (int k = 1; k < logits.Length; k++) argmax = logits[k] > logits[argmax] ? k : argmax;
        double max = logits[argmax], others = 0, hit = 0, miss = 0, mass = 0, distance = 0;
        double keep = 1 - settings.LabelSmoothing, spread = settings.LabelSmoothing / (double)logits.Length;
        for (int k = 0; k < logits.Length; k++)
        {
            double e = Math.Exp(logits[k] - max), a = Weight(settings, k) * ((keep * targets[k]) + spread);
            if (k != argmax) others += e;
            hit += targets[k] * e;
            miss += (1 - (double)targets[k]) * e;
            mass += a;
            distance += a * (max - logits[k]);
        }

        double sum = 1 + others, wrong = miss / sum, right = hit / sum, loss = (mass * DoubleLog1P(others)) + distance;
        double factor = settings.FocalGamma == 0 ? 1 : Math.Pow(wrong, settings.FocalGamma);
        double slope = settings.FocalGamma == 0 || wrong == 0 ? 0 : settings.FocalGamma * factor * loss / wrong;
        for (int k = 0; k < logits.Length; k++)
        {
            double p = Math.Exp(logits[k] - max) / sum, a = Weight(settings, k) * ((keep * targets[k]) + spread);
            double ofLoss = targets[k] == 1 && spread == 0 ? -mass * wrong : (mass * p) - a;
            logits[k] = (float)((factor * ofLoss) + (slope * p * (targets[k] == 1 ? -wrong : right - targets[k])));
        }

        return factor * loss;
    }

    // A small rest is not to be lost beside 1: log(1 + x) = x log(u) / (u − 1) with u = 1 + x as rounded (Kahan).
    private static double DoubleLog1P(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * (x / (u - 1));
    }

    private static double Weight(in LossSettings settings, int k) => settings.ClassWeights.IsEmpty ? 1 : settings.ClassWeights[k];
}
