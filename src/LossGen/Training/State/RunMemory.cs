using System.Diagnostics;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>All that a run remembers, its own state and that of its collaborators: what a checkpoint holds.</summary>
internal sealed class RunMemory
{
    private readonly RunParts _run;
    private readonly bool _standardizes;
    private readonly long _start = Stopwatch.GetTimestamp();
    private Standardization? _standardization;
    private TimeSpan _before;

    /// <summary>Prepares for a run.</summary>
    /// <param name="run">The model, what it learns from and what it remembers.</param>
    /// <param name="standardizes">Whether its features are standardised.</param>
    public RunMemory(in RunParts run, bool standardizes)
    {
        _run = run;
        _standardizes = standardizes;
        Scaling = new SameScale(run.Model, run.Scaling);
    }

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
        IsNew = false;
        if (!_standardizes)
        {
            _run.Rows.Weigh();
            return;
        }

        Standardize(_run.Rows.Measure());
        _run.State.StartFromParameters();
    }

    /// <summary>Visits everything.</summary>
    public void Visit(StateVisitor visitor)
    {
        if (visitor.IsReading)
        {
            IsNew = false;
            if (_standardizes) Standardize(Standardization.Read(visitor, _run.Layout.First.Inputs));
        }
        else
        {
            _standardization?.Visit(visitor);
        }

        _run.Rows.Visit(visitor);
        _run.State.Visit(visitor);
        VisitTime(visitor);
        VisitOutcome(visitor);
    }

    private void Standardize(Standardization standardization)
    {
        _standardization = standardization;
        _run.Rows.Standardize(standardization);
        Scaling = new FoldedStandardization(standardization, _run.Layout, _run.Model, _run.Scaling, _run.State.Parameters);
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
