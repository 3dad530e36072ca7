using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>From rows as they were given to those that the model sees while it is trained.</summary>
/// <param name="means">The means that are subtracted; empty: the rows are seen as they are.</param>
/// <param name="scales">What the differences are multiplied with.</param>
/// <param name="factors">The same as floats.</param>
internal readonly ref struct RowScale(ReadOnlySpan<double> means, ReadOnlySpan<double> scales, ReadOnlySpan<float> factors)
{
    private readonly ReadOnlySpan<double> _means = means;
    private readonly ReadOnlySpan<double> _scales = scales;

    /// <summary>What differences of numbers are multiplied with; empty: 1.</summary>
    public ReadOnlySpan<float> Factors { get; } = factors;

    /// <summary>Whether the model sees the rows as they are.</summary>
    public bool IsNone => _means.IsEmpty;

    /// <summary>Writes rows as the model sees them, to the bits that <c>Standardization</c> gives them; where it sees them as they are, nothing.</summary>
    public void Apply(ReadOnlySpan<float> rows, Span<float> seen)
    {
        if (IsNone) return;
        for (int start = 0; start < rows.Length; start += _means.Length) ApplyToRow(rows.Slice(start, _means.Length), seen.Slice(start, _means.Length));
    }

    private void ApplyToRow(ReadOnlySpan<float> row, Span<float> seen)
    {
        int i = 0;
        for (; i <= row.Length - Lanes.Width; i += Lanes.Width)
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Lanes.Load(ref Lanes.Start(row), i));
            low = (low - Vector256.Create(_means.Slice(i, 4))) * Vector256.Create(_scales.Slice(i, 4));
            high = (high - Vector256.Create(_means.Slice(i + 4, 4))) * Vector256.Create(_scales.Slice(i + 4, 4));
            Lanes.Store(Vector256.Narrow(low, high), ref Lanes.Start(seen), i);
        }

        for (; i < row.Length; i++) seen[i] = (float)((row[i] - _means[i]) * _scales[i]);
    }
}
