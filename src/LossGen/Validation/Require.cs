namespace LossGen.Validation;

/// <summary>Range checks of option values. Each returns the value, or throws naming the setting, what it is and what is allowed.</summary>
internal static class Require
{
    private const string BelowOne = "a number from 0 up to but not including 1";

    /// <summary>A finite number above 0.</summary>
    public static double Positive(double value, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw OutOfRange(name, value, "a finite number above 0");

    /// <summary>A finite number, 0 or above.</summary>
    public static double NonNegative(double value, string name) =>
        value >= 0 && double.IsFinite(value) ? value : throw OutOfRange(name, value, "a finite number, 0 or above");

    /// <inheritdoc cref="NonNegative(double, string)"/>
    public static float NonNegative(float value, string name) =>
        value >= 0 && float.IsFinite(value) ? value : throw OutOfRange(name, value, "a finite number, 0 or above");

    /// <summary>0 or above, below 1, and still so when rounded to float32, in which the steps are computed.</summary>
    public static double Fraction(double value, string name) =>
        value >= 0 && (float)value < 1 ? value : throw OutOfRange(name, value, value is > 0 and < 1 ? $"{BelowOne}; as a float32, this one is 1" : BelowOne);

    /// <summary>0 or above, below 1.</summary>
    public static float Fraction(float value, string name) =>
        value is >= 0 and < 1 ? value : throw OutOfRange(name, value, BelowOne);

    /// <summary>A small number added to a divisor: above 0 in float32 too, where a subnormal would divide to infinity.</summary>
    public static double Epsilon(double value, string name) =>
        value > 0 && float.IsNormal((float)value) ? value : throw OutOfRange(name, value, "a number above 0 within float32's normal range, 1.2E-38 to 3.4E+38");

    /// <summary>An integer that is <paramref name="minimum"/> or above.</summary>
    public static int AtLeast(int value, int minimum, string name) =>
        value >= minimum ? value : throw OutOfRange(name, value, Invariant($"an integer, {minimum} or above"));

    /// <summary>From 0 to <paramref name="initial"/>: the floor of a schedule that starts there.</summary>
    public static double Minimum(double value, double initial, string name) =>
        value >= 0 && value <= initial ? value : throw OutOfRange(name, value, Invariant($"a number from 0 to the initial rate {initial}"));

    /// <summary>The exception of a setting that is out of its range.</summary>
    public static ArgumentOutOfRangeException OutOfRange(string name, object value, string allowed) =>
        new(name, value, Invariant($"{name} is {value}; expected {allowed}."));

    /// <summary>The same text in every culture.</summary>
    public static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
