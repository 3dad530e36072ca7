using LossGen.Benchmarks.Peers;

namespace LossGen.Benchmarks.Reporting;

/// <summary>Tables to be pasted into a document. Without a date: what was measured on which machine is what counts.</summary>
internal static class MarkdownReport
{
    public static void Write(RunFigures figures, TextWriter output)
    {
        output.WriteLine(PeerTables.Machine(figures));
        foreach (Table table in PeerTables.Of(figures)) Write(table, output);
        output.WriteLine();
        foreach (string note in PeerTables.Notes(figures)) output.WriteLine($"- {note}");
    }

    private static void Write(Table table, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{table.Title}:");
        output.WriteLine();
        output.WriteLine(Line(table.Headers));
        output.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---:|", table.Headers.Count - 1))}");
        foreach (IReadOnlyList<string> row in table.Rows) output.WriteLine(Line(row));
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
