using LossGen.Kernels;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Combines a model, its rows and the options of a run.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class TrainingRun<TPass>
    where TPass : struct, IPass
{
    /// <summary>Trains on a set in memory, which is pinned meanwhile.</summary>
    public static unsafe TrainingResult OnSet(
        float[] model,
        ScalingSlot scaling,
        in Batch set,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        fixed (float* values = set.Rows.Values, targets = set.Truth.Targets)
        fixed (int* labels = set.Truth.Labels)
        {
            var state = new TrainingState(model, TPass.Layout, options);
            var pinned = new PinnedSet<TPass>(values, labels, targets, set.Truth.Kind, set.Count);
            using var rows = new MemoryRows<TPass>(pinned, state.ParameterMemory, options, cancellationToken);
            return new TrainingLoop(model, scaling, TPass.Layout, state, rows, options, progress, cancellationToken).Run();
        }
    }

    /// <summary>Trains on a source of batches.</summary>
    public static TrainingResult OnSource(
        float[] model,
        ScalingSlot scaling,
        IEnumerable<TrainingBatch> batches,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        var state = new TrainingState(model, TPass.Layout, options);
        using var rows = new SourceRows<TPass>(new PortionSource(batches), state.ParameterMemory, options, cancellationToken);
        return new TrainingLoop(model, scaling, TPass.Layout, state, rows, options, progress, cancellationToken).Run();
    }
}
