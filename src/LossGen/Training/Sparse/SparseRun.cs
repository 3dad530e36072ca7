using LossGen.Kernels;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Combines a model, its sparse rows and the options of a run.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class SparseRun<TPass>
    where TPass : struct, ISparsePass
{
    private static bool IsMultiLabel => TPass.Task == ClassificationTask.MultiLabel;

    /// <summary>Trains on a set in memory, which is pinned meanwhile, but for the fraction that is kept out for validation.</summary>
    /// <exception cref="ArgumentException">The validation set does not fit the model, or there are too few rows for a fraction of them.</exception>
    public static TrainingResult OnSet(
        float[] model, ScalingSlot scaling, in Batch set, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        if (options.ValidationFraction == 0) return OnWholeSet(model, scaling, set, options, progress, cancellationToken);
        return SparseHeldOut.Of(set, TPass.ClassCount, options).Train(
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
        FeatureTable table = Table(model, scaling, options);
        using SparseValidation<TPass>? validation = Validation(model, options);
        SparseSourceRows<TPass> rows;
        try
        {
            rows = new SparseSourceRows<TPass>(new PortionSource(batches), table, options, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CancelledRun.Of(options);
        }

        table.Number();
        TrainingState state = State(table, options, progress);
        rows.Take(state.ParameterMemory);
        return Run(model, scaling, table, state, rows, validation, set: null, options, progress, cancellationToken);
    }

    /// <summary>Trains on shards.</summary>
    /// <exception cref="ArgumentException">The validation set does not fit the model, or is to be drawn from the shards.</exception>
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
        FeatureTable table = Table(model, scaling, options);
        using SparseValidation<TPass>? validation = Validation(model, options);
        var link = new ShardLink(group, facts, options, cancellationToken);
        var open = new SparseOpenQuestion(link.Count);
        if (!link.TryOpen(open)) return CancelledRun.Of(options);
        for (int shard = 0; shard < link.Count; shard++)
        {
            if (!link.Facts[shard].IsForValidation) table.Use(open.Features[shard]);
        }

        table.Number();
        TrainingState state = State(table, options, progress, link.HasValidation);
        var shape = new SparseShape(TPass.FeatureCount, TPass.Units, TPass.Stride, TPass.RestCount);
        using var rows = new SparseShardRows(link, open, table, shape, state.ParameterMemory);
        IValidation? scored = link.HasValidation ? new SparseShardValidation(link, open, shape, model, IsMultiLabel ? TPass.ClassCount : 1) : validation;
        return Run(model, scaling, table, state, rows, scored, set: null, options, progress, cancellationToken);
    }

    private static unsafe TrainingResult OnWholeSet(
        float[] model, ScalingSlot scaling, in Batch set, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        FeatureTable table = Table(model, scaling, options);
        using SparseValidation<TPass>? validation = Validation(model, options);
        table.Use(set.Rows.Sparse.Features);
        table.Number();
        TrainingState state = State(table, options, progress);
        fixed (int* starts = set.Rows.Sparse.Starts, features = set.Rows.Sparse.Features, labels = set.Truth.Labels)
        fixed (float* values = set.Rows.Sparse.Values, targets = set.Truth.Targets)
        {
            var pinned = new PinnedSparseSet(set, starts, features, values, labels, targets, TPass.ClassCount);
            using var rows = new SparseMemoryRows<TPass>(pinned, table, state.ParameterMemory, options, cancellationToken);
            SetFacts facts = SetFacts.Of(set, TPass.ClassCount, IsMultiLabel);
            return Run(model, scaling, table, state, rows, validation, facts, options, progress, cancellationToken);
        }
    }

    private static TrainingResult Run(
        float[] model,
        ScalingSlot scaling,
        FeatureTable table,
        TrainingState state,
        ITrainingRows rows,
        IValidation? validation,
        SetFacts? set,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        ParameterLayout layout = TPass.LayoutOf(table.Count);
        var parts = new RunParts(model, scaling, layout, TPass.Task, TPass.ClassCount, TPass.Activation, state, rows, validation) { Table = table };
        return TrainingLoop.Run(parts, set, options, progress, cancellationToken);
    }

    /// <summary>What a run remembers. A progress callback may write anything into the model, so the last epoch is kept beside it then.</summary>
    private static TrainingState State(FeatureTable table, TrainingOptions options, IProgress<TrainingProgress>? progress, bool isValidated = false)
    {
        ParameterLayout layout = TPass.LayoutOf(table.Count);
        return progress is null
            ? TrainingState.Of(table.Parameters(), table, layout, options, isValidated)
            : new TrainingState(table.Parameters(), layout, options, isValidated);
    }

    /// <summary>The table of a run, with the features whose weights a penalty moves although no row has them.</summary>
    private static FeatureTable Table(float[] model, ScalingSlot scaling, TrainingOptions options)
    {
        var table = new FeatureTable(model, scaling, TPass.FeatureCount, TPass.Units);
        if (options.L1 > 0 || options.L2 > 0) table.UseWeights();
        return table;
    }

    private static SparseValidation<TPass>? Validation(float[] model, TrainingOptions options) =>
        options.Validation is null ? null : new SparseValidation<TPass>(model, options.Validation, options.Loss);
}
