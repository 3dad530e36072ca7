using LossGen.Validation;

namespace LossGen;

/// <summary>Rows and labels of a file in the format of LIBSVM.</summary>
/// <param name="Rows">The rows, features counted from 0.</param>
/// <param name="Labels">The class of each, 0 to the number of <paramref name="Classes"/> − 1.</param>
/// <param name="Classes">What the file has for each class, such as −1 and 1.</param>
public sealed record LibSvmData(SparseRowList Rows, int[] Labels, IReadOnlyList<double> Classes)
{
    /// <summary>How many rows and classes there are.</summary>
    public override string ToString() => $"{Rows}, {Printed.Count(Classes.Count, "class", "classes")}";
}
