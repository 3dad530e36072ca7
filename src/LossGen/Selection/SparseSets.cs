using LossGen.Sparse;
using static System.FormattableString;

namespace LossGen;

/// <summary>Sparse rows that something is done with again and again.</summary>
internal static class SparseSets
{
    /// <summary>A copy of the rows of a call, which are checked: as many as there are labels or targets, with features that the model has and finite values.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="count">How many there have to be; 0: any number.</param>
    /// <param name="features">The features of the model.</param>
    public static SparseRowList CopyOf(in SparseRows rows, int count, int features)
    {
        var copy = new SparseRowList(); // which no other thread can change after the check
        for (int row = 0; row < rows.Count; row++) copy.Add(rows.FeaturesOf(row), rows.ValuesOf(row));
        SparseCheck.Rows(copy.Rows, features);
        SparseCheck.Finite(copy.Rows);
        if (count > 0 && copy.Count != count) throw new ArgumentException(Invariant($"rows has {copy.Count} rows; it needs {count}, one for each label or target."), nameof(rows));
        return copy;
    }

    /// <summary>Some of the rows.</summary>
    public static SparseRowList Take(SparseRowList rows, ReadOnlySpan<int> indices)
    {
        var taken = new SparseRowList();
        taken.AddRows(rows.Rows, indices);
        return taken;
    }
}
