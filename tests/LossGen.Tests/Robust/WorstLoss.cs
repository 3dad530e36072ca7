namespace LossGen.Tests.Robust;

/// <summary>The worst losses that certified training takes, in double, written by the formulas row by row.</summary>
internal static class WorstLoss
{
    /// <summary>The mean over rows.</summary>
    public static double Of(
        double[] parameters, ParameterLayout layout, Activation? activation, float[] rows, int[] labels, double epsilon, Norm norm, double minimum, double maximum)
    {
        double sum = 0;
        int features = layout.First.Inputs;
        for (int r = 0; r < labels.Length; r++) sum += OfRow(parameters, layout, activation, rows.AsSpan(r * features, features), labels[r], epsilon, norm, minimum, maximum);
        return sum / labels.Length;
    }

    private static double OfRow(
        double[] p, ParameterLayout layout, Activation? activation, ReadOnlySpan<float> row, int label, double epsilon, Norm norm, double minimum, double maximum)
    {
        double[] low = new double[row.Length], high = new double[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            // Linear models are trained on the whole ball.
            low[i] = activation is null ? row[i] - epsilon : Math.Max(row[i] - epsilon, minimum);
            high[i] = activation is null ? row[i] + epsilon : Math.Min(row[i] + epsilon, maximum);
        }

        for (int l = 0; l < layout.Layers.Count; l++)
        {
            LayerShape layer = layout.Layers[l];
            double[] x = row.ToArray().Select(static v => (double)v).ToArray();
            double W(int k, int i) => p[layer.Weights + (k * layer.Inputs) + i];
            bool isBall = l == 0 && norm == Norm.L2;
            (double Centre, double Radius) Bound(Func<int, double> w, double bias)
            {
                double centre = bias, radius = 0;
                for (int i = 0; i < layer.Inputs; i++)
                {
                    centre += w(i) * (isBall ? x[i] : (low[i] + high[i]) / 2);
                    radius += isBall ? w(i) * w(i) : Math.Abs(w(i)) * (high[i] - low[i]) / 2;
                }

                return (centre, isBall ? epsilon * Math.Sqrt(radius) : radius);
            }

            if (l == layout.Layers.Count - 1)
            {
                if (layer.Units == 1)
                {
                    (double z, double reach) = Bound(i => W(0, i), p[layer.Biases]);
                    double margin = (label == 1 ? z : -z) - reach;
                    return Math.Log(1 + Math.Exp(-margin));
                }

                double total = 1;
                for (int j = 0; j < layer.Units; j++)
                {
                    if (j == label) continue;
                    int other = j;
                    (double difference, double reach) = Bound(i => W(other, i) - W(label, i), p[layer.Biases + j] - p[layer.Biases + label]);
                    total += Math.Exp(difference + reach);
                }

                return Math.Log(total);
            }

            double[] nextLow = new double[layer.Units], nextHigh = new double[layer.Units];
            for (int k = 0; k < layer.Units; k++)
            {
                int unit = k;
                (double centre, double radius) = Bound(i => W(unit, i), p[layer.Biases + k]);
                (nextLow[k], nextHigh[k]) = Range(activation!.Value, centre - radius, centre + radius);
            }

            (low, high) = (nextLow, nextHigh);
        }

        throw new InvalidOperationException("There is no last layer.");
    }

    /// <summary>The range of an activation over an interval: at its ends, and at the minimum if that is inside.</summary>
    private static (double Low, double High) Range(Activation activation, double left, double right)
    {
        double a = Value(activation, left), b = Value(activation, right), low = Math.Min(a, b);
        double? minimum = activation switch { Activation.Gelu => -0.7517915246935645, Activation.Silu => -1.2784645427610738, _ => null };
        if (minimum is { } at && left < at && right > at) low = Value(activation, at);
        return (low, Math.Max(a, b));
    }

    /// <summary>An activation.</summary>
    public static double Value(Activation activation, double z) => activation switch
    {
        Activation.Relu => Math.Max(z, 0),
        Activation.LeakyRelu => z > 0 ? z : 0.01f * z,
        Activation.Tanh => Math.Tanh(z),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
        Activation.Gelu => z * Kernels.NormalDistribution.Of(z),
        _ => z / (1 + Math.Exp(-z)),
    };
}
