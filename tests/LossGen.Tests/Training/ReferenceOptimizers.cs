namespace LossGen.Tests.Training;

/// <summary>
/// The textbook step of each method for one parameter, in double, written down separately from the library: momentum as the
/// difference of the last two points and not as a displacement carried on, corrections by powers and not by running products.
/// </summary>
internal abstract class ReferenceOptimizer
{
    /// <summary>Steps taken, this one included.</summary>
    protected int Time { get; private set; }

    public double Next(double w, double g, double rate, double l1)
    {
        Time++;
        return Step(w, g, rate, l1);
    }

    protected abstract double Step(double w, double g, double rate, double l1);

    private double _above, _below;

    /// <summary>Soft-thresholding with what earlier thresholds have left, as Tsuruoka et al. 2009 write it, for both signs.</summary>
    protected double SoftThreshold(double u, double t)
    {
        _above = Math.Min(_above + t, 128 * t);
        _below = Math.Min(_below + t, 128 * t);
        double next = u > 0 ? Math.Max(0, u - _above) : Math.Min(0, u + _below);
        _above -= u - next;
        _below += u - next;
        return next;
    }

    public sealed class Plain : ReferenceOptimizer
    {
        protected override double Step(double w, double g, double rate, double l1) => SoftThreshold(w - rate * g, rate * l1);
    }

    public sealed class Momentum(double mu) : ReferenceOptimizer
    {
        private double _previous = double.NaN;

        protected override double Step(double w, double g, double rate, double l1)
        {
            double before = double.IsNaN(_previous) ? w : _previous;
            _previous = w;
            return SoftThreshold(w + mu * (w - before) - rate * g, rate * l1);
        }
    }

    public sealed class Nesterov(double mu) : ReferenceOptimizer
    {
        private double _u = double.NaN;

        protected override double Step(double w, double g, double rate, double l1)
        {
            double before = double.IsNaN(_u) ? w : _u;
            _u = SoftThreshold(w - rate * g, rate * l1);
            return _u + mu * (_u - before);
        }
    }

    public sealed class AdaGrad(double epsilon) : ReferenceOptimizer
    {
        private double _sum;

        protected override double Step(double w, double g, double rate, double l1)
        {
            _sum += g * g;
            double h = rate / (Math.Sqrt(_sum) + epsilon);
            return SoftThreshold(w - h * g, h * l1);
        }
    }

    public sealed class RmsProp(double decay, double epsilon) : ReferenceOptimizer
    {
        private double _mean;

        protected override double Step(double w, double g, double rate, double l1)
        {
            _mean = decay * _mean + (1 - decay) * g * g;
            double h = rate / (Math.Sqrt(_mean) + epsilon);
            return SoftThreshold(w - h * g, h * l1);
        }
    }

    public sealed class Adam(double beta1, double beta2, double epsilon) : ReferenceOptimizer
    {
        private double _m;
        private double _v;

        protected override double Step(double w, double g, double rate, double l1)
        {
            _m = beta1 * _m + (1 - beta1) * g;
            _v = beta2 * _v + (1 - beta2) * g * g;
            double mHat = _m / (1 - Math.Pow(beta1, Time));
            double vHat = _v / (1 - Math.Pow(beta2, Time));
            double h = rate / (Math.Sqrt(vHat) + epsilon);
            return SoftThreshold(w - h * mHat, h * l1);
        }
    }
}
