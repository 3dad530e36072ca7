using System.Numerics;
using System.Runtime.InteropServices;

namespace LossGen.Training;

/// <summary>
/// Features shifted and scaled to mean 0 and variance 1 while a model is trained, and the way back: parameters that give the same logits
/// for the rows as they are.
/// </summary>
/// <remarks>
/// With x' = (x − μ) / σ the logit w'x' + b' is wx + b for w = w' / σ and b = b' − Σ w' μ / σ. μ and σ² are the mean and the variance over
/// the rows (divided by n), every row counting once. A feature that never changes has nothing to be scaled by: its σ is taken as 1.
/// </remarks>
internal sealed class Standardization
{
    /// <summary>Below this a deviation counts as none: a weight divided by less could leave the range of float.</summary>
    private static readonly double SmallestDeviation = Math.ScaleB(1, -100);

    private readonly double[] _means;
    private readonly double[] _deviations;

    private Standardization(double[] means, double[] deviations)
    {
        _means = means;
        _deviations = deviations;
        Scaling = new FeatureScaling(means, deviations);
    }

    /// <summary>That of a model that has been trained so.</summary>
    public static Standardization Of(FeatureScaling scaling) => new([.. scaling.Means], [.. scaling.Deviations]);

    /// <summary>The means and deviations, as a model keeps them.</summary>
    public FeatureScaling Scaling { get; }

    /// <summary>Writes the standardised rows.</summary>
    public void Apply(ReadOnlySpan<float> rows, Span<float> destination)
    {
        int features = _means.Length;
        for (int start = 0; start < rows.Length; start += features)
        {
            ReadOnlySpan<float> row = rows.Slice(start, features);
            Span<float> standardized = destination.Slice(start, features);
            for (int j = 0; j < features; j++) standardized[j] = (float)((row[j] - _means[j]) / _deviations[j]);
        }
    }

    /// <summary>From the parameters for rows as they are to those for standardised rows. Only the first layer sees the rows.</summary>
    public void Standardize(ParameterLayout layout, ReadOnlySpan<float> original, Span<float> parameters)
    {
        original.CopyTo(parameters);
        LayerShape layer = layout.First;
        for (int k = 0; k < layer.Units; k++)
        {
            int start = layer.Weights + (k * layer.Inputs);
            double bias = original[layer.Biases + k];
            for (int j = 0; j < layer.Inputs; j++)
            {
                float w = original[start + j];
                parameters[start + j] = (float)(w * _deviations[j]);
                bias += w * _means[j];
            }

            parameters[layer.Biases + k] = (float)bias;
        }
    }

    /// <summary>From the parameters for standardised rows to those for rows as they are: line by line the inverse of <see cref="Standardize"/>.</summary>
    public void Fold(ParameterLayout layout, ReadOnlySpan<float> parameters, Span<float> original)
    {
        parameters.CopyTo(original);
        LayerShape layer = layout.First;
        for (int k = 0; k < layer.Units; k++)
        {
            int start = layer.Weights + (k * layer.Inputs);
            double bias = parameters[layer.Biases + k];
            for (int j = 0; j < layer.Inputs; j++)
            {
                // The bias belongs to the weight that the model will have, which is rounded.
                float folded = (float)(parameters[start + j] / _deviations[j]);
                original[start + j] = folded;
                bias -= folded * _means[j];
            }

            original[layer.Biases + k] = (float)bias;
        }
    }

    /// <summary>Means and variances of rows that come portion by portion.</summary>
    /// <remarks>
    /// Sums of differences from the first row, so that a feature which never changes has a variance of exactly 0 and a large mean costs
    /// no digits; each portion's mean first, then its squares, and portions are merged by Chan, Golub and LeVeque, "Algorithms for
    /// computing the sample variance", The American Statistician 37(3), 1983, equation 1.5.
    /// </remarks>
    public sealed class Moments(int features)
    {
        private readonly double[] _means = new double[features];
        private readonly double[] _squares = new double[features];
        private readonly double[] _portionMeans = new double[features];
        private readonly double[] _portionSquares = new double[features];
        private float[]? _origin;
        private double _count;

        public void Add(ReadOnlySpan<float> rows)
        {
            if (rows.IsEmpty) return;
            _origin ??= rows[..features].ToArray();
            double count = rows.Length / features;
            Array.Clear(_portionMeans);
            Array.Clear(_portionSquares);
            for (int start = 0; start < rows.Length; start += features) AddDifferences(rows.Slice(start, features));
            for (int j = 0; j < features; j++) _portionMeans[j] /= count;
            for (int start = 0; start < rows.Length; start += features) AddSquares(rows.Slice(start, features));

            double total = _count + count;
            for (int j = 0; j < features; j++)
            {
                double difference = _portionMeans[j] - _means[j];
                _means[j] += difference * (count / total);
                _squares[j] += _portionSquares[j] + (difference * difference * (_count * count / total));
            }

            _count = total;
        }

        public Standardization ToStandardization()
        {
            var means = new double[features];
            var deviations = new double[features];
            for (int j = 0; j < features; j++)
            {
                means[j] = _origin![j] + _means[j];
                double deviation = Math.Sqrt(_squares[j] / _count);
                deviations[j] = deviation < SmallestDeviation ? 1 : deviation;
            }

            return new Standardization(means, deviations);
        }

        // Each feature has its own sum, so the bits do not depend on the width of the vectors.
        private void AddDifferences(ReadOnlySpan<float> row)
        {
            ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(row), origin = MemoryMarshal.Cast<float, Vector<float>>(_origin.AsSpan());
            Span<Vector<double>> sums = MemoryMarshal.Cast<double, Vector<double>>(_portionMeans.AsSpan());
            for (int i = 0; i < x.Length; i++)
            {
                Vector.Widen(x[i], out Vector<double> low, out Vector<double> high);
                Vector.Widen(origin[i], out Vector<double> originLow, out Vector<double> originHigh);
                sums[2 * i] += low - originLow;
                sums[(2 * i) + 1] += high - originHigh;
            }

            for (int j = x.Length * Vector<float>.Count; j < features; j++) _portionMeans[j] += (double)row[j] - _origin![j];
        }

        private void AddSquares(ReadOnlySpan<float> row)
        {
            ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(row), origin = MemoryMarshal.Cast<float, Vector<float>>(_origin.AsSpan());
            ReadOnlySpan<Vector<double>> means = MemoryMarshal.Cast<double, Vector<double>>(_portionMeans.AsSpan());
            Span<Vector<double>> sums = MemoryMarshal.Cast<double, Vector<double>>(_portionSquares.AsSpan());
            for (int i = 0; i < x.Length; i++)
            {
                Vector.Widen(x[i], out Vector<double> low, out Vector<double> high);
                Vector.Widen(origin[i], out Vector<double> originLow, out Vector<double> originHigh);
                Vector<double> first = low - originLow - means[2 * i], second = high - originHigh - means[(2 * i) + 1];
                sums[2 * i] += first * first;
                sums[(2 * i) + 1] += second * second;
            }

            for (int j = x.Length * Vector<float>.Count; j < features; j++)
            {
                double difference = (double)row[j] - _origin![j] - _portionMeans[j];
                _portionSquares[j] += difference * difference;
            }
        }
    }
}
