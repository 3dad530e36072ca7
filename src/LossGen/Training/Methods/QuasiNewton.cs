using LossGen.Kernels;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>L-BFGS: each accepted point is an epoch, however many points its line search tried.</summary>
internal sealed class QuasiNewton : ITrainingMethod
{
    private readonly TrainingState _state;
    private readonly LbfgsState _search;
    private readonly ITrainingRows _rows;
    private readonly ParameterBlock[] _blocks;
    private readonly double _l2;
    private readonly CancellationToken _cancellationToken;
    private readonly Memory<float> _gradient;
    private bool _isBetweenIterations;

    /// <summary>Prepares; nothing is allocated later.</summary>
    public QuasiNewton(
        TrainingState state, LbfgsState search, ITrainingRows rows, ParameterLayout layout, double l2, CancellationToken cancellationToken)
    {
        _state = state;
        _search = search;
        _rows = rows;
        _blocks = layout.BlockArray;
        _l2 = l2;
        _cancellationToken = cancellationToken;
        _gradient = AlignedMemory.Allocate(layout.Count);
    }

    /// <inheritdoc/>
    public EpochOutcome RunEpoch()
    {
        // The first call after an accepted point begins the next search, and ignores what it is given of the objective.
        if (_isBetweenIterations)
        {
            _isBetweenIterations = false;

            // A progress callback may have changed the parameters: then the search begins anew where they are.
            if (!_search.IsAt(_state.Parameters)) _search.StartOver();
            else if (HasEnded(_search.Advance(double.NaN, _gradient.Span, _state.Parameters))) return EpochOutcome.Stopped(StopReason.Converged);
        }

        while (true)
        {
            if (_cancellationToken.IsCancellationRequested) return EpochOutcome.Stopped(StopReason.Cancelled);
            bool isFinite = Evaluate(out LossSums sums);
            if (!isFinite && double.IsNaN(_search.AcceptedObjective)) return EpochOutcome.Stopped(StopReason.Diverged);

            // The line search takes a point that is not finite for one too far away.
            double objective = isFinite ? sums.Mean + Penalty() : double.PositiveInfinity;
            LbfgsStatus status = _search.Advance(objective, _gradient.Span, _state.Parameters);
            if (HasEnded(status)) return EpochOutcome.Stopped(StopReason.Converged);
            if (status != LbfgsStatus.IterationFinished) continue;
            _isBetweenIterations = true;
            return new EpochOutcome(null, sums.Mean, _search.StepLength, _search.GradientNorm);
        }
    }

    /// <summary>A line search that finds no better point has reached the resolution of float arithmetic.</summary>
    private static bool HasEnded(LbfgsStatus status) => status is LbfgsStatus.Converged or LbfgsStatus.Stalled;

    /// <summary>Loss and gradient of the set's mean cross-entropy and of the L2 penalty; false where they are not finite.</summary>
    private bool Evaluate(out LossSums sums)
    {
        Span<float> gradient = _gradient.Span;
        sums = _rows.Gradient(gradient);
        Lanes.Scale(gradient, sums.Scale);
        foreach (ParameterBlock block in _blocks)
        {
            if (_l2 > 0 && block.IsPenalised)
                Lanes.AddScaled(gradient.Slice(block.Offset, block.Count), (float)_l2, _state.Parameters.Slice(block.Offset, block.Count));
        }

        return double.IsFinite(sums.Loss) && double.IsFinite(Lanes.SumOfSquares(gradient));
    }

    private double Penalty()
    {
        if (_l2 == 0) return 0;
        double squares = 0;
        foreach (ParameterBlock block in _blocks)
        {
            if (block.IsPenalised) squares += Lanes.SumOfSquares(_state.Parameters.Slice(block.Offset, block.Count));
        }

        return _l2 / 2 * squares;
    }
}
