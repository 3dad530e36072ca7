using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>Everything a run remembers from one epoch to the next. Together with the data and the options it determines how the run goes on.</summary>
internal sealed class TrainingState
{
    private readonly Memory<float> _parameters;
    private readonly FeatureTable? _table;

    // With a table the model itself is the last epoch, which it has been given: none here, unless a checkpoint has been read since.
    private float[]? _lastEpoch;
    private float[] _epochBeforeLast;

    /// <summary>The state before the first epoch.</summary>
    /// <param name="parameters">Where the run starts.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="isValidated">Whether it is validated although the options have no set for that.</param>
    public TrainingState(ReadOnlySpan<float> parameters, ParameterLayout layout, TrainingOptions options, bool isValidated = false)
        : this(layout, options, parameters.ToArray(), table: null, isValidated)
    {
    }

    private TrainingState(ParameterLayout layout, TrainingOptions options, float[] parameters, FeatureTable? table, bool isValidated)
    {
        // A copy that is aligned and stays in its place; the model receives it at the end of each epoch.
        _parameters = AlignedMemory.Allocate(parameters.Length);
        parameters.CopyTo(Parameters);
        _table = table;
        _epochBeforeLast = parameters;
        _lastEpoch = table is null ? [.. parameters] : null;
        Optimizer = options.Optimizer.CreateMemory(layout, options);
        Schedule = options.LearningRate.Start();
        Convergence = new ConvergenceTest(options);
        Best = options.Validation is null && !isValidated ? null : new BestEpoch(options, options.RestoreBest ? parameters.Length : 0);
        History = new TrainingHistory(options.Epochs);
    }

    /// <summary>The same where a table of features is trained; what the model has been given of an epoch is not kept a second time.</summary>
    /// <param name="parameters">Where the run starts; nobody else has the array.</param>
    /// <param name="table">The way to the model and back.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="isValidated">Whether it is validated although the options have no set for that.</param>
    public static TrainingState Of(float[] parameters, FeatureTable table, ParameterLayout layout, TrainingOptions options, bool isValidated = false) =>
        new(layout, options, parameters, table, isValidated);

    /// <summary>The parameters that are trained; where features are standardised, those for standardised features.</summary>
    public Span<float> Parameters => _parameters.Span;

    /// <summary>The same, for objects that keep them; they never move.</summary>
    public Memory<float> ParameterMemory => _parameters;

    /// <summary>What the optimizer remembers.</summary>
    public OptimizerMemory Optimizer { get; }

    /// <summary>Where the learning rate's schedule is.</summary>
    public ScheduleState Schedule { get; private set; }

    /// <summary>What the test for convergence remembers.</summary>
    public ConvergenceTest Convergence { get; }

    /// <summary>The best epoch so far by validation loss; null without validation.</summary>
    public BestEpoch? Best { get; }

    /// <summary>The best epoch, where the run is to end with its parameters; null: with the last ones.</summary>
    public BestEpoch? BestToRestore => Best is { CanRestore: true } best ? best : null;

    /// <summary>Which epoch's parameters, counted from 1, a run leaves that ends now; 0: none has been finished.</summary>
    public int EpochToLeave => BestToRestore?.Epoch ?? Epoch;

    /// <summary>The finished epochs.</summary>
    public TrainingHistory History { get; }

    /// <summary>The mean loss of the run's first batch before any step, in nats; NaN before it, or where that loss is not a number.</summary>
    public double StartLoss { get; private set; } = double.NaN;

    /// <summary>Whether <see cref="StartLoss"/> is known.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Finished epochs, and so the number of the next one, from 0.</summary>
    public int Epoch => History.Count;

    /// <summary>Makes the parameters the beginning of the run.</summary>
    /// <param name="options">Its options, with the numbers that suit the rows.</param>
    public void Begin(TrainingOptions options)
    {
        Schedule = options.LearningRate.Start();
        if (_lastEpoch is not null) Parameters.CopyTo(_lastEpoch);
        Parameters.CopyTo(_epochBeforeLast);
    }

    /// <summary>Notes the loss of a batch before its step, if it is the first that weighs anything.</summary>
    public void Measured(in LossSums sums)
    {
        if (HasStarted || sums.Divisor == 0) return;
        HasStarted = true;
        StartLoss = sums.Mean;
    }

    /// <summary>Gives the model the parameters, and remembers them as those of the last epoch.</summary>
    /// <param name="scaling">The way to the model.</param>
    public void FinishEpoch(IParameterScaling scaling)
    {
        if (_lastEpoch is null)
        {
            _table!.Exchange(Parameters, _epochBeforeLast);
            return;
        }

        (_lastEpoch, _epochBeforeLast) = (_epochBeforeLast, _lastEpoch);
        if (_table is null) Parameters.CopyTo(_lastEpoch);
        else _lastEpoch = null;
        scaling.Publish(Parameters);
    }

    /// <summary>Undoes <see cref="FinishEpoch"/>: the model and what is remembered of it are as they were before, to the bit.</summary>
    /// <param name="scaling">The way to the model.</param>
    public void TakeBackEpoch(IParameterScaling scaling)
    {
        // With a table that keeps no last epoch, what the model had has been exchanged for the epoch's.
        if (_lastEpoch is not null) (_lastEpoch, _epochBeforeLast) = (_epochBeforeLast, _lastEpoch);
        scaling.TakeBack(_lastEpoch ?? _epochBeforeLast);
    }

    /// <summary>Replaces what is remembered of the last epoch, after the parameters were changed from outside.</summary>
    public void ReplaceEpoch()
    {
        if (_lastEpoch is not null) Parameters.CopyTo(_lastEpoch);
    }

    /// <summary>Back to the parameters of the last epoch.</summary>
    public void RestoreLastEpoch()
    {
        if (_lastEpoch is null) _table!.TakeOver(Parameters);
        else _lastEpoch.CopyTo(Parameters);
    }

    /// <summary>Back to the parameters of the epoch before the last.</summary>
    public void RestoreEpochBeforeLast() => _epochBeforeLast.CopyTo(Parameters);

    /// <summary>Visits all that is remembered between two epochs.</summary>
    public void Visit(StateVisitor visitor)
    {
        visitor.Floats("parameters", Parameters);
        float[]? lastEpoch = _lastEpoch;
        if (lastEpoch is null)
        {
            lastEpoch = new float[Parameters.Length];
            if (!visitor.IsReading) _table!.TakeOver(lastEpoch);
        }

        visitor.Floats("last_epoch", lastEpoch);
        if (visitor.IsReading) _lastEpoch = lastEpoch;
        visitor.Floats("epoch_before_last", _epochBeforeLast);
        Optimizer.Visit(visitor);
        Schedule.Visit(visitor);
        Convergence.Visit(visitor);
        Best?.Visit(visitor);
        History.Visit(visitor);
        VisitStart(visitor);
    }

    private void VisitStart(StateVisitor visitor)
    {
        (bool hasStarted, double loss) = (HasStarted, StartLoss);
        visitor.Flag("started", ref hasStarted);
        visitor.Number("start_loss", ref loss);
        (HasStarted, StartLoss) = (hasStarted, loss);
    }
}
