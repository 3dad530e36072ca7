using LossGen.Kernels;
using LossGen.Validation;

namespace LossGen.TypedRows;

/// <summary>Turns rows into the sparse rows that the model reads.</summary>
internal static class SparseRowEncoding<TModel, TRow, TLabel>
    where TModel : class, ISparseTypedModel<TModel, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>Rows turned into features at once: whole blocks, so that the model meets the same blocks as if it were given all rows.</summary>
    public const int PartRows = 8 * Block.Rows;

    /// <summary>The only row of a call, which may be null.</summary>
    public static void Row(in TRow row, SparseRowWriter destination)
    {
        TRow held = row; // another thread may replace an element of an array by null after the check
        if (held is null) RowErrors.NullRow();
        TModel.Encode(in held, 0, destination);
        destination.Rows.EndRow();
    }

    /// <summary>The same, whose features must be finite.</summary>
    public static void FiniteRow(in TRow row, SparseRowWriter destination, string rule)
    {
        Row(in row, destination);
        RequireFinite(destination.Rows.Rows, destination.Rows.Count - 1, nameof(row), 0, rule);
    }

    /// <summary>One of many rows.</summary>
    public static void Row(in TRow row, int index, SparseRowWriter destination)
    {
        TRow held = row;
        if (held is null) RowErrors.NullRow(index);
        TModel.Encode(in held, index, destination);
        destination.Rows.EndRow();
    }

    /// <summary>Some of the rows, from <paramref name="first"/> on.</summary>
    public static SparseRows Rows(ReadOnlySpan<TRow> rows, int first, int count, SparseRowWriter destination)
    {
        destination.Rows.Clear();
        for (int i = first; i < first + count; i++) Row(in rows[i], i, destination);
        return destination.Rows.Rows;
    }

    /// <summary>As <see cref="Rows"/>; features that are not finite are an error.</summary>
    public static SparseRows FiniteRows(ReadOnlySpan<TRow> rows, int first, int count, SparseRowWriter destination, string rule)
    {
        SparseRows written = Rows(rows, first, count, destination);
        RequireFinite(written, first, rule);
        return written;
    }

    /// <summary>All rows as a list of their own.</summary>
    public static SparseRowList List(ReadOnlySpan<TRow> rows, string rule, List<int>? members = null)
    {
        RequireRows(rows);
        var list = new SparseRowList();
        SparseRowWriter writer = SparseRowWriter.Rent(list, members);
        try
        {
            for (int i = 0; i < rows.Length; i++) Row(in rows[i], i, writer);
        }
        finally
        {
            writer.Return();
        }

        RequireFinite(list.Rows, 0, rule);
        return list;
    }

    /// <summary>At least one row.</summary>
    public static void RequireRows(ReadOnlySpan<TRow> rows)
    {
        if (rows.IsEmpty) throw new ArgumentException("rows is empty; at least one row is needed.", nameof(rows));
    }

    /// <summary>No NaN and no infinity in a row.</summary>
    public static void RequireFinite(in SparseRows rows, int row, string parameter, int index, string rule)
    {
        int at = Check.IndexOfNonFinite(rows.ValuesOf(row));
        if (at >= 0) RowErrors.NonFinite(parameter, index, TModel.FeatureName(rows.FeaturesOf(row)[at]), rows.ValuesOf(row)[at], rule);
    }

    private static void RequireFinite(in SparseRows rows, int first, string rule)
    {
        if (Check.AreFinite(rows.Values)) return;
        for (int row = 0; row < rows.Count; row++) RequireFinite(rows, row, nameof(rows), first + row, rule);
    }
}
