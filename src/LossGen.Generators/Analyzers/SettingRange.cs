using LossGen.Generators.Rules;

namespace LossGen.Generators.Analyzers;

/// <summary>The values a setting may take.</summary>
internal sealed class SettingRange
{
    /// <summary>0 up to but not including 1, also when rounded to float32, in which training computes.</summary>
    public static readonly SettingRange Fraction = new("a number from 0 to below 1", static value => value >= 0 && (float)value < 1);

    /// <summary>What is added to a divisor.</summary>
    public static readonly SettingRange Epsilon = new(
        "a number above 0 within float32's normal range, 1.2E-38 to 3.4E+38", static value => (float)value is >= SmallestNormal and <= float.MaxValue);

    public static readonly SettingRange Positive = new("a finite number above 0", static value => value > 0 && IsFinite(value));

    public static readonly SettingRange NonNegative = new("a finite number, 0 or above", static value => value >= 0 && IsFinite(value));

    public static readonly SettingRange AboveZeroBelowOne = new("a number above 0 and below 1", static value => value is > 0 and < 1);

    public static readonly SettingRange AboveZeroUpToOne = new("a number above 0 and at most 1", static value => value is > 0 and <= 1);

    public static readonly SettingRange AtLeastOne = new("an integer, 1 or above", static value => value >= 1);

    public static readonly SettingRange AtLeastTwo = new("an integer, 2 or above", static value => value >= 2);

    public static readonly SettingRange AtLeastZero = new("an integer, 0 or above", static value => value >= 0);

    public static readonly SettingRange AtLeastOneOrMinusOne =
        new("an integer above 0, or -1 for as many as there are processors", static value => value is -1 or >= 1);

    /// <summary>A lower limit, for which −∞ means that there is none.</summary>
    public static readonly SettingRange LowerLimit = new("a number, or −∞ for none", static value => value < double.PositiveInfinity);

    /// <summary>An upper limit, for which +∞ means that there is none.</summary>
    public static readonly SettingRange UpperLimit = new("a number, or +∞ for none", static value => value > double.NegativeInfinity);

    private const float SmallestNormal = 1.17549435e-38f;

    private readonly Func<double, bool> _contains;

    private SettingRange(string description, Func<double, bool> contains)
    {
        Description = description;
        _contains = contains;
    }

    /// <summary>The expected range, as worded in messages.</summary>
    public string Description { get; }

    public bool Contains(double value) => _contains(value);

    // NaN passes no comparison, so the predicates above refuse it by themselves; double.IsFinite is not in netstandard2.0.
    private static bool IsFinite(double value) => !double.IsInfinity(value);
}
