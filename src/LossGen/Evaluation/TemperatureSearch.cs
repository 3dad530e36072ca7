namespace LossGen;

/// <summary>Finds the temperature of least loss.</summary>
/// <remarks>
/// <para>
/// The loss is convex in the inverse temperature β = 1 / T, a sum of log-sum-exps of βz, so it has one minimum in T too. Newton's method runs in
/// log T, where a step is a factor and T stays positive; there the loss is not convex everywhere, so the signs of the slope keep a bracket, and a
/// step that leaves it, or that a negative curvature points the wrong way, is replaced by halving the bracket.
/// </para>
/// <para>
/// The bracket follows from the logits, so that logits c times as large get c times the temperature. Below: with d_k = max z − z_k the mean slope is
/// L'(β) = mean of (max z − z_y) − mean of Σ p_k d_k, and p_k d_k ≤ d_k exp(−β d_k) ≤ 1 / (eβ), so the slope is above 0, and the minimum at a
/// lower β, wherever 1 / β &lt; e · mean of (max z − z_y) / (classes − 1). Above: at a hundred times the largest distance between two logits of
/// a row all classes are within 1 % of equally probable, and no temperature beyond it changes the loss by more than 0.01 nats.
/// </para>
/// </remarks>
internal static class TemperatureSearch
{
    // Newton's steps are quadratic at the end; halving alone gets from the widest bracket of float32 logits, log 10^85, to 1e-13 in 51.
    private const int MostSteps = 200;
    private const double Precision = 1e-13;
    private const double Far = 100;

    public static (double Temperature, TemperatureOutcome Outcome) Run(ITemperatureLoss loss)
    {
        LogitScale scale = loss.Scale;
        if (scale.Largest == 0) return (1, TemperatureOutcome.NoInformation);
        // The loss falls with the temperature all the way to 0. Where it has long underflowed at 1, going there would raise it.
        if (scale.MeanError == 0) return (Math.Min(scale.Typical / Far, 1), TemperatureOutcome.AtLowest);

        double low = Math.Log(Math.E * scale.MeanError / scale.Rivals), high = Math.Log(Far * scale.Largest);
        // At a temperature above that, 1 included, the loss is no higher if it falls up to there.
        if (Slope(loss, high).First <= 0) return (Math.Max(Far * scale.Largest, 1), TemperatureOutcome.AtHighest);

        double at = (low + high) / 2;
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
    /// <summary>How large the logits are.</summary>
    LogitScale Scale { get; }

    /// <summary>The loss and its first two derivatives at an inverse temperature.</summary>
    (double Loss, double First, double Second) At(double inverse);

    /// <summary>Confidence against accuracy.</summary>
    ReliabilityBin[] Reliability(double inverse);
}

/// <summary>How far apart the logits of a row lie; of a single logit, how far from 0, which is the logit of the other side.</summary>
/// <param name="Largest">The largest distance between two logits of a row; 0 if the loss is the same at every temperature.</param>
/// <param name="Typical">The median distance, of the rows where it is not 0, between the two highest logits.</param>
/// <param name="MeanError">The mean distance from a row's highest logit to that of its class; 0 if no row is wrong,
/// so that the loss falls with the temperature all the way.</param>
/// <param name="Rivals">The number of classes minus one.</param>
internal readonly record struct LogitScale(double Largest, double Typical, double MeanError, int Rivals)
{
    /// <summary>The median of the distances that are not 0; 0 if all are.</summary>
    public static double Median(double[] distances)
    {
        double[] sorted = Array.FindAll(distances, static distance => distance > 0);
        Array.Sort(sorted);
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
