using System.Globalization;
using LossGen.Validation;
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

    /// <summary>Four significant digits, zeros among them.</summary>
    public static string Loss(double value)
    {
        if (!double.IsFinite(value)) return value.ToString(CultureInfo.InvariantCulture);
        double magnitude = Math.Abs(value);
        if (magnitude is not 0 and (< 1e-4 or >= 1e6)) return value.ToString("0.000e0", CultureInfo.InvariantCulture);
        int whole = magnitude == 0 ? 0 : (int)Math.Floor(Math.Log10(magnitude));
        return value.ToString("F" + Math.Max(3 - whole, 0).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>Up to four significant digits: a rate as one would set it.</summary>
    public static string Rate(double value) => Math.Abs(value) is not 0 and (< 1e-4 or >= 1e6)
        ? value.ToString("0.###e0", CultureInfo.InvariantCulture)
        : Loss(value) is var text && text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

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

    public static string Duration(TimeSpan time) => Printed.Duration(time);
}
