using LossGen.Validation;

namespace LossGen;

/// <summary>The rows and labels of a file in the format of LIBSVM.</summary>
/// <param name="Rows">The rows, features counted from 0.</param>
/// <param name="Labels">The class of each row, from 0 to the number of <paramref name="Classes"/> − 1.</param>
/// <param name="Classes">The label of each class in the file, such as −1 and 1.</param>
public sealed record LibSvmData(SparseRowList Rows, int[] Labels, IReadOnlyList<double> Classes)
{
    /// <summary>The rows and their classes, where the file's own labels do not matter.</summary>
    public void Deconstruct(out SparseRowList rows, out int[] labels) => (rows, labels) = (Rows, Labels);

    /// <summary>The number of rows, of their features and of classes.</summary>
    public override string ToString() => $"{Rows}, {Printed.Count(Classes.Count, "class", "classes")}";
}
