using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Training;

// Gradient descent in its variants: a step after every batch.
internal ref partial struct Trainer<TPass>
{
    private StopReason RunDescent(MiniBatchOptimizer optimizer)
    {
        OptimizerState state = optimizer.CreateState(_parameters.Length);
        ScheduleState schedule = _options.LearningRate.Start();
        var random = new RandomSource(_options.Seed);

        while (true)
        {
            double rate = schedule.Rate(_history.Count);
            StopReason? failure = RunEpoch(state, (float)rate, random, out double loss, out double gradientNorm);
            if (failure is { } stopped) return stopped;

            schedule.Observe(loss);
            if (FinishEpoch(loss, rate, gradientNorm) is { } reason) return reason;
        }
    }

    /// <summary>Steps through the batches once. Gives a reason where the epoch cannot be finished.</summary>
    /// <param name="state">The optimizer's memory.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="random">Orders the rows.</param>
    /// <param name="loss">The mean over the epoch of each batch's loss before its step.</param>
    /// <param name="gradientNorm">The root mean square over the batches of the gradient's Euclidean norm.</param>
    private StopReason? RunEpoch(OptimizerState state, float rate, RandomSource random, out double loss, out double gradientNorm)
    {
        var step = new StepSettings(rate, WeightCount, (float)_options.L1, (float)_options.L2);
        EpochSums epoch = default;
        StopReason? failure;
        if (_source is null)
        {
            random.Shuffle(_order);
            failure = StepThroughSet(state, step, ref epoch);
        }
        else
        {
            failure = StepThroughSource(state, step, random, ref epoch);
        }

        if (failure is null && Check.IndexOfNonFinite(_parameters) >= 0) failure = StopReason.Diverged;
        loss = epoch.Losses.Mean;
        gradientNorm = Math.Sqrt(epoch.SquaredNorms / Math.Max(epoch.Batches, 1));
        return failure;
    }

    /// <summary>A step after every batch of the set, or of the portion that is learnt from.</summary>
    private readonly StopReason? StepThroughSet(OptimizerState state, in StepSettings step, ref EpochSums epoch)
    {
        Batch set = _set.InOrder(_order);
        for (int first = 0; first < _set.Count; first += _batchSize)
        {
            if (_cancellationToken.IsCancellationRequested) return StopReason.Cancelled;

            // The last batch has what is left.
            LossSums sums = Gradient(set.Slice(first, Math.Min(_batchSize, _set.Count - first)));
            epoch.Losses.Add(sums);
            epoch.Batches++;

            // A batch without weight says nothing.
            if (sums.Divisor == 0) continue;

            // A step into what is not finite is taken back with the epoch.
            double squaredNorm = state.Step(_parameters, _gradient, step with { Scale = sums.Scale });
            if (!double.IsFinite(sums.Loss) || !double.IsFinite(squaredNorm)) return StopReason.Diverged;
            epoch.SquaredNorms += squaredNorm;
        }

        return null;
    }

    /// <summary>What is summed over the batches of an epoch.</summary>
    private struct EpochSums
    {
        public LossSums Losses;
        public double SquaredNorms;
        public long Batches;
    }
}
