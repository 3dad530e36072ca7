using static System.FormattableString;

namespace LossGen;

public static partial class Metrics
{
    /// <summary>The bins of <see cref="ReliabilityDiagram(ReadOnlySpan{int}, ReadOnlySpan{float}, int, int)"/> by default.</summary>
    public const int DefaultBins = 15;

    /// <summary>Confidence against accuracy: the probability of the predicted class, in bins of equal width, and how often that class was right.</summary>
    /// <remarks>Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017, section 2. Of equal probabilities the lower class is predicted.</remarks>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="probabilities">rows x classes.</param>
    /// <param name="classes">The number of classes, 2 or above.</param>
    /// <param name="bins">The number of bins, 1 or above.</param>
    /// <returns>All bins from confidence 0 to 1, the empty ones included.</returns>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, or the probabilities of a row do not sum to 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label, a probability, classes or bins is out of range.</exception>
    public static ReliabilityBin[] ReliabilityDiagram(ReadOnlySpan<int> labels, ReadOnlySpan<float> probabilities, int classes, int bins = DefaultBins)
    {
        CheckDistributions(labels, probabilities, classes);
        var tally = new BinTally(bins);
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> p = probabilities.Slice(row * classes, classes);
            int predicted = IndexOfMax(p);
            tally.Add(p[predicted], predicted == labels[row] ? 1 : 0);
        }
        return tally.Bins();
    }

    /// <summary>As <see cref="ReliabilityDiagram(ReadOnlySpan{int}, ReadOnlySpan{float}, int, int)"/> for predictions by logits,
    /// which distinguish predictions whose probabilities round to the same number.</summary>
    internal static ReliabilityBin[] ReliabilityOf(ReadOnlySpan<int> labels, ReadOnlySpan<int> predicted, ReadOnlySpan<float> probabilities, int classes)
    {
        var tally = new BinTally(DefaultBins);
        for (int row = 0; row < labels.Length; row++) tally.Add(probabilities[(row * classes) + predicted[row]], predicted[row] == labels[row] ? 1 : 0);
        return tally.Bins();
    }

    /// <summary>Probability against frequency: the probability of "true" of each entry, in bins of equal width, and how often it was true.</summary>
    /// <param name="targets">The truth of each entry, 0 to 1.</param>
    /// <param name="probabilities">As many probabilities that the target is 1.</param>
    /// <param name="bins">The number of bins, 1 or above.</param>
    /// <returns>All bins from probability 0 to 1, the empty ones included.</returns>
    /// <exception cref="ArgumentException">There are no entries, or the lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target, a probability or bins is out of range.</exception>
    public static ReliabilityBin[] ReliabilityDiagram(ReadOnlySpan<float> targets, ReadOnlySpan<float> probabilities, int bins = DefaultBins)
    {
        CheckBinary(targets, probabilities);
        var tally = new BinTally(bins);
        for (int i = 0; i < targets.Length; i++) tally.Add(probabilities[i], targets[i]);
        return tally.Bins();
    }

    /// <summary>The mean gap between confidence and accuracy over the bins, each weighted with its predictions; 0 to 1, 0 for a calibrated model.</summary>
    /// <inheritdoc cref="ReliabilityDiagram(ReadOnlySpan{int}, ReadOnlySpan{float}, int, int)"/>
    /// <returns>The weighted mean gap.</returns>
    public static double ExpectedCalibrationError(ReadOnlySpan<int> labels, ReadOnlySpan<float> probabilities, int classes, int bins = DefaultBins) =>
        MeanGap(ReliabilityDiagram(labels, probabilities, classes, bins));

    /// <summary>The mean gap between probability and frequency over the bins, each weighted with its entries; 0 to 1, 0 for a calibrated model.</summary>
    /// <inheritdoc cref="ReliabilityDiagram(ReadOnlySpan{float}, ReadOnlySpan{float}, int)"/>
    /// <returns>The weighted mean gap.</returns>
    public static double ExpectedCalibrationError(ReadOnlySpan<float> targets, ReadOnlySpan<float> probabilities, int bins = DefaultBins) =>
        MeanGap(ReliabilityDiagram(targets, probabilities, bins));

    internal static double MeanGap(ReadOnlySpan<ReliabilityBin> bins)
    {
        CompensatedSum sum = default;
        long count = 0;
        foreach (ReliabilityBin bin in bins)
        {
            count += bin.Count;
            if (bin.Count > 0) sum.Add(bin.Count * Math.Abs(bin.Accuracy - bin.Confidence));
        }
        return sum.Value / count;
    }

    /// <summary>The first of the largest.</summary>
    private static int IndexOfMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int k = 1; k < values.Length; k++)
        {
            if (values[k] > values[best]) best = k;
        }
        return best;
    }
}

/// <summary>Sums confidences and outcomes by bins of equal width, each closed above.</summary>
internal sealed class BinTally
{
    private readonly CompensatedSum[] _confidence;
    private readonly CompensatedSum[] _outcome;
    private readonly int[] _count;

    public BinTally(int bins)
    {
        if (bins < 1) throw new ArgumentOutOfRangeException(nameof(bins), bins, Invariant($"bins is {bins}; expected 1 or above."));
        _confidence = new CompensatedSum[bins];
        _outcome = new CompensatedSum[bins];
        _count = new int[bins];
    }

    public void Add(double confidence, double outcome)
    {
        // A float32 times the number of bins is exact in float64, so a confidence that is an edge falls where the edge belongs.
        int bin = Math.Max((int)Math.Ceiling(confidence * _count.Length) - 1, 0);
        _confidence[bin].Add(confidence);
        _outcome[bin].Add(outcome);
        _count[bin]++;
    }

    public ReliabilityBin[] Bins()
    {
        var bins = new ReliabilityBin[_count.Length];
        for (int i = 0; i < bins.Length; i++)
        {
            // 0 / 0 is the NaN of an empty bin.
            bins[i] = new(
                (double)i / bins.Length, (double)(i + 1) / bins.Length, _count[i],
                _confidence[i].Value / _count[i], _outcome[i].Value / _count[i]);
        }
        return bins;
    }
}
