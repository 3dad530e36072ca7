namespace LossGen;

/// <summary>Scores in descending order with how many positives and negatives reach each: all that ROC and precision-recall depend on.</summary>
/// <remarks>Rows of equal score are one step, as their order would be arbitrary: Fawcett, "An introduction to ROC analysis", 2006, section 5.</remarks>
internal sealed class Ranking
{
    // One entry for each distinct score, highest first.
    private readonly float[] _thresholds;
    private readonly int[] _positives;
    private readonly int[] _negatives;

    /// <summary>Ranks a column of scores.</summary>
    /// <param name="scores">rows x stride, without NaN.</param>
    /// <param name="stride">Numbers in a row.</param>
    /// <param name="column">The number of a row that is ranked.</param>
    /// <param name="isPositive">One entry a row.</param>
    public Ranking(ReadOnlySpan<float> scores, int stride, int column, ReadOnlySpan<bool> isPositive)
    {
        int rows = isPositive.Length;
        var ordered = new float[rows];
        for (int row = 0; row < rows; row++) ordered[row] = scores[row * stride + column];
        bool[] marks = isPositive.ToArray();
        Array.Sort(ordered, marks);

        var (thresholds, positives, negatives) = (new float[rows], new int[rows], new int[rows]);
        int steps = 0, positive = 0;
        for (int i = rows - 1; i >= 0; i--)
        {
            if (marks[i]) positive++;
            if (i > 0 && ordered[i - 1] == ordered[i]) continue;
            thresholds[steps] = ordered[i];
            positives[steps] = positive;
            negatives[steps] = rows - i - positive;
            steps++;
        }
        (_thresholds, _positives, _negatives) = (thresholds[..steps], positives[..steps], negatives[..steps]);
    }

    public int Positives => _positives[^1];

    public int Negatives => _negatives[^1];

    /// <summary>The probability that a positive scores above a negative, ties counting half; NaN without positives or negatives.</summary>
    /// <remarks>The trapezoids' area as a count of pairs, in integers: rounded once, by the division.</remarks>
    public double RocAuc
    {
        get
        {
            if (Positives == 0 || Negatives == 0) return double.NaN;
            long twice = 0;
            int positives = 0, negatives = 0;
            for (int i = 0; i < _thresholds.Length; i++)
            {
                twice += (long)(_negatives[i] - negatives) * ((long)positives + _positives[i]);
                (positives, negatives) = (_positives[i], _negatives[i]);
            }
            return twice / (2.0 * Positives * Negatives);
        }
    }

    /// <summary>Σ (R_i − R_{i−1}) P_i; NaN without positives.</summary>
    public double AveragePrecision
    {
        get
        {
            if (Positives == 0) return double.NaN;
            CompensatedSum sum = default;
            int before = 0;
            for (int i = 0; i < _thresholds.Length; i++)
            {
                sum.Add((_positives[i] - before) * Precision(i));
                before = _positives[i];
            }
            return sum.Value / Positives;
        }
    }

    /// <summary>The area under straight lines between the points; NaN without positives.</summary>
    public double PrecisionRecallArea
    {
        get
        {
            if (Positives == 0) return double.NaN;
            CompensatedSum sum = default;
            double precision = 1;
            int before = 0;
            for (int i = 0; i < _thresholds.Length; i++)
            {
                sum.Add((_positives[i] - before) * (precision + Precision(i)) / 2);
                (precision, before) = (Precision(i), _positives[i]);
            }
            return sum.Value / Positives;
        }
    }

    /// <summary>From (0, 0) to (1, 1). A point between others may be dropped where the step to it and the step from it are the same.</summary>
    public RocPoint[] RocCurve(bool dropIntermediate)
    {
        var points = new List<RocPoint>(Math.Min(_thresholds.Length + 1, 1024)) { new(0, 0, double.PositiveInfinity) };
        int positives = 0, negatives = 0;
        for (int i = 0; i < _thresholds.Length; i++)
        {
            bool isLast = i == _thresholds.Length - 1;
            if (!dropIntermediate || i == 0 || isLast
                || _positives[i] - positives != _positives[i + 1] - _positives[i] || _negatives[i] - negatives != _negatives[i + 1] - _negatives[i])
            {
                points.Add(new((double)_negatives[i] / Negatives, (double)_positives[i] / Positives, _thresholds[i]));
            }
            (positives, negatives) = (_positives[i], _negatives[i]);
        }
        return [.. points];
    }

    /// <summary>From the lowest score, where all are positive, to recall 0 at precision 1.</summary>
    public PrecisionRecallPoint[] PrecisionRecallCurve()
    {
        var points = new PrecisionRecallPoint[_thresholds.Length + 1];
        for (int i = 0; i < _thresholds.Length; i++)
            points[^(i + 2)] = new((double)_positives[i] / Positives, Precision(i), _thresholds[i]);
        points[^1] = new(0, 1, double.PositiveInfinity);
        return points;
    }

    private double Precision(int i) => (double)_positives[i] / (_positives[i] + _negatives[i]);
}
