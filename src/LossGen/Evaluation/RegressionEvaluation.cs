using System.Buffers;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>How well numbers are predicted, as points or as distributions over <see cref="Bins"/>.</summary>
/// <example><code>Console.WriteLine(RegressionEvaluation.Of(model, bins, testRows, testValues));</code></example>
public sealed record RegressionEvaluation
{
    private const int RowsAtOnce = 64;

    /// <summary>The number of rows.</summary>
    public required int Rows { get; init; }

    /// <summary>The mean of |prediction − value|; of a distribution, the prediction is its mean.</summary>
    public required double MeanAbsoluteError { get; init; }

    /// <summary>The root of the mean of (prediction − value)².</summary>
    public required double RootMeanSquaredError { get; init; }

    /// <summary>R², the share of the variance that is explained: 1 − Σ (prediction − value)² / Σ (value − mean)²; NaN where all values are the same.</summary>
    public required double RSquared { get; init; }

    /// <summary>The probability that the intervals are meant to hold the value with, 0 to 1; NaN for points.</summary>
    public double Interval { get; init; } = double.NaN;

    /// <summary>The share of rows whose value is within the central interval of their distribution: <see cref="Interval"/>, if all is well. NaN for points.</summary>
    public double Coverage { get; init; } = double.NaN;

    /// <summary>The mean width of these intervals; NaN for points.</summary>
    public double MeanIntervalWidth { get; init; } = double.NaN;

    /// <summary>The mean logarithm of the density at the values, in nats; NaN for points.</summary>
    public double MeanLogLikelihood { get; init; } = double.NaN;

    /// <summary>Compares predicted numbers with the true ones.</summary>
    /// <param name="predictions">n predictions.</param>
    /// <param name="values">n true values.</param>
    /// <exception cref="ArgumentException">There are no rows, not as many of one as of the other, or a number is not finite.</exception>
    public static RegressionEvaluation Of(ReadOnlySpan<double> predictions, ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) throw new ArgumentException("values is empty; expected at least one.", nameof(values));
        Check.Length(predictions.Length, values.Length, 1, nameof(predictions));
        var errors = default(Errors);
        for (int row = 0; row < values.Length; row++)
        {
            RequireFinite(predictions[row], row, nameof(predictions));
            RequireFinite(values[row], row, nameof(values));
            errors.Add(predictions[row], values[row]);
        }

        return errors.ToEvaluation();
    }

    /// <summary>Compares predicted distributions with the true values.</summary>
    /// <param name="bins">What the probabilities are of.</param>
    /// <param name="probabilities">n x Count probabilities, as a model writes them.</param>
    /// <param name="values">n true values.</param>
    /// <param name="interval">The probability of the central intervals to look at, above 0 and below 1: 0.9 is from the quantile 0.05 to 0.95.</param>
    /// <exception cref="ArgumentException">There are no rows, a length does not fit, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not between 0 and 1.</exception>
    public static RegressionEvaluation Of(Bins bins, ReadOnlySpan<float> probabilities, ReadOnlySpan<float> values, double interval = 0.9)
    {
        ArgumentNullException.ThrowIfNull(bins);
        RequireInterval(interval);
        if (values.IsEmpty) throw new ArgumentException("values is empty; expected at least one.", nameof(values));
        Check.Length(probabilities.Length, values.Length, bins.Count, nameof(probabilities));
        var errors = default(Errors);
        for (int row = 0; row < values.Length; row++) errors.Add(bins, probabilities.Slice(row * bins.Count, bins.Count), values[row], row, interval);
        return errors.ToEvaluation() with { Interval = interval };
    }

    /// <summary>Predicts rows with a model whose classes are bins, some at a time, and compares with the true values.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="model">The model; only read.</param>
    /// <param name="bins">The bins that its classes are.</param>
    /// <param name="rows">n x FeatureCount numbers.</param>
    /// <param name="values">n true values.</param>
    /// <param name="interval">The probability of the central intervals to look at, above 0 and below 1.</param>
    /// <exception cref="ArgumentException">There are no rows, a length or the number of bins does not fit, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not between 0 and 1.</exception>
    public static RegressionEvaluation Of<TModel>(TModel model, Bins bins, ReadOnlySpan<float> rows, ReadOnlySpan<float> values, double interval = 0.9)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(bins);
        RequireInterval(interval);
        if (bins.Count != TModel.ClassCount)
            throw new ArgumentException(Invariant($"There are {bins.Count} bins and {TModel.ClassCount} classes; expected as many of one as of the other."), nameof(bins));
        int count = Check.Rows(rows, TModel.FeatureCount);
        Check.Length(values.Length, count, 1, nameof(values));
        float[] probabilities = ArrayPool<float>.Shared.Rent(RowsAtOnce * bins.Count);
        var errors = default(Errors);
        for (int first = 0; first < count; first += RowsAtOnce)
        {
            int some = Math.Min(RowsAtOnce, count - first);
            model.Probabilities(rows.Slice(first * TModel.FeatureCount, some * TModel.FeatureCount), probabilities.AsSpan(0, some * bins.Count));
            for (int r = 0; r < some; r++) errors.Add(bins, probabilities.AsSpan(r * bins.Count, bins.Count), values[first + r], first + r, interval);
        }

        ArrayPool<float>.Shared.Return(probabilities);
        return errors.ToEvaluation() with { Interval = interval };
    }

    /// <summary>The figures, a line each.</summary>
    public override string ToString()
    {
        string text = Invariant($"rows                  {Rows}\nmean absolute error   {Printed.Number(MeanAbsoluteError)}\n")
            + Invariant($"root mean squared     {Printed.Number(RootMeanSquaredError)}\nR²                    {RSquared:F4}");
        if (double.IsNaN(Interval)) return text;
        return text + "\n" + Invariant($"coverage of {Printed.Number(100 * Interval)} %").PadRight(22) + Invariant($"{Coverage:F4}, mean width {Printed.Number(MeanIntervalWidth)}")
            + Invariant($"\nmean log-likelihood   {MeanLogLikelihood:F4}");
    }

    private static void RequireInterval(double interval)
    {
        if (interval is not (> 0 and < 1)) throw Require.OutOfRange(nameof(interval), interval, "a number above 0 and below 1");
    }

    private static void RequireFinite(double value, int row, string name)
    {
        if (!double.IsFinite(value)) throw new ArgumentException(Invariant($"Row {row} of {name} is {value}; expected a finite number."), name);
    }

    /// <summary>The sums that the figures are made of.</summary>
    private struct Errors
    {
        private int _rows;
        private double _absolute;
        private double _squared;
        private double _mean;
        private double _variance;
        private bool _isDistribution;
        private int _covered;
        private double _widths;
        private double _logarithms;

        public void Add(double prediction, double value)
        {
            _rows++;
            double error = prediction - value;
            _absolute += Math.Abs(error);
            _squared += error * error;

            // The running mean and the sum of squares about it (Welford, Technometrics 4(3), 1962)
            double difference = value - _mean;
            _mean += difference / _rows;
            _variance += difference * (value - _mean);
        }

        public void Add(Bins bins, ReadOnlySpan<float> probabilities, float value, int row, double interval)
        {
            RequireFinite(value, row, "values");
            double mean = bins.Mean(probabilities);
            RequireFinite(mean, row, "probabilities");
            Add(mean, value);
            _isDistribution = true;
            double low = bins.Quantile(probabilities, (1 - interval) / 2), high = bins.Quantile(probabilities, (1 + interval) / 2);
            if (value >= low && value <= high) _covered++;
            _widths += high - low;
            _logarithms += bins.LogDensity(probabilities, value);
        }

        public readonly RegressionEvaluation ToEvaluation() => new()
        {
            Rows = _rows,
            MeanAbsoluteError = _absolute / _rows,
            RootMeanSquaredError = Math.Sqrt(_squared / _rows),
            RSquared = _variance == 0 ? double.NaN : 1 - (_squared / _variance),
            Coverage = _isDistribution ? (double)_covered / _rows : double.NaN,
            MeanIntervalWidth = _isDistribution ? _widths / _rows : double.NaN,
            MeanLogLikelihood = _isDistribution ? _logarithms / _rows : double.NaN,
        };
    }
}
