using System.Diagnostics;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>All that a run remembers, its own state and that of its collaborators: what a checkpoint holds.</summary>
internal sealed class RunMemory
{
    private readonly float[] _model;
    private readonly ParameterLayout _layout;
    private readonly TrainingState _state;
    private readonly ITrainingRows _rows;
    private readonly bool _standardizes;
    private readonly long _start = Stopwatch.GetTimestamp();
    private Standardization? _standardization;
    private TimeSpan _before;

    /// <summary>Prepares for a run.</summary>
    /// <param name="model">The model's parameters.</param>
    /// <param name="layout">Where they lie.</param>
    /// <param name="state">The state of training.</param>
    /// <param name="rows">What it learns from.</param>
    /// <param name="standardizes">Whether its features are standardised.</param>
    public RunMemory(float[] model, ParameterLayout layout, TrainingState state, ITrainingRows rows, bool standardizes)
    {
        _model = model;
        _layout = layout;
        _state = state;
        _rows = rows;
        _standardizes = standardizes;
        Scaling = new SameScale(model);
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
            _rows.Weigh();
            return;
        }

        Standardize(_rows.Measure());
        _state.StartFromParameters();
    }

    /// <summary>Visits everything.</summary>
    public void Visit(StateVisitor visitor)
    {
        if (visitor.IsReading)
        {
            IsNew = false;
            if (_standardizes) Standardize(Standardization.Read(visitor, _layout.First.Inputs));
        }
        else
        {
            _standardization?.Visit(visitor);
        }

        _rows.Visit(visitor);
        _state.Visit(visitor);
        VisitTime(visitor);
        VisitOutcome(visitor);
    }

    private void Standardize(Standardization standardization)
    {
        _standardization = standardization;
        _rows.Standardize(standardization);
        Scaling = new FoldedStandardization(standardization, _layout, _model, _state.Parameters);
    }

    private void VisitTime(StateVisitor visitor)
    {
        // The time of the last epoch: a file is visited twice to be written, and both have to find the same.
        long ticks = (Outcome?.Duration ?? (_state.Epoch > 0 ? _state.History[_state.Epoch - 1].Elapsed : default)).Ticks;
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
