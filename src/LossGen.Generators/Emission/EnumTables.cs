using System.Globalization;
using System.Text;
using LossGen.Generators.Parsing;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission;

/// <summary>Writes what enums of many values need: their values and names as data, and the expressions that look them up.</summary>
internal sealed class EnumTables(RowSpec row)
{
    private const string LargeEnums = "global::LossGen.TypedRows.LargeEnums";
    private const int LineLength = 120;

    /// <summary>Each table once, however many members have its enum.</summary>
    private readonly List<EnumTable> _tables = row.Features.Select(static feature => feature.Table)
        .Append(row.Label.Table)
        .OfType<EnumTable>()
        .Where(static table => !table.IsRange)
        .Distinct()
        .ToList();

    /// <summary>Writes the values, among the kernels, where no name of the user's can meet theirs.</summary>
    public void Emit(CodeWriter code)
    {
        for (int i = 0; i < _tables.Count; i++)
        {
            EnumTable table = _tables[i];
            code.Line();
            code.Line($"/// <summary>The values of {Documentation.Text(table.Type)}, ascending.</summary>");
            code.Line($"internal static global::System.ReadOnlySpan<{table.Underlying}> {Name(i)} =>");
            code.Line("[");
            Filled(code, table.Values.Select(static value => Text(value) + ","), indent: "    ");
            code.Line("];");
        }
    }

    /// <summary>The place of a value among those of its enum, or −1.</summary>
    public string IndexOf(EnumTable table, string value) => table.IsRange
        ? $"{LargeEnums}.IndexInRange(unchecked((ulong){value}), {Bits(table.First)}, {Number(table.Count)})"
        : $"{LargeEnums}.IndexOf(Kernels.{Name(_tables.IndexOf(table))}, ({table.Underlying}){value})";

    /// <summary>The value at a place that is one.</summary>
    public string ValueAt(EnumTable table, string index) => table.IsRange
        ? $"unchecked(({table.Type})({Bits(table.First)} + (ulong){index}))"
        : $"({table.Type})Kernels.{Name(_tables.IndexOf(table))}[{index}]";

    /// <summary>Writes an expression for the names as one piece of data; the part before the dot of a name is written once per run of names that share it.</summary>
    public static void Names(CodeWriter code, string head, IEnumerable<string> names)
    {
        code.Line($"{head} {LargeEnums}.Names(");
        code.Line("    \"\"\"");
        Filled(code, Shortened(names), indent: "    ");
        code.Line("    \"\"\"u8);");
    }

    private static IEnumerable<string> Shortened(IEnumerable<string> names)
    {
        string before = "";
        foreach (string name in names)
        {
            int dot = name.IndexOf('.');
            string member = dot < 0 ? "" : name.Substring(0, dot);
            yield return dot > 0 && member == before ? name.Substring(dot) : name;
            if (dot > 0) before = member;
        }
    }

    private static void Filled(CodeWriter code, IEnumerable<string> words, string indent)
    {
        var line = new StringBuilder(indent);
        foreach (string word in words)
        {
            if (line.Length > indent.Length && line.Length + word.Length >= LineLength)
            {
                code.Line(line.ToString());
                line.Clear().Append(indent);
            }

            if (line.Length > indent.Length) line.Append(' ');
            line.Append(word);
        }

        code.Line(line.ToString());
    }

    private static string Name(int index) => "EnumValues" + Number(index);

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);

    // As a cast to ulong extends the sign.
    private static string Bits(decimal value) =>
        (value < 0 ? unchecked((ulong)(long)value) : (ulong)value).ToString(CultureInfo.InvariantCulture) + "UL";
}
