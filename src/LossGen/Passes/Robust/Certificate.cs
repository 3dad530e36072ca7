using System.Buffers;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen.Passes;

/// <summary>The size below which no change of a row changes its class, as the model computes classes: in float32, in whatever order its kernels add.</summary>
/// <remarks>
/// <para>Everything is computed in double, about the real numbers that weights and rows are. The model's own rounding enters as an error bound: a sum of n products in
/// float32 is within γ Σ |terms| of the real one for any order of the terms, with or without fused multiply-adds, γ = n u / (1 − n u), u = 2^−24 (Higham, "Accuracy and
/// stability of numerical algorithms", 2002, section 3.1), beside 2^−149 for each product that is subnormal. The rounding of the certificate itself, n 2^−53 of the same terms, is
/// covered by taking γ larger by a thousandth: 2^−24 / 1024 is 2^19 n-ths of it.</para>
/// <para>Classes are then the true ones wherever the margin exceeds both logits' errors, and no sum can exceed all floats on its way (<see cref="MostMagnitude"/>).</para>
/// </remarks>
internal static class Certificate
{
    /// <summary>What the magnitudes of a sum's terms may add up to: then no partial sum is infinite, in whatever order, rounding included.</summary>
    public const double MostMagnitude = float.MaxValue / 2;

    /// <summary>The radius; 0 where the row already has another class, or rounding might give it one; +∞ where no change within the range changes it.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="activation">What follows each hidden layer; null: there is none.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="row">The row.</param>
    /// <param name="label">The class that it is to keep.</param>
    /// <param name="norm">How changes are measured.</param>
    /// <param name="minimum">The smallest valid value of a feature.</param>
    /// <param name="maximum">The largest one.</param>
    public static double Radius(
        ReadOnlySpan<float> parameters,
        ParameterLayout layout,
        Activation? activation,
        int classes,
        ReadOnlySpan<float> row,
        int label,
        Norm norm,
        float minimum,
        float maximum)
    {
        CheckInput(layout, classes, row, label, norm, minimum, maximum);
        var box = new ChangeBox(row, norm, minimum, maximum);
        int length = activation is null ? LinearCertificate.LengthFor(layout.First.Inputs) : NetworkCertificate.LengthFor(layout.LayerArray);
        double[] memory = ArrayPool<double>.Shared.Rent(length);
        try
        {
            return activation is { } function
                ? new NetworkCertificate(parameters, layout.LayerArray, function, box, label, memory).Radius()
                : new LinearCertificate(parameters, layout.First, box, memory).Radius(label);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(memory);
        }
    }

    /// <summary>The largest relative error of a sum of this many products in float32, taken larger by a thousandth.</summary>
    public static double Gamma(int terms)
    {
        const double u = 1.0 / (1 << 24);
        return terms * u / (1 - (terms * u)) * (1 + (1.0 / 1024));
    }

    /// <summary>What products that are subnormal may lose in all.</summary>
    public static double Subnormal(int terms) => terms * (double)float.Epsilon;

    private static void CheckInput(ParameterLayout layout, int classes, ReadOnlySpan<float> row, int label, Norm norm, float minimum, float maximum)
    {
        Check.Row(row, layout.First.Inputs);
        if ((uint)label >= (uint)classes)
            throw new ArgumentOutOfRangeException(nameof(label), label, Invariant($"The label is {label}; labels go from 0 to {classes - 1}."));
        if (norm is not (Norm.LInfinity or Norm.L2)) throw Require.OutOfRange(nameof(norm), norm, "LInfinity or L2");
        if (!(minimum <= maximum)) throw Require.OutOfRange(nameof(minimum), minimum, Invariant($"a number that is not above the maximum, {maximum}"));
        int at = Check.IndexOfNonFinite(row);
        if (at >= 0) throw new ArgumentException(Invariant($"Column {at} of the row is {row[at]}; only finite numbers can be certified."), nameof(row));
        at = row.IndexOfAnyExceptInRange(minimum, maximum);
        if (at >= 0) throw new ArgumentException(Invariant($"Column {at} of the row is {row[at]}; the valid range is {minimum} to {maximum}."), nameof(row));
    }
}
