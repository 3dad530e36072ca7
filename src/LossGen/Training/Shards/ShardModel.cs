using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>How a model is trained on shards: what its class gives the library, and nothing to be called from elsewhere.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ShardModel
{
    private protected ShardModel()
    {
    }

    /// <summary>What holds and computes shards.</summary>
    internal abstract ShardEngine CreateEngine(ITrainingShards shards, int members);

    /// <summary>Trains.</summary>
    internal abstract TrainingResult Fit(
        float[] model, ScalingSlot scaling, ShardGroup group, TrainingOptions? options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);
}

/// <summary>That of a model with dense rows.</summary>
/// <typeparam name="TPass">How its kernels are run.</typeparam>
internal sealed class DenseShardModel<TPass> : ShardModel
    where TPass : struct, IPass
{
    internal override ShardEngine CreateEngine(ITrainingShards shards, int members) => new DenseShards<TPass>(shards, members);

    internal override TrainingResult Fit(
        float[] model, ScalingSlot scaling, ShardGroup group, TrainingOptions? options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        options = (options ?? new TrainingOptions()).For(TPass.Activation is not null);
        LossChecks.FitSource(options.Loss, TPass.ClassCount);
        return TrainingRun<TPass>.OnShards(model, scaling, group, options, progress, cancellationToken);
    }
}

/// <summary>That of a model with sparse rows.</summary>
/// <typeparam name="TPass">How its kernels are run.</typeparam>
internal sealed class SparseShardModel<TPass> : ShardModel
    where TPass : struct, ISparsePass
{
    internal override ShardEngine CreateEngine(ITrainingShards shards, int members) => new SparseShards<TPass>(shards, members);

    internal override TrainingResult Fit(
        float[] model, ScalingSlot scaling, ShardGroup group, TrainingOptions? options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        options = (options ?? new TrainingOptions()).ForSparseRows(TPass.Activation is not null);
        LossChecks.FitSource(options.Loss, TPass.ClassCount);
        return SparseRun<TPass>.OnShards(model, scaling, group, options, progress, cancellationToken);
    }
}
