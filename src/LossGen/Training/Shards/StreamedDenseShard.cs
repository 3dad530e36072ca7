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

    private StreamedDenseShard(ShardSource source, int shards, LossOptions loss)
        : base(loss)
    {
        _windows = new Windows(source, loss);
        _shuffle = new ShardShuffle(source.Shard, shards);
        Facts = _windows.Open();
    }

    /// <inheritdoc/>
    public override ShardFacts Facts { get; }

    /// <inheritdoc/>
    public override ReadOnlySpan<float> FirstRow => _windows.FirstRow;

    /// <summary>Reads a shard for the first time.</summary>
    public static StreamedDenseShard<TPass> Read(ShardSource source, int shards, LossOptions loss) => new(source, shards, loss);

    /// <inheritdoc/>
    public override ShardPiece Piece(in ShardRange range, Standardization? standardization, DenseRows buffer)
    {
        buffer.Clear();
        while (buffer.Count < range.Count)
        {
            (int window, int first) = Math.DivRem(range.First + buffer.Count, _windows.Size);
            _windows.Load(window);
            DenseRows rows = _windows.Rows;
            int count = Math.Min(range.Count - buffer.Count, rows.Count - first);
            buffer.Append(rows, _windows.HasLabels, _shuffle.Of(range.Order, window, rows.Count), first, count);
        }

        standardization?.Apply(buffer.Values, buffer.Values);
        return new ShardPiece(buffer.ToBatch(_windows.HasLabels), _windows.HasWeights ? buffer.Weights : default, range.First);
    }

    /// <inheritdoc/>
    public override void Dispose() => _windows.Dispose();

    private sealed class Windows(ShardSource source, LossOptions loss) : ShardWindows(source)
    {
        private readonly ShardSource _source = source;

        public DenseRows Rows { get; } = new(TPass.FeatureCount, TPass.ClassCount, source.RowsInMemory);

        public float[] FirstRow { get; private set; } = [];

        public bool HasLabels { get; private set; }

        public bool HasWeights { get; private set; }

        protected override int Count => Rows.Count;

        protected override ShardReader CreateReader() => new DenseShardReader<TPass>(_source, loss);

        protected override void Clear() => Rows.Clear();

        protected override void Append(ShardReader reader, int first, int count) => Rows.Append(reader.Batch, reader.HasLabels, first, count);

        protected override void SeeFirst() => FirstRow = Rows.Values[..TPass.FeatureCount].ToArray();

        protected override void SeeEnd(ShardReader reader)
        {
            HasLabels = reader.HasLabels;
            HasWeights = reader is { HasWeights: true, IsWeightless: false };
        }
    }
}
