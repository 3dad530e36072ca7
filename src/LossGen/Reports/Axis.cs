namespace LossGen.Reports;

/// <summary>Where numbers lie between the ends of a chart, and which of them are written beside it.</summary>
/// <param name="Minimum">The number at the left or lower end.</param>
/// <param name="Maximum">The number at the right or upper end; above the minimum.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal factors; both ends are then above 0.</param>
/// <param name="Ticks">The numbers that are written, in order.</param>
internal sealed record Axis(double Minimum, double Maximum, bool IsLogarithmic, IReadOnlyList<double> Ticks)
{
    private const int MostTicks = 6;

    /// <summary>From 0 to 1 in fifths.</summary>
    public static Axis Unit { get; } = new(0, 1, false, [0, 0.2, 0.4, 0.6, 0.8, 1]);

    /// <summary>0 at the minimum, 1 at the maximum.</summary>
    public double At(double value) => IsLogarithmic
        ? Math.Log(value / Minimum) / Math.Log(Maximum / Minimum)
        : (value - Minimum) / (Maximum - Minimum);

    /// <summary>Values that are 0 or above: logarithmic if they span more than two decades, else from 0 unless they are all far from it.</summary>
    public static Axis OfValues(IEnumerable<double> values)
    {
        double low = double.PositiveInfinity, high = 0;
        foreach (double value in values) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (!(high > 0)) return Unit;

        // Below 1e-300 a power of ten may be 0.
        if (low > 1e-300 && high / low > 100) return Decades(low, high);

        if (low < high / 2) low = 0;
        double step = Step((high - low) / (MostTicks - 2));
        // One value alone, or values that differ by roundings only, get a span to lie in.
        if (!(step > high * 1e-9)) (low, step) = (0, Step(high / (MostTicks - 2)));
        double first = Math.Floor(low / step), last = Math.Ceiling(high / step);
        return new(first * step, last * step, false, [.. Multiples(first, last, step)]);
    }

    /// <summary>Whole numbers from 1 to <paramref name="count"/>, of which multiples of a round step are written.</summary>
    public static Axis OfEpochs(int count)
    {
        if (count <= 1) return new(0, 2, false, [1]);
        double step = Math.Max(Step(count / (double)(MostTicks - 1)), 1);
        return new(1, count, false, [.. Multiples(1, Math.Floor(count / step), step)]);
    }

    private static Axis Decades(double low, double high)
    {
        int first = (int)Math.Floor(Math.Log10(low)), last = (int)Math.Ceiling(Math.Log10(high));
        int stride = (last - first + MostTicks - 1) / MostTicks;
        var ticks = new List<double>();
        for (int exponent = first; exponent <= last; exponent += stride) ticks.Add(PowerOfTen(exponent));
        return new(PowerOfTen(first), PowerOfTen(last), true, ticks);
    }

    /// <summary>1, 2 or 5 times a power of ten, at least <paramref name="least"/>.</summary>
    private static double Step(double least)
    {
        if (!(least > 0)) return 0;
        double power = PowerOfTen((int)Math.Floor(Math.Log10(least)));
        foreach (int factor in (ReadOnlySpan<int>)[1, 2, 5, 10])
        {
            if (factor * power >= least * (1 - 1e-12)) return factor * power;
        }
        return 10 * power;
    }

    private static IEnumerable<double> Multiples(double first, double last, double step)
    {
        for (double i = first; i <= last; i++) yield return i * step;
    }

    // Rounding to a decimal literal keeps ticks such as 0.3 free of a tail.
    private static double PowerOfTen(int exponent) => double.Parse("1e" + exponent.ToString(System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
}
