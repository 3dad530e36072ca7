using System.Numerics.Tensors;

namespace LossGen.Benchmarks.Peers;

/// <summary>The same with the vectorised building blocks of System.Numerics.Tensors.</summary>
internal sealed class TensorPrimitivesPeer(Shape shape, DataSet data) : ManagedPeer("TensorPrimitives", shape, data)
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
                Span<float> gradient = _gradient.AsSpan(c * features, features);
                TensorPrimitives.MultiplyAdd(row, _residuals[c], gradient, gradient);
            }

            TensorPrimitives.Add(_biasGradient, _residuals, _biasGradient);
        }

        float factor = -rate / labels.Length;
        TensorPrimitives.MultiplyAdd(_gradient, factor, Weights, Weights);
        TensorPrimitives.MultiplyAdd(_biasGradient, factor, Biases, Biases);
    }

    private void Residuals(ReadOnlySpan<float> row, int label)
    {
        for (int c = 0; c < _residuals.Length; c++)
        {
            _residuals[c] = Biases[c] + TensorPrimitives.Dot(Weights.AsSpan(c * row.Length, row.Length), row);
        }

        // TensorPrimitives.SoftMax does not subtract the maximum, and overflows.
        TensorPrimitives.Subtract(_residuals, TensorPrimitives.Max<float>(_residuals), _residuals);
        TensorPrimitives.Exp<float>(_residuals, _residuals);
        TensorPrimitives.Divide(_residuals, TensorPrimitives.Sum<float>(_residuals), _residuals);
        _residuals[label] -= 1;
    }
}
