using LossGen.Kernels;
using LossGen.Validation;

namespace LossGen.Training;

// Gradient descent in its variants: a step after every batch.
internal ref partial struct Trainer<TKernels>
{
    private StopReason RunDescent(MiniBatchOptimizer optimizer)
    {
        OptimizerState state = optimizer.CreateState(_parameters.Length);
        ScheduleState schedule = _options.LearningRate.Start();
        for (int i = 0; i < _order.Length; i++) _order[i] = i;
        var random = new RandomSource(_options.Seed);

        while (true)
        {
            random.Shuffle(_order);
            double rate = schedule.Rate(_history.Count);
            StopReason? failure = RunEpoch(state, (float)rate, out double loss, out double gradientNorm);
            if (failure is { } stopped) return stopped;

            schedule.Observe(loss);
            if (FinishEpoch(loss, rate, gradientNorm) is { } reason) return reason;
        }
    }

    /// <summary>Steps through the batches once. Gives a reason where the epoch cannot be finished.</summary>
    /// <param name="state">The optimizer's memory.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="loss">The mean over the epoch of each batch's loss before its step.</param>
    /// <param name="gradientNorm">The root mean square over the batches of the gradient's Euclidean norm.</param>
    private readonly StopReason? RunEpoch(OptimizerState state, float rate, out double loss, out double gradientNorm)
    {
        var step = new StepSettings(rate, WeightCount, (float)_options.L1, (float)_options.L2);
        LossSums epoch = default;
        double squaredNorms = 0;
        int batches = 0;
        loss = gradientNorm = double.NaN;
        Batch set = _set.InOrder(_order);
        for (int first = 0; first < _set.Count; first += _batchSize)
        {
            if (_cancellationToken.IsCancellationRequested) return StopReason.Cancelled;

            // The last batch has what is left.
            LossSums sums = Gradient(set.Slice(first, Math.Min(_batchSize, _set.Count - first)));
            epoch.Add(sums);
            batches++;

            // A batch without weight says nothing.
            if (sums.Divisor == 0) continue;

            // A step into what is not finite is taken back with the epoch.
            double squaredNorm = state.Step(_parameters, _gradient, step with { Scale = sums.Scale });
            if (!double.IsFinite(sums.Loss) || !double.IsFinite(squaredNorm)) return StopReason.Diverged;
            squaredNorms += squaredNorm;
        }

        if (Check.IndexOfNonFinite(_parameters) >= 0) return StopReason.Diverged;
        loss = epoch.Mean;
        gradientNorm = Math.Sqrt(squaredNorms / batches);
        return null;
    }
}
