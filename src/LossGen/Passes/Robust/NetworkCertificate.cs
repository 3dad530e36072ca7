using LossGen.Numerics;

namespace LossGen.Passes;

/// <summary>The certificate of a network: the largest size, by bisection, at which bounds of all margins over the changes are still above 0.</summary>
/// <remarks>
/// <para>Interval bounds through all layers, the last one by differences (Gowal et al. 2018). For one hidden layer of ReLU or leaky ReLU also the linear bounds of CROWN
/// (Zhang, Weng, Chen, Hsieh and Daniel, "Efficient neural network robustness certification with general activation functions", NeurIPS 2018): each unit lies between
/// two lines over its interval, so a margin lies above a linear function of the row, whose smallest value is known. The larger of both bounds counts.</para>
/// <para>A size that is certified is certified for all smaller ones: whether the bounds are monotone does not matter.</para>
/// </remarks>
internal readonly ref struct NetworkCertificate
{
    // To 6e-8 of the radius, as float32 resolves it. Each takes bounds through the whole network.
    private const int Halvings = 24;

    // Measured errors of the activations are at most 7.6 ulp; 16 ulp, and what subnormal results may lose.
    private const double ActivationError = 16.0 / (1 << 23), ActivationSubnormal = 1e-37;
    private const double LeakySlope = 0.01f;
    private const double GeluMinimum = -0.751791524693564, SiluMinimum = -1.27846454276107;

    private readonly ReadOnlySpan<float> _parameters;
    private readonly LayerShape[] _layers;
    private readonly Activation _activation;
    private readonly ChangeBox _box;
    private readonly int _label;
    private readonly Span<double> _memory;
    private readonly int _widest;

    /// <summary>Prepares for a row.</summary>
    public NetworkCertificate(ReadOnlySpan<float> parameters, LayerShape[] layers, Activation activation, in ChangeBox box, int label, Span<double> memory)
    {
        _parameters = parameters;
        _layers = layers;
        _activation = activation;
        _box = box;
        _label = label;
        _memory = memory;
        _widest = WidestOf(layers);
    }

    private Span<double> Lower => _memory[.._widest];

    private Span<double> Upper => _memory.Slice(_widest, _widest);

    private Span<double> NextLower => _memory.Slice(2 * _widest, _widest);

    private Span<double> NextUpper => _memory.Slice(3 * _widest, _widest);

    private Span<double> Line => _memory.Slice(4 * _widest, _widest);

    /// <summary>The errors of the first layer's z, for CROWN.</summary>
    private Span<double> Errors => _memory.Slice(5 * _widest, _widest);

    private bool HasLines => _layers.Length == 2 && _activation is Activation.Relu or Activation.LeakyRelu;

    private LayerShape Last => _layers[^1];

    /// <summary>Doubles of memory.</summary>
    public static int LengthFor(LayerShape[] layers) => 6 * WidestOf(layers);

    /// <summary>The radius within which the row keeps its class.</summary>
    public double Radius()
    {
        if (!IsKept(0)) return 0;
        double largest = _box.Largest, low = 0, high = 1;
        if (double.IsFinite(largest) && IsKept(largest)) return double.PositiveInfinity;
        while (high < largest && high < 1e30 && IsKept(high)) (low, high) = (high, high * 2);
        if (high >= 1e30) return double.PositiveInfinity;
        if (low == 0) for (; high > 1e-30 && !IsKept(high / 2);) high /= 2;
        if (low == 0) low = high / 2;
        if (high <= 1e-30) return 0;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = low + ((high - low) / 2);
            if (IsKept(middle)) low = middle;
            else high = middle;
        }

        return low;
    }

    /// <summary>Whether every margin is above 0 over all changes up to a size, rounding included.</summary>
    private bool IsKept(double size)
    {
        for (int l = 0; l < _layers.Length - 1; l++)
        {
            if (!(l == 0 ? FirstLayer(size) : Layer(l))) return false;
            if (l == 0 && HasLines)
            {
                NextLower.CopyTo(Lower);
                NextUpper.CopyTo(Upper);
                return HasMarginsByLines(size);
            }

            for (int unit = 0; unit < _layers[l].Units; unit++) (Lower[unit], Upper[unit]) = Activated(NextLower[unit], NextUpper[unit]);
        }

        return HasMargins();
    }

    /// <summary>Bounds of the first layer's z as float32 computes it, and how far that is from the real one; false if a sum might become infinite.</summary>
    private bool FirstLayer(double size)
    {
        LayerShape layer = _layers[0];
        double gamma = Certificate.Gamma(layer.Inputs + 2), lost = Certificate.Subnormal(layer.Inputs + 2);
        Span<double> line = Line[..layer.Inputs];
        for (int unit = 0; unit < layer.Units; unit++)
        {
            double z = _parameters[layer.Biases + unit], magnitude = Math.Abs(z);
            for (int i = 0; i < layer.Inputs; i++)
            {
                double w = _parameters[layer.Weights + (unit * layer.Inputs) + i];
                line[i] = w;
                z += w * _box.Row[i];
                magnitude += Math.Abs(w) * (Math.Abs(_box.Row[i]) + size);
            }

            if (!(magnitude <= Certificate.MostMagnitude)) return false;
            double error = (gamma * magnitude) + lost;
            Errors[unit] = error;
            double down = _box.Fall(line, size);
            for (int i = 0; i < layer.Inputs; i++) line[i] = -line[i];
            NextLower[unit] = z - down - error;
            NextUpper[unit] = z + _box.Fall(line, size) + error;
        }

        return true;
    }

    /// <summary>Bounds of the z of a layer from those of its inputs; false if a sum might become infinite.</summary>
    private bool Layer(int l)
    {
        LayerShape layer = _layers[l];
        double gamma = Certificate.Gamma(layer.Inputs + 2), lost = Certificate.Subnormal(layer.Inputs + 2);
        for (int unit = 0; unit < layer.Units; unit++)
        {
            double bias = _parameters[layer.Biases + unit], low = bias, high = bias, magnitude = Math.Abs(bias);
            for (int i = 0; i < layer.Inputs; i++)
            {
                double w = _parameters[layer.Weights + (unit * layer.Inputs) + i];
                low += w * (w > 0 ? Lower[i] : Upper[i]);
                high += w * (w > 0 ? Upper[i] : Lower[i]);
                magnitude += Math.Abs(w) * Math.Max(Math.Abs(Lower[i]), Math.Abs(Upper[i]));
            }

            if (!(magnitude <= Certificate.MostMagnitude)) return false;
            double error = (gamma * magnitude) + lost;
            NextLower[unit] = low - error;
            NextUpper[unit] = high + error;
        }

        return true;
    }

    /// <summary>Whether all margins are above 0 by the bounds of the last layer's inputs.</summary>
    private bool HasMargins()
    {
        for (int other = -1; other < Last.Units; other++)
        {
            if (!IsOpponent(other)) continue;
            Margin(other, out double constant, out double error);
            for (int i = 0; i < Last.Inputs; i++)
            {
                Weights(other, i, out double own, out double their);
                double difference = own - their;
                constant += difference * (difference > 0 ? Lower[i] : Upper[i]);
                error += Certificate.Gamma(Last.Inputs + 2) * (Math.Abs(own) + Math.Abs(their)) * Math.Max(Math.Abs(Lower[i]), Math.Abs(Upper[i]));
            }

            if (!(constant > error && IsFinite(error))) return false;
        }

        return true;
    }

    /// <summary>Whether all margins are above 0, each by the better of intervals and lines.</summary>
    private bool HasMarginsByLines(double size)
    {
        LayerShape first = _layers[0];
        double slope = _activation == Activation.LeakyRelu ? LeakySlope : 0;
        for (int other = -1; other < Last.Units; other++)
        {
            if (!IsOpponent(other)) continue;
            Margin(other, out double byIntervals, out double error);
            double byLines = byIntervals;
            Span<double> line = Line[..first.Inputs];
            line.Clear();
            for (int unit = 0; unit < first.Units; unit++)
            {
                Weights(other, unit, out double own, out double their);
                double a = own - their, low = Lower[unit], high = Upper[unit];
                double largest = Math.Max(high, -slope * low), sizes = Math.Abs(own) + Math.Abs(their);

                // Of the last sum; of z, which the activation passes on at a slope of 1 at most; of the leaky product.
                double ofActivation = slope == 0 ? 0 : (ActivationError * Math.Max(largest, 0)) + ActivationSubnormal;
                error += sizes * ((Certificate.Gamma(Last.Inputs + 2) * Math.Max(largest, 0)) + Errors[unit] + ofActivation);
                double atLow = low > 0 ? low : slope * low, atHigh = high > 0 ? high : slope * high;
                byIntervals += a * (a > 0 ? atLow : atHigh);

                (double k, double t) = a > 0 ? Below(low, high, slope) : Above(low, high, slope);
                byLines += a * t;
                AddUnit(a * k, unit, line, ref byLines);
            }

            byLines -= _box.Fall(line, size);
            if (!(Math.Max(byIntervals, byLines) > error && IsFinite(error))) return false;
        }

        return true;
    }

    /// <summary>Whether no sum of the last layer can become infinite: its error is γ times the magnitudes of its terms, or more.</summary>
    private bool IsFinite(double error) => error <= Certificate.Gamma(Last.Inputs + 2) * Certificate.MostMagnitude;

    /// <summary>Adds a factor times the real z of a unit of the first layer: its weights to the line, its value at the row to the constant.</summary>
    private void AddUnit(double factor, int unit, Span<double> line, ref double constant)
    {
        if (factor == 0) return;
        LayerShape first = _layers[0];
        double z = _parameters[first.Biases + unit];
        for (int i = 0; i < line.Length; i++)
        {
            double w = _parameters[first.Weights + (unit * first.Inputs) + i];
            line[i] += factor * w;
            z += w * _box.Row[i];
        }

        constant += factor * z;
    }

    /// <summary>A line below the activation over an interval: of the two slopes that which loses less.</summary>
    private static (double Slope, double Offset) Below(double low, double high, double slope) =>
        low >= 0 ? (1, 0) : high <= 0 ? (slope, 0) : (high > -low ? 1 : slope, 0);

    /// <summary>The line above it: through both ends.</summary>
    private static (double Slope, double Offset) Above(double low, double high, double slope)
    {
        if (low >= 0) return (1, 0);
        if (high <= 0) return (slope, 0);
        double k = (high - (slope * low)) / (high - low);
        return (k, (slope * low) - (k * low));
    }

    /// <summary>Whether a margin against this unit counts; −1 stands for the logit of class 0 of a binary model, which is 0.</summary>
    private bool IsOpponent(int unit) => Last.Units == 1 ? unit == -1 : unit >= 0 && unit != _label;

    /// <summary>The difference of the biases, and its share of the error.</summary>
    private void Margin(int other, out double constant, out double error)
    {
        double own, their = 0;
        if (Last.Units == 1) own = _label == 1 ? _parameters[Last.Biases] : -_parameters[Last.Biases];
        else (own, their) = (_parameters[Last.Biases + _label], _parameters[Last.Biases + other]);
        constant = own - their;
        error = (Certificate.Gamma(Last.Inputs + 2) * (Math.Abs(own) + Math.Abs(their))) + (2 * Certificate.Subnormal(Last.Inputs + 2));
    }

    /// <summary>The weights of an input of the last layer for the own logit and for another.</summary>
    private void Weights(int other, int input, out double own, out double their)
    {
        their = 0;
        if (Last.Units == 1)
        {
            own = _parameters[Last.Weights + input];
            if (_label == 0) own = -own;
            return;
        }

        own = _parameters[Last.Weights + (_label * Last.Inputs) + input];
        their = _parameters[Last.Weights + (other * Last.Inputs) + input];
    }

    /// <summary>Bounds of the activation as float32 computes it over an interval of z.</summary>
    private (double Low, double High) Activated(double low, double high)
    {
        double atLow = Value(low), atHigh = Value(high);
        (double least, double most) = (Math.Min(atLow, atHigh), Math.Max(atLow, atHigh));
        double? minimum = _activation switch { Activation.Gelu => GeluMinimum, Activation.Silu => SiluMinimum, _ => null };
        if (minimum is { } at && low < at && high > at) least = Value(at) - 1e-12;
        return (least - (ActivationError * Math.Abs(least)) - ActivationSubnormal, most + (ActivationError * Math.Abs(most)) + ActivationSubnormal);
    }

    private double Value(double z) => _activation switch
    {
        Activation.Relu => Math.Max(z, 0),
        Activation.LeakyRelu => z > 0 ? z : LeakySlope * z,
        Activation.Tanh => Math.Tanh(z),
        Activation.Sigmoid => StableMath.Sigmoid(z),
        Activation.Gelu => z * NormalTail.Above(-z),
        _ => z * StableMath.Sigmoid(z),
    };

    private static int WidestOf(LayerShape[] layers)
    {
        int widest = 0;
        foreach (LayerShape layer in layers) widest = Math.Max(widest, Math.Max(layer.Inputs, layer.Units));
        return widest;
    }
}
