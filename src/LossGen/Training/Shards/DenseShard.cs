using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>A shard of dense rows where it is computed: kept in memory, or streamed.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
/// <param name="loss">The options of its loss, without weights of rows.</param>
internal abstract class DenseShard<TPass>(LossOptions loss) : IDisposable
    where TPass : struct, IPass
{
    /// <summary>What there is to know of it.</summary>
    public abstract ShardFacts Facts { get; }

    /// <summary>The options of its loss, without weights of rows.</summary>
    public LossOptions Loss => loss;

    /// <summary>The first of its rows.</summary>
    public abstract ReadOnlySpan<float> FirstRow { get; }

    /// <summary>Reads a shard.</summary>
    /// <exception cref="ArgumentException">It has a batch that cannot be learned from.</exception>
    /// <exception cref="InvalidDataException">It has no row.</exception>
    public static DenseShard<TPass> Open(ShardSource source, int shards, LossOptions loss) =>
        source.RowsInMemory == 0 ? KeptDenseShard<TPass>.Read(source, shards, loss) : StreamedDenseShard<TPass>.Read(source, shards, loss);

    /// <summary>Some rows, at most those of a piece.</summary>
    /// <param name="range">Which.</param>
    /// <param name="standardization">What they are standardised with; null: they stay as they were given.</param>
    /// <param name="buffer">Where they may be put together.</param>
    public abstract ShardPiece Piece(in ShardRange range, Standardization? standardization, DenseRows buffer);

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>Reads a shard of dense rows.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class DenseShardReader<TPass>(ShardSource source, LossOptions loss)
    : ShardReader(source, loss, IsMultiLabel, IsMultiLabel ? TPass.ClassCount : 1)
    where TPass : struct, IPass
{
    private static readonly TrainingOptions NoAdversary = new();

    private static bool IsMultiLabel => TPass.Task == ClassificationTask.MultiLabel;

    /// <inheritdoc/>
    protected override Batch Accept(in TrainingBatch batch, bool hasLabels)
    {
        if (batch.Bins is not null) throw new ArgumentException("it has numbers for bins; shards take labels, or a target for each class.", nameof(batch));
        return SourceRows<TPass>.Checked(batch, Loss, NoAdversary);
    }
}
