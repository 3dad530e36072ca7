using System.Runtime.CompilerServices;
using LossGen.Kernels;
using LossGen.Validation;

namespace LossGen.TypedRows;

/// <summary>Turns rows into the numbers that the model reads.</summary>
internal static class RowEncoding<TModel, TRow, TLabel>
    where TModel : class, IDenseRows<TModel, TRow, TLabel>
    where TLabel : struct
{
    public const string Predicting = RowErrors.Predicting;
    public const string Learning = RowErrors.Learning;

    /// <summary>Numbers that a part of the rows may have: 32 KiB, the size of a first-level cache.</summary>
    private const int PartNumbers = 8 * 1024;

    private const int MostPartRows = 8 * Block.Rows;

    /// <summary>Rows turned into numbers at once: whole blocks, so that the model meets the same blocks as if it were given all rows.</summary>
    public static int PartRows => Math.Clamp(PartNumbers / TModel.FeatureCount / Block.Rows * Block.Rows, Block.Rows, MostPartRows);

    /// <summary>One row, which may be null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row(in TRow row, Span<float> features)
    {
        if (typeof(TRow).IsValueType)
        {
            TModel.Encode(in row, 0, features);
            return;
        }

        // Where the row is an element of an array, another thread may replace it by null after the check: hence a copy of the reference.
        TRow held = row;
        if (held is null) RowErrors.NullRow();
        TModel.Encode(in held, 0, features);
    }

    /// <summary>One row, which may be null, and whose features must be finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FiniteRow(in TRow row, Span<float> features, string rule)
    {
        Row(in row, features);
        if (!Check.AreFinite(features)) NonFinite("row", 0, features, rule);
    }

    /// <summary>One row of a source, which may be null, and whose features must be finite.</summary>
    public static void FiniteRowOf(TRow row, int index, Span<float> features)
    {
        if (row is null) RowErrors.NullRow(index);
        TModel.Encode(in row, index, features);
        if (!Check.AreFinite(features)) NonFinite("rows", index, features, Learning);
    }

    /// <summary>Some of the rows, from <paramref name="first"/> on: as many as fit.</summary>
    public static void Rows(ReadOnlySpan<TRow> rows, int first, Span<float> features)
    {
        int width = TModel.FeatureCount;
        for (int at = 0; at < features.Length; at += width, first++)
        {
            if (typeof(TRow).IsValueType)
            {
                TModel.Encode(in rows[first], first, features.Slice(at, width));
                continue;
            }

            TRow held = rows[first];
            if (held is null) RowErrors.NullRow(first);
            TModel.Encode(in held, first, features.Slice(at, width));
        }
    }

    /// <summary>As <see cref="Rows"/>; features that are not finite are an error.</summary>
    public static void FiniteRows(ReadOnlySpan<TRow> rows, int first, Span<float> features, string rule)
    {
        Rows(rows, first, features);
        int at = Check.IndexOfNonFinite(features);
        if (at < 0) return;
        int row = at / TModel.FeatureCount;
        NonFinite(nameof(rows), first + row, features.Slice(row * TModel.FeatureCount, TModel.FeatureCount), rule);
    }

    /// <summary>The numbers that all rows have together.</summary>
    public static int Count(ReadOnlySpan<TRow> rows, int width)
    {
        if (rows.IsEmpty) throw new ArgumentException("rows is empty; at least one row is needed.", nameof(rows));
        if ((long)rows.Length * width > Array.MaxLength) RowErrors.TooManyRows(rows.Length, width);
        return rows.Length * width;
    }

    /// <summary>The memory of a part with this many rows, in floats.</summary>
    public static int PartLength(int rows) => Math.Min(rows, PartRows) * TModel.FeatureCount;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void NonFinite(string parameter, int row, ReadOnlySpan<float> features, string rule)
    {
        int column = Check.IndexOfNonFinite(features);
        RowErrors.NonFinite(parameter, row, TModel.FeatureNames[column], features[column], rule);
    }
}
