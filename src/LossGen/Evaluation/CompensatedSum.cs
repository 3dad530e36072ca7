namespace LossGen;

/// <summary>A running sum whose rounding errors are summed beside it, so that its error does not grow with the number of terms.</summary>
/// <remarks>Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54, 1974.</remarks>
internal struct CompensatedSum
{
    private double _sum;
    private double _rest;

    /// <summary>The sum so far. The rest of an infinite sum is NaN and carries no information.</summary>
    public readonly double Value => double.IsFinite(_sum) ? _sum + _rest : _sum;

    public void Add(double term)
    {
        double sum = _sum + term;
        _rest += Math.Abs(_sum) >= Math.Abs(term) ? _sum - sum + term : term - sum + _sum;
        _sum = sum;
    }
}
