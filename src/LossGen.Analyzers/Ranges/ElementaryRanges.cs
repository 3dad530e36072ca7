using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Ranges;

/// <summary>What elementary functions make of an interval.</summary>
internal static class ElementaryRanges
{
    public static Interval Scale(Interval range, double factor)
    {
        Interval scaled = new(range.Low * Math.Abs(factor), range.High * Math.Abs(factor), range.LowOpen, range.HighOpen, range.NonZero);
        return factor < 0 ? -scaled : scaled;
    }

    /// <summary>Mathematically an exponential is never 0; where its argument has no lower bound it comes arbitrarily close.</summary>
    public static Interval Exponential(Interval x, Func<double, double> function)
    {
        double low = double.IsNegativeInfinity(x.Low) ? 0 : function(x.Low);
        return new Interval(low, Math.Max(function(x.High), double.Epsilon), low == 0 || x.LowOpen, x.HighOpen);
    }

    public static Interval Logarithm(Interval x, double unit) => x.High <= 0
        ? Interval.Everything
        : new Interval(x.Low <= 0 ? double.NegativeInfinity : Math.Log(x.Low) / unit, Math.Log(x.High) / unit, x.LowOpen, x.HighOpen);

    public static Interval OfPower(Interval @base) => @base.IsPositive
        ? Interval.Positive
        : @base.IsNonNegative ? Interval.NonNegative : Interval.Everything;

    public static Interval Sign(Interval x) => x.IsPositive
        ? Interval.Positive
        : x.IsNonNegative ? Interval.NonNegative : x.IsNegative ? -Interval.Positive : x.IsNonPositive ? -Interval.NonNegative : Interval.Everything;

    public static Interval Larger(Interval a, Interval b)
    {
        (double low, bool lowOpen) = a.Low > b.Low ? (a.Low, a.LowOpen) : a.Low < b.Low ? (b.Low, b.LowOpen) : (a.Low, a.LowOpen || b.LowOpen);
        (double high, bool highOpen) = a.High > b.High ? (a.High, a.HighOpen) : a.High < b.High ? (b.High, b.HighOpen) : (a.High, a.HighOpen && b.HighOpen);
        return new Interval(low, high, lowOpen, highOpen, !a.CanBeZero && !b.CanBeZero && low <= 0);
    }

    public static Interval Closed(Interval range) => new(range.Low, range.High);

    public static Interval Ceiling(Interval range) => range.IsPositive && range.Low == 0
        ? new Interval(1, Math.Max(1, Math.Ceiling(range.High)))
        : Closed(range.Map(Math.Ceiling));
}
