namespace LossGen.Benchmarks.Reporting;

/// <summary>A table before it is known where it will stand. The first column is text, the others are numbers.</summary>
internal sealed record Table(string Title, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows);
