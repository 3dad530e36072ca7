using System.Diagnostics;
using LossGen.Kernels;

namespace LossGen.Training;

/// <summary>One call of Fit: initialise, gradient, update, until the loss is low enough or the epochs are used up.</summary>
/// <typeparam name="TKernels">The kernels of the model.</typeparam>
/// <remarks>Everything is allocated in the constructor; an epoch allocates nothing.</remarks>
internal ref partial struct Trainer<TKernels>
    where TKernels : struct, IModelKernels
{
    private readonly Span<float> _parameters;
    private readonly Batch _set;
    private readonly TrainingOptions _options;
    private readonly LossSettings _settings;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly int _batchSize;
    private readonly int[] _order;
    private readonly Workspace<TKernels> _workspace;
    private readonly float[] _gradient;
    private readonly TrainingHistory _history;
    private readonly ConvergenceTest _convergence;
    private readonly long _start;

    // The parameters before this epoch, and before the last.
    private float[] _before;
    private float[] _beforeLast;

    // Where there are several threads.
    private ParallelPass<TKernels>? _parallel;

    public Trainer(
        Span<float> parameters, Batch set, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        _start = Stopwatch.GetTimestamp();
        _parameters = parameters;
        _set = set;
        _options = options;
        _settings = new LossSettings(options.Loss);
        _progress = progress;
        _cancellationToken = cancellationToken;
        _batchSize = options is { BatchSize: > 0, Optimizer: MiniBatchOptimizer } ? Math.Min(options.BatchSize, set.Count) : set.Count;

        // One batch holds every row in whatever order, so an order would only cost the copying of the rows.
        _order = options.Shuffle && _batchSize < set.Count ? new int[set.Count] : [];
        _workspace = new Workspace<TKernels>(GC.AllocateArray<float>(Workspace<TKernels>.LengthFor(_batchSize), pinned: true));
        _gradient = new float[parameters.Length];
        _before = parameters.ToArray();
        _beforeLast = parameters.ToArray();
        _history = new TrainingHistory(options.Epochs);
        _convergence = new ConvergenceTest(options);
    }

    private static int WeightCount => Workspace<TKernels>.LogitCount * TKernels.FeatureCount;

    private readonly TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Trains until a reason to stop.</summary>
    private TrainingResult Train()
    {
        StopReason reason = _options.Optimizer switch
        {
            LbfgsOptimizer lbfgs => RunLbfgs(lbfgs),
            MiniBatchOptimizer optimizer => RunDescent(optimizer),
            _ => throw new UnreachableException(),
        };

        if (reason == StopReason.Cancelled) _before.CopyTo(_parameters);
        if (reason == StopReason.Diverged) RestoreLastFinite();
        _history.Trim();
        return new TrainingResult
        {
            StopReason = reason,
            Epochs = _history.Count,
            Loss = Loss(),
            History = _history,
            Duration = Elapsed,
        };
    }

    /// <summary>Notes a finished epoch, tells of it, and says whether to go on (null).</summary>
    private StopReason? FinishEpoch(double loss, double learningRate, double gradientNorm)
    {
        (_before, _beforeLast) = (_beforeLast, _before);
        _parameters.CopyTo(_before);

        TrainingProgress epoch = _history.Add(loss, learningRate, gradientNorm, Elapsed);
        _progress?.Report(epoch);

        if (_options.TargetLoss > 0 && loss <= _options.TargetLoss) return StopReason.EarlyStopped;
        if (_convergence.Observe(loss)) return StopReason.Converged;
        return _history.Count == _options.Epochs ? StopReason.EpochsCompleted : null;
    }

    /// <summary>
    /// Back to the parameters before this epoch. They are finite, but it may be they whose loss is not: then to those before, whose loss
    /// the last epoch has measured.
    /// </summary>
    private readonly void RestoreLastFinite()
    {
        _before.CopyTo(_parameters);
        if (!double.IsFinite(Loss())) _beforeLast.CopyTo(_parameters);
    }
}
