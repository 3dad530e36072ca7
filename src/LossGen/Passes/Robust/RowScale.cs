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

    /// <summary>Writes a row as the model sees it.</summary>
    public void Apply(ReadOnlySpan<float> row, Span<float> seen)
    {
        if (_means.IsEmpty)
        {
            row.CopyTo(seen);
            return;
        }

        for (int i = 0; i < row.Length; i++) seen[i] = (float)((row[i] - _means[i]) * _scales[i]);
    }
}
