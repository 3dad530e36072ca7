using System.Collections.Immutable;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LossGen.TypedRows;

/// <summary>Rows that come as a list, or as anything that can be enumerated, for members that take them in one piece.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RowLists
{
    /// <summary>The rows: in place where they lie in one piece, else a copy.</summary>
    /// <param name="rows">The rows.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    public static ReadOnlySpan<TRow> SpanOf<TRow>(IEnumerable<TRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows switch
        {
            TRow[] array => array,
            List<TRow> list => CollectionsMarshal.AsSpan(list),
            ImmutableArray<TRow> array => array.AsSpan(),
            _ => rows.ToArray(),
        };
    }
}
