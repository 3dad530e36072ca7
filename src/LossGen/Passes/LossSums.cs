namespace LossGen.Passes;

/// <summary>The two sums whose quotient is the mean loss.</summary>
internal struct LossSums
{
    /// <summary>Σ over the rows of weight times loss, in nats.</summary>
    public double Loss;

    /// <summary>Σ of the weights.</summary>
    public double Divisor;

    /// <summary>The weighted mean; 0 where every weight is 0, since nothing is lost then.</summary>
    public readonly double Mean => Divisor == 0 ? 0 : Loss / Divisor;

    /// <summary>What turns a summed gradient into that of the mean.</summary>
    public readonly float Scale => Divisor == 0 ? 0 : (float)(1 / Divisor);

    public void Add(LossSums other)
    {
        Loss += other.Loss;
        Divisor += other.Divisor;
    }
}
