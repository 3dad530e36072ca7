using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using static System.FormattableString;

namespace LossGen.TypedRows;

/// <summary>What bad rows get. Each message names the row, the member, its value and what was expected.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RowErrors
{
    internal const string Predicting = "a class is predicted only from finite numbers";
    internal const string Learning = "a model learns only from finite numbers";

    // Enough to recognise the classes by, and no wall of text for a thousand of them.
    private const int NamesListed = 8;

    /// <summary>A feature that is a value its enum does not define.</summary>
    public static ArgumentOutOfRangeException Undefined<TEnum>(int row, string member, TEnum value)
        where TEnum : struct, Enum =>
        new("row", value, Invariant($"The {member} of row {row} is {value}; expected a value that {typeof(TEnum).Name} defines."));

    /// <summary>A feature with a bit that is not a flag of its enum.</summary>
    public static ArgumentOutOfRangeException UndefinedFlags<TEnum>(int row, string member, TEnum value)
        where TEnum : struct, Enum =>
        new("row", value, Invariant($"The {member} of row {row} is {value}; expected a combination of the flags that {typeof(TEnum).Name} defines."));

    /// <summary>A feature that is null where no feature says so.</summary>
    internal static ArgumentException MissingString(int row, string member) => new(
        Invariant($"The {member} of row {row} is null; expected a string, or [Feature(Missing = MissingValues.Indicator)] on the member."), nameof(row));

    /// <summary>The label of a row that has none.</summary>
    public static InvalidOperationException NoLabel(string member) =>
        new($"The {member} of the row is null; expected a row with a label, for which HasLabel is true.");

    /// <summary>A row without a label where one is needed.</summary>
    [DoesNotReturn]
    internal static void NoLabel(string parameter, int row, string member) => throw new ArgumentException(
        Invariant($"The {member} of row {row} is null; expected a label: a model learns from rows that have one and is measured against them."), parameter);

    /// <summary>A model that has no bins yet.</summary>
    internal static InvalidOperationException NoBins(string model) =>
        new($"{model} has no bins yet, so its classes are no numbers; expected a model that is trained or loaded, or whose Bins are set.");

    /// <summary>Labels between which there is no room for bins.</summary>
    internal static ArgumentException SameValues(string member, float value) => new(
        Invariant($"The {member} of all rows is {value} as a float; expected at least two different numbers to learn bins from, or a model whose Bins are set."), "rows");

    /// <summary>An index of no class.</summary>
    public static ArgumentOutOfRangeException IndexOfNoClass(int index, int classes) =>
        new(nameof(index), index, Invariant($"The class index is {index}; expected 0 to {classes - 1}."));

    /// <summary>A row whose label is not a class.</summary>
    internal static ArgumentOutOfRangeException LabelOfNoClass<TLabel>(
        string parameter, int row, string member, TLabel value, ReadOnlySpan<string> classes, bool combination)
        where TLabel : struct =>
        new(parameter, value, Invariant($"The {member} of row {row} is {value}; expected {Expected(classes, combination)}."));

    /// <summary>A requested class that does not exist.</summary>
    internal static ArgumentOutOfRangeException NoClass<TLabel>(TLabel value, ReadOnlySpan<string> classes)
        where TLabel : struct =>
        new("label", value, Invariant($"The label is {value}, which is not a class of the model; expected {Expected(classes, combination: false)}."));

    /// <summary>One row that is null.</summary>
    [DoesNotReturn]
    internal static void NullRow() => throw new ArgumentNullException("row");

    /// <summary>A row of many that is null.</summary>
    [DoesNotReturn]
    internal static void NullRow(int row) => throw new ArgumentException(Invariant($"Row {row} is null."), "rows");

    /// <summary>The only row or one of many that is null.</summary>
    [DoesNotReturn]
    internal static void NullAt(int row, string parameter)
    {
        if (parameter == nameof(row)) NullRow();
        NullRow(row);
    }

    /// <summary>A feature that is NaN or infinite where that has no answer.</summary>
    [DoesNotReturn]
    internal static void NonFinite(string parameter, int row, string feature, float value, string rule) =>
        throw new ArgumentException(Invariant($"{feature} of row {row} is {value} as a float; {rule}."), parameter);

    /// <summary>More rows than one array can hold the numbers of.</summary>
    [DoesNotReturn]
    internal static void TooManyRows(int rows, int width) => throw new ArgumentException(
        Invariant($"{rows} rows of {width} numbers do not fit into one array; expected at most {Array.MaxLength / width} rows."), nameof(rows));

    private static string Expected(ReadOnlySpan<string> classes, bool combination)
    {
        string names = classes.Length <= NamesListed
            ? string.Join(", ", classes.ToArray())
            : string.Join(", ", classes[..(NamesListed - 2)].ToArray()) + ", …, " + classes[^1];
        return (combination ? "a combination of " : "one of ") + names;
    }
}
