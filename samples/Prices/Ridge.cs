namespace Prices;

/// <summary>The linear model of the least squared error with a penalty, in closed form: (XᵀX + λ I) w = Xᵀ(y − ȳ) for standardised columns, by Cholesky.</summary>
internal sealed class Ridge
{
    private readonly double[] _weights;
    private readonly double _mean;

    public Ridge(float[] rows, float[] values, double penalty)
    {
        int n = values.Length, d = rows.Length / n;
        _mean = values.Average(static value => (double)value);
        var matrix = new double[d, d];
        var right = new double[d];
        for (int r = 0; r < n; r++)
        {
            ReadOnlySpan<float> x = rows.AsSpan(r * d, d);
            for (int i = 0; i < d; i++)
            {
                right[i] += x[i] * (values[r] - _mean);
                for (int j = 0; j <= i; j++) matrix[i, j] += (double)x[i] * x[j];
            }
        }

        for (int i = 0; i < d; i++) matrix[i, i] += penalty;
        _weights = Solve(matrix, right);
    }

    public double Predict(ReadOnlySpan<float> row)
    {
        double sum = _mean;
        for (int j = 0; j < row.Length; j++) sum += _weights[j] * row[j];
        return sum;
    }

    private static double[] Solve(double[,] matrix, double[] right)
    {
        int d = right.Length;
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[i, j];
                for (int k = 0; k < j; k++) sum -= matrix[i, k] * matrix[j, k];
                matrix[i, j] = i == j ? Math.Sqrt(sum) : sum / matrix[j, j];
            }
        }

        var solution = (double[])right.Clone();
        for (int i = 0; i < d; i++)
        {
            for (int k = 0; k < i; k++) solution[i] -= matrix[i, k] * solution[k];
            solution[i] /= matrix[i, i];
        }

        for (int i = d - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < d; k++) solution[i] -= matrix[k, i] * solution[k];
            solution[i] /= matrix[i, i];
        }

        return solution;
    }
}
