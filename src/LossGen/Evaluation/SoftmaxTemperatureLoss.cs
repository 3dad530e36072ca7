namespace LossGen;

/// <summary>L(β) = mean of log Σ exp βz_k − βz_y; L' = mean of E z − z_y and L'' = mean of Var z, both under softmax(βz).</summary>
internal sealed class SoftmaxTemperatureLoss : ITemperatureLoss
{
    private readonly float[] _logits;
    private readonly int[] _labels;
    private readonly int _classes;
    private readonly double[] _scaled;
    private readonly double[] _p;

    public SoftmaxTemperatureLoss(float[] logits, int[] labels, int classes)
    {
        (_logits, _labels, _classes) = (logits, labels, classes);
        (_scaled, _p) = (new double[classes], new double[classes]);
    }

    public LogitScale Scale
    {
        get
        {
            double largest = 0;
            CompensatedSum error = default;
            var margins = new double[_labels.Length];
            for (int row = 0; row < _labels.Length; row++)
            {
                (double lowest, double second, double highest) = Ends(Row(row));
                largest = Math.Max(largest, highest - lowest);
                margins[row] = highest - second;
                error.Add(highest - Row(row)[_labels[row]]);
            }
            return new(largest, LogitScale.Median(margins), error.Value / _labels.Length, _classes - 1);
        }
    }

    public (double Loss, double First, double Second) At(double inverse)
    {
        CompensatedSum loss = default, first = default, second = default;
        for (int row = 0; row < _labels.Length; row++)
        {
            ReadOnlySpan<float> z = Row(row);
            int label = _labels[row];
            SoftMax(z, label, inverse);

            double mean = 0, square = 0;
            for (int k = 0; k < _classes; k++) mean += _p[k] * ((double)z[k] - z[label]);
            for (int k = 0; k < _classes; k++)
            {
                double distance = (double)z[k] - z[label] - mean;
                square += _p[k] * distance * distance;
            }
            first.Add(mean);
            second.Add(square);
            StableMath.LogSoftMax(_scaled, _p);
            loss.Add(-_p[label]);
        }
        int rows = _labels.Length;
        return (loss.Value / rows, first.Value / rows, second.Value / rows);
    }

    public ReliabilityBin[] Reliability(double inverse)
    {
        var tally = new BinTally(Metrics.DefaultBins);
        for (int row = 0; row < _labels.Length; row++)
        {
            ReadOnlySpan<float> z = Row(row);
            SoftMax(z, _labels[row], inverse);
            int predicted = 0;
            for (int k = 1; k < _classes; k++)
            {
                if (z[k] > z[predicted]) predicted = k;
            }
            tally.Add(Math.Min(_p[predicted], 1), predicted == _labels[row] ? 1 : 0);
        }
        return tally.Bins();
    }

    /// <summary>The lowest logit, the second highest (of two equals, the other one) and the highest.</summary>
    private static (double Lowest, double Second, double Highest) Ends(ReadOnlySpan<float> z)
    {
        (float lowest, float second, float highest) = (z[0], float.NegativeInfinity, z[0]);
        foreach (float logit in z[1..])
        {
            lowest = Math.Min(lowest, logit);
            second = Math.Max(second, Math.Min(logit, highest));
            highest = Math.Max(highest, logit);
        }
        return (lowest, second, highest);
    }

    private ReadOnlySpan<float> Row(int row) => _logits.AsSpan(row * _classes, _classes);

    // Distances from the true class's logit: no digits are lost to a large common part of the logits.
    private void SoftMax(ReadOnlySpan<float> z, int label, double inverse)
    {
        for (int k = 0; k < _classes; k++) _scaled[k] = inverse * ((double)z[k] - z[label]);
        StableMath.SoftMax(_scaled, _p);
    }
}
