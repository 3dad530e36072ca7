using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

// Rows that come portion by portion from a source, for sets that do not fit into memory.
internal ref partial struct Trainer<TPass>
{
    private const long LeastWorkOfThread = 10_000_000;

    /// <summary>Training on a source of portions, which is enumerated once an epoch.</summary>
    public Trainer(
        Span<float> parameters, PortionSource source, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
        : this(parameters, options, progress, cancellationToken)
    {
        _source = source;
    }

    /// <summary>One pass over the source for the means and deviations of its features.</summary>
    private void StandardizeSource()
    {
        var moments = new Standardization.Moments(TPass.FeatureCount);
        int index = 0;
        foreach (TrainingBatch portion in _source!.Pass())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            Accept(portion, index++, null);
            moments.Add(portion.Rows.Span);
        }

        StartStandardized(moments.ToStandardization());
    }

    /// <summary>One pass over the source, with a step after every batch of every portion. Gives a reason where the epoch cannot be finished.</summary>
    private StopReason? StepThroughSource(OptimizerState state, in StepSettings step, RandomSource random, ref EpochSums epoch)
    {
        int index = 0;
        foreach (TrainingBatch portion in _source!.Pass())
        {
            if (_cancellationToken.IsCancellationRequested) return StopReason.Cancelled;
            if (!Enter(portion, index++, standardized: true)) continue;
            Provide(_set.Count);
            random.Shuffle(_order);
            try
            {
                if (StepThroughPortion(state, step, ref epoch) is { } reason) return reason;
            }
            catch (ArgumentOutOfRangeException changed)
            {
                throw PortionSource.Refusal(index - 1, changed);
            }
        }

        return null;
    }

    /// <summary>A step after every batch of the portion, on as many threads as it is worth.</summary>
    private unsafe StopReason? StepThroughPortion(OptimizerState state, in StepSettings step, ref EpochSums epoch)
    {
        // Threads live as long as the portion: to start one takes as long as some millions of multiplications.
        int threads = (int)Math.Min(ThreadCount, (long)_set.Count * _parameters.Length / LeastWorkOfThread);
        if (threads <= 1) return StepThroughSet(state, step, ref epoch);

        fixed (float* parameters = _parameters, rows = _set.Rows.Values, targets = _set.Truth.Targets)
        fixed (int* labels = _set.Truth.Labels)
        {
            using ParallelPass<TPass> parallel = StartThreads(threads, parameters, rows, labels, targets);
            _parallel = parallel;
            StopReason? reason = StepThroughSet(state, step, ref epoch);
            _parallel = null;
            return reason;
        }
    }

    /// <summary>The loss of the parameters over the source.</summary>
    private LossSums LossOfSource(ReadOnlySpan<float> parameters, bool standardized)
    {
        LossSums sums = default;
        int index = 0;
        foreach (TrainingBatch portion in _source!.Pass())
        {
            if (!Enter(portion, index++, standardized)) continue;
            ProvideWorkspace(TPass.Size.Length);
            try
            {
                sums.Add(BatchPass<TPass>.Loss(parameters, _set, _settings, _workspace));
            }
            catch (ArgumentOutOfRangeException changed)
            {
                throw PortionSource.Refusal(index - 1, changed);
            }
        }

        return sums;
    }

    /// <summary>The loss of the trained parameters over the source; its gradient is summed over the rows.</summary>
    private LossSums GradientOfSource()
    {
        if (_sourceGradient.Length == 0) _sourceGradient = new double[_gradient.Length];
        Array.Clear(_sourceGradient);
        LossSums sums = default;
        int index = 0;
        foreach (TrainingBatch portion in _source!.Pass())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (!Enter(portion, index++, standardized: true)) continue;
            Provide(_set.Count);
            try
            {
                sums.Add(BatchPass<TPass>.Gradient(_parameters, _set, _settings, _workspace, _gradient));
            }
            catch (ArgumentOutOfRangeException changed)
            {
                throw PortionSource.Refusal(index - 1, changed);
            }

            for (int i = 0; i < _sourceGradient.Length; i++) _sourceGradient[i] += _gradient[i];
        }

        for (int i = 0; i < _sourceGradient.Length; i++) _gradient[i] = (float)_sourceGradient[i];
        return sums;
    }

    /// <summary>Makes a portion the set to learn from; false where its rows have no weight and say nothing.</summary>
    private bool Enter(TrainingBatch portion, int index, bool standardized)
    {
        ReadOnlySpan<float> weights = CopyOfWeights(portion);
        bool saysNothing = !weights.IsEmpty && weights.IndexOfAnyExcept(0f) < 0;
        _loss = weights.IsEmpty || saysNothing ? _options.Loss : Weighted(weights.Length, index);
        _set = Accept(portion, index, _loss);
        if (saysNothing && weights.Length != _set.Count) throw PortionSource.Refusal(index, Check.SampleWeightsLength(weights.Length, _set.Count));
        if (saysNothing) return false;

        _settings = new LossSettings(_loss);
        if (_standardization is null || !standardized) return true;
        if (_portionRows.Length < _set.Rows.Values.Length) _portionRows = new float[_set.Rows.Values.Length];
        Span<float> rows = _portionRows.AsSpan(0, _set.Rows.Values.Length);
        _standardization.Apply(_set.Rows.Values, rows);
        _set = _set.WithRows(rows);
        return true;
    }

    /// <summary>The weights of a portion's rows, in memory that nobody else changes.</summary>
    private ReadOnlySpan<float> CopyOfWeights(TrainingBatch portion)
    {
        ReadOnlySpan<float> weights = portion.SampleWeights.Span;
        if (_portionWeights.Length < weights.Length) _portionWeights = new float[weights.Length];
        weights.CopyTo(_portionWeights);
        return _portionWeights.AsSpan(0, weights.Length);
    }

    private readonly LossOptions Weighted(int count, int index)
    {
        try
        {
            return (_options.Loss ?? LossOptions.Default) with { SampleWeights = _portionWeights.AsMemory(0, count) };
        }
        catch (ArgumentException reason)
        {
            throw PortionSource.Refusal(index, reason);
        }
    }

    private static Batch Accept(TrainingBatch portion, int index, LossOptions? loss)
    {
        try
        {
            ReadOnlySpan<float> rows = portion.Rows.Span;
            Batch set = portion.Targets.IsEmpty && TPass.Task != ClassificationTask.MultiLabel
                ? Acceptance<TPass>.Of(rows, portion.Labels.Span, loss)
                : Acceptance<TPass>.Of(rows, portion.Targets.Span, loss);
            Check.Finite(rows, TPass.FeatureCount);
            return set;
        }
        catch (ArgumentException reason)
        {
            throw PortionSource.Refusal(index, reason);
        }
    }
}
