using LossGen.Storage;

namespace LossGen.Training;

/// <summary>Whether the objective has stopped improving, as <see cref="TrainingOptions.Tolerance"/> and Patience define it without validation.</summary>
internal sealed class ConvergenceTest(TrainingOptions options)
{
    private readonly int _patience = Math.Max(options.Patience, 1);
    private double _best = double.PositiveInfinity;
    private int _epochsWithoutImprovement;

    /// <summary>Records an epoch's objective; returns true once it has improved by less than the tolerance for long enough.</summary>
    public bool Observe(double objective)
    {
        if (options.Tolerance == 0) return false;
        _epochsWithoutImprovement = _best - objective < options.Tolerance ? _epochsWithoutImprovement + 1 : 0;
        _best = Math.Min(_best, objective);
        return _epochsWithoutImprovement >= _patience;
    }

    /// <summary>Visits all that is remembered between two epochs.</summary>
    public void Visit(StateVisitor visitor)
    {
        visitor.Number("convergence.best", ref _best);
        visitor.Count("convergence.without_improvement", ref _epochsWithoutImprovement, int.MaxValue);
    }
}
