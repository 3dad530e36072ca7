namespace LossGen.Generators.Specification;

/// <summary>What of a date is a feature: the values are those of LossGen.DateParts; a test holds the two together.</summary>
[Flags]
internal enum DatePartSet
{
    None = 0,
    TimeOfDay = 1,
    DayOfWeek = 2,
    DayOfYear = 4,
    Days = 8,

    /// <summary>What a date without a time has.</summary>
    OfDate = DayOfWeek | DayOfYear | Days,
    All = TimeOfDay | OfDate,
}

/// <summary>The columns of a date.</summary>
internal static class DateColumns
{
    private static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    /// <summary>The last parts of their names, in the order in which the library writes them.</summary>
    public static IEnumerable<string> Of(DatePartSet parts)
    {
        if ((parts & DatePartSet.TimeOfDay) != 0)
        {
            yield return "TimeOfDay.Sin";
            yield return "TimeOfDay.Cos";
        }

        if ((parts & DatePartSet.DayOfWeek) != 0)
        {
            foreach (string day in Days) yield return day;
        }

        if ((parts & DatePartSet.DayOfYear) != 0)
        {
            yield return "DayOfYear.Sin";
            yield return "DayOfYear.Cos";
        }

        if ((parts & DatePartSet.Days) != 0) yield return "Days";
    }

    /// <summary>The parts as source writes them.</summary>
    public static string Expression(DatePartSet parts, string type) => string.Join(" | ",
        new[] { DatePartSet.TimeOfDay, DatePartSet.DayOfWeek, DatePartSet.DayOfYear, DatePartSet.Days }
            .Where(part => (parts & part) != 0)
            .Select(part => $"{type}.{part}"));
}
