using LossGen.Passes;

namespace LossGen.Training;

/// <summary>What an epoch of gradient descent adds up, step by step.</summary>
/// <remarks>
/// The loss is the mean over the epoch of each batch's loss before its step, the norm the root mean square over the batches of the gradient's Euclidean
/// norm. The penalties are those where that loss is taken: before the step of a batch that is the whole set; over several batches the mean of the
/// beginning and the end of the epoch.
/// </remarks>
internal struct DescentEpoch
{
    private readonly WeightPenalty _penalty;
    private readonly double _rate;
    private readonly double _penaltyBefore;
    private LossSums _losses;
    private double _squaredNorms;
    private long _batches;

    /// <summary>Begins an epoch.</summary>
    public DescentEpoch(WeightPenalty penalty, double rate, ReadOnlySpan<float> parameters)
    {
        _penalty = penalty;
        _rate = rate;
        _penaltyBefore = penalty.At(parameters);
    }

    /// <summary>Counts a batch, before its step.</summary>
    public void Add(in LossSums sums)
    {
        _losses.Add(sums);
        _batches++;
    }

    /// <summary>Counts the gradient of its step. A step into what is not finite is taken back with the epoch.</summary>
    public StopReason? Stepped(in LossSums sums, double squaredNorm)
    {
        if (!double.IsFinite(sums.Loss) || !double.IsFinite(squaredNorm)) return StopReason.Diverged;
        _squaredNorms += squaredNorm;
        return null;
    }

    /// <summary>What came of it.</summary>
    public readonly EpochOutcome Outcome(ReadOnlySpan<float> parameters)
    {
        double penalty = _batches > 1 ? (_penaltyBefore + _penalty.At(parameters)) / 2 : _penaltyBefore;
        return new EpochOutcome(null, _losses.Mean, _losses.Mean + penalty, _rate, Math.Sqrt(_squaredNorms / Math.Max(_batches, 1)));
    }
}
