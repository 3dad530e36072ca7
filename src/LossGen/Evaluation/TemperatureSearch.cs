namespace LossGen;

/// <summary>Finds the temperature of least loss.</summary>
/// <remarks>
/// The loss is convex in the inverse temperature β = 1 / T, a sum of log-sum-exps of βz, so it has one minimum in T too. Newton's method runs in
/// log T, where a step is a factor and T stays positive; there the loss is not convex everywhere, so the signs of the slope keep a bracket, and a
/// step that leaves it, or that a negative curvature points the wrong way, is replaced by halving the bracket.
/// </remarks>
internal static class TemperatureSearch
{
    // Newton's steps are quadratic at the end; halving alone gets from log 10^4 to 1e-13 in 47.
    private const int MostSteps = 200;
    private const double Precision = 1e-13;

    public static (double Temperature, TemperatureOutcome Outcome) Run(ITemperatureLoss loss)
    {
        if (loss.IsConstant) return (1, TemperatureOutcome.NoInformation);
        // With no row wrong the slope falls below every float64 long before it is 0; it is never positive.
        if (loss.IsSeparated) return (TemperatureScaling.LowestTemperature, TemperatureOutcome.AtLowest);

        double low = Math.Log(TemperatureScaling.LowestTemperature), high = Math.Log(TemperatureScaling.HighestTemperature);
        if (Slope(loss, low).First >= 0) return (TemperatureScaling.LowestTemperature, TemperatureOutcome.AtLowest);
        if (Slope(loss, high).First <= 0) return (TemperatureScaling.HighestTemperature, TemperatureOutcome.AtHighest);

        double at = 0;
        for (int step = 0; step < MostSteps && high - low > Precision; step++)
        {
            (double first, double second) = Slope(loss, at);
            if (first == 0) break;
            if (first < 0) low = at;
            else high = at;

            double next = at - first / second;
            if (!(second > 0 && next > low && next < high)) next = (low + high) / 2;
            if (Math.Abs(next - at) <= Precision) break;
            at = next;
        }
        return (Math.Exp(at), TemperatureOutcome.Minimum);
    }

    /// <summary>The loss's first and second derivative with respect to log T = −log β: −β L' and β² L'' + β L'.</summary>
    private static (double First, double Second) Slope(ITemperatureLoss loss, double logTemperature)
    {
        double inverse = Math.Exp(-logTemperature);
        (_, double first, double second) = loss.At(inverse);
        return (-inverse * first, inverse * (inverse * second + first));
    }
}

/// <summary>The mean cross-entropy of logits as a function of the inverse temperature.</summary>
internal interface ITemperatureLoss
{
    /// <summary>Whether the loss is the same at every temperature.</summary>
    bool IsConstant { get; }

    /// <summary>Whether no row's true class is below another, so that the loss falls with the temperature all the way.</summary>
    bool IsSeparated { get; }

    /// <summary>The loss and its first two derivatives with respect to the inverse temperature.</summary>
    (double Loss, double First, double Second) At(double inverse);

    /// <summary>Confidence against accuracy.</summary>
    ReliabilityBin[] Reliability(double inverse);
}
