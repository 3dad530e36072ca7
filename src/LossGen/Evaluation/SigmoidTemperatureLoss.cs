namespace LossGen;

/// <summary>L(β) = mean of the binary cross-entropies of βz; L' = mean of (p − t) z and L'' = mean of p (1 − p) z², with p = sigmoid(βz).</summary>
/// <param name="logits">One a decision.</param>
/// <param name="targets">As many, 0 to 1.</param>
/// <param name="isOneLabelARow">Two classes, so that confidence is that of the predicted one; else each decision's probability of "true".</param>
internal sealed class SigmoidTemperatureLoss(float[] logits, double[] targets, bool isOneLabelARow) : ITemperatureLoss
{
    public LogitScale Scale
    {
        get
        {
            double[] distances = Array.ConvertAll(logits, static logit => Math.Abs((double)logit));
            CompensatedSum error = default;
            // A target between 0 and 1 is missed on one side or the other as the logit grows.
            for (int i = 0; i < logits.Length; i++) error.Add(distances[i] * (logits[i] > 0 ? 1 - targets[i] : targets[i]));
            return new(distances.Max(), LogitScale.Median(distances), error.Value / logits.Length, Rivals: 1);
        }
    }

    public (double Loss, double First, double Second) At(double inverse)
    {
        CompensatedSum loss = default, first = default, second = default;
        for (int i = 0; i < logits.Length; i++)
        {
            double z = logits[i], t = targets[i], scaled = inverse * z;
            double p = StableMath.Sigmoid(scaled), rest = StableMath.Sigmoid(-scaled);
            loss.Add(StableMath.BinaryCrossEntropy(scaled, t));
            // p − t without the cancellation of p near 1: (1 − t) p − t (1 − p).
            first.Add(((1 - t) * p - t * rest) * z);
            second.Add(p * rest * z * z);
        }
        return (loss.Value / logits.Length, first.Value / logits.Length, second.Value / logits.Length);
    }

    public ReliabilityBin[] Reliability(double inverse)
    {
        var tally = new BinTally(Metrics.DefaultBins);
        for (int i = 0; i < logits.Length; i++)
        {
            double scaled = inverse * logits[i];
            bool isPredicted = logits[i] > 0;
            if (isOneLabelARow) tally.Add(StableMath.Sigmoid(Math.Abs(scaled)), targets[i] == (isPredicted ? 1 : 0) ? 1 : 0);
            else tally.Add(StableMath.Sigmoid(scaled), targets[i]);
        }
        return tally.Bins();
    }
}
