using LossGen.Kernels;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Combines a model, its rows and the options of a run.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class TrainingRun<TPass>
    where TPass : struct, IPass
{
    private static bool IsMultiLabel => TPass.Task == ClassificationTask.MultiLabel;

    /// <summary>Trains on a set in memory, which is pinned meanwhile, but for the fraction that is kept out for validation.</summary>
    /// <exception cref="ArgumentException">The validation set does not fit the model, or there are too few rows for a fraction of them.</exception>
    public static TrainingResult OnSet(
        float[] model, ScalingSlot scaling, in Batch set, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        AdversaryChecks.Fit(options, TPass.Task, TPass.LogitCount, set.Truth.Kind);
        options.Adversary?.CheckRange(set.Rows.Values, TPass.FeatureCount);
        if (options.ValidationFraction == 0) return OnWholeSet(model, scaling, set, options, progress, cancellationToken);
        return HeldOut.Of(set, TPass.ClassCount, options).Train(
            options, IsMultiLabel, (in Batch rest, TrainingOptions divided) => OnWholeSet(model, scaling, rest, divided, progress, cancellationToken));
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
        HeldOutSet.RefuseOfSource(options);
        var state = new TrainingState(model, TPass.Layout, options);
        using ValidationPass<TPass>? validation = Validation(model, options);
        using var rows = new SourceRows<TPass>(new PortionSource(batches), state.ParameterMemory, options, cancellationToken);
        return Run(model, scaling, state, rows, validation, set: null, options, progress, cancellationToken);
    }

    /// <summary>Trains on shards.</summary>
    /// <exception cref="ArgumentException">The validation set does not fit the model or is to be drawn from the shards, or there is an adversary.</exception>
    public static TrainingResult OnShards(
        float[] model,
        ScalingSlot scaling,
        Func<float, float, Bins>? learn,
        ShardGroup group,
        ModelFacts facts,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        HeldOutSet.RefuseOfSource(options);
        if (options.Adversary is { } adversary)
            throw new ArgumentException($"Adversary is {adversary}, but the rows come from shards, which are learned from as they are; expected none.", nameof(options));
        using ValidationPass<TPass>? validation = Validation(model, options);
        var link = new ShardLink(group, facts, options, cancellationToken);
        var open = new DenseOpenQuestion(link.Count, TPass.FeatureCount, learn is null ? null : scaling.Bins, learn);
        if (!link.TryOpen(open)) return CancelledRun.Of(options);
        scaling.BinsOfRun = learn is null ? null : link.Bins;
        var state = new TrainingState(model, TPass.Layout, options, link.HasValidation);
        using var rows = new DenseShardRows(link, open, state.ParameterMemory, TPass.FeatureCount);
        IValidation? scored = link.HasValidation ? new ShardValidation(link, model, IsMultiLabel ? TPass.ClassCount : 1) : validation;
        return Run(model, scaling, state, rows, scored, set: null, options, progress, cancellationToken);
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
            var facts = SetFacts.Of(set, TPass.ClassCount, IsMultiLabel);
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
        return TrainingLoop.Run(parts, set, options, progress, cancellationToken);
    }

    private static ValidationPass<TPass>? Validation(float[] model, TrainingOptions options)
    {
        if (options.Validation is null) return null;
        var pinned = new PinnedValidation<TPass>(model, options.Validation, options.Loss);
        return new ValidationPass<TPass>(pinned, Crew.MembersFor(options, Partition.Of(pinned.Set.Count, TPass.ParameterCount).Parts));
    }
}
