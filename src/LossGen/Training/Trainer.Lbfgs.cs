using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

// L-BFGS: each accepted point is an epoch, however many points its line search tried.
internal ref partial struct Trainer<TPass>
{
    private StopReason RunLbfgs(LbfgsOptimizer optimizer)
    {
        LbfgsState state = optimizer.CreateState(_parameters.Length, WeightCount, _options.L1);
        while (true)
        {
            if (_cancellationToken.IsCancellationRequested) return StopReason.Cancelled;
            bool finite = Evaluate(out LossSums sums);
            if (!finite && double.IsNaN(state.AcceptedObjective)) return StopReason.Diverged;

            // The line search takes a point that is not finite for one too far away.
            double objective = finite ? sums.Mean + Penalty() : double.PositiveInfinity;
            LbfgsStatus status = state.Advance(objective, _gradient, _parameters);
            if (status == LbfgsStatus.IterationFinished)
            {
                if (FinishEpoch(sums.Mean, state.StepLength, state.GradientNorm) is { } reason) return reason;
                status = state.Advance(objective, _gradient, _parameters);
            }

            // A line search that finds no better point has reached what float arithmetic can tell apart.
            if (status is LbfgsStatus.Converged or LbfgsStatus.Stalled) return StopReason.Converged;
        }
    }

    /// <summary>Loss and gradient of the set's mean cross-entropy and of the L2 penalty; false where they are not finite.</summary>
    private bool Evaluate(out LossSums sums)
    {
        sums = _source is null ? Gradient(_set) : GradientOfSource();
        Lanes.Scale(_gradient, sums.Scale);
        if (_options.L2 > 0) Lanes.AddScaled(_gradient[..WeightCount], (float)_options.L2, _parameters[..WeightCount]);
        return double.IsFinite(sums.Loss) && double.IsFinite(Lanes.SumOfSquares(_gradient));
    }

    private readonly double Penalty() =>
        _options.L2 > 0 ? _options.L2 / 2 * Lanes.SumOfSquares(_parameters[..WeightCount]) : 0;
}
