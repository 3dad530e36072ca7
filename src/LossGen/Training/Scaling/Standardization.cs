using System.Numerics;
using System.Runtime.InteropServices;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>
/// Features shifted to mean 0 and scaled to comparable sizes while a model is trained, and the way back: parameters that give the same logits
/// for the rows as they are.
/// </summary>
/// <remarks>
/// With x' = (x − μ) / σ the logit w'x' + b' is wx + b for w = w' / σ and b = b' − Σ w' μ / σ. μ is the mean over the rows, every row counting once,
/// and σ the scale that <see cref="FeatureScale"/> finds.
/// </remarks>
internal sealed class Standardization
{
    private readonly double[] _means;
    private readonly double[] _deviations;
    private readonly bool[] _isConstant;
    private double[]? _factors;

    private Standardization(double[] means, double[] deviations, bool[] isConstant, long rows, double meanSquaredLength)
    {
        _isConstant = isConstant;
        _means = means;
        _deviations = deviations;
        Rows = rows;
        MeanSquaredLength = meanSquaredLength;
        Scaling = new FeatureScaling(means, deviations);
    }

    /// <summary>That of a model that has been trained so.</summary>
    public static Standardization Of(FeatureScaling scaling) => new(
        [.. scaling.Means], [.. scaling.Scales], new bool[scaling.Means.Count], rows: 0, meanSquaredLength: scaling.Means.Count);

    /// <summary>The rows that were measured.</summary>
    public long Rows { get; }

    /// <summary>The mean of |x'|² over them: as many as there are features where each has its deviation for a scale, less where a scale is larger.</summary>
    public double MeanSquaredLength { get; }

    /// <summary>The means and deviations, as a model keeps them.</summary>
    public FeatureScaling Scaling { get; }

    /// <summary>The means.</summary>
    public ReadOnlySpan<double> Means => _means;

    /// <summary>What differences from the means are multiplied with.</summary>
    // Multiplications: divisions take several times as long as reading the rows.
    public double[] Factors => _factors ??= Array.ConvertAll(_deviations, static deviation => 1 / deviation);

    /// <summary>That of a file.</summary>
    public static Standardization Read(StateVisitor visitor, int features)
    {
        var read = new Numbers(features);
        read.Visit(visitor);
        return new Standardization(read.Means, read.Deviations, Array.ConvertAll(read.Constants, static constant => constant == 1), read.Rows, read.MeanSquaredLength);
    }

    /// <summary>Visits all that was measured.</summary>
    public void Visit(StateVisitor visitor) => new Numbers(_means.Length)
    {
        Means = _means,
        Deviations = _deviations,
        Constants = Array.ConvertAll(_isConstant, static constant => constant ? 1.0 : 0),
        Rows = Rows,
        MeanSquaredLength = MeanSquaredLength,
    }.Visit(visitor);

    /// <summary>Writes the standardised rows.</summary>
    public void Apply(ReadOnlySpan<float> rows, Span<float> destination)
    {
        int features = _means.Length;
        for (int start = 0; start < rows.Length; start += features) Apply(Factors, rows.Slice(start, features), destination.Slice(start, features));
    }

    // Each number by itself, so the bits do not depend on the width of the vectors.
    private void Apply(double[] factors, ReadOnlySpan<float> row, Span<float> standardized)
    {
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(row);
        Span<Vector<float>> destination = MemoryMarshal.Cast<float, Vector<float>>(standardized);
        ReadOnlySpan<Vector<double>> means = MemoryMarshal.Cast<double, Vector<double>>(_means.AsSpan());
        ReadOnlySpan<Vector<double>> scales = MemoryMarshal.Cast<double, Vector<double>>(factors.AsSpan());
        for (int i = 0; i < x.Length; i++)
        {
            Vector.Widen(x[i], out Vector<double> low, out Vector<double> high);
            destination[i] = Vector.Narrow((low - means[2 * i]) * scales[2 * i], (high - means[(2 * i) + 1]) * scales[(2 * i) + 1]);
        }

        for (int j = x.Length * Vector<float>.Count; j < row.Length; j++) standardized[j] = (float)((row[j] - _means[j]) * factors[j]);
    }

    /// <summary>Sets the weights of features that never changed to 0: nothing was learned for them, and what they may be one day must not count.</summary>
    public void ForgetConstants(ParameterLayout layout, Span<float> parameters)
    {
        LayerShape layer = layout.First;
        for (int j = 0; j < layer.Inputs; j++)
        {
            if (!_isConstant[j]) continue;
            for (int k = 0; k < layer.Units; k++) parameters[layer.Weights + (k * layer.Inputs) + j] = 0;
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

    /// <summary>What a file holds of it.</summary>
    private sealed class Numbers(int features)
    {
        private long _rows;
        private double _meanSquaredLength;

        public double[] Means { get; init; } = new double[features];

        public double[] Deviations { get; init; } = new double[features];

        public double[] Constants { get; init; } = new double[features];

        public long Rows
        {
            get => _rows;
            init => _rows = value;
        }

        public double MeanSquaredLength
        {
            get => _meanSquaredLength;
            init => _meanSquaredLength = value;
        }

        public void Visit(StateVisitor visitor)
        {
            visitor.Doubles("standardization.means", Means);
            visitor.Doubles("standardization.deviations", Deviations);
            visitor.Doubles("standardization.constants", Constants);
            visitor.Number("standardization.rows", ref _rows);
            visitor.Number("standardization.mean_squared_length", ref _meanSquaredLength);
        }
    }

    /// <summary>Means, variances and extremes of rows that come portion by portion.</summary>
    /// <remarks>
    /// Sums of differences from the first row, so that a feature which never changes has a variance of exactly 0 and a large mean costs
    /// no digits; each portion's mean first, then its squares, and portions are merged by Chan, Golub and LeVeque, "Algorithms for
    /// computing the sample variance", The American Statistician 37(3), 1983, equation 1.5.
    /// </remarks>
    /// <param name="features">Numbers in a row.</param>
    /// <param name="origin">The first row of all; null: it is among the rows of the first portion.</param>
    public sealed class Moments(int features, float[]? origin = null)
    {
        private readonly double[] _means = new double[features];
        private readonly double[] _squares = new double[features];
        private readonly double[] _portionMeans = new double[features];
        private readonly double[] _portionSquares = new double[features];
        private readonly float[] _minima = new float[features];
        private readonly float[] _maxima = new float[features];
        private readonly int[] _portionZeros = new int[features];
        private readonly long[] _zeros = new long[features];
        private float[]? _origin = origin;
        private long _count;

        public void Add(ReadOnlySpan<float> rows)
        {
            if (rows.IsEmpty) return;
            if (_count == 0) Begin(rows[..features]);
            int count = rows.Length / features;
            Array.Clear(_portionMeans);
            Array.Clear(_portionSquares);
            Array.Clear(_portionZeros);
            for (int start = 0; start < rows.Length; start += features)
            {
                AddDifferences(rows.Slice(start, features));
                AddExtremes(rows.Slice(start, features));
            }

            for (int j = 0; j < features; j++)
            {
                _portionMeans[j] /= count;
                _zeros[j] += _portionZeros[j];
            }

            for (int start = 0; start < rows.Length; start += features) AddSquares(rows.Slice(start, features));

            Merge(_portionMeans, _portionSquares, count);
        }

        /// <summary>Bytes that <see cref="Write"/> writes.</summary>
        public static int BytesOf(int features) => checked(sizeof(long) + (features * ((2 * sizeof(double)) + (2 * sizeof(float)) + sizeof(long))));

        /// <summary>Writes what has been added.</summary>
        public void Write(MessageWriter writer)
        {
            writer.Long(_count);
            writer.Doubles(_means);
            writer.Doubles(_squares);
            writer.Floats(_minima);
            writer.Floats(_maxima);
            writer.Longs(_zeros);
        }

        /// <summary>Adds what others with the same origin have written.</summary>
        public void Add(ref MessageReader reader)
        {
            long count = reader.Long();
            ReadOnlySpan<double> means = reader.Doubles(features), squares = reader.Doubles(features);
            ReadOnlySpan<float> minima = reader.Floats(features), maxima = reader.Floats(features);
            ReadOnlySpan<long> zeros = reader.Longs(features);
            bool isFirst = _count == 0;
            for (int j = 0; j < features; j++)
            {
                _minima[j] = isFirst ? minima[j] : Math.Min(_minima[j], minima[j]);
                _maxima[j] = isFirst ? maxima[j] : Math.Max(_maxima[j], maxima[j]);
                _zeros[j] += zeros[j];
            }

            Merge(means, squares, count);
        }

        private void Merge(ReadOnlySpan<double> means, ReadOnlySpan<double> squares, long count)
        {
            long total = _count + count;
            for (int j = 0; j < features; j++)
            {
                double difference = means[j] - _means[j];
                _means[j] += difference * ((double)count / total);
                _squares[j] += squares[j] + (difference * difference * ((double)_count * count / total));
            }

            _count = total;
        }

        /// <summary>The root mean square of each feature.</summary>
        public void RootMeanSquares(Span<double> features)
        {
            for (int j = 0; j < features.Length; j++)
            {
                double mean = _origin![j] + _means[j];
                features[j] = Math.Sqrt((mean * mean) + (_squares[j] / _count));
            }
        }

        /// <summary>The standard deviation of each feature; of one that changes by no more than rounding its root mean square.</summary>
        public void Deviations(Span<double> features)
        {
            RootMeanSquares(features);
            for (int j = 0; j < features.Length; j++)
            {
                if (!ScaleOf(j).IsConstant) features[j] = Math.Sqrt(_squares[j] / _count);
            }
        }

        public Standardization ToStandardization()
        {
            var means = new double[features];
            var scales = new double[features];
            var isConstant = new bool[features];
            double meanSquaredLength = 0;
            for (int j = 0; j < features; j++)
            {
                means[j] = _origin![j] + _means[j];
                double variance = _squares[j] / _count;
                FeatureScale scale = ScaleOf(j);
                (scales[j], isConstant[j]) = (scale.Size, scale.IsConstant);
                meanSquaredLength += variance / (scale.Size * scale.Size);
            }

            return new Standardization(means, scales, isConstant, _count, meanSquaredLength);
        }

        private FeatureScale ScaleOf(int j) =>
            FeatureScale.Of(_origin![j] + _means[j], _squares[j] / _count, _minima[j], _maxima[j], (double)_zeros[j] / _count);

        private void Begin(ReadOnlySpan<float> row)
        {
            _origin ??= row.ToArray();
            row.CopyTo(_minima);
            row.CopyTo(_maxima);
        }

        private void AddExtremes(ReadOnlySpan<float> row)
        {
            ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(row);
            Span<Vector<float>> minima = MemoryMarshal.Cast<float, Vector<float>>(_minima.AsSpan());
            Span<Vector<float>> maxima = MemoryMarshal.Cast<float, Vector<float>>(_maxima.AsSpan());
            Span<Vector<int>> zeros = MemoryMarshal.Cast<int, Vector<int>>(_portionZeros.AsSpan());
            for (int i = 0; i < x.Length; i++)
            {
                minima[i] = Vector.Min(minima[i], x[i]);
                maxima[i] = Vector.Max(maxima[i], x[i]);

                // true is −1
                zeros[i] -= Vector.Equals(x[i], Vector<float>.Zero);
            }

            for (int j = x.Length * Vector<float>.Count; j < features; j++)
            {
                _minima[j] = Math.Min(_minima[j], row[j]);
                _maxima[j] = Math.Max(_maxima[j], row[j]);
                _portionZeros[j] += row[j] == 0 ? 1 : 0;
            }
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
