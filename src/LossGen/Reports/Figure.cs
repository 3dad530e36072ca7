using System.Globalization;
using static System.FormattableString;

namespace LossGen.Reports;

/// <summary>Numbers as a reader wants them, in the invariant culture.</summary>
internal static class Figure
{
    public const string Undefined = "n/a";

    /// <summary>A score from 0 to 1 with three decimals.</summary>
    public static string Score(double value) => double.IsNaN(value) ? Undefined : value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A share in per cent.</summary>
    public static string Share(double value) => double.IsNaN(value) ? Undefined : Invariant($"{value * 100:0.0} %");

    /// <summary>Four significant digits.</summary>
    public static string Loss(double value) => double.IsFinite(value) ? Digits(value, 4) : value.ToString(CultureInfo.InvariantCulture);

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Significant digits, without an exponent where that is readable.</summary>
    public static string Digits(double value, int digits)
    {
        double magnitude = Math.Abs(value);
        if (magnitude != 0 && magnitude is < 1e-4 or >= 1e6) return value.ToString(digits <= 1 ? "0e0" : "0." + new string('#', digits - 1) + "e0", CultureInfo.InvariantCulture);
        return ((decimal)value).ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) is var text && text.Contains('E')
            ? Math.Round(value).ToString("0", CultureInfo.InvariantCulture)
            : text;
    }

    /// <summary>A number below an axis: short, whatever its size.</summary>
    public static string Tick(double value)
    {
        double magnitude = Math.Abs(value);
        return magnitude switch
        {
            0 => "0",
            >= 1e9 or < 0.9e-3 => value.ToString("0.##e0", CultureInfo.InvariantCulture),
            >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
            >= 1e4 => (value / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
            _ => value.ToString("0.######", CultureInfo.InvariantCulture),
        };
    }

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalMilliseconds: < 1 } => Invariant($"{time.TotalMicroseconds:0} µs"),
        { TotalSeconds: < 1 } => Invariant($"{time.TotalMilliseconds:0.#} ms"),
        { TotalMinutes: < 1 } => Invariant($"{time.TotalSeconds:0.0#} s"),
        { TotalHours: < 1 } => Invariant($"{time.Minutes} min {time.Seconds:00} s"),
        _ => Invariant($"{(long)time.TotalHours} h {time.Minutes:00} min"),
    };
}
