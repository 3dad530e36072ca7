using System.Text.Json.Serialization;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>The range of a number cut into bins, so that a classifier can predict it: each bin is a class, and what is predicted is a distribution.</summary>
/// <remarks>
/// <para>A value becomes target probabilities (<see cref="Targets(ReadOnlySpan{float}, Span{float})"/>) and probabilities become a number again
/// (<see cref="Mean"/>, <see cref="Quantile"/>, <see cref="ProbabilityAbove"/>). Within a bin the distribution is taken to be uniform.</para>
/// <para>Imani and White, "Improving regression performance with distributional losses", ICML 2018; Farebrother et al., "Stop regressing: training value functions
/// via classification for scalable deep RL", ICML 2024.</para>
/// </remarks>
/// <example><code>
/// var bins = Bins.Uniform(0, 100, count: 51);
/// model.Fit(rows, bins, values);
/// model.Probabilities(row, probabilities);
/// double mean = bins.Mean(probabilities), low = bins.Quantile(probabilities, 0.05);
/// </code></example>
public sealed partial class Bins
{
    /// <summary>The smoothing of Farebrother et al., section 3: the standard deviation of a target, in bin widths.</summary>
    internal const double DefaultSmoothing = 0.75;

    private const int FewestBins = 2;

    private readonly double[] _edges;
    private readonly double[] _centres;
    private readonly double _smoothing = DefaultSmoothing;

    private Bins(double[] edges, double[] centres)
    {
        _edges = edges;
        _centres = centres;
    }

    /// <summary>The same bins, for another <see cref="Smoothing"/>: <c>new Bins(bins) { Smoothing = 0 }</c>.</summary>
    /// <param name="bins">The bins.</param>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public Bins(Bins bins)
        : this((bins ?? throw new ArgumentNullException(nameof(bins)))._edges, bins._centres) => _smoothing = bins._smoothing;

    /// <summary>Bins as they were, to the bit.</summary>
    /// <param name="edges">Count + 1 increasing numbers.</param>
    /// <param name="centres">One within each bin.</param>
    /// <param name="smoothing">The smoothing of targets.</param>
    internal static Bins Restored(double[] edges, double[] centres, double smoothing)
    {
        RequireIncreasing(edges);
        return new Bins(edges, centres) { Smoothing = smoothing };
    }

    /// <summary>Whether the other has the same edges and centres and makes the same targets.</summary>
    internal bool IsSameAs(Bins other) => ReferenceEquals(this, other)
        || (_smoothing.Equals(other._smoothing) && _edges.AsSpan().SequenceEqual(other._edges) && _centres.AsSpan().SequenceEqual(other._centres));

    /// <summary>The number of bins, 2 or more: the ClassCount of a model.</summary>
    public int Count => _centres.Length;

    /// <summary>Where bins begin and end: <see cref="Count"/> + 1 increasing numbers.</summary>
    [JsonIgnore]
    public ReadOnlySpan<double> Edges => _edges;

    /// <summary>The middle of each bin.</summary>
    [JsonIgnore]
    public ReadOnlySpan<double> Centres => _centres;

    /// <summary>The standard deviation of targets in widths of a bin, for training and for <see cref="Targets(ReadOnlySpan{float}, Span{float})"/>: 0.75 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Neither 0 nor from 0.01 to 100.</exception>
    public double Smoothing
    {
        get => _smoothing;
        init => _smoothing = CheckedSmoothing(value, nameof(Smoothing));
    }

    /// <summary>Bins of one width. The outermost centres are the minimum and the maximum, so that both can be predicted as a mean.</summary>
    /// <param name="minimum">The smallest value.</param>
    /// <param name="maximum">The largest value; above the minimum.</param>
    /// <param name="count">Bins, 2 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is not finite, the maximum is not above the minimum, or there are fewer than two bins.</exception>
    /// <exception cref="ArgumentException">The limits are so close together that bins would have no width, or so far apart that the outer edges are infinite.</exception>
    public static Bins Uniform(double minimum, double maximum, int count)
    {
        if (!double.IsFinite(minimum)) throw Require.OutOfRange(nameof(minimum), minimum, "a finite number");
        if (!(double.IsFinite(maximum) && maximum > minimum)) throw Require.OutOfRange(nameof(maximum), maximum, Invariant($"a finite number above the minimum, {minimum}"));
        Require.AtLeast(count, FewestBins, nameof(count));

        // As a sum of two shares: the difference of the limits may be infinite.
        double Between(double place) => (minimum * (1 - (place / (count - 1)))) + (maximum * (place / (count - 1)));
        var edges = new double[count + 1];
        for (int k = 0; k <= count; k++) edges[k] = Between(k - 0.5);
        var centres = new double[count];
        for (int k = 0; k < count; k++) centres[k] = Between(k);
        if (!double.IsFinite(edges[0]) || !double.IsFinite(edges[count]))
            throw new ArgumentException(Invariant($"Bins from {minimum} to {maximum} would end at infinity; expected limits closer together."), nameof(maximum));
        if (NotAbove(edges) > 0)
            throw new ArgumentException(Invariant($"{count} bins from {minimum} to {maximum} would have no width; expected fewer, or limits further apart."), nameof(maximum));
        return new Bins(edges, centres);
    }

    /// <summary>Bins that hold equally many of some values each, narrow where values are many. The outermost centres are their minimum and maximum.</summary>
    /// <remarks>A value that is more frequent than a bin holds would give bins without width: the edges that fall on it are spread up to the next quantile.</remarks>
    /// <param name="values">Finite numbers, at least two of them different, in any order.</param>
    /// <param name="count">Bins, 2 or more.</param>
    /// <exception cref="ArgumentException">There are no values, one is not finite, or all are the same.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two bins.</exception>
    public static Bins Quantiles(ReadOnlySpan<float> values, int count)
    {
        Require.AtLeast(count, FewestBins, nameof(count));
        RequireFinite(values);
        if (values.IsEmpty) throw new ArgumentException("values is empty; expected at least two different numbers.", nameof(values));
        float[] sorted = values.ToArray();
        Array.Sort(sorted);
        if (sorted[0] == sorted[^1])
            throw new ArgumentException(Invariant($"All {sorted.Length} values are {sorted[0]}; expected at least two different numbers."), nameof(values));

        var edges = new double[count + 1];
        for (int k = 0; k <= count; k++)
        {
            double place = (double)k / count * (sorted.Length - 1);
            int below = Math.Min((int)place, sorted.Length - 2);
            edges[k] = sorted[below] + ((place - below) * ((double)sorted[below + 1] - sorted[below]));
        }

        SpreadEqual(edges);

        // The outermost bins reach as far beyond the extreme values as into the others, so that their centres are these values.
        edges[0] -= edges[1] - edges[0];
        edges[count] += edges[count] - edges[count - 1];
        return Of(edges);
    }

    /// <summary>Bins with given edges.</summary>
    /// <param name="edges">Finite and increasing; one more than bins, so at least three.</param>
    /// <exception cref="ArgumentException">There are too few edges, one is not finite, or not above the one before it.</exception>
    public static Bins Of(ReadOnlySpan<double> edges)
    {
        if (edges.Length <= FewestBins) throw new ArgumentException(Invariant($"{edges.Length} edges; expected at least {FewestBins + 1}, one more than bins."), nameof(edges));
        RequireIncreasing(edges);
        var centres = new double[edges.Length - 1];
        for (int k = 0; k < centres.Length; k++) centres[k] = (edges[k] / 2) + (edges[k + 1] / 2);
        return new Bins(edges.ToArray(), centres);
    }

    /// <summary>The bin that a value falls into; the outermost ones for values outside the range.</summary>
    /// <exception cref="ArgumentException">The value is NaN.</exception>
    public int IndexOf(double value)
    {
        if (double.IsNaN(value)) throw new ArgumentException("value is NaN; expected a number.", nameof(value));
        int found = Array.BinarySearch(_edges, value);
        return Math.Clamp(found >= 0 ? found : ~found - 1, 0, Count - 1);
    }

    /// <summary>The number of bins, their range and the smoothing of targets.</summary>
    public override string ToString() =>
        Invariant($"{Count} bins from {Printed.Number(_edges[0])} to {Printed.Number(_edges[^1])}, ") + (Smoothing == 0 ? "two-hot" : Invariant($"smoothing {Smoothing}"));

    /// <summary>What is left of equal edges in a row begins where they are and ends at the next one; the last ones begin at the one before them.</summary>
    private static void SpreadEqual(double[] edges)
    {
        for (int first = 0; first < edges.Length - 1;)
        {
            int last = first;
            while (last + 1 < edges.Length && edges[last + 1] == edges[first]) last++;
            if (last > first)
            {
                bool isAtEnd = last == edges.Length - 1;
                (int from, int to) = isAtEnd ? (first - 1, last) : (first, last + 1);
                (double low, double high) = (edges[from], edges[to]);
                for (int k = from + 1; k < to; k++) edges[k] = low + ((high - low) * (k - from) / (to - from));
            }

            first = last + 1;
        }
    }

    private static void RequireIncreasing(ReadOnlySpan<double> edges)
    {
        for (int k = 0; k < edges.Length; k++)
        {
            if (!double.IsFinite(edges[k])) throw new ArgumentException(Invariant($"Edge {k} is {edges[k]}; expected a finite number."), nameof(edges));
        }

        int at = NotAbove(edges);
        if (at > 0) throw new ArgumentException(Invariant($"Edge {at} is {edges[at]}, edge {at - 1} is {edges[at - 1]}; expected increasing numbers."), nameof(edges));
    }

    /// <summary>The first edge that is not above the one before it; 0 if there is none.</summary>
    private static int NotAbove(ReadOnlySpan<double> edges)
    {
        for (int k = 1; k < edges.Length; k++)
        {
            if (!(edges[k] > edges[k - 1])) return k;
        }

        return 0;
    }

    private static void RequireFinite(ReadOnlySpan<float> values)
    {
        int at = Check.IndexOfNonFinite(values);
        if (at >= 0) throw new ArgumentException(Invariant($"The value of row {at} is {values[at]}; expected a finite number."), nameof(values));
    }

    private static double CheckedSmoothing(double value, string name) =>
        value is 0 or (>= 0.01 and <= 100) ? value : throw Require.OutOfRange(name, value, "0, or a number from 0.01 to 100");
}
