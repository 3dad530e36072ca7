using System.ComponentModel;
using System.Diagnostics;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;
using static System.FormattableString;

namespace LossGen.Training;

/// <summary>How a model is trained on shards: what its class gives the library, and nothing to be called from elsewhere.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ShardModel
{
    private protected ShardModel()
    {
    }

    /// <summary>Whether it learns from tokens, and not from rows.</summary>
    internal virtual bool TakesTokens => false;

    /// <summary>In what the model of a worker has to be that of the run.</summary>
    /// <param name="name">The name of its class.</param>
    /// <param name="keepsBins">Whether the model predicts numbers and keeps their bins.</param>
    internal abstract ModelFacts FactsOf(string name, bool keepsBins);

    /// <summary>What holds and computes shards of rows.</summary>
    /// <param name="shards">The shards.</param>
    /// <param name="members">Threads, the caller's included.</param>
    /// <param name="keepsBins">Whether the model predicts numbers and keeps their bins.</param>
    internal virtual ShardEngine CreateEngine(IShardSet<TrainingBatch> shards, int members, bool keepsBins) => throw new UnreachableException("It learns from tokens.");

    /// <summary>What holds and computes shards of tokens.</summary>
    /// <param name="shards">The shards.</param>
    /// <param name="members">Threads, the caller's included.</param>
    internal virtual ShardEngine CreateEngine(IShardSet<ReadOnlyMemory<int>> shards, int members) => throw new UnreachableException("It learns from rows.");

    /// <summary>Trains.</summary>
    /// <param name="model">The parameters of the model.</param>
    /// <param name="scaling">What belongs to them.</param>
    /// <param name="learn">The bins that the model learns from the smallest to the largest number; null where it keeps none.</param>
    /// <param name="group">The way to the shards.</param>
    /// <param name="facts">What the workers have to agree in.</param>
    /// <param name="options">The options as given.</param>
    /// <param name="progress">Receives a report after each epoch.</param>
    /// <param name="cancellationToken">Ends training.</param>
    internal abstract TrainingResult Fit(
        float[] model,
        ScalingSlot scaling,
        Func<float, float, Bins>? learn,
        ShardGroup group,
        ModelFacts facts,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken);
}

/// <summary>That of a model with dense rows.</summary>
/// <typeparam name="TPass">How its kernels are run.</typeparam>
internal sealed class DenseShardModel<TPass> : ShardModel
    where TPass : struct, IPass
{
    internal override ModelFacts FactsOf(string name, bool keepsBins) =>
        ModelFacts.Of(name, Invariant($"dense rows of {TPass.FeatureCount} features"), TPass.Task, TPass.ClassCount, keepsBins, TPass.Layout, TPass.Activation);

    internal override ShardEngine CreateEngine(IShardSet<TrainingBatch> shards, int members, bool keepsBins) => new DenseShards<TPass>(shards, members, keepsBins);

    internal override TrainingResult Fit(
        float[] model,
        ScalingSlot scaling,
        Func<float, float, Bins>? learn,
        ShardGroup group,
        ModelFacts facts,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        options = (options ?? new TrainingOptions()).For(TPass.Activation is not null);
        LossChecks.FitSource(options.Loss, TPass.ClassCount);
        return TrainingRun<TPass>.OnShards(model, scaling, learn, group, facts, options, progress, cancellationToken);
    }
}

/// <summary>That of a model with sparse rows.</summary>
/// <typeparam name="TPass">How its kernels are run.</typeparam>
internal sealed class SparseShardModel<TPass> : ShardModel
    where TPass : struct, ISparsePass
{
    internal override ModelFacts FactsOf(string name, bool keepsBins) =>
        ModelFacts.Of(name, Rows, TPass.Task, TPass.ClassCount, keepsBins, TPass.LayoutOf(TPass.FeatureCount), TPass.Activation);

    private static string Rows => Invariant($"sparse rows of {TPass.FeatureCount} features");

    internal override ShardEngine CreateEngine(IShardSet<TrainingBatch> shards, int members, bool keepsBins) => new SparseShards<TPass>(shards, members);

    internal override TrainingResult Fit(
        float[] model,
        ScalingSlot scaling,
        Func<float, float, Bins>? learn,
        ShardGroup group,
        ModelFacts facts,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        options = (options ?? new TrainingOptions()).ForSparseRows(TPass.Activation is not null);
        LossChecks.FitSource(options.Loss, TPass.ClassCount);
        return SparseRun<TPass>.OnShards(model, scaling, group, facts, options, progress, cancellationToken);
    }
}

/// <summary>That of a model of the next token.</summary>
/// <typeparam name="TPass">How its kernels are run.</typeparam>
internal sealed class TokenShardModel<TPass> : ShardModel
    where TPass : struct, ITokenPass
{
    internal override bool TakesTokens => true;

    internal override ModelFacts FactsOf(string name, bool keepsBins) =>
        ModelFacts.Of(name, Contexts, TPass.Task, TPass.ClassCount, keepsBins, TPass.Layout, TPass.Activation);

    private static string Contexts =>
        Invariant($"contexts of {TPass.FeatureCount} tokens{(TPass.Layout.Embedding is { } table ? Invariant($" of {table.Columns} numbers") : "")}");

    internal override ShardEngine CreateEngine(IShardSet<ReadOnlyMemory<int>> shards, int members) => new TokenShards<TPass>(shards, members);

    internal override TrainingResult Fit(
        float[] model,
        ScalingSlot scaling,
        Func<float, float, Bins>? learn,
        ShardGroup group,
        ModelFacts facts,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        options = (options ?? new TrainingOptions()).ForTokens(TPass.Activation is not null);
        LossChecks.FitSource(options.Loss, TPass.ClassCount);
        return TokenRun<TPass>.OnShards(model, scaling, group, facts, options, progress, cancellationToken);
    }
}
