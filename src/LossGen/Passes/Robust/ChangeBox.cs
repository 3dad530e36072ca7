namespace LossGen.Passes;

/// <summary>The changes of a row that are allowed: those within a size, cut by the valid range; and how far a linear function can fall over them.</summary>
/// <param name="row">The row.</param>
/// <param name="norm">How changes are measured.</param>
/// <param name="minimum">The smallest valid value.</param>
/// <param name="maximum">The largest one.</param>
internal readonly ref struct ChangeBox(ReadOnlySpan<float> row, Norm norm, float minimum, float maximum)
{
    /// <summary>The row.</summary>
    public ReadOnlySpan<float> Row { get; } = row;

    /// <summary>How changes are measured.</summary>
    public Norm Norm { get; } = norm;

    /// <summary>Whether there is a range.</summary>
    public bool HasRange { get; } = minimum > float.NegativeInfinity || maximum < float.PositiveInfinity;

    /// <summary>How far feature i can fall, at most.</summary>
    public double Down(int i) => (double)Row[i] - minimum;

    /// <summary>How far it can rise.</summary>
    public double Up(int i) => (double)maximum - Row[i];

    /// <summary>The largest size that can matter: beyond it the range allows no other change. +∞ without a range on both sides.</summary>
    public double Largest
    {
        get
        {
            double largest = 0, squares = 0;
            for (int i = 0; i < Row.Length; i++)
            {
                double farthest = Math.Max(Down(i), Up(i));
                largest = Math.Max(largest, farthest);
                squares += farthest * farthest;
            }

            return (Norm == Norm.L2 ? Math.Sqrt(squares) : largest) * (1 + 1e-12);
        }
    }

    /// <summary>The dual norm: how far v·δ reaches for δ of size 1, any range aside.</summary>
    public double DualNorm(ReadOnlySpan<double> v)
    {
        double sum = 0;
        foreach (double x in v) sum += Norm == Norm.L2 ? x * x : Math.Abs(x);
        return Norm == Norm.L2 ? Math.Sqrt(sum) : sum;
    }

    /// <summary>How far v·δ can fall over changes up to a size: exactly for L∞, and without a range; else a bound, the smaller of those of ball and box.</summary>
    public double Fall(ReadOnlySpan<double> v, double size)
    {
        double ofBall = size == 0 ? 0 : size * DualNorm(v);
        if (!HasRange) return ofBall;
        double ofBox = 0;
        for (int i = 0; i < v.Length; i++)
        {
            double reach = Math.Min(size, v[i] > 0 ? Down(i) : Up(i));
            if (v[i] != 0) ofBox += Math.Abs(v[i]) * reach;
        }

        return Math.Min(ofBall, ofBox);
    }

    /// <summary>The worst change along −v of which no feature moves farther than the range allows: how far v·δ falls, and δ's Euclidean length.</summary>
    /// <remarks>
    /// Over ball and box the largest fall is at δ_i = −v_i t, clipped, for the t that gives the length (the condition of Karush, Kuhn and Tucker for a linear function).
    /// </remarks>
    public void Along(ReadOnlySpan<double> v, double t, out double fall, out double length)
    {
        fall = 0;
        double squares = 0;
        for (int i = 0; i < v.Length; i++)
        {
            double moved = Math.Min(Math.Abs(v[i]) * t, v[i] > 0 ? Down(i) : Up(i));
            if (v[i] == 0) continue;
            fall += Math.Abs(v[i]) * moved;
            squares += moved * moved;
        }

        length = Math.Sqrt(squares);
    }
}
