using System.Diagnostics.CodeAnalysis;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen.Sparse;

/// <summary>What models with sparse rows demand of them.</summary>
internal static class SparseCheck
{
    /// <summary>At least one row, with features that the model has; returns the number of rows.</summary>
    public static int Rows(in SparseRows rows, int features)
    {
        if (rows.Count == 0) throw new ArgumentException("rows is empty; at least one row is needed.", nameof(rows));
        Features(rows, features, nameof(rows));
        return rows.Count;
    }

    /// <summary>Exactly one row.</summary>
    public static void Row(in SparseRows row, int features)
    {
        if (row.Count != 1) throw new ArgumentException(Invariant($"row has {row.Count} rows; it needs exactly 1."), nameof(row));
        Features(row, features, nameof(row));
    }

    /// <summary>Only features that the model has.</summary>
    private static void Features(in SparseRows rows, int features, string name)
    {
        int at = rows.Features.IndexOfAnyExceptInRange(0, features - 1);
        if (at >= 0)
        {
            throw new ArgumentOutOfRangeException(
                name, rows.Features[at], Invariant($"Row {RowOf(rows, at)} has feature {rows.Features[at]}; the model's features go from 0 to {features - 1}."));
        }
    }

    /// <summary>No NaN and no infinity in the rows that a model learns from.</summary>
    public static void Finite(in SparseRows rows)
    {
        int at = Check.IndexOfNonFinite(rows.Values);
        if (at >= 0) throw NonFinite(rows, at, "a model learns only from finite numbers", nameof(rows));
    }

    /// <summary>Why a row has no most probable class.</summary>
    [DoesNotReturn]
    public static void NoClass(in SparseRows rows, int row, string name)
    {
        int at = Check.IndexOfNonFinite(rows.ValuesOf(row));
        if (at >= 0) throw NonFinite(rows, rows.Starts[row] + at, "a class is predicted only from finite numbers", name);
        throw new InvalidOperationException(
            Invariant($"The logits of row {row} are not finite although the row is: the model's parameters are NaN, infinite or too large."));
    }

    private static ArgumentException NonFinite(in SparseRows rows, int at, string rule, string name) =>
        new(Invariant($"Row {RowOf(rows, at)}, feature {rows.Features[at]} is {rows.Values[at]}; {rule}."), name);

    private static int RowOf(in SparseRows rows, int at)
    {
        int row = 0;
        while (row < rows.Count - 1 && rows.Starts[row + 1] <= at) row++;
        return row;
    }
}
