namespace LossGen;

/// <summary>What of a date or time is a feature; several are joined by <c>|</c>.</summary>
/// <remarks>
/// What comes round again is a point on a circle, two features: sin 2πt and cos 2πt with t from 0 to 1, so that midnight lies beside 23:59. Values are taken as they
/// are, whatever their time zone; a DateTimeOffset has the clock of its offset.
/// </remarks>
[Flags]
public enum DateParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The time of the day: two features on a circle.</summary>
    TimeOfDay = 1,

    /// <summary>The day of the week: seven features, Monday first, of which one is 1.</summary>
    DayOfWeek = 2,

    /// <summary>The time of the year: two features on a circle.</summary>
    DayOfYear = 4,

    /// <summary>Days since the beginning of 2000, with the time of the day as a fraction: one feature, for what grows or shrinks over the years.</summary>
    Days = 8,
}
