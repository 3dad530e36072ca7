namespace LossGen.Training;

/// <summary>A shard whose gradient is one number for each parameter, where it is computed: kept in memory, or streamed.</summary>
/// <typeparam name="TBuffer">Where rows are put together.</typeparam>
/// <param name="loss">The options of its loss, without weights of rows.</param>
internal abstract class GradientShard<TBuffer>(LossOptions loss) : IDisposable
{
    /// <summary>What there is to know of it.</summary>
    public abstract ShardFacts Facts { get; }

    /// <summary>The options of its loss, without weights of rows.</summary>
    public LossOptions Loss => loss;

    /// <summary>Some rows, at most those of a piece.</summary>
    /// <param name="range">Which.</param>
    /// <param name="view">What is made of them.</param>
    /// <param name="buffer">Where they may be put together.</param>
    public abstract ShardPiece Piece(in ShardRange range, in ShardView view, TBuffer buffer);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}

/// <summary>What is made of rows before they are computed.</summary>
/// <param name="Standardization">What they are standardised with; null: they stay as they were given.</param>
/// <param name="Bins">What makes targets of their numbers, where they have such.</param>
internal readonly record struct ShardView(Standardization? Standardization, Bins? Bins);
