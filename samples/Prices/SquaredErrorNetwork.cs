namespace Prices;

/// <summary>One hidden layer of rectified units and one output, trained on the mean squared error of standardised values by Adam: what is commonly used instead of bins.</summary>
internal sealed class SquaredErrorNetwork
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;
    private readonly int _features;
    private readonly int _units;
    private readonly double[] _parameters;
    private readonly double[] _hidden;
    private double _mean;
    private double _deviation = 1;

    public SquaredErrorNetwork(int features, int units, int seed)
    {
        _features = features;
        _units = units;
        _hidden = new double[units];
        _parameters = new double[(units * (features + 2)) + 1];
        var random = new Random(seed);

        // He et al. 2015 for the hidden layer; the last one begins at 0, as the network beside it does.
        for (int i = 0; i < units * features; i++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            _parameters[i] = normal * Math.Sqrt(2.0 / features);
        }
    }

    private int Biases => _units * _features;

    private int Output => Biases + _units;

    public double Predict(ReadOnlySpan<float> row) => _mean + (_deviation * Forward(row));

    /// <summary>Trains; the rate falls to 0 by a cosine, as that of the network beside it.</summary>
    public void Fit(float[] rows, float[] values, int epochs, int batch, double rate, double penalty, int seed)
    {
        _mean = values.Average(static value => (double)value);
        _deviation = Math.Sqrt(values.Average(value => (value - _mean) * (value - _mean)));
        int[] order = [.. Enumerable.Range(0, values.Length)];
        var random = new Random(seed);
        double[] gradient = new double[_parameters.Length], first = new double[_parameters.Length], second = new double[_parameters.Length];
        long step = 0;
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            random.Shuffle(order);
            double now = rate * (1 + Math.Cos(Math.PI * epoch / epochs)) / 2;
            for (int start = 0; start < order.Length; start += batch)
            {
                ReadOnlySpan<int> some = order.AsSpan(start, Math.Min(batch, order.Length - start));
                Array.Clear(gradient);
                foreach (int row in some) AddGradient(rows.AsSpan(row * _features, _features), (values[row] - _mean) / _deviation, gradient);
                step++;
                double correction1 = 1 - Math.Pow(Beta1, step), correction2 = 1 - Math.Pow(Beta2, step);
                for (int i = 0; i < gradient.Length; i++)
                {
                    bool isWeight = i < Biases || (i >= Output && i < gradient.Length - 1);
                    double g = (gradient[i] / some.Length) + (isWeight ? penalty * _parameters[i] : 0);
                    first[i] = (Beta1 * first[i]) + ((1 - Beta1) * g);
                    second[i] = (Beta2 * second[i]) + ((1 - Beta2) * g * g);
                    _parameters[i] -= now * (first[i] / correction1) / (Math.Sqrt(second[i] / correction2) + Epsilon);
                }
            }
        }
    }

    private double Forward(ReadOnlySpan<float> row)
    {
        double output = _parameters[^1];
        for (int u = 0; u < _units; u++)
        {
            double sum = _parameters[Biases + u];
            for (int j = 0; j < row.Length; j++) sum += _parameters[(u * _features) + j] * row[j];
            _hidden[u] = Math.Max(0, sum);
            output += _parameters[Output + u] * _hidden[u];
        }

        return output;
    }

    /// <summary>Of ½ (output − value)².</summary>
    private void AddGradient(ReadOnlySpan<float> row, double value, double[] gradient)
    {
        double residual = Forward(row) - value;
        gradient[^1] += residual;
        for (int u = 0; u < _units; u++)
        {
            gradient[Output + u] += residual * _hidden[u];
            if (_hidden[u] <= 0) continue;
            double delta = residual * _parameters[Output + u];
            gradient[Biases + u] += delta;
            for (int j = 0; j < row.Length; j++) gradient[(u * _features) + j] += delta * row[j];
        }
    }
}
