using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>A shard of sparse rows of which one window is in memory at a time, and the rows of two steps.</summary>
/// <remarks>
/// An answer says which features the rows of the next step hold, so the rows of a step are put together when the step before it is computed.
/// </remarks>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class StreamedSparseShard<TPass> : SparseShard<TPass>
    where TPass : struct, ISparsePass
{
    private readonly Windows _windows;
    private readonly FeatureTable _table;
    private readonly ShardShuffle _shuffle;
    private readonly SparseBuffer[] _held = [new(TPass.ClassCount), new(TPass.ClassCount)];

    private StreamedSparseShard(Windows windows, FeatureTable table, ShardFacts facts, ShardShuffle shuffle, LossOptions loss)
        : base(table, facts, loss)
    {
        _windows = windows;
        _table = table;
        _shuffle = shuffle;
    }

    /// <summary>Reads a shard for the first time.</summary>
    public static StreamedSparseShard<TPass> Read(ShardSource<TrainingBatch> source, int shards, LossOptions loss)
    {
        var table = new FeatureTable([], new ScalingSlot(), TPass.FeatureCount, TPass.Units);
        var windows = new Windows(source, loss, table);
        ShardFacts facts = windows.Open();
        table.Number();
        return new StreamedSparseShard<TPass>(windows, table, facts, new ShardShuffle(source.Shard, shards), loss);
    }

    /// <inheritdoc/>
    // Of all rows the features are known, and they are computed piece by piece.
    public override bool Holds(in ShardRange range) => range.Count == 0 || range.Count == Facts.Rows || HeldOf(range) is not null;

    /// <inheritdoc/>
    public override void Hold(in ShardRange range, long step)
    {
        if (Holds(range)) return;
        SparseBuffer held = _held[step & 1];
        Gather(range, held);
        held.Range = range;
    }

    /// <inheritdoc/>
    public override ShardPiece Piece(in ShardRange range, SparseBuffer buffer)
    {
        SparseBuffer? held = HeldOf(range);
        if (held is null) Gather(range, held = buffer);
        int first = held == buffer ? 0 : range.First - held.Range.First;
        Batch rows = held.ToBatch(_windows.HasValues, _windows.HasLabels);
        return new ShardPiece(rows.Slice(first, range.Count), _windows.HasWeights ? held.Weights : default, before: range.First - first);
    }

    /// <inheritdoc/>
    public override void Dispose() => _windows.Dispose();

    /// <summary>What holds some rows; null: nothing does.</summary>
    private SparseBuffer? HeldOf(in ShardRange range)
    {
        foreach (SparseBuffer held in _held)
        {
            ShardRange of = held.Range;
            if (of.Count > 0 && of.Order == range.Order && range.First >= of.First && range.First + range.Count <= of.First + of.Count) return held;
        }

        return null;
    }

    private void Gather(in ShardRange range, SparseBuffer buffer)
    {
        buffer.Clear();
        while (buffer.Count < range.Count)
        {
            (int window, int first) = Math.DivRem(range.First + buffer.Count, _windows.Size);
            _windows.Load(window);
            SparseBuffer rows = _windows.Rows;
            int count = Math.Min(range.Count - buffer.Count, rows.Count - first);
            int unknown = buffer.Append(rows, _table, _windows.HasLabels, _shuffle.Of(range.Order, window, rows.Count), first, count);
            if (unknown >= 0) throw _windows.ChangedBy(unknown);
        }
    }

    private sealed class Windows(ShardSource<TrainingBatch> source, LossOptions loss, FeatureTable table) : ShardWindows<RowShardReader>(source.RowsInMemory)
    {
        private readonly ShardSource<TrainingBatch> _source = source;
        private bool _isOpen;

        public SparseBuffer Rows { get; } = new(TPass.ClassCount);

        public bool HasValues { get; private set; }

        public bool HasLabels { get; private set; }

        public bool HasWeights { get; private set; }

        protected override int Count => Rows.Count;

        public Exception ChangedBy(int feature) => Changed(FormattableString.Invariant($"the feature {feature} besides"));

        protected override RowShardReader CreateReader() => new SparseShardReader<TPass>(_source, loss);

        protected override void Clear() => Rows.Clear();

        protected override void Append(RowShardReader reader, int first, int count)
        {
            Rows.Append(reader.Batch, reader.HasLabels, first, count);
            if (_isOpen) return;
            SparseRows rows = reader.Batch.SparseRows!.Rows;
            HasValues |= !rows.Values.IsEmpty;
            table.Use(rows.Features[rows.Starts[first]..rows.Starts[first + count]]);
        }

        protected override void SeeEnd(RowShardReader reader)
        {
            _isOpen = true;
            HasLabels = reader.HasLabels;
            HasWeights = reader is { HasWeights: true, IsWeightless: false };
        }
    }
}
