using LossGen.Storage;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>The schedule of one training run.</summary>
internal abstract class ScheduleState
{
    /// <summary>The rate of an epoch, which counts from 0.</summary>
    public abstract double Rate(int epoch);

    /// <summary>Records what a finished epoch came to: the validation loss, or without validation the objective.</summary>
    public virtual void Observe(double loss)
    {
    }

    /// <summary>Visits all that is remembered between two epochs.</summary>
    public virtual void Visit(StateVisitor visitor)
    {
    }
}

/// <summary>A schedule that depends only on the epoch, and so needs no state.</summary>
internal abstract class FormulaSchedule : LearningRateSchedule
{
    private readonly State _state;

    private protected FormulaSchedule() => _state = new State(this);

    internal abstract double Rate(int epoch);

    internal sealed override ScheduleState Start() => _state;

    private sealed class State(FormulaSchedule schedule) : ScheduleState
    {
        public override double Rate(int epoch) => schedule.Rate(epoch);
    }
}

internal sealed class ConstantSchedule(double rate) : FormulaSchedule
{
    private protected override object Settings => rate;

    internal override double Rate(int epoch) => rate;

    public override string ToString() => Require.Invariant($"Constant({rate})");
}

internal sealed class TimeDecaySchedule(double initial, double decay) : FormulaSchedule
{
    private protected override object Settings => (initial, decay);

    internal override double Rate(int epoch) => initial / (1 + decay * epoch);

    public override string ToString() => Require.Invariant($"TimeDecay({initial}, decay: {decay})");
}

internal sealed class StepDecaySchedule(double initial, double factor, int everyEpochs) : FormulaSchedule
{
    private protected override object Settings => (initial, factor, everyEpochs);

    internal override double Rate(int epoch) => initial * Math.Pow(factor, epoch / everyEpochs);

    public override string ToString() => Require.Invariant($"StepDecay({initial}, factor: {factor}, everyEpochs: {everyEpochs})");
}

internal sealed class ExponentialDecaySchedule(double initial, double decay) : FormulaSchedule
{
    private protected override object Settings => (initial, decay);

    internal override double Rate(int epoch) => initial * Math.Exp(-decay * epoch);

    public override string ToString() => Require.Invariant($"ExponentialDecay({initial}, rate: {decay})");
}

internal sealed class CosineSchedule(double initial, int epochs, double minimum) : FormulaSchedule
{
    private protected override object Settings => (initial, epochs, minimum);

    internal override double Rate(int epoch) =>
        epoch >= epochs ? minimum : minimum + (initial - minimum) * 0.5 * (1 + Math.Cos(Math.PI * epoch / epochs));

    public override string ToString() => Require.Invariant($"Cosine({initial}, epochs: {epochs}, minimum: {minimum})");
}

internal sealed class CustomSchedule(Func<int, double> rate) : FormulaSchedule
{
    private protected override object Settings => rate;

    internal override double Rate(int epoch)
    {
        double value = rate(epoch);
        return value >= 0 && double.IsFinite(value)
            ? value
            : throw new InvalidOperationException(Require.Invariant(
                $"The custom learning rate of epoch {epoch} (counted from 0) is {value}; expected a finite number, 0 or above."));
    }

    public override string ToString() => "Custom";
}

internal sealed class PlateauSchedule(double initial, double factor, int patience, double minimum) : LearningRateSchedule
{
    // What counts as an improvement, relative to the best loss: far above the noise of a float32 loss, far below a real step.
    private const double Threshold = 1e-4;

    private protected override object Settings => (initial, factor, patience, minimum);

    internal override ScheduleState Start() => new State(initial, factor, Math.Max(patience, 1), minimum);

    public override string ToString() =>
        Require.Invariant($"ReduceOnPlateau({initial}, factor: {factor}, patience: {patience}, minimum: {minimum})");

    private sealed class State(double initial, double factor, int patience, double minimum) : ScheduleState
    {
        private double _rate = initial;
        private double _best = double.PositiveInfinity;
        private int _epochsWithoutImprovement;

        public override double Rate(int epoch) => _rate;

        public override void Visit(StateVisitor visitor)
        {
            visitor.Number("schedule.rate", ref _rate);
            visitor.Number("schedule.best", ref _best);
            visitor.Count("schedule.without_improvement", ref _epochsWithoutImprovement, int.MaxValue);
        }

        public override void Observe(double loss)
        {
            // The first finite loss always improves. A NaN compares false and so never does.
            if (double.IsPositiveInfinity(_best) ? loss < _best : loss < _best - Threshold * Math.Abs(_best))
            {
                _best = loss;
                _epochsWithoutImprovement = 0;
            }
            else if (++_epochsWithoutImprovement >= patience)
            {
                _rate = Math.Max(_rate * factor, minimum);
                _epochsWithoutImprovement = 0;
            }
        }
    }
}
