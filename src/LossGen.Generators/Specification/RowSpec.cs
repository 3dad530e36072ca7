using System.Globalization;

namespace LossGen.Generators.Specification;

/// <summary>What the rows of a typed model look like, as plain values like those of <see cref="ModelSpec"/>.</summary>
/// <param name="Type">The row type as generated code writes it.</param>
/// <param name="DisplayType">The row type as messages and signatures are compared by.</param>
/// <param name="Features">The members that are features, in their order.</param>
/// <param name="Label">The member that is the label.</param>
internal sealed record RowSpec(string Type, string DisplayType, EquatableArray<FeatureSpec> Features, LabelSpec Label)
{
    /// <summary>Diagnostic ids of obsolete and experimental parts of the rows.</summary>
    public EquatableArray<string> WarningIds { get; init; }

    /// <summary>Numbers in a row.</summary>
    public int FeatureCount => Features.Sum(static feature => feature.Columns);

    /// <summary>The names of the numbers in a row.</summary>
    public IEnumerable<string> FeatureNames => Features.SelectMany(static feature => feature.ColumnNames);

    /// <summary>The names as generated code writes them where they are many: the buckets of a string as one, with the first and the last number.</summary>
    public IEnumerable<string> WrittenFeatureNames => Features.SelectMany(static feature => feature.WrittenColumnNames);
}

/// <summary>A member that is one feature or, if an enum, a string, a date or something that may be missing, several.</summary>
/// <param name="Name">Its name, as messages write it.</param>
/// <param name="Access">Its name, as source writes it.</param>
/// <param name="Kind">How it becomes numbers.</param>
/// <param name="Values">The values of an enum, ascending, or its flags, the lowest first; empty otherwise.</param>
internal sealed record FeatureSpec(string Name, string Access, FeatureKind Kind, EquatableArray<EnumValue> Values)
{
    /// <summary>The last part of the name of the column that says whether the value is missing.</summary>
    public const string MissingColumn = "Missing";

    /// <summary>The enum as generated code writes it; empty if it is none.</summary>
    public string EnumType { get; init; } = "";

    /// <summary>Where the values of a large enum are looked up; null where each is named.</summary>
    public EnumTable? Table { get; init; }

    /// <summary>Whether it is one feature for each value or flag.</summary>
    public bool IsEnum => Kind is FeatureKind.Enum or FeatureKind.Flags;

    /// <summary>The buckets of a string; 0 for others.</summary>
    public int Buckets { get; init; }

    /// <summary>The parts of a date; none for others.</summary>
    public DatePartSet Parts { get; init; }

    /// <summary>What is written for a missing number, for a member that may be missing and has a column that says so; null for others.</summary>
    public double? Fill { get; init; }

    /// <summary>Whether the member is nullable: it may have no value at all.</summary>
    public bool IsNullable { get; init; }

    /// <summary>Whether it has a column that says that its value is missing.</summary>
    public bool MayBeMissing => Fill is not null;

    /// <summary>Numbers it takes in a row.</summary>
    public int Columns => ValueColumns + (MayBeMissing ? 1 : 0);

    /// <summary>The same without the one that says whether it is missing.</summary>
    public int ValueColumns => Kind switch
    {
        FeatureKind.Enum or FeatureKind.Flags => Values.Count,
        FeatureKind.Text => Buckets,
        FeatureKind.Date => DateColumns.Of(Parts).Count(),
        _ => 1,
    };

    /// <summary>The names of its columns.</summary>
    public IEnumerable<string> ColumnNames => Named(Kind == FeatureKind.Text
        ? Enumerable.Range(0, Buckets).Select(static bucket => bucket.ToString(CultureInfo.InvariantCulture))
        : PartNames);

    /// <summary>The names of its columns as a list in generated code writes them.</summary>
    public IEnumerable<string> WrittenColumnNames => Named(Kind == FeatureKind.Text
        ? [string.Format(CultureInfo.InvariantCulture, "0..{0}", Buckets - 1)]
        : PartNames);

    private IEnumerable<string> PartNames => Kind switch
    {
        FeatureKind.Enum or FeatureKind.Flags => Values.Select(static value => value.Name),
        FeatureKind.Date => DateColumns.Of(Parts),
        _ => [""],
    };

    private IEnumerable<string> Named(IEnumerable<string> parts)
    {
        foreach (string part in parts) yield return part.Length == 0 ? Name : $"{Name}.{part}";
        if (MayBeMissing) yield return $"{Name}.{MissingColumn}";
    }
}

/// <summary>The member that holds the true class.</summary>
/// <param name="Name">Its name, as messages write it.</param>
/// <param name="Access">Its name, as source writes it.</param>
/// <param name="Type">Its type as generated code writes it.</param>
/// <param name="DisplayType">Its type as messages and signatures are compared by.</param>
/// <param name="Kind">How the member encodes the class.</param>
/// <param name="Values">The classes of an enum, in their order; empty otherwise.</param>
/// <param name="ClassCount">Classes, or labels of a multi-label model.</param>
internal sealed record LabelSpec(
    string Name, string Access, string Type, string DisplayType, LabelKind Kind, EquatableArray<EnumValue> Values, int ClassCount)
{
    /// <summary>Where the classes of a large enum are looked up; null where each is named.</summary>
    public EnumTable? Table { get; init; }

    /// <summary>Whether the member is nullable, for rows without a label.</summary>
    public bool IsNullable { get; init; }

    /// <summary>Of a number through bins the deviation of targets in bin widths; 0: two-hot.</summary>
    public double Smoothing { get; init; }

    /// <summary>Whether it is a number, which is predicted through bins.</summary>
    public bool IsBinned => Kind == LabelKind.Bins;

    /// <summary>The names of the classes or labels; bins have none.</summary>
    public IEnumerable<string> ClassNames => Kind switch
    {
        LabelKind.Bins => [],
        LabelKind.Bool => ["False", "True"],
        LabelKind.Number => Enumerable.Range(0, ClassCount).Select(static index => index.ToString(CultureInfo.InvariantCulture)),
        _ => Values.Select(static value => value.Name),
    };
}

/// <summary>A value of an enum.</summary>
/// <param name="Name">Its name, the first of several.</param>
/// <param name="Expression">The value as generated code writes it; empty where it is stored in a table.</param>
internal sealed record EnumValue(string Name, string Expression);

/// <summary>The values of an enum of many.</summary>
/// <param name="Type">The enum as generated code writes it.</param>
/// <param name="Underlying">The integer that it is.</param>
/// <param name="First">The lowest value.</param>
/// <param name="Values">All of them, ascending; empty if they follow one another without a gap.</param>
/// <param name="Count">How many there are.</param>
internal sealed record EnumTable(string Type, string Underlying, decimal First, EquatableArray<decimal> Values, int Count)
{
    /// <summary>Whether they follow one another without a gap.</summary>
    public bool IsRange => Values.Count == 0;
}

/// <summary>How a member becomes numbers.</summary>
internal enum FeatureKind
{
    Single,
    Number,
    Bool,
    Enum,
    Flags,
    Text,
    Date,
    Duration,
}

/// <summary>How a member encodes the class.</summary>
internal enum LabelKind
{
    Enum,
    Flags,
    Bool,
    Number,

    /// <summary>A number that is no class, through bins.</summary>
    Bins,
}
