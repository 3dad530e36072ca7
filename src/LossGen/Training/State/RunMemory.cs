using System.Diagnostics;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>All that a run remembers, its own state and that of its collaborators: what a checkpoint holds.</summary>
internal sealed class RunMemory
{
    private readonly RunParts _run;
    private readonly long _start = Stopwatch.GetTimestamp();
    private Standardization? _standardization;
    private TimeSpan _before;

    /// <summary>Prepares for a run.</summary>
    /// <param name="run">The model, what it learns from and what it remembers.</param>
    /// <param name="options">Its options, in which numbers that suit the rows may still be left open.</param>
    public RunMemory(in RunParts run, TrainingOptions options)
    {
        _run = run;
        Options = options;
        Scaling = run.Table ?? new SameScale(run.Model, run.Scaling);
    }

    /// <summary>The options; once the run has begun with the numbers that suit the rows.</summary>
    public TrainingOptions Options { get; private set; }

    /// <summary>The way between the parameters that are trained and those of the model.</summary>
    public IParameterScaling Scaling { get; private set; }

    /// <summary>Whether the run has not begun, here or before it was interrupted.</summary>
    public bool IsNew { get; private set; } = true;

    /// <summary>What the run came to; null: it goes on.</summary>
    public RunOutcome? Outcome { get; set; }

    /// <summary>Time that the run has taken, before interruptions as well.</summary>
    public TimeSpan Elapsed => _before + Stopwatch.GetElapsedTime(_start);

    /// <summary>Begins the run: measures the features if they are to be standardised, and what the rows weigh.</summary>
    public void Begin()
    {
        if (!Options.Standardize) _run.Rows.Weigh();
        Begin(Options.Standardize ? _run.Rows.Measure() : null);
    }

    /// <summary>Visits everything.</summary>
    public void Visit(StateVisitor visitor)
    {
        if (visitor.IsReading) Begin(Options.Standardize ? Standardization.Read(visitor, _run.Layout.First.Inputs) : null);
        else _standardization?.Visit(visitor);

        _run.Rows.Visit(visitor);
        _run.State.Visit(visitor);
        VisitTime(visitor);
        VisitOutcome(visitor);
    }

    private void Begin(Standardization? standardization)
    {
        IsNew = false;
        _standardization = standardization;
        Options = Options.For(_run.Traits, standardization);
        _run.Rows.Begin(Options, standardization);
        if (standardization is not null)
            Scaling = new FoldedStandardization(standardization, _run.Layout, _run.Model, _run.Scaling, _run.State.Parameters);
        _run.State.Begin(Options);
    }

    private void VisitTime(StateVisitor visitor)
    {
        // The time of the last epoch: a file is visited twice to be written, and both have to find the same.
        long ticks = (Outcome?.Duration ?? (_run.State.Epoch > 0 ? _run.State.History[_run.State.Epoch - 1].Elapsed : default)).Ticks;
        visitor.Number("run.ticks", ref ticks);
        if (visitor.IsReading) _before = TimeSpan.FromTicks(ticks);
    }

    private void VisitOutcome(StateVisitor visitor)
    {
        bool hasEnded = Outcome is not null;
        RunOutcome outcome = Outcome ?? default;
        int reason = (int)outcome.Reason;
        (double loss, double validationLoss) = (outcome.Loss, outcome.ValidationLoss);
        visitor.Flag("outcome", ref hasEnded);
        visitor.Count("outcome.reason", ref reason, (int)StopReason.Stalled);
        visitor.Number("outcome.loss", ref loss);
        visitor.Number("outcome.validation_loss", ref validationLoss);
        if (visitor.IsReading && hasEnded) Outcome = new RunOutcome((StopReason)reason, loss, validationLoss, _before);
    }
}
