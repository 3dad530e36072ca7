using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LossGen.Losses;
using LossGen.Passes;
using LossGen.Storage;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Learning from a source of portions that is enumerated once for each pass, for sets that do not fit into memory.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class SourceRows<TPass> : ITrainingRows
    where TPass : struct, IPass
{
    // To start a thread takes as long as some millions of multiplications, and threads live as long as a portion.
    private const long LeastWorkOfThread = 10_000_000;

    private readonly PortionSource _source;
    private readonly TrainingOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly SetGradients<TPass> _gradients;
    private readonly int _parameterCount;
    private Standardization? _standardization;
    private float[] _standardized = [];
    private float[] _weights = [];
    private double[] _sum = [];
    private bool _anyWeight;

    // Of the rows of the pass so far; the mean of the first whole pass is that of the set.
    private double _weightOfPass;
    private long _rowsOfPass;
    private double? _meanWeight;
    private readonly FirstPortion _first = new();

    /// <summary>Prepares; the source is not enumerated yet.</summary>
    /// <param name="source">The portions.</param>
    /// <param name="parameters">The trained parameters, which never move.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="cancellationToken">Checked before each portion and each batch.</param>
    public SourceRows(PortionSource source, Memory<float> parameters, TrainingOptions options, CancellationToken cancellationToken)
    {
        _source = source;
        _options = options;
        _cancellationToken = cancellationToken;
        _gradients = new SetGradients<TPass>(parameters, options, cancellationToken);
        _parameterCount = parameters.Length;
    }

    /// <inheritdoc/>
    public bool IsPassLong => true;

    /// <inheritdoc/>
    public string? Fingerprint => null;

    /// <inheritdoc/>
    /// <remarks>Only class weights are known of beforehand; where batches bring weights of their rows alone, the first epoch measures them as it goes.</remarks>
    public void Weigh()
    {
        if (_options.Loss is not { ClassWeights.IsEmpty: false } || _options.Optimizer is not MiniBatchOptimizer) return;
        int index = 0;
        foreach (TrainingBatch portion in Pass())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            HasWeight(portion, index++, out _, out _);
        }

        EndPass();
    }

    /// <inheritdoc/>
    public Standardization Measure() => Moments().ToStandardization();

    /// <inheritdoc/>
    public void Begin(TrainingOptions options, Standardization? standardization)
    {
        _gradients.Use(options, options.Adversary is null ? null : new AdversaryStage<TPass>(options, standardization));
        _standardization = standardization;
    }

    /// <inheritdoc/>
    public void Visit(StateVisitor visitor)
    {
        // The first pass measures it; 0 stands for none yet, since a set without weight is refused.
        double meanWeight = _meanWeight ?? 0;
        visitor.Number("source.mean_weight", ref meanWeight);
        if (meanWeight > 0) _meanWeight = meanWeight;

        Span<double> seen = stackalloc double[FirstPortion.Numbers];
        _first.CopyTo(seen);
        visitor.Doubles("source.first_batch", seen);
        if (visitor.IsReading) _first.Expect(seen);
    }

    /// <inheritdoc/>
    public void RootMeanSquares(Span<double> features)
    {
        // As standardisation leaves them, but for features that never change and have no gradient.
        if (_standardization is null) Moments().RootMeanSquares(features);
        else features.Fill(1);
    }

    /// <inheritdoc/>
    public void Deviations(Span<double> features)
    {
        if (_standardization is null) Moments().Deviations(features);
        else features.Fill(1);
    }

    /// <summary>The moments of the rows as they are given, in a pass of their own.</summary>
    private Standardization.Moments Moments()
    {
        var moments = new Standardization.Moments(TPass.FeatureCount);
        int index = 0;
        foreach (TrainingBatch portion in Pass())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            HasWeight(portion, index++, out _, out Batch set);
            moments.Add(set.Rows.Values);
        }

        EndPass();
        return moments;
    }

    /// <inheritdoc/>
    public unsafe StopReason? RunEpoch(int epoch, IBatchStep step)
    {
        int index = -1;
        foreach (TrainingBatch portion in Pass())
        {
            index++;
            if (_cancellationToken.IsCancellationRequested) return StopReason.Cancelled;
            if (!HasWeight(portion, index, out LossOptions? loss, out Batch set)) continue;
            fixed (float* rows = set.Rows.Values, targets = set.Truth.Targets)
            fixed (int* labels = set.Truth.Labels)
            {
                Enter(new PinnedSet<TPass>(rows, labels, targets, set.Truth.Kind, set.Count, set.Truth.Bins), loss, isStandardized: true);
                if (RunPortion(set.Count, epoch, index, step) is { } reason) return reason;
            }
        }

        EndPass();
        return null;
    }

    /// <inheritdoc/>
    public unsafe LossSums Gradient(Span<float> gradient)
    {
        if (_sum.Length == 0) _sum = new double[gradient.Length];
        Array.Clear(_sum);
        LossSums sums = default;
        int index = -1;
        foreach (TrainingBatch portion in Pass())
        {
            index++;
            _cancellationToken.ThrowIfCancellationRequested();
            if (!HasWeight(portion, index, out LossOptions? loss, out Batch set)) continue;
            fixed (float* rows = set.Rows.Values, targets = set.Truth.Targets)
            fixed (int* labels = set.Truth.Labels)
            {
                Enter(new PinnedSet<TPass>(rows, labels, targets, set.Truth.Kind, set.Count, set.Truth.Bins), loss, isStandardized: true);
                sums.Add(GradientOfPortion(index, gradient));
            }

            for (int i = 0; i < _sum.Length; i++) _sum[i] += gradient[i];
        }

        EndPass();
        for (int i = 0; i < _sum.Length; i++) gradient[i] = (float)_sum[i];
        return sums;
    }

    /// <inheritdoc/>
    public double Loss() => Loss([], isStandardized: true);

    /// <inheritdoc/>
    public double LossAsGiven(ReadOnlySpan<float> parameters) => Loss(parameters, isStandardized: false);

    /// <inheritdoc/>
    public void Dispose() => _gradients.Dispose();

    /// <summary>The mean loss over the source of some parameters, or of the trained ones where these are empty.</summary>
    private unsafe double Loss(ReadOnlySpan<float> parameters, bool isStandardized)
    {
        LossSums sums = default;
        int index = -1;
        foreach (TrainingBatch portion in Pass())
        {
            index++;
            if (!HasWeight(portion, index, out LossOptions? loss, out Batch set)) continue;
            fixed (float* rows = set.Rows.Values, targets = set.Truth.Targets)
            fixed (int* labels = set.Truth.Labels)
            {
                PinnedSet<TPass> entered = Enter(new(rows, labels, targets, set.Truth.Kind, set.Count, set.Truth.Bins), loss, isStandardized);
                sums.Add(LossOfPortion(index, parameters, entered));
            }
        }

        EndPass();
        return sums.Mean;
    }

    private LossSums LossOfPortion(int index, ReadOnlySpan<float> parameters, PinnedSet<TPass> set)
    {
        try
        {
            return parameters.IsEmpty ? _gradients.Loss() : _gradients.Loss(parameters, set);
        }
        catch (ArgumentOutOfRangeException changed)
        {
            throw PortionSource.Refusal(index, changed);
        }
    }

    private LossSums GradientOfPortion(int index, Span<float> gradient)
    {
        try
        {
            return _gradients.Gradient(gradient);
        }
        catch (ArgumentOutOfRangeException changed)
        {
            throw PortionSource.Refusal(index, changed);
        }
    }

    /// <summary>A step after every batch of a portion of so many rows, on as many threads as its size justifies.</summary>
    private StopReason? RunPortion(int count, int epoch, int index, IBatchStep step)
    {
        int threads = (int)Math.Min(_gradients.ThreadCount, (long)count * _parameterCount / LeastWorkOfThread);
        if (threads > 1) _gradients.StartThreads(threads);
        try
        {
            return _gradients.RunEpoch(epoch, index, step);
        }
        catch (ArgumentOutOfRangeException changed)
        {
            throw PortionSource.Refusal(index, changed);
        }
        finally
        {
            _gradients.StopThreads();
        }
    }

    /// <summary>
    /// Checks a portion; false where its rows have no weight and say nothing. What has been checked is what is pinned: a memory may give another
    /// span each time it is asked.
    /// </summary>
    private bool HasWeight(TrainingBatch portion, int index, out LossOptions? loss, out Batch set)
    {
        ReadOnlySpan<float> weights = CopyOfWeights(portion);
        bool hasWeight = weights.IsEmpty || weights.IndexOfAnyExcept(0f) >= 0;
        loss = weights.IsEmpty || !hasWeight ? _options.Loss : Weighted(weights.Length, index);
        set = Accept(portion, index, loss, _options);
        if (index == 0 && _options.Checkpoint is { } checkpoint) _first.See(set, loss, checkpoint);
        _rowsOfPass += set.Count;
        if (hasWeight) _weightOfPass += SetWeight.Sum(set, loss, TPass.Task == ClassificationTask.MultiLabel ? TPass.ClassCount : 1);
        _anyWeight |= hasWeight && (_anyWeight || SetWeight.IsPositive(set, loss, TPass.Task == ClassificationTask.MultiLabel));
        if (!hasWeight && weights.Length != set.Count) throw PortionSource.Refusal(index, LossChecks.SampleWeightsLength(weights.Length, set.Count));
        return hasWeight;
    }

    /// <summary>Begins a pass over the portions.</summary>
    private IEnumerable<TrainingBatch> Pass()
    {
        _weightOfPass = _rowsOfPass = 0;
        return _source.Pass();
    }

    /// <summary>Ends a whole pass, and refuses a source in which no row had a weight.</summary>
    private void EndPass()
    {
        if (!_anyWeight) throw LossChecks.NoWeight("batches");
        _meanWeight ??= _weightOfPass / _rowsOfPass;
    }

    /// <summary>Makes a pinned portion the set to learn from, standardised where it is to be.</summary>
    private unsafe PinnedSet<TPass> Enter(PinnedSet<TPass> set, LossOptions? loss, bool isStandardized)
    {
        PinnedSet<TPass> given = set;
        if (isStandardized && _standardization is { } standardization) set = set.WithRows(StandardizedRows(standardization, set.Values));
        // Before the end of the first pass, the mean of the rows so far.
        _gradients.Enter(set, loss, _meanWeight ?? (_weightOfPass / _rowsOfPass), given);
        return set;
    }

    private LossOptions Weighted(int count, int index)
    {
        try
        {
            return (_options.Loss ?? LossOptions.Default) with { SampleWeights = _weights.AsMemory(0, count) };
        }
        catch (ArgumentException reason)
        {
            throw PortionSource.Refusal(index, reason);
        }
    }

    /// <summary>Checks a portion.</summary>
    /// <exception cref="ArgumentException">It cannot be learned from; the message says which one it is.</exception>
    private static Batch Accept(TrainingBatch portion, int index, LossOptions? loss, TrainingOptions options)
    {
        try
        {
            return Checked(portion, loss, options);
        }
        catch (ArgumentException reason)
        {
            throw PortionSource.Refusal(index, reason);
        }
    }

    /// <summary>Checks a portion.</summary>
    /// <exception cref="ArgumentException">It cannot be learned from.</exception>
    internal static Batch Checked(TrainingBatch portion, LossOptions? loss, TrainingOptions options)
    {
        if (portion.SparseRows is not null) throw new ArgumentException("its rows are sparse; this model takes a number for every feature.", nameof(portion));
        if (portion is { HasNumbers: true, Bins: null })
        {
            throw new ArgumentException(
                Require.Invariant($"its numbers have no bins, and this model keeps none; expected new TrainingBatch(rows, bins, values) with {TPass.ClassCount} bins."),
                nameof(portion));
        }

        ReadOnlySpan<float> rows = portion.Rows.Span;
        Batch set = portion.Bins is { } bins ? Acceptance<TPass>.Of(rows, portion.Targets.Span, bins, loss)
            : portion.Targets.IsEmpty && TPass.Task != ClassificationTask.MultiLabel ? Acceptance<TPass>.Of(rows, portion.Labels.Span, loss)
            : Acceptance<TPass>.Of(rows, portion.Targets.Span, loss);
        Check.Finite(rows, TPass.FeatureCount);
        AdversaryChecks.Fit(options, TPass.Task, TPass.LogitCount, set.Truth.Kind);
        options.Adversary?.CheckRange(rows, TPass.FeatureCount);
        return set;
    }

    /// <summary>The weights of a portion's rows, in memory of their own.</summary>
    private ReadOnlySpan<float> CopyOfWeights(TrainingBatch portion)
    {
        ReadOnlySpan<float> weights = portion.SampleWeights.Span;
        if (_weights.Length < weights.Length) _weights = new float[weights.Length];
        weights.CopyTo(_weights);
        return _weights.AsSpan(0, weights.Length);
    }

    /// <summary>Standardised rows in memory that does not move.</summary>
    private unsafe float* StandardizedRows(Standardization standardization, ReadOnlySpan<float> rows)
    {
        if (_standardized.Length < rows.Length) _standardized = GC.AllocateUninitializedArray<float>(rows.Length, pinned: true);
        standardization.Apply(rows, _standardized.AsSpan(0, rows.Length));
        return (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_standardized));
    }
}
