namespace LossGen.Passes;

/// <summary>
/// The certificate of a linear model, exact but for the rounding that the model's own logits have: the smallest size at which the worst change makes a margin vanish.
/// </summary>
/// <remarks>
/// Under |δ| ≤ ε the margin z_y − z_j is at least (w_y − w_j)·x + b_y − b_j − ε‖w_y − w_j‖ with the dual norm, and that change exists; with a range the fall
/// is Σ over clipped changes. Of the radii over all j the smallest counts.
/// </remarks>
internal readonly ref struct LinearCertificate
{
    // A bisection in double is through after 53 + 11 halvings at the latest.
    private const int Halvings = 60;

    private readonly ReadOnlySpan<float> _parameters;
    private readonly LayerShape _layer;
    private readonly ChangeBox _box;
    private readonly Span<double> _difference;
    private readonly Span<double> _sizes;

    /// <summary>Prepares for a row.</summary>
    public LinearCertificate(ReadOnlySpan<float> parameters, LayerShape layer, in ChangeBox box, Span<double> memory)
    {
        _parameters = parameters;
        _layer = layer;
        _box = box;
        _difference = memory[..layer.Inputs];
        _sizes = memory.Slice(layer.Inputs, layer.Inputs);
    }

    /// <summary>Doubles of memory.</summary>
    public static int LengthFor(int features) => 2 * features;

    /// <summary>The radius within which the row keeps a class.</summary>
    public double Radius(int label)
    {
        // A binary model has one logit, that of class 1; the other one's is 0.
        if (_layer.Units == 1) return RadiusAgainst(label == 1 ? 0 : -1, label == 1 ? -1 : 0);
        double smallest = double.PositiveInfinity;
        for (int j = 0; j < _layer.Units && smallest > 0; j++)
        {
            if (j != label) smallest = Math.Min(smallest, RadiusAgainst(label, j));
        }

        return smallest;
    }

    /// <summary>The radius within which one logit stays above another; −1 stands for a logit that is always 0.</summary>
    private double RadiusAgainst(int own, int other)
    {
        ReadOnlySpan<float> a = WeightsOf(own), b = WeightsOf(other);
        double ownBias = own < 0 ? 0 : _parameters[_layer.Biases + own], otherBias = other < 0 ? 0 : _parameters[_layer.Biases + other];
        double margin = ownBias - otherBias, magnitude = Math.Abs(ownBias) + Math.Abs(otherBias);
        for (int i = 0; i < _difference.Length; i++)
        {
            double w = own < 0 ? 0 : a[i], v = other < 0 ? 0 : b[i];
            _difference[i] = w - v;
            _sizes[i] = Math.Abs(w) + Math.Abs(v);
            margin += _difference[i] * _box.Row[i];
            magnitude += _sizes[i] * Math.Abs(_box.Row[i]);
        }

        // The logits' own error at the row, and what it grows by for each unit of change.
        int terms = _difference.Length + 2;
        double gamma = Certificate.Gamma(terms), growth = gamma * _box.DualNorm(_sizes);
        double slack = margin - (gamma * magnitude) - (2 * Certificate.Subnormal(terms));
        if (!(slack > 0)) return 0;
        double dual = _box.DualNorm(_difference);
        double radius = !_box.HasRange ? Rounded(slack / (dual + growth))
            : _box.Norm == Norm.L2 ? WithRangeL2(slack, growth)
            : WithRange(slack, growth, dual);
        return Math.Min(radius, WithoutOverflow(magnitude));
    }

    /// <summary>The size up to which no sum of a logit can become infinite; +∞ where none can at any size within the range.</summary>
    private double WithoutOverflow(double magnitude)
    {
        double room = Certificate.MostMagnitude - magnitude, rate = _box.DualNorm(_sizes);
        if (!(room > 0)) return 0;
        return rate * _box.Largest <= room ? double.PositiveInfinity : Rounded(room / rate);
    }

    private double WithRange(double slack, double growth, double dual)
    {
        // The range only takes changes away, so the radius without it is one, too.
        double low = slack / (dual + growth), high = _box.Largest;
        if (double.IsFinite(high) && (low >= high || IsKept(high, slack, growth))) return double.PositiveInfinity;
        if (!double.IsFinite(high)) for (high = 2 * low; double.IsFinite(high) && IsKept(high, slack, growth);) high *= 2;
        if (!double.IsFinite(high)) return double.PositiveInfinity;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = low + ((high - low) / 2);
            if (IsKept(middle, slack, growth)) low = middle;
            else high = middle;
        }

        return Rounded(low);
    }

    private bool IsKept(double size, double slack, double growth) => slack - (growth * size) - _box.Fall(_difference, size) > 0;

    private double WithRangeL2(double slack, double growth)
    {
        double high = 1;
        while (high < 1e300 && IsKeptAlong(high, slack, growth, out _)) high *= 4;
        if (high >= 1e300) return double.PositiveInfinity;
        double low = 0;
        for (int i = 0; i < 4 * Halvings && low + ((high - low) / 2) is var middle && middle > low && middle < high; i++)
        {
            if (IsKeptAlong(middle, slack, growth, out _)) low = middle;
            else high = middle;
        }

        IsKeptAlong(low, slack, growth, out double length);
        return Rounded(length);
    }

    private bool IsKeptAlong(double t, double slack, double growth, out double length)
    {
        _box.Along(_difference, t, out double fall, out length);
        return slack - (growth * length) - fall > 0;
    }

    /// <summary>Less by more than the rounding of sums of as many squares and products in double.</summary>
    private double Rounded(double radius) => double.IsNaN(radius) ? 0 : radius * (1 - ((_difference.Length + 16) * (1.0 / (1L << 52))));

    private ReadOnlySpan<float> WeightsOf(int unit) =>
        unit < 0 ? default : _parameters.Slice(_layer.Weights + (unit * _layer.Inputs), _layer.Inputs);
}
