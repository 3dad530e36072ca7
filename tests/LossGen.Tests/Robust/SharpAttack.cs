namespace LossGen.Tests.Robust;

/// <summary>An attacker in double, by the formulas: it follows the difference of two logits, which never saturates, and knows the worst change of a linear model.</summary>
internal sealed class SharpAttack
{
    private readonly LayerShape[] _layers;
    private readonly Activation? _activation;
    private readonly double[] _p;
    private readonly double[][] _inputs;
    private readonly double[][] _sums;

    public SharpAttack(ReadOnlySpan<float> parameters, ParameterLayout layout, Activation? activation)
    {
        _layers = [.. layout.Layers];
        _activation = activation;
        _p = Array.ConvertAll(parameters.ToArray(), static p => (double)p);
        _inputs = [.. _layers.Select(static layer => new double[layer.Inputs])];
        _sums = [.. _layers.Select(static layer => new double[layer.Units])];
    }

    private LayerShape Last => _layers[^1];

    private bool IsBinary => Last.Units == 1;

    /// <summary>z_y − z_j for each class j, whose own place holds +∞; of two classes with one logit, ±z for the other.</summary>
    public double[] Margins(ReadOnlySpan<double> row, int label)
    {
        Forward(row);
        double[] z = _sums[^1];
        if (IsBinary) return label == 1 ? [z[0], double.PositiveInfinity] : [double.PositiveInfinity, -z[0]];
        double own = z[label];
        double[] margins = Array.ConvertAll(z, zj => own - zj);
        margins[label] = double.PositiveInfinity;
        return margins;
    }

    /// <summary>Steps of falling length down the margin against a class, or against whichever is nearest (−1), each back into the ball: all points on the way.</summary>
    public IEnumerable<double[]> Descend(ChangeBall ball, double[] start, int label, int against, int steps)
    {
        double[] x = [.. start];
        for (int step = 0; step < steps; step++)
        {
            double[] slope = Slope(x, label, against), moved = new double[x.Length];
            double size = ball.Size * Math.Pow(0.9, step), length = Math.Sqrt(slope.Sum(static s => s * s));
            for (int i = 0; i < x.Length; i++)
                moved[i] = x[i] - (ball.Norm == Norm.LInfinity ? size * Math.Sign(slope[i]) : length > 0 ? size * slope[i] / length : 0);
            x = ball.Project(moved);
            yield return x;
        }
    }

    /// <summary>The worst change of a linear model towards a class: along the difference of the weights, each number as far as its range goes.</summary>
    public double[] WorstOfLinear(ChangeBall ball, int label, int against)
    {
        double[] d = Slope(new double[Last.Inputs], label, against), x = new double[d.Length];
        if (ball.Norm == Norm.LInfinity) return ball.Project([.. ball.Row.Select((xi, i) => xi - (ball.Size * Math.Sign(d[i])))]);

        // x(t) = row − t d, cut by the range, is farther from the row the larger t is: the t of the ball's border, by halving.
        double low = 0, high = 1;
        while (Length(high) < ball.Size && high < 1e150) high *= 4;
        for (int i = 0; i < 200; i++)
        {
            double middle = (low + high) / 2;
            if (Length(middle) < ball.Size) low = middle;
            else high = middle;
        }

        Length(low);
        return x;

        double Length(double t)
        {
            double squares = 0;
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = Math.Clamp(ball.Row[i] - (t * d[i]), ball.Minimum, ball.Maximum);
                squares += (x[i] - ball.Row[i]) * (x[i] - ball.Row[i]);
            }

            return Math.Sqrt(squares);
        }
    }

    /// <summary>Of a linear model the distance from a class without a range: the margin over the dual norm of the difference of the weights.</summary>
    public double Distance(ReadOnlySpan<double> row, int label, int against, Norm norm)
    {
        double[] d = Slope(row, label, against);
        return Margins(row, label)[against] / (norm == Norm.L2 ? Math.Sqrt(d.Sum(static x => x * x)) : d.Sum(Math.Abs));
    }

    /// <summary>Of a linear model the sum of the magnitudes of all terms of the two logits with the largest ones.</summary>
    public double Magnitude(ReadOnlySpan<double> row)
    {
        double largest = 0;
        for (int k = 0; k < Last.Units; k++)
        {
            double sum = Math.Abs(_p[Last.Biases + k]);
            for (int i = 0; i < row.Length; i++) sum += Math.Abs(_p[Last.Weights + (k * Last.Inputs) + i] * row[i]);
            largest = Math.Max(largest, sum);
        }

        return 2 * largest;
    }

    private void Forward(ReadOnlySpan<double> row)
    {
        row.CopyTo(_inputs[0]);
        for (int l = 0; l < _layers.Length; l++)
        {
            LayerShape layer = _layers[l];
            double[] x = _inputs[l], z = _sums[l];
            for (int k = 0; k < z.Length; k++)
            {
                double sum = _p[layer.Biases + k];
                ReadOnlySpan<double> w = _p.AsSpan(layer.Weights + (k * layer.Inputs), layer.Inputs);
                for (int i = 0; i < w.Length; i++) sum += w[i] * x[i];
                z[k] = sum;
            }

            if (l + 1 == _layers.Length) return;
            for (int k = 0; k < z.Length; k++) _inputs[l + 1][k] = WorstLoss.Value(_activation!.Value, z[k]);
        }
    }

    /// <summary>The gradient by the row of a margin.</summary>
    private double[] Slope(ReadOnlySpan<double> row, int label, int against)
    {
        double[] margins = Margins(row, label), delta = new double[Last.Units];
        if (against < 0) against = Array.IndexOf(margins, margins.Min());
        if (IsBinary) delta[0] = label == 1 ? 1 : -1;
        else (delta[label], delta[Math.Max(against, 0)]) = (1, -1);
        for (int l = _layers.Length - 1; ; l--)
        {
            LayerShape layer = _layers[l];
            var back = new double[layer.Inputs];
            for (int k = 0; k < delta.Length; k++)
            {
                if (delta[k] == 0) continue;
                ReadOnlySpan<double> w = _p.AsSpan(layer.Weights + (k * layer.Inputs), layer.Inputs);
                for (int i = 0; i < w.Length; i++) back[i] += delta[k] * w[i];
            }

            if (l == 0) return back;
            for (int i = 0; i < back.Length; i++) back[i] *= Derivative(_activation!.Value, _sums[l - 1][i]);
            delta = back;
        }
    }

    private static double Derivative(Activation activation, double z)
    {
        double value = WorstLoss.Value(activation, z);
        return activation switch
        {
            Activation.Relu => z > 0 ? 1 : 0,
            Activation.LeakyRelu => z > 0 ? 1 : 0.01f,
            Activation.Tanh => 1 - (value * value),
            Activation.Sigmoid => value * (1 - value),
            Activation.Gelu => Kernels.NormalDistribution.Of(z) + (z * Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI)),
            _ => Sigmoid(z) * (1 + (z * (1 - Sigmoid(z)))),
        };
    }

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));
}
