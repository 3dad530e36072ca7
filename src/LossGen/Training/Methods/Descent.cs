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
    private DescentEpoch _epoch;

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
    public EpochOutcome RunEpoch()
    {
        double rate = _state.Schedule.Rate(_state.Epoch);
        _step = new StepSettings((float)rate, (float)_options.L1, (float)_options.L2);
        _epoch = new DescentEpoch(_penalty, rate, _state.Parameters);
        if (_rows.RunEpoch(_state.Epoch, this) is { } reason) return EpochOutcome.Stopped(reason);
        if (Check.IndexOfNonFinite(_state.Parameters) >= 0) return EpochOutcome.Stopped(StopReason.Diverged);
        return _epoch.Outcome(_state.Parameters);
    }

    /// <summary>The scale of the step's gradient, or less where that would be longer than allowed.</summary>
    private float Bounded(float scale, BatchGradient gradient)
    {
        if (_options.MaxGradientNorm == 0) return scale;
        double norm = scale * Math.Sqrt(Lanes.SumOfSquares(gradient.Whole()));
        return norm > _options.MaxGradientNorm ? (float)(scale * (_options.MaxGradientNorm / norm)) : scale;
    }

    /// <inheritdoc/>
    public StopReason? Take(in LossSums sums, float scale, BatchGradient gradient)
    {
        _state.Measured(sums);
        _epoch.Add(sums);

        // A batch of weight 0 has no gradient to step along.
        if (sums.Divisor == 0) return null;
        return _epoch.Stepped(sums, _optimizer.Step(_state.Parameters, gradient, _step with { Scale = Bounded(scale, gradient) }));
    }
}
