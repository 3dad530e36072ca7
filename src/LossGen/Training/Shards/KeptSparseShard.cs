using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>A shard of sparse rows that is kept in memory.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed unsafe class KeptSparseShard<TPass> : SparseShard<TPass>
    where TPass : struct, ISparsePass
{
    private readonly int[] _starts;
    private readonly int[] _numbers;
    private readonly float[] _values;
    private readonly int[]? _labels;
    private readonly float[] _targets;
    private readonly float[] _weights;
    private readonly ShardShuffle _shuffle;

    private KeptSparseShard(FeatureTable table, Columns columns, RowShardReader reader, ShardShuffle shuffle, LossOptions loss)
        : base(table, reader.Facts(stackalloc byte[ShardHash.Length]), loss)
    {
        _shuffle = shuffle;
        _starts = columns.Starts.ToPinned();
        _numbers = columns.Features.ToPinned();
        table.NumbersOf(_numbers, _numbers);
        _values = columns.Values.ToPinned();
        (_labels, _targets, _weights) = columns.Truth.ToPinned(reader);
    }

    /// <summary>Reads a shard.</summary>
    public static KeptSparseShard<TPass> Read(ShardSource<TrainingBatch> source, int shards, LossOptions loss)
    {
        var columns = new Columns();
        var table = new FeatureTable([], new ScalingSlot(), TPass.FeatureCount, TPass.Units);
        using var reader = new SparseShardReader<TPass>(source, loss);
        while (reader.Read()) columns.Add(reader, table);
        table.Number();
        return new KeptSparseShard<TPass>(table, columns, reader, new ShardShuffle(source.Shard, shards), loss);
    }

    /// <inheritdoc/>
    public override bool Holds(in ShardRange range) => true;

    /// <inheritdoc/>
    public override void Hold(in ShardRange range, long step)
    {
    }

    /// <inheritdoc/>
    public override ShardPiece Piece(in ShardRange range, SparseBuffer buffer)
    {
        Batch set = Set.InOrder(_shuffle.Of(range.Order, window: 0, Facts.Rows));
        return new ShardPiece(set.Slice(range.First, range.Count), _weights, before: 0);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    // The memory does not move: it is pinned.
    private Batch Set => new(
        new Rows(SparseRows.OfChecked(_starts, _numbers, _values)),
        _labels is null ? Truth.OfTargets(_targets, TPass.ClassCount) : Truth.OfLabels(_labels),
        RowRange.All(Facts.Rows));

    /// <summary>The rows, as they are read.</summary>
    private sealed class Columns
    {
        public Columns() => Starts.Fill(0, 1);

        public GrowingMemory<int> Starts { get; } = new();

        public GrowingMemory<int> Features { get; } = new();

        /// <summary>None, where no batch has brought any.</summary>
        public GrowingMemory<float> Values { get; } = new();

        public ShardTruth Truth { get; } = new();

        public void Add(RowShardReader reader, FeatureTable table)
        {
            SparseRows rows = reader.Batch.SparseRows!.Rows;
            int before = Features.Count;
            if (!rows.Values.IsEmpty && Values.Count == 0) Values.Fill(1, before);
            if (!rows.Values.IsEmpty) Values.Add(rows.Values);
            else if (Values.Count > 0) Values.Fill(1, rows.Features.Length);
            Features.Add(rows.Features);
            table.Use(rows.Features);
            for (int row = 1; row < rows.Starts.Length; row++) Starts.Fill(before + rows.Starts[row], 1);
            Truth.Add(reader);
        }
    }
}
