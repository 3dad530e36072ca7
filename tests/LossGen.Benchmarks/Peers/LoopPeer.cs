namespace LossGen.Benchmarks.Peers;

/// <summary>The loops that one writes by hand, one row after another.</summary>
internal sealed class LoopPeer(Shape shape, DataSet data) : ManagedPeer("C# loops", shape, data)
{
    private readonly float[] _gradient = new float[shape.Classes * shape.Features];
    private readonly float[] _biasGradient = new float[shape.Classes];
    private readonly float[] _residuals = new float[shape.Classes];

    protected override void Step(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, float rate)
    {
        Array.Clear(_gradient);
        Array.Clear(_biasGradient);
        int features = Shape.Features;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * features, features);
            Residuals(row, labels[i]);
            for (int c = 0; c < _residuals.Length; c++)
            {
                float residual = _residuals[c];
                Span<float> gradient = _gradient.AsSpan(c * features, features);
                for (int f = 0; f < gradient.Length; f++) gradient[f] += residual * row[f];
                _biasGradient[c] += residual;
            }
        }

        float factor = rate / labels.Length;
        for (int k = 0; k < _gradient.Length; k++) Weights[k] -= factor * _gradient[k];
        for (int c = 0; c < _biasGradient.Length; c++) Biases[c] -= factor * _biasGradient[c];
    }

    /// <summary>softmax(W x + b), less 1 for the true class.</summary>
    private void Residuals(ReadOnlySpan<float> row, int label)
    {
        float highest = float.NegativeInfinity;
        for (int c = 0; c < _residuals.Length; c++)
        {
            ReadOnlySpan<float> weights = Weights.AsSpan(c * row.Length, row.Length);
            float logit = Biases[c];
            for (int f = 0; f < weights.Length; f++) logit += weights[f] * row[f];
            _residuals[c] = logit;
            highest = MathF.Max(highest, logit);
        }

        float sum = 0;
        for (int c = 0; c < _residuals.Length; c++) sum += _residuals[c] = MathF.Exp(_residuals[c] - highest);
        for (int c = 0; c < _residuals.Length; c++) _residuals[c] /= sum;
        _residuals[label] -= 1;
    }
}
