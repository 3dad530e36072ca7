using LossGen.Training;
using LossGen.Validation;

namespace LossGen;

public static partial class Metrics
{
    /// <summary>The mean cross-entropy of the true classes in nats, from probabilities: the mean of -log p of the true class.</summary>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="probabilities">rows x classes; each row sums to 1, up to rounding, and is divided by its sum.</param>
    /// <param name="classes">The number of classes, 2 or above.</param>
    /// <param name="epsilon">
    /// Probabilities are clipped to epsilon .. 1 - epsilon before. The default is the smallest float32 above 0, so nothing but a probability of 0
    /// is touched, and the loss of a row is at most 103.3. scikit-learn 1.2 clips at 1.2e-7 for float32 and 2.2e-16 for float64.
    /// </param>
    /// <returns>The mean, 0 or above and finite.</returns>
    /// <remarks>Where float32 rounds a probability to 1 its loss is lost; <see cref="LogLossFromLogits(ReadOnlySpan{int}, ReadOnlySpan{float}, int)"/> keeps it.</remarks>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, or the probabilities of a row do not sum to 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label, a probability, classes or epsilon is out of range.</exception>
    public static double LogLoss(ReadOnlySpan<int> labels, ReadOnlySpan<float> probabilities, int classes, double epsilon = float.Epsilon)
    {
        CheckDistributions(labels, probabilities, classes);
        CheckEpsilon(epsilon);

        CompensatedSum sum = default;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> p = probabilities.Slice(row * classes, classes);
            double whole = 0;
            foreach (float q in p) whole += Math.Clamp(q, epsilon, 1 - epsilon);
            sum.Add(Math.Log(whole) - Math.Log(Math.Clamp(p[MetricChecks.Label(labels, row, classes)], epsilon, 1 - epsilon)));
        }
        return Math.Max(sum.Value / labels.Length, 0);
    }

    /// <summary>The mean binary cross-entropy in nats, from probabilities: the mean of -t log p - (1 - t) log(1 - p) over all entries.</summary>
    /// <param name="targets">The truth of each entry, 0 to 1.</param>
    /// <param name="probabilities">As many probabilities that the target is 1.</param>
    /// <param name="epsilon"><inheritdoc cref="LogLoss(ReadOnlySpan{int}, ReadOnlySpan{float}, int, double)" path="/param[@name='epsilon']"/></param>
    /// <returns>The mean, 0 or above and finite.</returns>
    /// <exception cref="ArgumentException">There are no entries, or the lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target, a probability or epsilon is out of range.</exception>
    public static double LogLoss(ReadOnlySpan<float> targets, ReadOnlySpan<float> probabilities, double epsilon = float.Epsilon)
    {
        CheckBinary(targets, probabilities);
        CheckEpsilon(epsilon);

        CompensatedSum sum = default;
        for (int i = 0; i < targets.Length; i++)
        {
            double t = targets[i], p = probabilities[i];
            if (t > 0) sum.Add(-t * Math.Log(Math.Clamp(p, epsilon, 1 - epsilon)));
            if (t < 1) sum.Add(-(1 - t) * Math.Log(Math.Clamp(1 - p, epsilon, 1 - epsilon)));
        }
        return Math.Max(sum.Value / targets.Length, 0);
    }

    /// <summary>The mean cross-entropy of the true classes in nats, from logits.</summary>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="logits">rows x classes, of which the softmax is the probability; for two classes also one a row, that of class 1.</param>
    /// <param name="classes">The number of classes, 2 or above.</param>
    /// <returns>The mean, 0 or above. It does not overflow, and neither losses of 1e-300 nor of 1e38 are lost; Infinity only if a true class has the logit -Infinity.</returns>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, or a logit is NaN or Infinity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label or classes is out of range.</exception>
    public static double LogLossFromLogits(ReadOnlySpan<int> labels, ReadOnlySpan<float> logits, int classes)
    {
        MetricChecks.Classes(classes, 2);
        MetricChecks.Labels(labels, classes);
        bool isSingle = classes == 2 && logits.Length == labels.Length;
        int width = isSingle ? 1 : classes;
        MetricChecks.Length(logits.Length, labels.Length, width, nameof(logits));
        CheckLogits(logits, width);

        CompensatedSum sum = default;
        var row = new double[classes];
        for (int i = 0; i < labels.Length; i++)
        {
            if (isSingle)
            {
                sum.Add(StableMath.BinaryCrossEntropy((double)logits[i], labels[i]));
                continue;
            }
            for (int k = 0; k < classes; k++) row[k] = logits[i * classes + k];
            int label = MetricChecks.Label(labels, i, classes);
            double logit = row[label];
            StableMath.LogSoftMax(row, row);
            sum.Add(double.IsNegativeInfinity(logit) ? double.PositiveInfinity : -row[label]);
        }
        return sum.Value / labels.Length;
    }

    /// <summary>The mean binary cross-entropy in nats over all entries, from logits, of which the sigmoid is the probability.</summary>
    /// <param name="targets">The truth of each entry, 0 to 1.</param>
    /// <param name="logits">As many logits.</param>
    /// <returns>The mean, 0 or above.</returns>
    /// <exception cref="ArgumentException">There are no entries, the lengths differ, or a logit is NaN or Infinity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is out of range.</exception>
    public static double LogLossFromLogits(ReadOnlySpan<float> targets, ReadOnlySpan<float> logits)
    {
        MetricChecks.SoftTargets(targets);
        MetricChecks.SameLength(logits.Length, targets.Length, nameof(logits), nameof(targets));
        CheckLogits(logits, 1);

        CompensatedSum sum = default;
        for (int i = 0; i < targets.Length; i++) sum.Add(StableMath.BinaryCrossEntropy((double)logits[i], targets[i]));
        return sum.Value / targets.Length;
    }

    /// <summary>The mean squared error of the probabilities.</summary>
    /// <remarks>
    /// For two classes the mean of (p - y)² with p and y of class 1, 0 to 1, as scikit-learn's <c>brier_score_loss</c>. For more the mean over the
    /// rows of the sum over the classes of (p_k - y_k)², 0 to 2: Brier, "Verification of forecasts expressed in terms of probability", Monthly
    /// Weather Review 78, 1950. That sum counts each error of two classes twice.
    /// </remarks>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="probabilities">rows x classes.</param>
    /// <param name="classes">The number of classes, 2 or above.</param>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, or the probabilities of a row do not sum to 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label, a probability or classes is out of range.</exception>
    public static double BrierScore(ReadOnlySpan<int> labels, ReadOnlySpan<float> probabilities, int classes)
    {
        CheckDistributions(labels, probabilities, classes);
        CompensatedSum sum = default;
        for (int row = 0; row < labels.Length; row++)
        {
            for (int k = classes == 2 ? 1 : 0; k < classes; k++)
            {
                double error = probabilities[row * classes + k] - (labels[row] == k ? 1.0 : 0.0);
                sum.Add(error * error);
            }
        }
        return sum.Value / labels.Length;
    }

    /// <summary>The mean of (p - t)² over all entries, 0 to 1.</summary>
    /// <param name="targets">The truth of each entry, 0 to 1.</param>
    /// <param name="probabilities">As many probabilities that the target is 1.</param>
    /// <exception cref="ArgumentException">There are no entries, or the lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target or a probability is out of range.</exception>
    public static double BrierScore(ReadOnlySpan<float> targets, ReadOnlySpan<float> probabilities)
    {
        CheckBinary(targets, probabilities);
        CompensatedSum sum = default;
        for (int i = 0; i < targets.Length; i++)
        {
            double error = (double)probabilities[i] - targets[i];
            sum.Add(error * error);
        }
        return sum.Value / targets.Length;
    }

    private static void CheckDistributions(ReadOnlySpan<int> labels, ReadOnlySpan<float> probabilities, int classes)
    {
        MetricChecks.Classes(classes, 2);
        MetricChecks.Labels(labels, classes);
        MetricChecks.Length(probabilities.Length, labels.Length, classes, nameof(probabilities));
        MetricChecks.Distributions(probabilities, classes);
    }

    private static void CheckBinary(ReadOnlySpan<float> targets, ReadOnlySpan<float> probabilities)
    {
        MetricChecks.SoftTargets(targets);
        MetricChecks.SameLength(probabilities.Length, targets.Length, nameof(probabilities), nameof(targets));
        MetricChecks.Probabilities(probabilities, 1);
    }

    private static void CheckLogits(ReadOnlySpan<float> logits, int width)
    {
        for (int i = 0; i < logits.Length; i++)
        {
            if (logits[i] < float.PositiveInfinity) continue;
            throw new ArgumentException(
                Require.Invariant($"logits is {logits[i]} at row {i / width}, column {i % width}; expected numbers below Infinity."), nameof(logits));
        }
    }

    private static void CheckEpsilon(double epsilon)
    {
        if (!(epsilon is > 0 and < 0.5)) throw Require.OutOfRange(nameof(epsilon), epsilon, "a number above 0 and below 0.5");
    }
}
