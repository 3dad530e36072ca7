using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Combines a model, its rows and the options of a run.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class TrainingRun<TPass>
    where TPass : struct, IPass
{
    /// <summary>Trains on a set in memory, which is pinned meanwhile, but for the fraction that is kept out for validation.</summary>
    /// <exception cref="ArgumentException">The validation set does not fit the model, or there are too few rows for a fraction of them.</exception>
    public static TrainingResult OnSet(
        float[] model, ScalingSlot scaling, in Batch set, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        AdversaryChecks.Fit(options, TPass.Task, TPass.LogitCount, set.Truth.Kind);
        options.Adversary?.CheckRange(set.Rows.Values, TPass.FeatureCount);
        if (options.ValidationFraction == 0) return OnWholeSet(model, scaling, set, options, progress, cancellationToken);
        HeldOut heldOut = HeldOut.Of(set, TPass.ClassCount, options);
        TrainingOptions divided = options with { Validation = heldOut.Validation, ValidationFraction = 0, Loss = heldOut.Loss };
        if (!SetWeight.IsPositive(heldOut.Training, divided.Loss, TPass.Task == ClassificationTask.MultiLabel)) throw LossChecks.NoWeight(nameof(options));
        TrainingResult result = OnWholeSet(model, scaling, heldOut.Training, divided, progress, cancellationToken);

        // As they were given: with the drawn rows as a set of its own they would fit no other call, and hold the rows in memory.
        return result with
        {
            Options = result.Options! with { Validation = null, ValidationFraction = options.ValidationFraction, Loss = options.Loss },
        };
    }

    /// <summary>Trains on a source of batches.</summary>
    /// <exception cref="ArgumentException">The validation set does not fit the model, or is to be drawn from the source.</exception>
    public static TrainingResult OnSource(
        float[] model,
        ScalingSlot scaling,
        IEnumerable<TrainingBatch> batches,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (options.ValidationFraction > 0)
        {
            throw new ArgumentException(
                "ValidationFraction is set, and the rows come from a source, of which no fraction can be kept out; expected a Validation set.", nameof(options));
        }

        var state = new TrainingState(model, TPass.Layout, options);
        using ValidationPass<TPass>? validation = Validation(model, options);
        using var rows = new SourceRows<TPass>(new PortionSource(batches), state.ParameterMemory, options, cancellationToken);
        return Run(model, scaling, state, rows, validation, set: null, options, progress, cancellationToken);
    }

    private static unsafe TrainingResult OnWholeSet(
        float[] model, ScalingSlot scaling, in Batch set, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        fixed (float* values = set.Rows.Values, targets = set.Truth.Targets)
        fixed (int* labels = set.Truth.Labels)
        {
            var state = new TrainingState(model, TPass.Layout, options);
            var pinned = new PinnedSet<TPass>(values, labels, targets, set.Truth.Kind, set.Count, set.Truth.Bins);
            using ValidationPass<TPass>? validation = Validation(model, options);
            using var rows = new MemoryRows<TPass>(pinned, state.ParameterMemory, options, cancellationToken);
            var facts = SetFacts.Of(set, TPass.ClassCount, TPass.Task == ClassificationTask.MultiLabel);
            return Run(model, scaling, state, rows, validation, facts, options, progress, cancellationToken);
        }
    }

    private static TrainingResult Run(
        float[] model,
        ScalingSlot scaling,
        TrainingState state,
        ITrainingRows rows,
        IValidation? validation,
        SetFacts? set,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var parts = new RunParts(model, scaling, TPass.Layout, TPass.Task, TPass.ClassCount, TPass.Activation, state, rows, validation);
        TrainingResult result = new TrainingLoop(parts, options, progress, cancellationToken).Run();
        return result with { Advice = RunAdvice.Of(result, parts.Traits, rows, set) };
    }

    private static ValidationPass<TPass>? Validation(float[] model, TrainingOptions options)
    {
        if (options.Validation is null) return null;
        var pinned = new PinnedValidation<TPass>(model, options.Validation, options.Loss);
        return new ValidationPass<TPass>(pinned, Crew.MembersFor(options, Partition.Of(pinned.Set.Count, TPass.ParameterCount).Parts));
    }
}
