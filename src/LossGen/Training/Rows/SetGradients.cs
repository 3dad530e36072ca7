using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Losses and gradients of one set in memory after another: its batches in the order of an epoch, or all of it.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
/// <remarks>Everything for a set is allocated when it is entered; an epoch allocates nothing.</remarks>
internal sealed class SetGradients<TPass> : IDisposable
    where TPass : struct, IGradientPass
{
    private readonly Memory<float> _parameters;
    private readonly Memory<float> _gradient;
    private readonly CancellationToken _cancellationToken;
    private readonly RandomSource _random = new(0);
    private TrainingOptions _options;
    private PinnedSet<TPass> _set;
    private LossOptions? _loss;
    private int _batchSize;
    private int[] _order = [];
    private float[] _workspace = [];
    private ParallelPass<TPass>? _parallel;
    private GradientStage<TPass>? _stage;
    private float[] _stageMemory = [];
    private double _meanWeight = 1;

    /// <summary>Prepares for sets.</summary>
    /// <param name="parameters">The trained parameters, which never move.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    public SetGradients(Memory<float> parameters, TrainingOptions options, CancellationToken cancellationToken)
    {
        _parameters = parameters;
        _options = options;
        _cancellationToken = cancellationToken;
        _gradient = Kernels.AlignedMemory.Allocate(parameters.Length);
    }

    /// <summary>Threads that a batch of the set can be shared by: as many as requested, but no more than it has parts.</summary>
    public int ThreadCount => Crew.MembersFor(_options, Partition.Of(_batchSize, TPass.ParameterCount).Parts);

    /// <summary>Takes the options of the run, from the next set on.</summary>
    /// <param name="options">The options.</param>
    /// <param name="stage">What stands between rows and gradients; null: nothing.</param>
    public void Use(TrainingOptions options, GradientStage<TPass>? stage = null)
    {
        _options = options;
        _stage = stage;
    }

    /// <summary>Goes to another set. Threads of an earlier one have been stopped.</summary>
    /// <param name="set">Where it is.</param>
    /// <param name="loss">The options of its loss.</param>
    /// <param name="meanWeight">
    /// The mean weight of a row of all that is learned from. A batch is divided by it and not by its own mean: else a heavy row among light ones
    /// would count less than beside others as heavy, and alone in its batch no more than a light one.
    /// </param>
    /// <param name="given">The same rows as they were given; null: these.</param>
    public void Enter(PinnedSet<TPass> set, LossOptions? loss, double meanWeight, PinnedSet<TPass>? given = null)
    {
        _set = set;
        _loss = loss;
        _meanWeight = meanWeight;
        _batchSize = _options is { BatchSize: > 0, Optimizer: MiniBatchOptimizer } ? Math.Min(_options.BatchSize, set.Count) : set.Count;

        // One batch holds every row in whatever order, so an order would only cost the copying of the rows.
        int ordered = _options.Shuffle && _batchSize < set.Count ? set.Count : 0;
        if (_order.Length != ordered) _order = new int[ordered];
        int length = TPass.Size.LengthFor(_batchSize, _stage is not null);
        if (_workspace.Length < length) _workspace = GC.AllocateArray<float>(length, pinned: true);
        if (_stage is null) return;

        // All batches but the last have the same size.
        int largestPart = Math.Max(LargestPart(_batchSize), LargestPart(set.Count % _batchSize));
        _stage.Enter(given ?? set, largestPart);
        if (_stageMemory.Length < _stage.MemoryLength) _stageMemory = GC.AllocateArray<float>(_stage.MemoryLength, pinned: true);
    }

    /// <summary>Starts threads that share each batch of the set, until <see cref="StopThreads"/>.</summary>
    public unsafe void StartThreads(int threads)
    {
        var parameters = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_parameters.Span));
        var gradient = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_gradient.Span));
        _parallel = new ParallelPass<TPass>(threads, parameters, gradient, _set, _order, _loss, _batchSize, _stage);
        _parallel.Start();
    }

    /// <summary>Ends the threads and waits for them.</summary>
    public void StopThreads()
    {
        _parallel?.Dispose();
        _parallel = null;
    }

    /// <summary>A step after every batch of the set.</summary>
    /// <param name="epoch">Decides the order of the rows together with the seed and <paramref name="portion"/>.</param>
    /// <param name="portion">Which portion of a source the set is; 0 for a set in memory.</param>
    /// <param name="step">Takes the steps.</param>
    /// <returns>Why the epoch was not finished, or null.</returns>
    public StopReason? RunEpoch(int epoch, int portion, IBatchStep step)
    {
        Shuffle(epoch, portion);
        Batch batch = _set.ToBatch(_order);
        RowRange all = batch.Range;
        var workspace = new Workspace(_workspace, TPass.Size);
        Dropout dropout = _options.Dropout == 0 ? default : new Dropout((float)_options.Dropout, RandomSource.Key(_options.Seed, epoch, portion));
        if (_parallel is not null) _parallel.Dropout = dropout;
        _stage?.Begin(epoch, portion);
        var settings = new LossSettings(_loss, dropout);
        ReadOnlySpan<float> parameters = _parameters.Span;
        Span<float> gradient = _gradient.Span;
        for (int first = 0; first < _set.Count; first += _batchSize)
        {
            if (_cancellationToken.IsCancellationRequested) return StopReason.Cancelled;

            // The last batch has what is left.
            int count = Math.Min(_batchSize, _set.Count - first);
            batch.Range = all.Slice(first, count);
            LossSums sums = _parallel is not null ? _parallel.Gradient(first, count)
                : _stage is not null ? _stage.BatchGradient(parameters, batch, settings, workspace, _stageMemory, gradient)
                : BatchPass<TPass>.Gradient(parameters, batch, settings, workspace, gradient);
            if (step.Take(sums, (float)(1 / (count * _meanWeight)), new BatchGradient(gradient, _parallel)) is { } reason) return reason;
        }

        return null;
    }

    /// <summary>The loss of the whole set, and the sum over its rows of the gradient.</summary>
    public LossSums Gradient(Span<float> gradient)
    {
        if (_parallel is not null)
        {
            LossSums sums = _parallel.Gradient(0, _set.Count);
            new BatchGradient(_gradient.Span, _parallel).Whole().CopyTo(gradient);
            return sums;
        }

        var workspace = new Workspace(_workspace, TPass.Size);
        return BatchPass<TPass>.Gradient(_parameters.Span, _set.ToBatch(), new LossSettings(_loss), workspace, gradient);
    }

    /// <summary>The loss of the trained parameters over the set.</summary>
    public LossSums Loss() => _parallel is null ? Loss(_parameters.Span, _set) : _parallel.Loss();

    /// <summary>The loss of some parameters over a set with the truth of the present one.</summary>
    public LossSums Loss(ReadOnlySpan<float> parameters, PinnedSet<TPass> set) =>
        BatchPass<TPass>.Loss(parameters, set.ToBatch(), new LossSettings(_loss), new Workspace(_workspace, TPass.Size));

    /// <inheritdoc/>
    public void Dispose() => StopThreads();

    private static int LargestPart(int rows) => Partition.Of(rows, TPass.ParameterCount).LargestPart;

    /// <summary>An order that follows from seed, epoch and portion alone, so that a run can go on from any epoch.</summary>
    private void Shuffle(int epoch, int portion)
    {
        if (_order.Length == 0) return;
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
        _random.Restart(_options.Seed, epoch, portion);
        _random.Shuffle(_order);
    }
}
