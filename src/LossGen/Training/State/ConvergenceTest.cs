namespace LossGen.Training;

/// <summary>Whether the loss has stopped improving, as <see cref="TrainingOptions.Tolerance"/> and Patience define it.</summary>
internal sealed class ConvergenceTest(TrainingOptions options)
{
    private readonly int _patience = Math.Max(options.Patience, 1);
    private double _best = double.PositiveInfinity;
    private int _epochsWithoutImprovement;

    /// <summary>Records an epoch's loss; returns true once it has improved by less than the tolerance for long enough.</summary>
    public bool Observe(double loss)
    {
        if (options.Tolerance == 0) return false;
        _epochsWithoutImprovement = _best - loss < options.Tolerance ? _epochsWithoutImprovement + 1 : 0;
        _best = Math.Min(_best, loss);
        return _epochsWithoutImprovement >= _patience;
    }
}
