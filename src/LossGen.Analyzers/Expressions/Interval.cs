using System.Globalization;

namespace LossGen.Analyzers.Expressions;

/// <summary>
/// What is known of a real value: its bounds, whether each can be taken, and whether zero is ruled out inside.
/// Outward rounding is not needed: the rules ask about signs, zero and orders of magnitude, never about last digits. A class, because collections of a struct
/// are compiled anew for it in every run of the compiler, and those of references are not.
/// </summary>
internal sealed class Interval : IEquatable<Interval>
{
    public Interval(double low, double high, bool lowOpen = false, bool highOpen = false, bool nonZero = false)
    {
        Low = low;
        High = high;
        LowOpen = lowOpen;
        HighOpen = highOpen;
        NonZero = nonZero;
    }

    public static Interval Everything { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public static Interval Positive { get; } = new(0, double.PositiveInfinity, lowOpen: true);

    public static Interval NonNegative { get; } = new(0, double.PositiveInfinity);

    public static Interval Unit { get; } = new(0, 1);

    public double Low { get; }

    public double High { get; }

    public bool LowOpen { get; }

    public bool HighOpen { get; }

    /// <summary>Zero is ruled out although the bounds would allow it.</summary>
    public bool NonZero { get; }

    public bool IsEverything => double.IsNegativeInfinity(Low) && double.IsPositiveInfinity(High);

    public bool IsEmpty => Low > High || (Low == High && (LowOpen || HighOpen));

    public bool IsPoint => Low == High;

    public bool CanBeZero => !NonZero && Contains(0);

    public bool IsPositive => Low > 0 || (Low == 0 && (LowOpen || NonZero));

    public bool IsNegative => High < 0 || (High == 0 && (HighOpen || NonZero));

    public bool IsNonNegative => Low >= 0;

    public bool IsNonPositive => High <= 0;

    public double Magnitude => Math.Max(Math.Abs(Low), Math.Abs(High));

    public static Interval Point(double value) => new(value, value);

    public bool Contains(double value) => (value > Low || (value == Low && !LowOpen)) && (value < High || (value == High && !HighOpen));

    public Interval Intersect(Interval other)
    {
        (double low, bool lowOpen) = Low > other.Low ? (Low, LowOpen) : Low < other.Low ? (other.Low, other.LowOpen) : (Low, LowOpen || other.LowOpen);
        (double high, bool highOpen) = High < other.High ? (High, HighOpen) : High > other.High ? (other.High, other.HighOpen) : (High, HighOpen || other.HighOpen);
        return new Interval(low, high, lowOpen, highOpen, NonZero || other.NonZero);
    }

    public Interval Hull(Interval other)
    {
        if (IsEmpty)
        {
            return other;
        }

        if (other.IsEmpty)
        {
            return this;
        }

        (double low, bool lowOpen) = Low < other.Low ? (Low, LowOpen) : Low > other.Low ? (other.Low, other.LowOpen) : (Low, LowOpen && other.LowOpen);
        (double high, bool highOpen) = High > other.High ? (High, HighOpen) : High < other.High ? (other.High, other.HighOpen) : (High, HighOpen && other.HighOpen);
        return new Interval(low, high, lowOpen, highOpen, !CanBeZero && !other.CanBeZero && low <= 0 && high >= 0);
    }

    public Interval WithoutZero() => Low == 0
        ? new Interval(0, High, true, HighOpen)
        : High == 0 ? new Interval(Low, 0, LowOpen, true) : new Interval(Low, High, LowOpen, HighOpen, nonZero: Contains(0));

    public Interval WithoutSign() => Low >= 0
        ? this
        : High <= 0
            ? -this
            : new Interval(0, Magnitude, lowOpen: NonZero);

    public static Interval operator -(Interval value) => new(-value.High, -value.Low, value.HighOpen, value.LowOpen, value.NonZero);

    public static Interval operator +(Interval left, Interval right) => new(
        AddLow(left.Low, right.Low),
        AddHigh(left.High, right.High),
        left.LowOpen || right.LowOpen,
        left.HighOpen || right.HighOpen);

    public static Interval operator *(Interval left, Interval right)
    {
        (double Value, bool Open) low = (double.PositiveInfinity, true);
        (double Value, bool Open) high = (double.NegativeInfinity, true);
        Corner(left.Low, left.LowOpen, right.Low, right.LowOpen);
        Corner(left.Low, left.LowOpen, right.High, right.HighOpen);
        Corner(left.High, left.HighOpen, right.Low, right.LowOpen);
        Corner(left.High, left.HighOpen, right.High, right.HighOpen);
        return new Interval(low.Value, high.Value, low.Open, high.Open, !left.CanBeZero && !right.CanBeZero);

        void Corner(double a, bool aOpen, double b, bool bOpen)
        {
            // A closed zero makes the product zero whatever the other bound is; an open one is only approached.
            double value = a == 0 || b == 0 ? 0 : a * b;
            bool open = value == 0 ? !((a == 0 && !aOpen) || (b == 0 && !bOpen)) : aOpen || bOpen;
            if (value < low.Value || (value == low.Value && low.Open))
            {
                low = (value, open);
            }

            if (value > high.Value || (value == high.Value && high.Open))
            {
                high = (value, open);
            }
        }
    }

    public Interval Reciprocal()
    {
        if (IsPositive)
        {
            return new Interval(
                double.IsPositiveInfinity(High) ? 0 : 1 / High,
                Low == 0 ? double.PositiveInfinity : 1 / Low,
                double.IsPositiveInfinity(High) || HighOpen,
                LowOpen && Low != 0);
        }

        // 1/x of a finite x is not 0.
        return IsNegative ? -(-this).Reciprocal() : IsNonNegative ? Positive : IsNonPositive ? -Positive : Everything.WithoutZero();
    }

    public Interval Power(int power)
    {
        if (power < 0)
        {
            return Power(-power).Reciprocal();
        }

        if (power % 2 == 0)
        {
            Interval absolute = WithoutSign();
            return new Interval(Math.Pow(absolute.Low, power), Math.Pow(absolute.High, power), absolute.LowOpen, absolute.HighOpen);
        }

        return new Interval(Math.Pow(Low, power), Math.Pow(High, power), LowOpen, HighOpen, NonZero);
    }

    /// <summary>The image under a function that nowhere falls.</summary>
    public Interval Map(Func<double, double> increasing) => new(increasing(Low), increasing(High), LowOpen, HighOpen);

    public bool Equals(Interval? other) => other is not null && Low.Equals(other.Low) && High.Equals(other.High) && LowOpen == other.LowOpen
        && HighOpen == other.HighOpen && NonZero == other.NonZero;

    public override bool Equals(object? obj) => obj is Interval other && Equals(other);

    public override int GetHashCode() => (Low, High, LowOpen, HighOpen, NonZero).GetHashCode();

    public override string ToString() => (LowOpen ? "(" : "[") + Low.ToString("R", CultureInfo.InvariantCulture) + ", "
        + High.ToString("R", CultureInfo.InvariantCulture) + (HighOpen ? ")" : "]") + (NonZero ? " without 0" : "");

    private static double AddLow(double a, double b) => double.IsNegativeInfinity(a) || double.IsNegativeInfinity(b) ? double.NegativeInfinity : a + b;

    private static double AddHigh(double a, double b) => double.IsPositiveInfinity(a) || double.IsPositiveInfinity(b) ? double.PositiveInfinity : a + b;
}
