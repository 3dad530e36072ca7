using LossGen.Passes;

namespace LossGen.Training;

/// <summary>A shard of dense rows where it is computed: kept in memory, or streamed.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
/// <param name="loss">The options of its loss, without weights of rows.</param>
internal abstract class DenseShard<TPass>(LossOptions loss) : GradientShard<DenseRows>(loss)
    where TPass : struct, IPass
{
    /// <summary>The first of its rows.</summary>
    public abstract ReadOnlySpan<float> FirstRow { get; }

    /// <summary>The bins that its batches bring; null: none.</summary>
    public abstract Bins? Bins { get; }

    /// <summary>Reads a shard.</summary>
    /// <exception cref="ArgumentException">It has a batch that cannot be learned from.</exception>
    /// <exception cref="InvalidDataException">It has no row.</exception>
    public static DenseShard<TPass> Open(ShardSource<TrainingBatch> source, int shards, LossOptions loss, bool keepsBins) => source.RowsInMemory == 0
        ? KeptDenseShard<TPass>.Read(source, shards, loss, keepsBins)
        : StreamedDenseShard<TPass>.Read(source, shards, loss, keepsBins);
}

/// <summary>Reads a shard of dense rows.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
/// <param name="source">The shard.</param>
/// <param name="loss">The options of the loss, without weights of rows.</param>
/// <param name="keepsBins">Whether the model predicts numbers and keeps their bins.</param>
internal sealed class DenseShardReader<TPass>(ShardSource<TrainingBatch> source, LossOptions loss, bool keepsBins)
    : RowShardReader(source, loss, IsMultiLabel, IsMultiLabel ? TPass.ClassCount : 1)
    where TPass : struct, IPass
{
    private static readonly TrainingOptions NoAdversary = new();

    private static bool IsMultiLabel => TPass.Task == ClassificationTask.MultiLabel;

    /// <inheritdoc/>
    protected override Batch Accept(in TrainingBatch batch, TruthKind kind)
    {
        if (keepsBins) batch.RequireNumbers();
        if (kind == TruthKind.Binned && IsMultiLabel)
            throw new ArgumentException("it has numbers for bins, but the labels of the model do not exclude each other, as bins do; expected a target for each label.");
        if (batch.SparseRows is null && kind == TruthKind.Binned && batch.Bins is null && keepsBins)
        {
            Batch set = Acceptance<TPass>.OfNumbers(batch.Rows.Span, batch.Targets.Span, Loss);
            Validation.Check.Finite(batch.Rows.Span, TPass.FeatureCount);
            return set;
        }

        return SourceRows<TPass>.Checked(batch, Loss, NoAdversary);
    }
}
