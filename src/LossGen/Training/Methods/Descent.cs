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
    private StepSettings _step;
    private LossSums _losses;
    private double _squaredNorms;
    private long _batches;

    /// <summary>Prepares; nothing is allocated later.</summary>
    public Descent(TrainingState state, OptimizerState optimizer, ITrainingRows rows, TrainingOptions options)
    {
        _state = state;
        _optimizer = optimizer;
        _rows = rows;
        _options = options;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The loss is the mean over the epoch of each batch's loss before its step, the norm the root mean square over the batches of the
    /// gradient's Euclidean norm.
    /// </remarks>
    public EpochOutcome RunEpoch()
    {
        double rate = _state.Schedule.Rate(_state.Epoch);
        _step = new StepSettings((float)rate, (float)_options.L1, (float)_options.L2);
        _losses = default;
        _squaredNorms = 0;
        _batches = 0;
        if (_rows.RunEpoch(_state.Epoch, this) is { } reason) return EpochOutcome.Stopped(reason);
        if (Check.IndexOfNonFinite(_state.Parameters) >= 0) return EpochOutcome.Stopped(StopReason.Diverged);

        _state.Schedule.Observe(_losses.Mean);
        return new EpochOutcome(null, _losses.Mean, rate, Math.Sqrt(_squaredNorms / Math.Max(_batches, 1)));
    }

    /// <summary>What turns the sum of the rows' gradients into that of the step: their mean, or shorter.</summary>
    private float Scale(in LossSums sums, ReadOnlySpan<float> gradient)
    {
        if (_options.MaxGradientNorm == 0) return sums.Scale;
        double norm = sums.Scale * Math.Sqrt(Lanes.SumOfSquares(gradient));
        return norm > _options.MaxGradientNorm ? (float)(sums.Scale * (_options.MaxGradientNorm / norm)) : sums.Scale;
    }

    /// <inheritdoc/>
    public StopReason? Take(in LossSums sums, ReadOnlySpan<float> gradient)
    {
        _losses.Add(sums);
        _batches++;

        // A batch of weight 0 has no gradient to step along.
        if (sums.Divisor == 0) return null;

        // A step into what is not finite is taken back with the epoch.
        double squaredNorm = _optimizer.Step(_state.Parameters, gradient, _step with { Scale = Scale(sums, gradient) });
        if (!double.IsFinite(sums.Loss) || !double.IsFinite(squaredNorm)) return StopReason.Diverged;
        _squaredNorms += squaredNorm;
        return null;
    }
}
