using System.Diagnostics;
using LossGen.Kernels;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Epoch after epoch until a reason to stop. Knows no source, no thread, no scaling and no machine: its collaborators do.</summary>
/// <remarks>
/// Everything is allocated before the first epoch; an epoch allocates nothing, unless the rows come from a source. What the run remembers is
/// in its <see cref="TrainingState"/>.
/// </remarks>
internal sealed class TrainingLoop
{
    private readonly float[] _model;
    private readonly ScalingSlot _modelScaling;
    private readonly ParameterLayout _layout;
    private readonly TrainingState _state;
    private readonly ITrainingRows _rows;
    private readonly ITrainingMethod _method;
    private readonly TrainingOptions _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly long _start = Stopwatch.GetTimestamp();
    private IParameterScaling _scaling;

    /// <summary>Prepares a run.</summary>
    /// <param name="model">The model's parameters, which receive those of each epoch.</param>
    /// <param name="modelScaling">The scaling of the model's features, which goes with the parameters.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="state">What the run remembers.</param>
    /// <param name="rows">What it learns from.</param>
    /// <param name="options">Its options.</param>
    /// <param name="progress">Receives a report after each epoch.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public TrainingLoop(
        float[] model,
        ScalingSlot modelScaling,
        ParameterLayout layout,
        TrainingState state,
        ITrainingRows rows,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        _model = model;
        _modelScaling = modelScaling;
        _layout = layout;
        _state = state;
        _rows = rows;
        _options = options;
        _progress = progress;
        _cancellationToken = cancellationToken;
        _scaling = new SameScale(model, modelScaling);
        _method = state.Optimizer switch
        {
            OptimizerState optimizer => new Descent(state, optimizer, rows, options),
            LbfgsState search => new QuasiNewton(state, search, rows, layout, options.L2, cancellationToken),
            _ => throw new UnreachableException(),
        };
    }

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Trains until a reason to stop.</summary>
    public TrainingResult Run()
    {
        StopReason reason = RunEpochs();
        double loss = Finish(ref reason);

        // The last step, or rows that the caller has changed, may have led to a loss that is not finite without an epoch that shows it.
        if (!double.IsFinite(loss) && reason is not (StopReason.Cancelled or StopReason.Diverged))
        {
            reason = StopReason.Diverged;
            loss = Finish(ref reason);
        }

        _state.History.Trim();
        return new TrainingResult
        {
            StopReason = reason,
            Epochs = _state.Epoch,
            Loss = loss,
            History = _state.History,
            Duration = Elapsed,
        };
    }

    private StopReason RunEpochs()
    {
        try
        {
            if (_options.Standardize) StartStandardized();
            while (true)
            {
                EpochOutcome epoch = _method.RunEpoch();
                if (epoch.Stop is { } stopped) return stopped;
                if (FinishEpoch(epoch) is { } reason) return reason;
            }
        }
        catch (OperationCanceledException) when (_rows.IsPassLong && _cancellationToken.IsCancellationRequested)
        {
            // A source may look at the token as well.
            return StopReason.Cancelled;
        }
    }

    private void StartStandardized()
    {
        Standardization standardization = _rows.Standardize();
        _scaling = new FoldedStandardization(standardization, _layout, _model, _modelScaling, _state.Parameters);
        _state.StartFromParameters();
    }

    /// <summary>Records the epoch, reports it, and returns the stop reason, or null to continue.</summary>
    private StopReason? FinishEpoch(in EpochOutcome epoch)
    {
        if (!_scaling.CanPublish(_state.Parameters)) return StopReason.Diverged;
        _state.KeepEpoch();
        TrainingProgress record = _state.History.Add(epoch.Loss, epoch.LearningRate, epoch.GradientNorm, Elapsed);
        _scaling.Publish(_state.Parameters);
        if (_progress is not null)
        {
            // The progress callback may have modified the model's parameters. What is not finite is not taken up: the epoch's own are restored.
            _progress.Report(record);
            _scaling.TakeOver(_state.Parameters);
            if (Check.IndexOfNonFinite(_state.Parameters) >= 0)
                return _cancellationToken.IsCancellationRequested ? StopReason.Cancelled : StopReason.Diverged;
            _state.ReplaceEpoch();
        }

        if (_options.TargetLoss > 0 && epoch.Loss <= _options.TargetLoss) return StopReason.EarlyStopped;
        if (_state.Convergence.Observe(epoch.Loss)) return StopReason.Converged;
        return _state.Epoch == _options.Epochs ? StopReason.EpochsCompleted : null;
    }

    /// <summary>Gives the model the parameters that a run leaves which ends for this reason, and measures their loss.</summary>
    private double Finish(ref StopReason reason)
    {
        try
        {
            return Restore(reason);
        }
        catch (OperationCanceledException) when (_rows.IsPassLong && _cancellationToken.IsCancellationRequested)
        {
            reason = StopReason.Cancelled;
            return Restore(reason);
        }
    }

    private double Restore(StopReason reason)
    {
        // Without a finished epoch the model stays as it was, to the bit.
        if (reason == StopReason.Cancelled || _state.Epoch == 0) _state.RestoreLastEpoch();
        else if (reason == StopReason.Diverged) RestoreLastFinite();
        if (_state.Epoch > 0) _scaling.Publish(_state.Parameters);
        if (reason != StopReason.Cancelled || !_rows.IsPassLong) return _scaling.LossOfModel(_rows);

        // After cancellation the source is not enumerated again just to measure the loss.
        return _state.Epoch > 0 ? _state.History[_state.Epoch - 1].Loss : double.NaN;
    }

    /// <summary>
    /// Back to the parameters before this epoch. They are finite, but it may be they whose loss is not, or that are not when they are folded:
    /// then to those before, whose loss the last epoch has measured. The model has them before the loss is measured, which may throw.
    /// </summary>
    private void RestoreLastFinite()
    {
        _state.RestoreLastEpoch();
        if (_scaling.CanPublish(_state.Parameters))
        {
            _scaling.Publish(_state.Parameters);
            if (double.IsFinite(_rows.Loss())) return;
        }

        _state.RestoreEpochBeforeLast();
    }
}
