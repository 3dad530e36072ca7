using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Gradient descent in its variants over sparse rows: a step after every batch, in the features that it holds.</summary>
internal sealed class SparseDescent : ITrainingMethod, ISparseStep
{
    private readonly TrainingState _state;
    private readonly SparseOptimizerState _optimizer;
    private readonly ITrainingRows _rows;
    private readonly TrainingOptions _options;
    private readonly WeightPenalty _penalty;
    private DescentEpoch _epoch;

    /// <summary>Prepares; nothing is allocated later.</summary>
    public SparseDescent(TrainingState state, SparseOptimizerState optimizer, ITrainingRows rows, ParameterLayout layout, TrainingOptions options)
    {
        _state = state;
        _optimizer = optimizer;
        _rows = rows;
        _options = options;
        _penalty = new WeightPenalty(layout.BlockArray, options.L1, options.L2);
    }

    /// <inheritdoc/>
    /// <remarks>As <see cref="Descent"/>; the norm is that of the gradient of the features that a batch holds.</remarks>
    public EpochOutcome RunEpoch()
    {
        double rate = _state.Schedule.Rate(_state.Epoch);
        _epoch = new DescentEpoch(_penalty, rate, _state.Parameters);
        _optimizer.BeginEpoch(_state.Parameters, new StepSettings((float)rate, (float)_options.L1, (float)_options.L2));
        if (_rows.RunEpoch(_state.Epoch, this) is { } reason) return EpochOutcome.Stopped(reason);
        _optimizer.EndEpoch(_state.Parameters);
        if (Check.IndexOfNonFinite(_state.Parameters) >= 0) return EpochOutcome.Stopped(StopReason.Diverged);
        return _epoch.Outcome(_state.Parameters);
    }

    /// <inheritdoc/>
    public void CatchUp(in Batch batch)
    {
        if (!_optimizer.IsLazy) return;
        SparseRows rows = batch.Rows.Sparse;
        for (int row = 0; row < batch.Count; row++) _optimizer.CatchUp(_state.Parameters, rows.FeaturesOf(batch.Range.Place(row)));
    }

    /// <inheritdoc/>
    public StopReason? Take(in LossSums sums, float scale, TouchedFeatures touched, ReadOnlySpan<float> rest)
    {
        _state.Measured(sums);
        _epoch.Add(sums);

        // A batch of weight 0 has no gradient to step along.
        if (sums.Divisor == 0) return null;
        return _epoch.Stepped(sums, _optimizer.Step(_state.Parameters, touched, rest, Bounded(scale, touched, rest)));
    }

    /// <inheritdoc/>
    StopReason? IBatchStep.Take(in LossSums sums, float scale, BatchGradient gradient) => throw new System.Diagnostics.UnreachableException("Rows are sparse.");

    /// <summary>The scale of the step's gradient, or less where that would be longer than allowed.</summary>
    private float Bounded(float scale, TouchedFeatures touched, ReadOnlySpan<float> rest)
    {
        if (_options.MaxGradientNorm == 0) return scale;
        double norm = scale * Math.Sqrt(Lanes.SumOfSquares(touched.All) + Lanes.SumOfSquares(rest));
        return norm > _options.MaxGradientNorm ? (float)(scale * (_options.MaxGradientNorm / norm)) : scale;
    }
}
