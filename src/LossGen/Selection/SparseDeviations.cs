namespace LossGen;

/// <summary>The standard deviation of each feature over sparse rows.</summary>
internal sealed class SparseDeviations(int features)
{
    private readonly double[] _ofRow = new double[features];
    private readonly int[] _seen = new int[features];
    private int _row;

    /// <summary>√((Σ (x − m)² over the rows that have the feature + (n − those rows) m²) / n), with m the mean over all n rows.</summary>
    public static double[] Of(in SparseRows rows, int features)
    {
        var sums = new SparseDeviations(features);
        double[] means = new double[features], squares = new double[features];
        var present = new int[features];
        for (int row = 0; row < rows.Count; row++) sums.Visit(rows, row, (feature, value) => means[feature] += value);
        for (int feature = 0; feature < features; feature++) means[feature] /= rows.Count;
        for (int row = 0; row < rows.Count; row++)
        {
            sums.Visit(rows, row, (feature, value) =>
            {
                squares[feature] += (value - means[feature]) * (value - means[feature]);
                present[feature]++;
            });
        }

        for (int feature = 0; feature < features; feature++)
            squares[feature] = Math.Sqrt((squares[feature] + ((rows.Count - present[feature]) * means[feature] * means[feature])) / rows.Count);
        return squares;
    }

    /// <summary>Shows the features of a row, each once with the sum of its values.</summary>
    private void Visit(in SparseRows rows, int row, Action<int, double> visit)
    {
        ReadOnlySpan<int> ofRow = rows.FeaturesOf(row);
        ReadOnlySpan<float> values = rows.ValuesOf(row);
        _row++;
        for (int i = 0; i < ofRow.Length; i++)
        {
            if (_seen[ofRow[i]] != _row) _ofRow[ofRow[i]] = 0;
            _seen[ofRow[i]] = _row;
            _ofRow[ofRow[i]] += values.IsEmpty ? 1 : values[i];
        }

        foreach (int feature in ofRow)
        {
            if (_seen[feature] != _row) continue;
            _seen[feature] = 0;
            visit(feature, _ofRow[feature]);
        }
    }
}
