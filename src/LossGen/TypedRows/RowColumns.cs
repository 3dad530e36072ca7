using System.ComponentModel;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen.TypedRows;

/// <summary>
/// The columns that the members of typed rows take in a sparse row, as generated code lists them: those of each member, then those that members share by hashing.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RowColumns
{
    private const string SharedName = "Hashed";

    private readonly List<Columns> _members = [];
    private readonly List<string> _encoding = [];

    /// <summary>The number of columns.</summary>
    public int Count { get; private set; }

    /// <summary>What becomes of each member, a line each, and of the columns that they share.</summary>
    public IReadOnlyList<string> Encoding => _encoding;

    /// <summary>The names of the members that are features, in their order.</summary>
    internal IEnumerable<string> Members => _members.Where(static member => !member.IsShared).Select(static member => member.Name);

    /// <summary>Adds a member.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="encoding">What becomes of it.</param>
    /// <param name="numbered">Columns that are named by their numbers.</param>
    /// <param name="parts">The names of those behind them; empty for that of the member.</param>
    public RowColumns Add(string member, string encoding, int numbered, params string[] parts)
    {
        _encoding.Add(Invariant($"{member}: {encoding}"));
        _members.Add(new(member, Count, numbered, parts, IsShared: false));
        Count += numbered + parts.Length;
        return this;
    }

    /// <summary>Adds the columns that members share.</summary>
    /// <param name="columns">How many.</param>
    public RowColumns Share(int columns)
    {
        _encoding.Add(Invariant($"{columns} shared columns"));
        _members.Add(new(SharedName, Count, columns, [], IsShared: true));
        Count += columns;
        return this;
    }

    /// <summary>The name of a column.</summary>
    /// <param name="feature">The column, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public string NameOf(int feature)
    {
        if ((uint)feature >= (uint)Count) throw Require.OutOfRange(nameof(feature), feature, Invariant($"a number from 0 to {Count - 1}"));
        Columns member = _members.FindLast(member => member.First <= feature && member.Length > 0)!;
        int at = feature - member.First;
        if (at < member.Numbered) return Invariant($"{member.Name}.{at}");
        string part = member.Parts[at - member.Numbered];
        return part.Length == 0 ? member.Name : $"{member.Name}.{part}";
    }

    private sealed record Columns(string Name, int First, int Numbered, string[] Parts, bool IsShared)
    {
        public int Length => Numbered + Parts.Length;
    }
}
