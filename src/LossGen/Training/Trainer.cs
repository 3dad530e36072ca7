using System.Diagnostics;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>One call of Fit: initialise, gradient, update, until the loss is low enough or the epochs are used up.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
/// <remarks>
/// Everything is allocated before the first epoch; an epoch allocates nothing, unless the rows come from a source. Training works on a copy
/// of the parameters, which is aligned, and the model receives them at the end of each epoch.
/// </remarks>
internal ref partial struct Trainer<TPass>
    where TPass : struct, IPass
{
    private readonly Span<float> _model;
    private readonly Span<float> _parameters;
    private readonly TrainingOptions _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly Span<float> _gradient;
    private readonly TrainingHistory _history;
    private readonly ConvergenceTest _convergence;
    private readonly long _start;

    // The rows: a set in memory, or a source of portions and the portion it is at. Those of _set are standardised, if they are to be.
    private readonly Batch _original;
    private readonly PortionSource? _source;
    private Batch _set;
    private LossOptions? _loss;
    private LossSettings _settings;
    private int _batchSize;
    private int[] _order;
    private Workspace _workspace;
    private int _workspaceLength;

    // Where features are standardised, _parameters are those for standardised features and the model's those for features as they are.
    private Standardization? _standardization;
    private float[] _published;

    // The standardised rows of a portion, the weights of its rows, and the sum over the portions of the gradient.
    private float[] _portionRows;
    private float[] _portionWeights;
    private double[] _sourceGradient;

    // The parameters before this epoch, and before the last.
    private float[] _before;
    private float[] _beforeLast;

    // Where there are several threads.
    private ParallelPass<TPass>? _parallel;

    /// <summary>Training on a set in memory.</summary>
    public Trainer(
        Span<float> parameters, Batch set, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        : this(parameters, options, progress, cancellationToken)
    {
        _original = _set = set;
        _settings = new LossSettings(_loss);
        Provide(set.Count);
        if (options.Standardize) StandardizeSet();
    }

    private Trainer(Span<float> parameters, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        _start = Stopwatch.GetTimestamp();
        _model = parameters;
        _parameters = AlignedMemory.Allocate(parameters.Length);
        parameters.CopyTo(_parameters);
        _options = options;
        _loss = options.Loss;
        _progress = progress;
        _cancellationToken = cancellationToken;
        _gradient = AlignedMemory.Allocate(parameters.Length);
        _before = parameters.ToArray();
        _beforeLast = parameters.ToArray();
        _published = [];
        _portionRows = [];
        _portionWeights = [];
        _sourceGradient = [];
        _order = [];
        _history = new TrainingHistory(options.Epochs);
        _convergence = new ConvergenceTest(options);
    }

    private static int WeightCount => TPass.Layout.Last.Biases;

    /// <summary>The loss of the last epoch: who cancels a training from a source does not wait for one more pass over it.</summary>
    private readonly double LastLoss => _history.Count > 0 ? _history[_history.Count - 1].Loss : double.NaN;

    private readonly TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Trains until a reason to stop.</summary>
    private TrainingResult Train()
    {
        StopReason reason = RunToEnd();
        double loss = Finish(reason);

        // The last step, or rows that somebody has changed, may have led to a loss that is not finite without an epoch that shows it.
        if (!double.IsFinite(loss) && reason is not (StopReason.Cancelled or StopReason.Diverged))
        {
            reason = StopReason.Diverged;
            loss = Finish(reason);
        }

        _history.Trim();
        return new TrainingResult
        {
            StopReason = reason,
            Epochs = _history.Count,
            Loss = loss,
            History = _history,
            Duration = Elapsed,
        };
    }

    /// <summary>Gives the model the parameters that a run leaves which ends for this reason, and measures their loss.</summary>
    private double Finish(StopReason reason)
    {
        // Without a finished epoch the model stays as it was, to the bit.
        if (reason == StopReason.Cancelled || _history.Count == 0) _before.CopyTo(_parameters);
        else if (reason == StopReason.Diverged) RestoreLastFinite();
        if (_history.Count > 0) Publish();
        return reason == StopReason.Cancelled && _source is not null ? LastLoss : LossOfModel();
    }

    private StopReason RunToEnd()
    {
        try
        {
            if (_source is not null && _options.Standardize) StandardizeSource();
            return _options.Optimizer switch
            {
                LbfgsOptimizer lbfgs => RunLbfgs(lbfgs),
                MiniBatchOptimizer optimizer => RunDescent(optimizer),
                _ => throw new UnreachableException(),
            };
        }
        catch (OperationCanceledException) when (_source is not null && _cancellationToken.IsCancellationRequested)
        {
            // A source may look at the token as well.
            return StopReason.Cancelled;
        }
    }

    /// <summary>Notes a finished epoch, tells of it, and says whether to go on (null).</summary>
    private StopReason? FinishEpoch(double loss, double learningRate, double gradientNorm)
    {
        if (!CanPublish()) return StopReason.Diverged;
        (_before, _beforeLast) = (_beforeLast, _before);
        _parameters.CopyTo(_before);

        TrainingProgress epoch = _history.Add(loss, learningRate, gradientNorm, Elapsed);
        Publish();
        if (_progress is not null)
        {
            // Whoever is told may also have changed them.
            _progress.Report(epoch);
            TakeOver();
            _parameters.CopyTo(_before);
        }

        if (_options.TargetLoss > 0 && loss <= _options.TargetLoss) return StopReason.EarlyStopped;
        if (_convergence.Observe(loss)) return StopReason.Converged;
        return _history.Count == _options.Epochs ? StopReason.EpochsCompleted : null;
    }

    /// <summary>
    /// Back to the parameters before this epoch. They are finite, but it may be they whose loss is not: then to those before, whose loss
    /// the last epoch has measured.
    /// </summary>
    private void RestoreLastFinite()
    {
        _before.CopyTo(_parameters);
        if (!double.IsFinite(Loss())) _beforeLast.CopyTo(_parameters);
    }

    /// <summary>Makes room for batches of a set or portion of so many rows.</summary>
    private void Provide(int count)
    {
        _batchSize = _options is { BatchSize: > 0, Optimizer: MiniBatchOptimizer } ? Math.Min(_options.BatchSize, count) : count;

        // One batch holds every row in whatever order, so an order would only cost the copying of the rows.
        int ordered = _options.Shuffle && _batchSize < count ? count : 0;
        if (_order.Length != ordered) _order = new int[ordered];
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
        ProvideWorkspace(TPass.Size.LengthFor(_batchSize));
    }

    /// <summary>Makes room for a pass that needs so many numbers.</summary>
    private void ProvideWorkspace(int length)
    {
        if (_workspaceLength >= length) return;
        _workspace = new Workspace(GC.AllocateArray<float>(length, pinned: true), TPass.Size);
        _workspaceLength = length;
    }
}
