using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Gradient descent in its variants: a step after every batch.</summary>
internal sealed class Descent : ITrainingMethod, IBatchStep
{
    private readonly TrainingState _state;
    private readonly OptimizerState _optimizer;
    private readonly ITrainingRows _rows;
    private readonly TrainingOptions _options;
    private readonly WeightPenalty _penalty;
    private StepSettings _step;
    private LossSums _losses;
    private double _squaredNorms;
    private long _batches;

    /// <summary>Prepares; nothing is allocated later.</summary>
    public Descent(TrainingState state, OptimizerState optimizer, ITrainingRows rows, ParameterLayout layout, TrainingOptions options)
    {
        _state = state;
        _optimizer = optimizer;
        _rows = rows;
        _options = options;
        _penalty = new WeightPenalty(layout.BlockArray, options.L1, options.L2);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The loss is the mean over the epoch of each batch's loss before its step, the norm the root mean square over the batches of the
    /// gradient's Euclidean norm. The penalties are those where that loss is taken: before the step of a batch that is the whole set; over several
    /// batches the mean of the beginning and the end of the epoch.
    /// </remarks>
    public EpochOutcome RunEpoch()
    {
        double rate = _state.Schedule.Rate(_state.Epoch);
        _step = new StepSettings((float)rate, (float)_options.L1, (float)_options.L2);
        _losses = default;
        _squaredNorms = 0;
        _batches = 0;
        double before = _penalty.At(_state.Parameters);
        if (_rows.RunEpoch(_state.Epoch, this) is { } reason) return EpochOutcome.Stopped(reason);
        if (Check.IndexOfNonFinite(_state.Parameters) >= 0) return EpochOutcome.Stopped(StopReason.Diverged);

        double penalty = _batches > 1 ? (before + _penalty.At(_state.Parameters)) / 2 : before;
        return new EpochOutcome(null, _losses.Mean, _losses.Mean + penalty, rate, Math.Sqrt(_squaredNorms / Math.Max(_batches, 1)));
    }

    /// <summary>The scale of the step's gradient, or less where that would be longer than allowed.</summary>
    private float Bounded(float scale, ReadOnlySpan<float> gradient)
    {
        if (_options.MaxGradientNorm == 0) return scale;
        double norm = scale * Math.Sqrt(Lanes.SumOfSquares(gradient));
        return norm > _options.MaxGradientNorm ? (float)(scale * (_options.MaxGradientNorm / norm)) : scale;
    }

    /// <inheritdoc/>
    public StopReason? Take(in LossSums sums, float scale, ReadOnlySpan<float> gradient)
    {
        _losses.Add(sums);
        _batches++;

        // A batch of weight 0 has no gradient to step along.
        if (sums.Divisor == 0) return null;

        // A step into what is not finite is taken back with the epoch.
        double squaredNorm = _optimizer.Step(_state.Parameters, gradient, _step with { Scale = Bounded(scale, gradient) });
        if (!double.IsFinite(sums.Loss) || !double.IsFinite(squaredNorm)) return StopReason.Diverged;
        _squaredNorms += squaredNorm;
        return null;
    }
}
