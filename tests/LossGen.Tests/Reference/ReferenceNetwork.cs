using LossGen.Tests.Kernels;

namespace LossGen.Tests.Reference;

/// <summary>
/// A network in plain double arithmetic, one number at a time: its hidden layers by the definition of backpropagation, its last layer and loss by
/// <see cref="ReferenceModel"/>, to which the last hidden layer's outputs are rows.
/// </summary>
/// <param name="task">What the outputs mean.</param>
/// <param name="classes">Classes or labels.</param>
/// <param name="widths">The number of features, then the units of each layer.</param>
/// <param name="activation">What follows each hidden layer.</param>
/// <param name="parameters">Layer after layer, weights [unit][input], then biases.</param>
public sealed class ReferenceNetwork(ClassificationTask task, int classes, int[] widths, Activation activation, double[] parameters)
{
    private readonly ExactActivation _f = ExactActivation.Of(activation);

    public double[] Parameters => parameters;

    /// <summary>What the outputs of each hidden layer are multiplied with, row by row; none where nothing is dropped.</summary>
    public IReadOnlyList<double[]>? Masks { get; set; }

    private int Hidden => widths.Length - 2;

    /// <summary>The logits of one row.</summary>
    public double[] Logits(ReadOnlySpan<double> row) => Last().Logits(Outputs(row.ToArray())[^1]);

    /// <summary>The probabilities of one row, one a class.</summary>
    public double[] Probabilities(ReadOnlySpan<double> row) => Last().Probabilities(Outputs(row.ToArray())[^1]);

    /// <summary>The mean loss of the rows, in nats.</summary>
    public double Loss(double[] rows, Truth truth, LossOptions? options = null) => Last().Loss(Outputs(rows)[^1], truth, options);

    /// <summary>The gradients of the mean loss with respect to the parameters and to the rows.</summary>
    public (double[] Parameters, double[] Rows) Gradients(double[] rows, Truth truth, LossOptions? options = null)
    {
        List<double[]> sums = [], outputs = Outputs(rows, sums);
        (double[] ofLast, double[] delta) = Last().Gradients(outputs[^1], truth, options);
        var gradient = new double[parameters.Length];
        ofLast.CopyTo(gradient, Start(Hidden));
        for (int layer = Hidden - 1; layer >= 0; layer--)
        {
            // delta is dL/dh of this layer; behind f′ it is dL/dz.
            for (int i = 0; i < delta.Length; i++) delta[i] *= (Masks is null ? 1 : Masks[layer][i]) * _f.Derivative(sums[layer][i]);
            delta = Backward(layer, outputs[layer], delta, gradient);
        }

        return (gradient, delta);
    }

    /// <summary>Adds the gradient of a layer from its dL/dz and returns its dL/dx.</summary>
    private double[] Backward(int layer, double[] inputs, double[] delta, double[] gradient)
    {
        int width = widths[layer], units = widths[layer + 1], weights = Start(layer), biases = weights + (width * units);
        var below = new double[inputs.Length];
        for (int r = 0; r < delta.Length / units; r++)
        {
            for (int k = 0; k < units; k++)
            {
                double d = delta[(r * units) + k];
                gradient[biases + k] += d;
                for (int j = 0; j < width; j++)
                {
                    gradient[weights + (k * width) + j] += d * inputs[(r * width) + j];
                    below[(r * width) + j] += d * parameters[weights + (k * width) + j];
                }
            }
        }

        return below;
    }

    /// <summary>The rows, then the outputs of each hidden layer; what went into its activation is added to <paramref name="sums"/>.</summary>
    private List<double[]> Outputs(double[] rows, List<double[]>? sums = null)
    {
        List<double[]> outputs = [rows];
        for (int layer = 0; layer < Hidden; layer++)
        {
            double[] z = Sums(layer, outputs[layer]);
            sums?.Add(z);
            double[] h = Array.ConvertAll(z, value => _f.Value(value));
            for (int i = 0; Masks is not null && i < h.Length; i++) h[i] *= Masks[layer][i];
            outputs.Add(h);
        }

        return outputs;
    }

    /// <summary>z = W x + b of every row.</summary>
    private double[] Sums(int layer, double[] inputs)
    {
        int width = widths[layer], units = widths[layer + 1], weights = Start(layer), count = inputs.Length / width;
        var z = new double[count * units];
        for (int r = 0; r < count; r++)
        {
            for (int k = 0; k < units; k++)
            {
                double sum = 0;
                for (int j = 0; j < width; j++) sum += parameters[weights + (k * width) + j] * inputs[(r * width) + j];
                z[(r * units) + k] = sum + parameters[weights + (width * units) + k];
            }
        }

        return z;
    }

    /// <summary>Where a layer begins among the parameters.</summary>
    private int Start(int layer)
    {
        int start = 0;
        for (int i = 0; i < layer; i++) start += (widths[i] + 1) * widths[i + 1];
        return start;
    }

    private ReferenceModel Last() => new(new ModelShape(task, widths[Hidden], classes), parameters[Start(Hidden)..]);
}
