using LossGen.Benchmarks.Peers;
using Spectre.Console;

namespace LossGen.Benchmarks.Reporting;

/// <summary>Tables on the console.</summary>
internal static class ConsoleReport
{
    // Into a file there is no window to fit into.
    private const int RedirectedWidth = 200;

    /// <summary>Prints one table.</summary>
    public static void Write(Table table) => Write(Open(), table);

    public static void Write(RunFigures figures)
    {
        IAnsiConsole console = Open();
        console.WriteLine(PeerTables.Machine(figures));
        foreach (Table table in PeerTables.Of(figures)) Write(console, table);
        foreach (string note in PeerTables.Notes(figures)) console.WriteLine(note);
    }

    private static IAnsiConsole Open()
    {
        if (!Console.IsOutputRedirected) return AnsiConsole.Console;
        IAnsiConsole console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        console.Profile.Width = RedirectedWidth;
        return console;
    }

    private static void Write(IAnsiConsole console, Table table)
    {
        var grid = new Spectre.Console.Table { Title = new TableTitle(Markup.Escape(table.Title)), Border = TableBorder.Rounded };
        for (int column = 0; column < table.Headers.Count; column++)
        {
            Justify alignment = column == 0 ? Justify.Left : Justify.Right;
            grid.AddColumn(new TableColumn(Markup.Escape(table.Headers[column])) { Alignment = alignment, NoWrap = true });
        }

        foreach (IReadOnlyList<string> row in table.Rows) grid.AddRow([.. row.Select(Markup.Escape)]);
        console.WriteLine();
        console.Write(grid);
    }
}
