using System.Text.Json.Serialization;
using LossGen.Validation;

namespace LossGen;

/// <summary>The mean of several measurements, and how far they scatter.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation, that of a sample: the squares are divided by one less than their number. NaN for a single one.</param>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public readonly record struct MeanAndDeviation(double Mean, double Deviation)
{
    /// <summary>Both, in the invariant culture.</summary>
    public override string ToString() => $"{Printed.Number(Mean)} ± {Printed.Number(Deviation)}";

    internal static MeanAndDeviation Of(ReadOnlySpan<double> values)
    {
        CompensatedSum sum = default, squares = default;
        foreach (double value in values) sum.Add(value);
        double mean = sum.Value / values.Length;
        foreach (double value in values) squares.Add((value - mean) * (value - mean));
        return new(mean, Math.Sqrt(squares.Value / (values.Length - 1)));
    }
}
