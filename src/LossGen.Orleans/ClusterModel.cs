namespace LossGen.Orleans;

/// <summary>A model that a silo knows.</summary>
internal abstract class ClusterModel
{
    /// <summary>The full name of its class.</summary>
    public abstract string Name { get; }

    /// <summary>What holds and computes shards for it.</summary>
    public abstract ShardWorker CreateWorker(ITrainingShards shards, int threads, string place);

    /// <inheritdoc cref="CreateWorker(ITrainingShards, int, string)"/>
    public abstract ShardWorker CreateWorker(ITokenShards shards, int threads, string place);

    /// <summary>The bins of one as bytes; null where it has none.</summary>
    public abstract Bins? BinsOf(byte[] model);

    /// <summary>Trains one, and returns it as bytes with what came of it.</summary>
    public abstract (byte[] Model, TrainingResult Result) Train(
        byte[] model, ShardGroup group, TrainingOptions options, IProgress<TrainingProgress> progress, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class ClusterModel<TModel> : ClusterModel
    where TModel : class, IClassifier<TModel>, new()
{
    /// <inheritdoc/>
    public override string Name => NameOf;

    /// <summary>The full name of the class.</summary>
    public static string NameOf => typeof(TModel).FullName!;

    /// <inheritdoc/>
    public override ShardWorker CreateWorker(ITrainingShards shards, int threads, string place) => ShardTraining.CreateWorker<TModel>(shards, threads, place);

    /// <inheritdoc/>
    public override ShardWorker CreateWorker(ITokenShards shards, int threads, string place) => ShardTraining.CreateWorker<TModel>(shards, threads, place);

    /// <inheritdoc/>
    public override Bins? BinsOf(byte[] model)
    {
        if (!typeof(IBinnedModel).IsAssignableFrom(typeof(TModel))) return null;
        var loaded = new TModel();
        ModelFile.LoadInto(loaded, model);
        return ((IBinnedModel)loaded).Bins;
    }

    /// <inheritdoc/>
    public override (byte[] Model, TrainingResult Result) Train(
        byte[] model, ShardGroup group, TrainingOptions options, IProgress<TrainingProgress> progress, CancellationToken cancellationToken)
    {
        var trained = new TModel();
        ModelFile.LoadInto(trained, model);
        TrainingResult result = trained.Fit(group, options, progress, cancellationToken);
        return (ModelFile.ToBytes(trained), result);
    }
}
