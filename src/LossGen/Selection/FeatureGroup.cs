using static System.FormattableString;

namespace LossGen;

/// <summary>Columns that belong together: the values of an enum as one-hot columns, the parts of a date.</summary>
public sealed class FeatureGroup
{
    private readonly int[] _columns;

    /// <summary>A group.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="columns">Its columns, from 0; at least one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="columns"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is negative.</exception>
    public FeatureGroup(string name, params int[] columns)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0) throw new ArgumentException($"The group '{name}' has no column; expected one or more.", nameof(columns));
        foreach (int column in columns) ArgumentOutOfRangeException.ThrowIfNegative(column, nameof(columns));
        Name = name;
        _columns = columns.ToArray();
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its columns.</summary>
    public IReadOnlyList<int> Columns => _columns.AsReadOnly();

    /// <summary>Name and columns.</summary>
    public override string ToString() => Invariant($"{Name}: columns {string.Join(", ", _columns)}");

    /// <summary>The members of typed rows that columns belong to, from the names of the columns: <c>FeatureGroup.MembersOf(FlowerModel.FeatureNames)</c>.</summary>
    /// <remarks>
    /// Several columns of one member follow one another, and all but perhaps the first are named <c>Member.Part</c>. No member has a dot in its name, so this does
    /// not suit names of your own that have one.
    /// </remarks>
    /// <param name="columns">The names of all columns, in their order.</param>
    public static IReadOnlyList<FeatureGroup> MembersOf(ReadOnlySpan<string> columns)
    {
        var groups = new List<FeatureGroup>();
        for (int first = 0; first < columns.Length;)
        {
            string member = MemberOf(columns[first]);
            int end = first + 1;
            while (end < columns.Length && columns[end].Contains('.') && MemberOf(columns[end]) == member) end++;
            groups.Add(new(member, [.. Enumerable.Range(first, end - first)]));
            first = end;
        }

        return [.. groups];

        static string MemberOf(string column) => column.IndexOf('.') is > 0 and var dot ? column[..dot] : column;
    }

    /// <summary>The names that a model declares, or numbers.</summary>
    internal static string[] NamesOf(ReadOnlySpan<string> declared, int count, string kind)
    {
        if (!declared.IsEmpty) return declared.ToArray();
        var names = new string[count];
        for (int i = 0; i < count; i++) names[i] = Invariant($"{kind} {i}");
        return names;
    }

    internal static void Require(IReadOnlyList<FeatureGroup> groups, int width)
    {
        if (groups.Count == 0) throw new ArgumentException("groups is empty; expected at least one, or null for each column by itself.", nameof(groups));
        foreach (FeatureGroup group in groups)
        {
            ArgumentNullException.ThrowIfNull(group, nameof(groups));
            foreach (int column in group._columns)
            {
                if (column >= width)
                    throw new ArgumentOutOfRangeException(nameof(groups), column, Invariant($"The group '{group.Name}' has column {column}; expected 0 to {width - 1}."));
            }
        }
    }
}
