using LossGen.Numerics;
using LossGen.Validation;

namespace LossGen;

// From numbers to targets.
public sealed partial class Bins
{
    // Beyond, a normal distribution has 2e-19 of its mass: less than a float beside 1 can show.
    private const double MostDeviations = 9;

    /// <summary>Writes the target probabilities of values, with the <see cref="Smoothing"/> of these bins.</summary>
    /// <inheritdoc cref="Targets(ReadOnlySpan{float}, Span{float}, double)"/>
    public void Targets(ReadOnlySpan<float> values, Span<float> destination) => Targets(values, destination, Smoothing);

    /// <summary>
    /// Writes the target probabilities of values: those of a normal distribution around the value (HL-Gauss), or, without smoothing, the shares of the two
    /// centres around it whose mean is the value (two-hot).
    /// </summary>
    /// <remarks>
    /// HL-Gauss: p_k = (Φ((e_(k+1) − y)/σ) − Φ((e_k − y)/σ)) / Z, with e the edges, σ the smoothing times the width of the value's bin, and Z the same
    /// difference for the outermost edges (Imani and White 2018, section 3.1). Values outside the outermost centres count as these centres.
    /// </remarks>
    /// <param name="values">n finite numbers.</param>
    /// <param name="destination">n x <see cref="Count"/> probabilities; each row sums to 1, to rounding.</param>
    /// <param name="smoothing">The standard deviation in bin widths, 0.01 to 100; 0: two-hot.</param>
    /// <exception cref="ArgumentException">A value is not finite, or the destination does not have n x Count numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing is out of range.</exception>
    public void Targets(ReadOnlySpan<float> values, Span<float> destination, double smoothing)
    {
        CheckedSmoothing(smoothing, nameof(smoothing));
        Check.Length(destination.Length, values.Length, Count, nameof(destination));
        RequireFinite(values);
        for (int row = 0; row < values.Length; row++) Write(values[row], smoothing, 0, Count, destination.Slice(row * Count, Count), stride: 1);
    }

    /// <summary>Writes the targets of one value for some bins, <paramref name="stride"/> apart.</summary>
    internal void Write(double value, double smoothing, int bin, int bins, Span<float> destination, int stride)
    {
        for (int k = 0; k < bins; k++) destination[k * stride] = 0;
        double y = Math.Clamp(value, _centres[0], _centres[^1]);
        if (smoothing == 0) WriteTwoHot(y, bin, bins, destination, stride);
        else WriteGaussian(y, smoothing, bin, bins, destination, stride);
    }

    /// <summary>Whether all values are finite, or an exception that names the first that is not.</summary>
    internal static void CheckValues(ReadOnlySpan<float> values, int rows)
    {
        Check.Length(values.Length, rows, 1, nameof(values));
        RequireFinite(values);
    }

    private void WriteTwoHot(double y, int bin, int bins, Span<float> destination, int stride)
    {
        int found = Array.BinarySearch(_centres, y);
        int below = Math.Clamp(found >= 0 ? found : ~found - 1, 0, Count - 2);
        double share = (y - _centres[below]) / (_centres[below + 1] - _centres[below]);
        int at = below - bin;
        if ((uint)at < (uint)bins) destination[at * stride] = (float)(1 - share);
        if ((uint)(at + 1) < (uint)bins) destination[(at + 1) * stride] = (float)share;
    }

    private void WriteGaussian(double y, double smoothing, int bin, int bins, Span<float> destination, int stride)
    {
        int own = IndexOf(y);
        double sigma = smoothing * (_edges[own + 1] - _edges[own]);
        (int first, int last) = (own, own);
        while (first > 0 && y - _edges[first] < MostDeviations * sigma) first--;
        while (last < Count - 1 && _edges[last + 1] - y < MostDeviations * sigma) last++;
        double total = NormalTail.Between((_edges[first] - y) / sigma, (_edges[last + 1] - y) / sigma);

        // The tail on the value's side of each edge once; the bins are differences of neighbours.
        (first, last) = (Math.Max(first, bin), Math.Min(last, bin + bins - 1));
        if (first > last) return;
        double before = (_edges[first] - y) / sigma, tail = NormalTail.Above(Math.Abs(before));
        for (int k = first; k <= last; k++)
        {
            double after = (_edges[k + 1] - y) / sigma, next = NormalTail.Above(Math.Abs(after));
            double mass = before >= 0 ? tail - next : after <= 0 ? next - tail : 1 - tail - next;
            destination[(k - bin) * stride] = (float)(mass / total);
            (before, tail) = (after, next);
        }
    }
}
