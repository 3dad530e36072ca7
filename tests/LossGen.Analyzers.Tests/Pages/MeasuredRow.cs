using System.Globalization;
using System.Text.RegularExpressions;
using LossGen.Analyzers.Tests.Fixes.Proofs;

namespace LossGen.Analyzers.Tests.Pages;

/// <summary>A row of the table under "Measured": a form and its fix, and the worst that a sweep found of either.</summary>
internal sealed partial record MeasuredRow(string Form, string Type, string Before, string After)
{
    private const string Head = "| form and fix | type | worst before | worst after |\n|---|---|---|---|\n";

    public override string ToString() => $"| {Form} | {Type} | {Before} | {After} |";

    public static string Table(IEnumerable<MeasuredRow> rows) => Head + string.Concat(rows.Select(row => row + "\n"));

    /// <summary>The rows of the table in a page's section.</summary>
    public static IReadOnlyList<MeasuredRow> In(string section) =>
    [
        .. section.Split('\n').Where(line => line.StartsWith('|')).Skip(2).Select(line =>
        {
            string[] cells = [.. line.Split('|', StringSplitOptions.TrimEntries)[1..^1]];
            if (cells.Length != 4) throw new FormatException($"A row has four cells, not {cells.Length}: {line}");
            return new MeasuredRow(cells[0], cells[1], cells[2], cells[3]);
        }),
    ];

    public static MeasuredRow Of(FixProof proof)
    {
        ProofMeasurement measured = ProofMeasurement.Of(proof);
        return new(FormOf(proof), TypeOf(proof), Cell(proof, measured.BeforeConditioned), Cell(proof, measured.AfterConditioned));
    }

    /// <summary>What no sweep can measure: the value when the generator returns 0.</summary>
    public static MeasuredRow OfGenerator(FixProof proof, double before, double after)
    {
        string Drawn(double value) => string.Create(CultureInfo.InvariantCulture, $"{value + 0.0} when 0 is drawn");
        return new(FormOf(proof), TypeOf(proof), Drawn(before), Drawn(after));
    }

    /// <summary>The error, and where: in ulp, or as the result that stands for another once not even its first digit is right.</summary>
    public static string Cell(FixProof proof, WorstCase worst)
    {
        double tenth = 0.1 * Math.ScaleB(1, proof.IsSingle ? 23 : 52);
        string figure = worst.Ulp >= tenth || !double.IsFinite(worst.Ulp)
            ? string.Create(CultureInfo.InvariantCulture, $"{worst.Result + 0.0:G4} for {worst.Exact:G4}")
            : string.Create(CultureInfo.InvariantCulture, $"{worst.Ulp:G3} ulp");
        string[] arguments = [.. worst.At.Select(x => proof.IsSingle ? ((float)x).ToString("R", CultureInfo.InvariantCulture) : x.ToString("R", CultureInfo.InvariantCulture))];
        return figure + " at " + (proof.TakesArray ? $"[{string.Join(", ", arguments)}]" : string.Join(", ", arguments));
    }

    /// <summary>The figure of a cell in ulp, infinite where no digit is right; and the arguments.</summary>
    public static (double Ulp, double[] At) Read(string cell)
    {
        Match match = Figure().Match(cell);
        if (!match.Success) throw new FormatException($"This is neither 'x ulp at y' nor 'x for z at y': {cell}");
        return (match.Groups["ulp"].Success ? double.Parse(match.Groups["ulp"].Value, CultureInfo.InvariantCulture) : double.PositiveInfinity,
            [.. match.Groups["at"].Value.Trim('[', ']').Split(", ").Select(x => double.Parse(x, CultureInfo.InvariantCulture))]);
    }

    private static string TypeOf(FixProof proof)
    {
        if (proof.Parameters.Split(' ') is [var whole, _] && whole is "int" or "uint" or "ushort") return whole;
        string type = proof.Parameters.Contains("float", StringComparison.Ordinal) || proof.After.Contains("Single", StringComparison.Ordinal) ? "float" : "double";
        return proof.Condition is null ? type : type + ", by condition";
    }

    /// <summary>Of a body of several statements, the one that the fix changes.</summary>
    private static string FormOf(FixProof proof)
    {
        string[] before = proof.Before.Split('\n'), after = proof.After.Split('\n');
        int changed = Enumerable.Range(0, before.Length).First(i => before[i] != after[i]);
        return $"`{Shown(before[changed])}` → `{Shown(after[changed])}`";

        static string Shown(string statement) => statement.TrimEnd(';').Replace("return ", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^(?:(?<ulp>[0-9.E+-]+) ulp|\S+ for \S+) at (?<at>.+)$")]
    private static partial Regex Figure();
}
