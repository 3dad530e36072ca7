using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Losses and gradients of one set of sparse rows after another: its batches in the order of an epoch, or all of it.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
/// <remarks>Everything for a set is allocated when it is entered; an epoch allocates nothing.</remarks>
internal sealed class SparseGradients<TPass> : IDisposable
    where TPass : struct, ISparsePass
{
    private readonly Memory<float> _parameters;
    private readonly CancellationToken _cancellationToken;
    private readonly RandomSource _random = new(0);
    private readonly float[] _rest = new float[TPass.RestCount + Lanes.Width];
    private readonly float[] _workspace = GC.AllocateArray<float>(TPass.Size.Length, pinned: true);
    private readonly int _features;
    private TrainingOptions _options;
    private PinnedSparseSet _set;
    private LossOptions? _loss;
    private double _meanWeight = 1;
    private int _batchSize;
    private int[] _order = [];
    private TouchedFeatures? _touched;
    private SparseParts<TPass>? _parts;

    /// <summary>Prepares for sets.</summary>
    /// <param name="parameters">The trained parameters, which never move.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    public SparseGradients(Memory<float> parameters, TrainingOptions options, CancellationToken cancellationToken)
    {
        _parameters = parameters;
        _options = options;
        _cancellationToken = cancellationToken;
        _features = (parameters.Length - TPass.RestCount) / TPass.Units;
    }

    private Span<float> Rest => _rest.AsSpan(0, TPass.RestCount);

    /// <summary>Takes the options of the run, from the next set on.</summary>
    public void Use(TrainingOptions options) => _options = options;

    /// <summary>Goes to another set.</summary>
    /// <param name="set">Where it is; its features are those of the table.</param>
    /// <param name="loss">The options of its loss.</param>
    /// <param name="meanWeight">The mean weight of a row of all that is learned from.</param>
    /// <param name="isLasting">Whether it is learned from for the whole run.</param>
    public void Enter(PinnedSparseSet set, LossOptions? loss, double meanWeight, bool isLasting)
    {
        _set = set;
        _loss = loss;
        _meanWeight = meanWeight;
        _batchSize = _options is { BatchSize: > 0, Optimizer: MiniBatchOptimizer } ? Math.Min(_options.BatchSize, set.Count) : set.Count;
        int ordered = _options.Shuffle && _batchSize < set.Count ? set.Count : 0;
        if (_order.Length != ordered) _order = new int[ordered];

        int longest = LongestRow(), capacity = (int)Math.Min(Math.Min((long)_batchSize * longest, set.Rows.Features.Length), _features);
        int places = (int)Math.Min(Math.Min(Block.Rows, _batchSize) * (long)longest, set.Rows.Features.Length);
        if (_touched is null || _touched.Capacity < capacity) _touched = new TouchedFeatures(_features, TPass.Stride, capacity, places);
        Partition batch = SparseParts<TPass>.PartitionOf(_batchSize);

        // A portion of a source is not worth starting threads for.
        _parts?.Dispose();
        int members = isLasting ? Crew.MembersFor(_options, SparseParts<TPass>.PartitionOf(set.Count).Parts) : 1;
        _parts = new SparseParts<TPass>(members, _parameters, set, _order, loss, _batchSize, capacity / batch.Parts, places);
        if (members > 1) _parts.Start();
    }

    /// <summary>A step after every batch of the set.</summary>
    /// <param name="epoch">Decides the order of the rows together with the seed and <paramref name="portion"/>.</param>
    /// <param name="portion">Which portion of a source the set is; 0 for a set in memory.</param>
    /// <param name="step">Takes the steps.</param>
    /// <returns>Why the epoch was not finished, or null.</returns>
    public StopReason? RunEpoch(int epoch, int portion, ISparseStep step)
    {
        Shuffle(epoch, portion);
        Batch set = _set.ToBatch().InOrder(_order);
        Dropout dropout = _options.Dropout == 0 ? default : new Dropout((float)_options.Dropout, RandomSource.Key(_options.Seed, epoch, portion));
        _parts!.Dropout = dropout;
        var settings = new LossSettings(_loss, dropout);
        TouchedFeatures touched = _touched!;
        for (int first = 0; first < _set.Count; first += _batchSize)
        {
            if (_cancellationToken.IsCancellationRequested) return StopReason.Cancelled;

            // The last batch has what is left.
            Batch batch = set.Slice(first, Math.Min(_batchSize, _set.Count - first));
            step.CatchUp(batch);
            LossSums sums = Sum(first, batch, settings, touched);
            StopReason? reason = step.Take(sums, (float)(1 / (batch.Count * _meanWeight)), touched, Rest);
            touched.Clear();
            if (reason is not null) return reason;
        }

        return null;
    }

    /// <summary>The loss of the whole set, and the sum over its rows of the gradient.</summary>
    public LossSums Gradient(Span<float> gradient)
    {
        TouchedFeatures touched = _touched!;
        _parts!.Dropout = default;
        LossSums sums = Sum(0, _set.ToBatch(), new LossSettings(_loss), touched);
        touched.CopyTo(gradient[..^TPass.RestCount], TPass.Units);
        touched.Clear();
        Rest.CopyTo(gradient[^TPass.RestCount..]);
        return sums;
    }

    /// <summary>The loss of the trained parameters over the set.</summary>
    public LossSums Loss() => _parts!.Loss();

    /// <inheritdoc/>
    public void Dispose() => _parts?.Dispose();

    /// <summary>The loss of a batch; the sum of its gradient is left in <paramref name="touched"/> and in the rest.</summary>
    private LossSums Sum(int first, in Batch batch, in LossSettings settings, TouchedFeatures touched)
    {
        if (SparseParts<TPass>.PartitionOf(batch.Count).Parts > 1) return _parts!.Gradient(first, batch.Count, touched, Rest);
        ReadOnlySpan<float> parameters = _parameters.Span;
        var workspace = new Workspace(_workspace, TPass.Size);
        TPass.Prepare(parameters, workspace);
        Rest.Clear();
        return TPass.AddGradient(parameters, batch, settings, workspace, touched, Rest);
    }

    private int LongestRow()
    {
        ReadOnlySpan<int> starts = _set.Rows.Starts;
        int longest = 0;
        for (int row = 1; row < starts.Length; row++) longest = Math.Max(longest, starts[row] - starts[row - 1]);
        return longest;
    }

    /// <summary>An order that follows from seed, epoch and portion alone, so that a run can go on from any epoch.</summary>
    private void Shuffle(int epoch, int portion)
    {
        if (_order.Length == 0) return;
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
        _random.Restart(_options.Seed, epoch, portion);
        _random.Shuffle(_order);
    }
}
