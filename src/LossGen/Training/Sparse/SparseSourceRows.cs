using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LossGen.Losses;
using LossGen.Passes;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>Learning from a source of portions of sparse rows that is enumerated once for each pass.</summary>
/// <remarks>A pass before the first epoch finds the features that occur and what the rows weigh.</remarks>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed unsafe class SparseSourceRows<TPass> : ITrainingRows
    where TPass : struct, ISparsePass
{
    private readonly PortionSource _source;
    private readonly FeatureTable _table;
    private readonly CancellationToken _cancellationToken;
    private readonly FirstPortion _first = new();
    private TrainingOptions _options;
    private SparseGradients<TPass>? _gradients;
    private double _meanWeight;
    private int[] _numbers = [];
    private float[] _weights = [];
    private float[] _ofPortion = [];
    private double[] _sum = [];

    /// <summary>Reads the source once.</summary>
    /// <param name="source">The portions.</param>
    /// <param name="table">Receives the features that occur.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="cancellationToken">Checked before each portion and each batch.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled meanwhile.</exception>
    public SparseSourceRows(PortionSource source, FeatureTable table, TrainingOptions options, CancellationToken cancellationToken)
    {
        _source = source;
        _table = table;
        _options = options;
        _cancellationToken = cancellationToken;
        double weight = 0;
        long rows = 0;
        bool isPositive = false;
        int index = 0;
        foreach (TrainingBatch portion in _source.Pass())
        {
            cancellationToken.ThrowIfCancellationRequested();
            Batch set = Accept(portion, index++, out LossOptions? loss);
            table.Use(set.Rows.Sparse.Features);
            weight += SetWeight.Sum(set, loss, IsMultiLabel ? TPass.ClassCount : 1);
            rows += set.Count;
            isPositive |= SetWeight.IsPositive(set, loss, IsMultiLabel);
        }

        if (!isPositive) throw LossChecks.NoWeight("batches");
        _meanWeight = weight / rows;
    }

    private static bool IsMultiLabel => TPass.Task == ClassificationTask.MultiLabel;

    /// <inheritdoc/>
    public bool IsPassLong => true;

    /// <inheritdoc/>
    public string? Fingerprint => null;

    private SparseGradients<TPass> Gradients => _gradients ?? throw new UnreachableException("The run has not been given its parameters.");

    /// <summary>Takes the parameters that are trained, once the features are known.</summary>
    public void Take(Memory<float> parameters) => _gradients = new SparseGradients<TPass>(parameters, _options, _cancellationToken);

    /// <inheritdoc/>
    public void Weigh()
    {
    }

    /// <inheritdoc/>
    public Standardization Measure() => throw new UnreachableException("Sparse rows are not standardised.");

    /// <inheritdoc/>
    public void Begin(TrainingOptions options, Standardization? standardization)
    {
        _options = options;
        Gradients.Use(options);
    }

    /// <inheritdoc/>
    public void Visit(StateVisitor visitor)
    {
        Span<double> seen = stackalloc double[FirstPortion.Numbers];
        _first.CopyTo(seen);
        visitor.Doubles("source.first_batch", seen);
        if (visitor.IsReading) _first.Expect(seen);
    }

    /// <inheritdoc/>
    public StopReason? RunEpoch(int epoch, IBatchStep step)
    {
        int index = -1;
        foreach (TrainingBatch portion in _source.Pass())
        {
            index++;
            if (_cancellationToken.IsCancellationRequested) return StopReason.Cancelled;
            Batch set = Accept(portion, index, out LossOptions? loss);
            fixed (int* starts = set.Rows.Sparse.Starts, features = set.Rows.Sparse.Features, labels = set.Truth.Labels)
            fixed (float* values = set.Rows.Sparse.Values, targets = set.Truth.Targets)
            {
                Enter(new PinnedSparseSet(set, starts, features, values, labels, targets, TPass.ClassCount), loss, index);
                if (Gradients.RunEpoch(epoch, index, (ISparseStep)step) is { } reason) return reason;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public LossSums Gradient(Span<float> gradient)
    {
        if (_sum.Length == 0) _sum = new double[gradient.Length];
        if (_ofPortion.Length == 0) _ofPortion = new float[gradient.Length];
        Array.Clear(_sum);
        LossSums sums = OverPortions(rows =>
        {
            LossSums ofPortion = rows.Gradients.Gradient(rows._ofPortion);
            for (int i = 0; i < rows._sum.Length; i++) rows._sum[i] += rows._ofPortion[i];
            return ofPortion;
        });
        for (int i = 0; i < gradient.Length; i++) gradient[i] = (float)_sum[i];
        return sums;
    }

    /// <inheritdoc/>
    public void RootMeanSquares(Span<double> features)
    {
        var squares = new double[features.Length];
        long rows = 0;
        int index = 0;
        foreach (TrainingBatch portion in _source.Pass())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            SparseRows set = Accept(portion, index, out _).Rows.Sparse;
            ReadOnlySpan<int> numbers = Numbers(set.Features, index++);
            for (int i = 0; i < numbers.Length; i++) squares[numbers[i]] += set.Values.IsEmpty ? 1 : (double)set.Values[i] * set.Values[i];
            rows += set.Count;
        }

        for (int i = 0; i < squares.Length; i++) features[i] = Math.Sqrt(squares[i] / rows);
    }

    /// <inheritdoc/>
    /// <remarks>Nearly every feature is 0 in nearly every row: its size is its deviation.</remarks>
    public void Deviations(Span<double> features) => RootMeanSquares(features);

    /// <inheritdoc/>
    public double Loss() => OverPortions(static rows => rows.Gradients.Loss()).Mean;

    /// <inheritdoc/>
    public double LossAsGiven(ReadOnlySpan<float> parameters) => Loss();

    /// <inheritdoc/>
    public void Dispose() => _gradients?.Dispose();

    private LossSums OverPortions(Func<SparseSourceRows<TPass>, LossSums> ofPortion)
    {
        LossSums sums = default;
        int index = -1;
        foreach (TrainingBatch portion in _source.Pass())
        {
            index++;
            _cancellationToken.ThrowIfCancellationRequested();
            Batch set = Accept(portion, index, out LossOptions? loss);
            fixed (int* starts = set.Rows.Sparse.Starts, features = set.Rows.Sparse.Features, labels = set.Truth.Labels)
            fixed (float* values = set.Rows.Sparse.Values, targets = set.Truth.Targets)
            {
                Enter(new PinnedSparseSet(set, starts, features, values, labels, targets, TPass.ClassCount), loss, index);
                sums.Add(ofPortion(this));
            }
        }

        return sums;
    }

    private void Enter(PinnedSparseSet set, LossOptions? loss, int index)
    {
        if (index == 0 && _options.Checkpoint is { } checkpoint) _first.See(set.ToBatch(), loss, checkpoint);
        Numbers(set.Rows.Features, index);
        Gradients.Enter(set.WithFeatures((int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_numbers))), loss, _meanWeight, isLasting: false);
    }

    /// <summary>The numbers of a portion's features, in memory that does not move.</summary>
    private ReadOnlySpan<int> Numbers(ReadOnlySpan<int> features, int index)
    {
        if (_numbers.Length < features.Length) _numbers = GC.AllocateUninitializedArray<int>(features.Length, pinned: true);
        else if (_numbers.Length == 0) _numbers = GC.AllocateUninitializedArray<int>(1, pinned: true);
        int bad = _table.NumbersOf(features, _numbers);
        return bad < 0
            ? _numbers.AsSpan(0, features.Length)
            : throw PortionSource.Refusal(index, new ArgumentException("it has a feature that the first pass did not have; expected the same rows in each pass.", "batches"));
    }

    /// <summary>Checks a portion.</summary>
    private Batch Accept(TrainingBatch portion, int index, out LossOptions? loss)
    {
        try
        {
            loss = _options.Loss;
            ReadOnlySpan<float> weights = portion.SampleWeights.Span;
            if (!weights.IsEmpty)
            {
                if (_weights.Length < weights.Length) _weights = new float[weights.Length];
                weights.CopyTo(_weights);
                loss = (loss ?? LossOptions.Default) with { SampleWeights = _weights.AsMemory(0, weights.Length) };
            }

            bool hasLabels = portion.Targets.IsEmpty && !IsMultiLabel;
            return SparseAcceptance<TPass>.ToLearn(portion.SparseRows, portion.Labels.Span, portion.Targets.Span, hasLabels, loss);
        }
        catch (ArgumentException reason)
        {
            throw PortionSource.Refusal(index, reason);
        }
    }
}
