using LossGen.Kernels;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>L-BFGS: each accepted point is an epoch, however many points its line search tried.</summary>
internal sealed class QuasiNewton : ITrainingMethod
{
    // Where rounding ends the search: probabilities off by a ten-thousandth on average, seen by no feature, are a minimum for any use.
    private const double SmallAtResolution = 1e-4;

    // The unit roundoff of float32.
    private const double Roundoff = 1.0 / (1 << 24);

    private readonly TrainingState _state;
    private readonly LbfgsState _search;
    private readonly ITrainingRows _rows;
    private readonly ParameterLayout _layout;
    private readonly WeightPenalty _penalty;
    private readonly double _l2;
    private readonly double _tolerance;
    private readonly CancellationToken _cancellationToken;
    private readonly Memory<float> _gradient;
    private double[] _units = [];
    private bool _isGradientResolved = true;

    /// <summary>Prepares; nothing is allocated later.</summary>
    public QuasiNewton(
        TrainingState state, LbfgsState search, ITrainingRows rows, ParameterLayout layout, TrainingOptions options, CancellationToken cancellationToken)
    {
        _state = state;
        _search = search;
        _rows = rows;
        _layout = layout;
        _l2 = options.L2;
        _penalty = new WeightPenalty(layout.BlockArray, options.L1, options.L2);
        _tolerance = options.GradientTolerance;
        _cancellationToken = cancellationToken;
        _gradient = AlignedMemory.Allocate(layout.Count);
    }

    /// <inheritdoc/>
    public EpochOutcome RunEpoch()
    {
        if (_units.Length == 0) _units = Units();

        // The first call after an accepted point begins the next search, and ignores what it is given of the objective.
        if (_search.IsBetweenIterations)
        {
            // A progress callback may have changed the parameters: then the search begins anew where they are.
            if (!_search.IsAt(_state.Parameters)) _search.StartOver();
            else if (IsStationary(_tolerance)) return EpochOutcome.Stopped(StopReason.Converged);
            else if (HasEnded(_search.Advance(double.NaN, _gradient.Span, _state.Parameters))) return EpochOutcome.Stopped(End());
        }

        while (true)
        {
            if (_cancellationToken.IsCancellationRequested) return EpochOutcome.Stopped(StopReason.Cancelled);
            bool isFinite = Evaluate(out LossSums sums);
            if (!isFinite && double.IsNaN(_search.AcceptedObjective)) return EpochOutcome.Stopped(StopReason.Diverged);

            // The line search takes a point that is not finite for one too far away.
            double objective = isFinite ? sums.Mean + _penalty.Quadratic(_state.Parameters) : double.PositiveInfinity;
            LbfgsStatus status = _search.Advance(objective, _gradient.Span, _state.Parameters);
            if (HasEnded(status)) return EpochOutcome.Stopped(End());
            if (status != LbfgsStatus.IterationFinished) continue;
            return new EpochOutcome(null, sums.Mean, _search.AcceptedObjective, _search.StepLength, _search.GradientNorm);
        }
    }

    private static bool HasEnded(LbfgsStatus status) => status is LbfgsStatus.Converged or LbfgsStatus.Stalled;

    /// <summary>A search that finds no better point has reached the resolution of float32: at a minimum if the gradient is small there, else before it.</summary>
    private StopReason End() => IsStationary(Math.Max(_tolerance, SmallAtResolution)) ? StopReason.Converged : StopReason.Stalled;

    private bool IsStationary(double tolerance) => _isGradientResolved && _search.LargestDescent(_units) <= tolerance;

    /// <summary>
    /// What the gradient's entries are measured in: for the weight of a feature the feature's deviation. Its mean is the bias's affair: measured in that, the
    /// gradient of a feature of 1000 ± 0.01 would be small wherever the bias fits. Where one row rounds to more than could count as small, a gradient that
    /// is small is chance, and no sign of a minimum.
    /// </summary>
    private double[] Units()
    {
        var features = new double[_layout.First.Inputs];
        var sizes = new double[_layout.First.Inputs];
        _rows.Deviations(features);
        _rows.RootMeanSquares(sizes);
        for (int i = 0; i < features.Length; i++) _isGradientResolved &= Roundoff * sizes[i] <= SmallAtResolution * features[i];
        var units = new double[_layout.Count];
        Array.Fill(units, 1);
        LayerShape layer = _layout.First;
        for (int i = 0; i < layer.Units * layer.Inputs; i++)
        {
            // A feature that is always 0 has a gradient of 0.
            double scale = features[i % layer.Inputs];
            units[layer.Weights + i] = scale > 0 ? scale : 1;
        }

        return units;
    }

    /// <summary>Loss and gradient of the set's mean cross-entropy and of the L2 penalty; false where they are not finite.</summary>
    private bool Evaluate(out LossSums sums)
    {
        Span<float> gradient = _gradient.Span;
        sums = _rows.Gradient(gradient);
        _state.Measured(sums);
        Lanes.Scale(gradient, sums.Scale);
        foreach (ParameterBlock block in _layout.BlockArray)
        {
            if (_l2 > 0 && block.IsPenalised)
                Lanes.AddScaled(gradient.Slice(block.Offset, block.Count), (float)_l2, _state.Parameters.Slice(block.Offset, block.Count));
        }

        return double.IsFinite(sums.Loss) && double.IsFinite(Lanes.SumOfSquares(gradient));
    }
}
