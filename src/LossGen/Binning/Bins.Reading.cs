using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

// From probabilities back to numbers.
public sealed partial class Bins
{
    /// <summary>The mean of a predicted distribution, Σ p_k centre_k; NaN where a probability is NaN.</summary>
    /// <param name="probabilities"><see cref="Count"/> probabilities of one row, which sum to 1; rounding is divided out.</param>
    /// <exception cref="ArgumentException">There are not <see cref="Count"/> probabilities.</exception>
    public double Mean(ReadOnlySpan<float> probabilities)
    {
        RequireCount(probabilities);
        double sum = 0, total = 0;
        for (int k = 0; k < probabilities.Length; k++)
        {
            sum += probabilities[k] * _centres[k];
            total += probabilities[k];
        }

        return sum / total;
    }

    /// <summary>The value below which a share of the predicted distribution lies, linear within a bin; NaN where a probability is NaN.</summary>
    /// <param name="probabilities"><see cref="Count"/> probabilities of one row.</param>
    /// <param name="q">The share, 0 to 1: 0.5 is the median.</param>
    /// <exception cref="ArgumentException">There are not <see cref="Count"/> probabilities.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The share is outside 0 to 1.</exception>
    public double Quantile(ReadOnlySpan<float> probabilities, double q)
    {
        RequireCount(probabilities);
        if (q is not (>= 0 and <= 1)) throw Require.OutOfRange(nameof(q), q, "a number from 0 to 1");
        double total = Sum(probabilities);
        if (double.IsNaN(total)) return double.NaN;

        double wanted = q * total, below = 0;
        double end = _edges[0];
        for (int k = 0; k < probabilities.Length; k++)
        {
            double mass = probabilities[k];
            if (mass == 0) continue;
            if (below + mass >= wanted) return _edges[k] + (Math.Max(0, (wanted - below) / mass) * (_edges[k + 1] - _edges[k]));
            below += mass;
            end = _edges[k + 1];
        }

        return end;
    }

    /// <summary>The share of the predicted distribution above a value, 0 to 1; NaN where a probability is NaN.</summary>
    /// <param name="probabilities"><see cref="Count"/> probabilities of one row.</param>
    /// <param name="value">The value; outside the range the share is 0 or 1.</param>
    /// <exception cref="ArgumentException">There are not <see cref="Count"/> probabilities, or the value is NaN.</exception>
    public double ProbabilityAbove(ReadOnlySpan<float> probabilities, double value)
    {
        RequireCount(probabilities);
        int bin = IndexOf(value);
        double share = Math.Clamp((_edges[bin + 1] - value) / (_edges[bin + 1] - _edges[bin]), 0, 1);
        return Math.Clamp(((share * probabilities[bin]) + Sum(probabilities[(bin + 1)..])) / Sum(probabilities), 0, 1);
    }

    /// <summary>The logarithm of the predicted density at a value, in nats; −∞ where its bin has probability 0. A value outside the range counts in the outermost bin.</summary>
    /// <param name="probabilities"><see cref="Count"/> probabilities of one row.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">There are not <see cref="Count"/> probabilities, or the value is NaN.</exception>
    public double LogDensity(ReadOnlySpan<float> probabilities, double value)
    {
        RequireCount(probabilities);
        int bin = IndexOf(value);
        return Math.Log(probabilities[bin] / Sum(probabilities)) - Math.Log(_edges[bin + 1] - _edges[bin]);
    }

    private static double Sum(ReadOnlySpan<float> probabilities)
    {
        double sum = 0;
        foreach (float p in probabilities) sum += p;
        return sum;
    }

    private void RequireCount(ReadOnlySpan<float> probabilities)
    {
        if (probabilities.Length != Count)
            throw new ArgumentException(Invariant($"probabilities has length {probabilities.Length}; it needs {Count}, one for each bin."), nameof(probabilities));
    }
}
