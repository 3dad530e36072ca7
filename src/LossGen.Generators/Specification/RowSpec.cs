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

    /// <summary>Whether the rows become sparse rows.</summary>
    public bool IsSparse { get; init; }

    /// <summary>The columns that members without columns of their own share; 0 if there is no such member.</summary>
    public int HashedFeatures { get; init; }

    /// <summary>Numbers in a row.</summary>
    public int FeatureCount => OwnColumns + HashedFeatures;

    /// <summary>The numbers of members that have columns of their own; those that members share follow them.</summary>
    public int OwnColumns => Features.Sum(static feature => feature.Columns);

    /// <summary>
    /// What becomes of each member, as files say it: the names of columns do not show how a string is hashed, that a number is a duration's and what stands for a missing one.
    /// </summary>
    public IEnumerable<string> Encoding => Features
        .Select(static feature => $"{feature.Name}: {feature.Encoding}")
        .Concat(HashedFeatures == 0 ? [] : new[] { string.Format(CultureInfo.InvariantCulture, "{0} shared columns", HashedFeatures) });

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

    /// <summary>What of a text counts; null for other strings and members.</summary>
    public TextSpec? Words { get; init; }

    /// <summary>Whether its columns are those that members share by hashing.</summary>
    public bool IsShared => Kind == FeatureKind.Text && Buckets == 0;

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

    /// <summary>What becomes of it.</summary>
    public string Encoding
    {
        get
        {
            string columns = IsShared ? "shared columns" : string.Format(CultureInfo.InvariantCulture, "{0} columns", Buckets);
            string text = Kind switch
            {
                FeatureKind.Text when Words is { } words => $"{words.Encoding} in {columns}",
                FeatureKind.Text => $"hashed into {columns}",
                FeatureKind.Enum => $"one of {EnumText}",
                FeatureKind.Flags => $"some of {EnumText}",
                FeatureKind.Date => string.Join(", ", PartNames),
                FeatureKind.Duration => "seconds",
                FeatureKind.Bool => "true or false",
                _ => "number",
            };
            if (!MayBeMissing) return text;
            return Fill == 0 ? $"{text}; or missing" : string.Format(CultureInfo.InvariantCulture, "{0}; or missing, as {1:R}", text, Fill);
        }
    }

    /// <summary>The values of an enum; where they are many, some and a number (FNV-1a) that differs if one does.</summary>
    private string EnumText
    {
        get
        {
            const int shown = 8;
            if (Table is null) return string.Join(", ", PartNames);
            uint hash = 2166136261;
            foreach (char letter in PartNames.SelectMany(static name => name + " ")) hash = unchecked((hash ^ letter) * 16777619);
            return string.Format(CultureInfo.InvariantCulture, "{0} and others, {1} in all ({2:x8})", string.Join(", ", PartNames.Take(shown)), Values.Count, hash);
        }
    }

    /// <summary>The names of its columns.</summary>
    public IEnumerable<string> ColumnNames => Named(Kind == FeatureKind.Text
        ? Enumerable.Range(0, Buckets).Select(static bucket => bucket.ToString(CultureInfo.InvariantCulture))
        : PartNames);

    /// <summary>The names of its columns as a list in generated code writes them.</summary>
    public IEnumerable<string> WrittenColumnNames => Named(Kind == FeatureKind.Text
        ? [string.Format(CultureInfo.InvariantCulture, "0..{0}", Buckets - 1)]
        : PartNames);

    /// <summary>The names of its columns behind that of the member and a dot, except those of buckets; that of the member itself is empty.</summary>
    public IEnumerable<string> PartsAfterBuckets =>
        (Kind == FeatureKind.Text ? [] : PartNames).Concat(MayBeMissing ? new[] { MissingColumn } : []);

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

/// <summary>What of a text counts.</summary>
/// <param name="WordNGrams">The longest run of words; 0: none.</param>
/// <param name="MinCharacterNGram">The shortest group of characters, as written.</param>
/// <param name="MaxCharacterNGram">The longest; 0: none.</param>
internal sealed record TextSpec(int WordNGrams, int MinCharacterNGram, int MaxCharacterNGram)
{
    /// <summary>The same in words.</summary>
    public string Encoding => string.Format(
        CultureInfo.InvariantCulture,
        (WordNGrams > 0, MaxCharacterNGram > 0) switch
        {
            (true, true) => "runs of up to {0} words, {1} to {2} characters",
            (true, false) => "runs of up to {0} words",
            _ => "{1} to {2} characters",
        },
        WordNGrams,
        Math.Max(MinCharacterNGram, 1),
        MaxCharacterNGram);
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
