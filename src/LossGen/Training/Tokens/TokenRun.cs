using LossGen.Kernels;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Combines a token model, its contexts and the options of a run.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class TokenRun<TPass>
    where TPass : struct, ITokenPass
{
    /// <summary>Trains on contexts in memory, which are pinned meanwhile, but for the fraction that is kept out for validation.</summary>
    /// <exception cref="ArgumentException">The validation set does not fit the model, or there are too few tokens for a fraction of them.</exception>
    public static TrainingResult On(
        float[] model, ScalingSlot scaling, in Batch set, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        if (options.ValidationFraction == 0) return OnWhole(model, scaling, set, options, progress, cancellationToken);
        return HeldOutTokens.Of(set, TPass.FeatureCount, options).Train(
            options, isMultiLabel: false, (in Batch rest, TrainingOptions divided) => OnWhole(model, scaling, rest, divided, progress, cancellationToken));
    }

    /// <summary>Trains on shards.</summary>
    /// <exception cref="ArgumentException">The validation set does not fit the model or is to be drawn from the shards.</exception>
    public static TrainingResult OnShards(
        float[] model,
        ScalingSlot scaling,
        ShardGroup group,
        ModelFacts facts,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        HeldOutSet.RefuseOfSource(options);
        using ValidationPass<TPass>? validation = Validation(model, options);
        var link = new ShardLink(group, facts, options, cancellationToken);
        if (!link.TryOpen(new TokenOpenQuestion(link.Count, TPass.FeatureCount))) return CancelledRun.Of(options);
        var state = new TrainingState(model, TPass.Layout, options, link.HasValidation);
        using var rows = new TokenShardRows(link, state.ParameterMemory);
        IValidation? scored = link.HasValidation ? new ShardValidation(link, model, judged: 1) : validation;
        var parts = new RunParts(model, scaling, TPass.Layout, TPass.Task, TPass.ClassCount, TPass.Activation, state, rows, scored);
        return TrainingLoop.Run(parts, set: null, options, progress, cancellationToken);
    }

    private static unsafe TrainingResult OnWhole(
        float[] model, ScalingSlot scaling, in Batch set, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        fixed (int* tokens = set.Rows.Tokens, next = set.Truth.Labels)
        {
            var state = new TrainingState(model, TPass.Layout, options);
            var pinned = new PinnedSet<TPass>(tokens, set.Rows.Stride, next, set.Count);
            using ValidationPass<TPass>? validation = Validation(model, options);
            using var rows = new TokenSetRows<TPass>(pinned, state.ParameterMemory, options, cancellationToken);
            var parts = new RunParts(model, scaling, TPass.Layout, TPass.Task, TPass.ClassCount, TPass.Activation, state, rows, validation);
            return TrainingLoop.Run(parts, SetFacts.OfTokens(set, TPass.ClassCount), options, progress, cancellationToken);
        }
    }

    private static ValidationPass<TPass>? Validation(float[] model, TrainingOptions options)
    {
        if (options.Validation is null) return null;
        PinnedValidation<TPass> pinned = TokenValidation<TPass>.Pin(model, options.Validation, options.Loss);
        return new ValidationPass<TPass>(pinned, Crew.MembersFor(options, Partition.Of(pinned.Set.Count, TPass.ParameterCount).Parts));
    }
}
