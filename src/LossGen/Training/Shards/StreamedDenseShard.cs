using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>A shard of dense rows of which one window is in memory at a time.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class StreamedDenseShard<TPass> : DenseShard<TPass>
    where TPass : struct, IPass
{
    private readonly Windows _windows;
    private readonly ShardShuffle _shuffle;

    private StreamedDenseShard(ShardSource<TrainingBatch> source, int shards, LossOptions loss, bool keepsBins)
        : base(loss)
    {
        _windows = new Windows(source, loss, keepsBins);
        _shuffle = new ShardShuffle(source.Shard, shards);
        Facts = _windows.Open();
    }

    /// <inheritdoc/>
    public override ShardFacts Facts { get; }

    /// <inheritdoc/>
    public override Bins? Bins => _windows.Bins;

    /// <inheritdoc/>
    public override ReadOnlySpan<float> FirstRow => _windows.FirstRow;

    /// <summary>Reads a shard for the first time.</summary>
    public static StreamedDenseShard<TPass> Read(ShardSource<TrainingBatch> source, int shards, LossOptions loss, bool keepsBins) => new(source, shards, loss, keepsBins);

    /// <inheritdoc/>
    public override ShardPiece Piece(in ShardRange range, in ShardView view, DenseRows buffer)
    {
        buffer.Clear();
        while (buffer.Count < range.Count)
        {
            (int window, int first) = Math.DivRem(range.First + buffer.Count, _windows.Size);
            _windows.Load(window);
            DenseRows rows = _windows.Rows;
            int count = Math.Min(range.Count - buffer.Count, rows.Count - first);
            buffer.Append(rows, _windows.Kind, _shuffle.Of(range.Order, window, rows.Count), first, count);
        }

        view.Standardization?.Apply(buffer.Values, buffer.Values);
        return new ShardPiece(buffer.ToBatch(_windows.Kind, view.Bins), _windows.HasWeights ? buffer.Weights : default, range.First);
    }

    /// <inheritdoc/>
    public override void Dispose() => _windows.Dispose();

    private sealed class Windows(ShardSource<TrainingBatch> source, LossOptions loss, bool keepsBins) : ShardWindows<RowShardReader>(source.RowsInMemory)
    {
        private readonly ShardSource<TrainingBatch> _source = source;

        public DenseRows Rows { get; } = new(TPass.FeatureCount, TPass.ClassCount, source.RowsInMemory);

        public float[] FirstRow { get; private set; } = [];

        public TruthKind Kind { get; private set; }

        public Bins? Bins { get; private set; }

        public bool HasWeights { get; private set; }

        protected override int Count => Rows.Count;

        protected override RowShardReader CreateReader() => new DenseShardReader<TPass>(_source, loss, keepsBins);

        protected override void Clear() => Rows.Clear();

        protected override void Append(RowShardReader reader, int first, int count) => Rows.Append(reader.Batch, reader.Kind, first, count);

        protected override void SeeFirst() => FirstRow = Rows.Values[..TPass.FeatureCount].ToArray();

        protected override void SeeEnd(RowShardReader reader)
        {
            (Kind, Bins) = (reader.Kind, reader.Bins);
            HasWeights = reader is { HasWeights: true, IsWeightless: false };
        }
    }
}
