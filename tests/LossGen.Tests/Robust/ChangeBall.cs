namespace LossGen.Tests.Robust;

/// <summary>The changes of a row that are smaller than a size and stay within a range, and the floats among them.</summary>
internal sealed class ChangeBall
{
    private readonly float[] _row;
    private readonly float[] _lowest;
    private readonly float[] _highest;

    public ChangeBall(float[] row, double size, Norm norm, float minimum, float maximum)
    {
        (_row, Size, Norm, Minimum, Maximum) = (row, size, norm, minimum, maximum);
        Row = Array.ConvertAll(row, static x => (double)x);
        _lowest = [.. row.Select(x => Math.Max(minimum, Upwards(x, x - size)))];
        _highest = [.. row.Select(x => Math.Min(maximum, -Upwards(-x, -x - size)))];

        // The smallest float that is not below x − size.
        float Upwards(float x, double low)
        {
            float rounded = (float)low;
            return (double)x - rounded > size ? MathF.BitIncrement(rounded) : rounded;
        }
    }

    public double[] Row { get; }

    public double Size { get; }

    public Norm Norm { get; }

    public double Minimum { get; }

    public double Maximum { get; }

    /// <summary>The way back into the ball and the range. A ball cut by a range that holds its centre: cutting a point of the ball brings it no farther from the centre.</summary>
    public double[] Project(double[] point)
    {
        double length = 0;
        for (int i = 0; i < point.Length; i++) length += (point[i] - Row[i]) * (point[i] - Row[i]);
        double scale = Norm == Norm.L2 && length > Size * Size ? Size / Math.Sqrt(length) : 1;
        var inside = new double[point.Length];
        for (int i = 0; i < point.Length; i++)
        {
            double change = scale * (point[i] - Row[i]);
            if (Norm == Norm.LInfinity) change = Math.Clamp(change, -Size, Size);
            inside[i] = Math.Clamp(Row[i] + change, Minimum, Maximum);
        }

        return inside;
    }

    /// <summary>A point as floats that are in the ball and the range.</summary>
    public void Write(double[] point, Span<float> destination)
    {
        double shrink = 1;
        for (int turn = 0; turn < 40; turn++)
        {
            double squares = 0;
            for (int i = 0; i < point.Length; i++)
            {
                destination[i] = Math.Clamp((float)(Row[i] + (shrink * (point[i] - Row[i]))), _lowest[i], _highest[i]);
                double change = (double)destination[i] - _row[i];
                squares += change * change;
            }

            // Rounded outwards: a little less, and more of it at each turn.
            if (Norm == Norm.LInfinity || Math.Sqrt(squares) <= Size) return;
            shrink = Math.Max(0, shrink * (Size / Math.Sqrt(squares)) - (Math.Pow(2, turn) * 1e-9));
        }

        _row.CopyTo(destination);
    }

    /// <summary>A random point: at the border, or anywhere; of a box also with many numbers at their limits.</summary>
    public double[] Anywhere(Random random, bool isAtBorder)
    {
        var x = new double[Row.Length];
        double length = 0;
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = Norm == Norm.LInfinity ? (2 * random.NextDouble()) - 1 : Normal(random);
            length += x[i] * x[i];
            if (Norm == Norm.LInfinity && isAtBorder && random.Next(2) == 0) x[i] = Math.Sign(x[i]);
        }

        double scale = Norm == Norm.LInfinity ? Size : Size / Math.Sqrt(length) * (isAtBorder ? 1 : Math.Pow(random.NextDouble(), 1.0 / x.Length));
        for (int i = 0; i < x.Length; i++) x[i] = Math.Clamp(Row[i] + (scale * x[i]), Minimum, Maximum);
        return x;
    }

    /// <summary>A corner of the box; of a ball where it is farthest along some of the axes.</summary>
    public double[] Corner(Random random)
    {
        double[] signs = [.. Row.Select(_ => Norm == Norm.LInfinity || random.Next(3) == 0 ? (2.0 * random.Next(2)) - 1 : 0)];
        if (signs.All(static s => s == 0)) signs[random.Next(signs.Length)] = 1;
        double scale = Norm == Norm.LInfinity ? Size : Size / Math.Sqrt(signs.Sum(Math.Abs));
        return [.. Row.Select((x, i) => Math.Clamp(x + (scale * signs[i]), Minimum, Maximum))];
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
