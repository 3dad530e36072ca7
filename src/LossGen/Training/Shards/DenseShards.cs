using LossGen.Passes;

namespace LossGen.Training;

/// <summary>The worker's side of dense rows.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class DenseShards<TPass> : GradientShards<TPass, DenseShard<TPass>, DenseRows>
    where TPass : struct, IPass
{
    private readonly IShardSet<TrainingBatch> _set;
    private readonly bool _keepsBins;
    private readonly Standardization.Moments?[] _moments;
    private float[] _origin = [];

    /// <summary>Prepares; no shard is read yet.</summary>
    /// <param name="shards">The shards.</param>
    /// <param name="members">Threads, the caller's included.</param>
    /// <param name="keepsBins">Whether the model predicts numbers and keeps their bins.</param>
    public DenseShards(IShardSet<TrainingBatch> shards, int members, bool keepsBins)
        : base(shards, members, static () => new DenseRows(TPass.FeatureCount, TPass.ClassCount, ShardPiece.MostRows))
    {
        _set = shards;
        _keepsBins = keepsBins;
        _moments = new Standardization.Moments?[Count];
    }

    /// <inheritdoc/>
    protected override DenseShard<TPass> Open(int shard, LossOptions loss) =>
        DenseShard<TPass>.Open(SourceOf(_set, shard), Count, loss, _keepsBins);

    /// <inheritdoc/>
    protected override void ReadNumbers(ref MessageReader reader, int first, int count)
    {
        if (Kind == ShardRequestKind.Moments) _origin = reader.Floats(TPass.FeatureCount).ToArray();
        else base.ReadNumbers(ref reader, first, count);
    }

    /// <inheritdoc/>
    protected override void Compute(int member, int shard)
    {
        if (Kind == ShardRequestKind.Moments) _moments[shard] = ShardAt(shard).Facts.IsForValidation ? null : MomentsOf(member, ShardAt(shard));
        else base.Compute(member, shard);
    }

    /// <inheritdoc/>
    protected override void Finish(MessageWriter writer, int first, int count)
    {
        if (Kind != ShardRequestKind.Moments)
        {
            base.Finish(writer, first, count);
            return;
        }

        for (int shard = first; shard < first + count; shard++)
        {
            writer.Flag(_moments[shard] is not null);
            _moments[shard]?.Write(writer);
            _moments[shard] = null;
        }
    }

    /// <summary>Facts, the bins that its batches bring, and of the first shard that is trained on the first row, from which all moments are differences.</summary>
    protected override void WriteOpened(MessageWriter writer, int shard)
    {
        DenseShard<TPass> read = ShardAt(shard);
        base.WriteOpened(writer, shard);
        BinsMessage.Write(writer, read.Bins);
        bool isFirst = !read.Facts.IsForValidation;
        for (int before = 0; before < shard && isFirst; before++) isFirst = Shards.IsForValidation(before);
        writer.Flag(isFirst);
        if (isFirst) writer.Floats(read.FirstRow);
    }

    private Standardization.Moments MomentsOf(int member, DenseShard<TPass> rows)
    {
        var moments = new Standardization.Moments(TPass.FeatureCount, _origin);
        var range = new ShardRange(ShardOrder.AsRead, 0, rows.Facts.Rows);
        for (int first = 0; first < range.Count; first += ShardPiece.MostRows)
        {
            Batch piece = rows.Piece(ShardPiece.Of(range, first), new ShardView(null, Settings!.Bins), BufferOf(member)).Rows;
            moments.Add(piece.Rows.Values.Slice(piece.Range.First * TPass.FeatureCount, piece.Count * TPass.FeatureCount));
        }

        return moments;
    }
}
