using System.Diagnostics;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Epoch after epoch until a reason to stop. Knows no source, no thread, no scaling and no machine: its collaborators do.</summary>
/// <remarks>
/// Everything is allocated before the first epoch; an epoch allocates nothing, unless the rows come from a source or a checkpoint is written. What the
/// run remembers is in its <see cref="TrainingState"/>.
/// </remarks>
internal sealed class TrainingLoop
{
    private readonly ParameterLayout _layout;
    private readonly TrainingState _state;
    private readonly ITrainingRows _rows;
    private readonly IValidation? _validation;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly RunMemory _memory;
    private readonly CheckpointSession? _checkpoint;

    /// <summary>Prepares a run.</summary>
    /// <param name="run">The model, what it learns from and what it remembers.</param>
    /// <param name="options">Its options.</param>
    /// <param name="progress">Receives a report after each epoch.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private TrainingLoop(in RunParts run, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        _layout = run.Layout;
        _state = run.State;
        _rows = run.Rows;
        _validation = run.Validation;
        _progress = progress;
        _cancellationToken = cancellationToken;
        _memory = new RunMemory(run, options);
        if (options.Checkpoint is { } checkpoint) _checkpoint = checkpoint.Open(checkpoint, run, options, cancellationToken);
    }

    /// <summary>The options; once the run has begun with the numbers that suit the rows.</summary>
    private TrainingOptions Options => _memory.Options;

    private IParameterScaling Scaling => _memory.Scaling;

    /// <summary>Runs from beginning to end, and adds what is worth saying of it.</summary>
    /// <param name="run">The model, what it learns from and what it remembers.</param>
    /// <param name="set">What is known of the rows; null where they come from a source.</param>
    /// <param name="options">The options.</param>
    /// <param name="progress">Receives a report after each epoch.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static TrainingResult Run(
        in RunParts run, SetFacts? set, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        TrainingResult result = new TrainingLoop(run, options, progress, cancellationToken).Run();
        return result with { Advice = RunAdvice.Of(result, run, set) };
    }

    /// <summary>Trains until a reason to stop.</summary>
    private TrainingResult Run()
    {
        if (_checkpoint is not null && _checkpoint.Resume(_memory.Visit) && _memory.Outcome is { } finished) return Finished(finished);
        StopReason reason = RunEpochs();
        double loss = Finish(ref reason);

        // The last step, or rows that the caller has changed, may have led to a loss that is not finite without an epoch that shows it.
        if (!double.IsFinite(loss) && reason is not (StopReason.Cancelled or StopReason.Diverged) && Options.MeasureFinalLoss)
        {
            reason = StopReason.Diverged;
            loss = Finish(ref reason);
        }

        _state.History.Trim();
        double validationLoss = ValidationLoss(ref reason);
        var outcome = new RunOutcome(reason, loss, validationLoss, _memory.Elapsed);
        if (reason != StopReason.Cancelled)
        {
            _memory.Outcome = outcome;
            _checkpoint?.Finished(_memory.Visit);
        }

        return Result(outcome);
    }

    /// <summary>What a run came to that had ended before.</summary>
    private TrainingResult Finished(in RunOutcome outcome)
    {
        if (_state.Epoch > 0) Scaling.Publish(_state.Parameters);
        _state.History.Trim();
        return Result(outcome);
    }

    private TrainingResult Result(in RunOutcome outcome) => new()
    {
        StopReason = outcome.Reason,
        Epochs = _state.Epoch,
        Loss = outcome.Loss,
        ValidationLoss = outcome.ValidationLoss,
        BestEpoch = _state.Best?.Epoch ?? 0,
        History = _state.History,
        Options = Options,
        Duration = outcome.Duration,
        CheckpointError = _checkpoint?.Error,
    };

    private StopReason RunEpochs()
    {
        try
        {
            // A run that goes on from a checkpoint has done both.
            if (_memory.IsNew)
            {
                _memory.Begin();
                _checkpoint?.Begin(_memory.Visit);
            }

            ITrainingMethod method = Method();
            while (true)
            {
                EpochOutcome epoch = method.RunEpoch();
                if (epoch.Stop is { } stopped) return stopped;
                if (FinishEpoch(epoch) is { } reason) return reason;
                _checkpoint?.EpochFinished(_state.Epoch, _memory.Visit);
            }
        }
        catch (OperationCanceledException) when (_rows.IsPassLong && _cancellationToken.IsCancellationRequested)
        {
            // A source may look at the token as well.
            return StopReason.Cancelled;
        }
    }

    private ITrainingMethod Method() => _state.Optimizer switch
    {
        SparseOptimizerState optimizer => new SparseDescent(_state, optimizer, _rows, _layout, Options),
        OptimizerState optimizer => new Descent(_state, optimizer, _rows, _layout, Options),
        LbfgsState search => new QuasiNewton(_state, search, _rows, _layout, Options, _cancellationToken),
        _ => throw new UnreachableException(),
    };

    /// <summary>Records the epoch, reports it, and returns the stop reason, or null to continue.</summary>
    private StopReason? FinishEpoch(in EpochOutcome epoch)
    {
        if (!Scaling.CanPublish(_state.Parameters)) return StopReason.Diverged;
        _state.FinishEpoch(Scaling);
        ValidationScore score = ScoreEpoch();
        TrainingProgress record = _state.History.Add(
            new EpochRecord(epoch.Loss, epoch.Objective, epoch.LearningRate, epoch.GradientNorm, score.Loss, score.Accuracy, _memory.Elapsed));
        _state.Schedule.Observe(_validation is null ? epoch.Objective : score.Loss);
        bool isOutOfPatience = _state.Best is { } best && best.Observe(_state.Epoch, score.Loss, _state.Parameters);
        if (_progress is not null)
        {
            // The progress callback may have modified the model's parameters. What is not finite is not taken up: the epoch's own are restored.
            _progress.Report(record);
            Scaling.TakeOver(_state.Parameters);
            if (Check.IndexOfNonFinite(_state.Parameters) >= 0)
                return _cancellationToken.IsCancellationRequested ? StopReason.Cancelled : StopReason.Diverged;
            _state.ReplaceEpoch();
        }

        if (Options.TargetLoss > 0 && epoch.Loss <= Options.TargetLoss) return StopReason.TargetReached;
        if (isOutOfPatience) return StopReason.EarlyStopped;
        bool isForValidation = _validation is not null && Options.Patience > 0;
        if (!isForValidation && _state.Convergence.Observe(epoch.Objective)) return StopReason.Converged;
        return _state.Epoch == Options.Epochs ? StopReason.EpochsCompleted : null;
    }

    /// <summary>Scores the model with the parameters of the epoch, which is not finished if that throws: then the model is as it was before.</summary>
    private ValidationScore ScoreEpoch()
    {
        if (_validation is null) return ValidationScore.None;
        try
        {
            return _validation.Score();
        }
        catch
        {
            _state.TakeBackEpoch(Scaling);
            throw;
        }
    }

    /// <summary>The validation loss of the model that a run leaves.</summary>
    private double ValidationLoss(ref StopReason reason)
    {
        if (_validation is null) return double.NaN;
        if (reason == StopReason.Cancelled && _validation.IsPassLong) return ValidationLossOfLast();
        try
        {
            return _validation.Score().Loss;
        }
        catch (OperationCanceledException) when (_rows.IsPassLong && _cancellationToken.IsCancellationRequested)
        {
            reason = StopReason.Cancelled;
            return ValidationLossOfLast();
        }
    }

    private double ValidationLossOfLast() => _state.Epoch > 0 ? _state.History[_state.EpochToLeave - 1].ValidationLoss : double.NaN;

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
        BestEpoch? best = _state.BestToRestore;
        if (best is not null) best.Restore(_state.Parameters);

        // Without a finished epoch the model stays as it was, to the bit.
        else if (reason == StopReason.Cancelled || _state.Epoch == 0) _state.RestoreLastEpoch();
        else if (reason == StopReason.Diverged) RestoreLastFinite();
        if (_state.Epoch > 0) Scaling.Publish(_state.Parameters);

        // After cancellation a source is not enumerated again just to measure the loss.
        bool isMeasured = Options.MeasureFinalLoss && (reason != StopReason.Cancelled || !_rows.IsPassLong);
        if (isMeasured) return Scaling.LossOfModel(_rows);
        return _state.Epoch > 0 ? _state.History[_state.EpochToLeave - 1].Loss : double.NaN;
    }

    /// <summary>
    /// Back to the parameters before this epoch. They are finite, but it may be they whose loss is not, or that are not when they are folded:
    /// then to those before, whose loss the last epoch has measured. The model has them before the loss is measured, which may throw.
    /// </summary>
    private void RestoreLastFinite()
    {
        _state.RestoreLastEpoch();
        if (Scaling.CanPublish(_state.Parameters))
        {
            Scaling.Publish(_state.Parameters);
            if (double.IsFinite(_rows.Loss())) return;
        }

        _state.RestoreEpochBeforeLast();
    }
}
