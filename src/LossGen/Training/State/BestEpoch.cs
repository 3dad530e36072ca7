using LossGen.Storage;

namespace LossGen.Training;

/// <summary>The epoch with the lowest validation loss, and how many epochs have passed without an improvement that counts.</summary>
internal sealed class BestEpoch
{
    private readonly double _tolerance;
    private readonly int _patience;
    private readonly float[] _parameters;
    private double _loss = double.PositiveInfinity;
    private double _toBeat = double.PositiveInfinity;
    private int _epoch;
    private int _epochsWithoutImprovement;

    /// <summary>Prepares for a run.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="parameters">How many numbers to keep of the best epoch; 0 where it is not to be restored.</param>
    public BestEpoch(TrainingOptions options, int parameters)
    {
        _tolerance = options.Tolerance;
        _patience = options.Patience;
        _parameters = new float[parameters];
    }

    /// <summary>The epoch, counted from 1; 0: none has had a finite loss.</summary>
    public int Epoch => _epoch;

    /// <summary>Whether there are parameters to restore.</summary>
    public bool CanRestore => _epoch > 0 && _parameters.Length > 0;

    /// <summary>Records an epoch's validation loss; returns true once there was none lower by more than the tolerance for as long as patience allows.</summary>
    public bool Observe(int epoch, double loss, ReadOnlySpan<float> parameters)
    {
        if (loss < _loss)
        {
            (_loss, _epoch) = (loss, epoch);
            if (_parameters.Length > 0) parameters.CopyTo(_parameters);
        }

        if (loss < _toBeat - _tolerance)
        {
            _toBeat = loss;
            _epochsWithoutImprovement = 0;
            return false;
        }

        return ++_epochsWithoutImprovement >= _patience && _patience > 0;
    }

    /// <summary>Back to the parameters of the best epoch.</summary>
    public void Restore(Span<float> parameters) => _parameters.CopyTo(parameters);

    /// <summary>Visits all that is remembered between two epochs.</summary>
    public void Visit(StateVisitor visitor)
    {
        visitor.Number("best.loss", ref _loss);
        visitor.Number("best.to_beat", ref _toBeat);
        visitor.Count("best.epoch", ref _epoch, int.MaxValue);
        visitor.Count("best.without_improvement", ref _epochsWithoutImprovement, int.MaxValue);
        visitor.Floats("best.parameters", _parameters);
    }
}
