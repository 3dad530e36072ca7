using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>A shard of dense rows that is kept in memory.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed unsafe class KeptDenseShard<TPass> : DenseShard<TPass>
    where TPass : struct, IPass
{
    private readonly float[] _rows;
    private readonly TruthKind _kind;
    private readonly int[]? _labels;
    private readonly float[] _targets;
    private readonly float[] _weights;
    private readonly ShardShuffle _shuffle;
    private float[] _standardized = [];
    private Standardization? _standardization;

    private KeptDenseShard(float[] rows, ShardTruth truth, RowShardReader reader, ShardShuffle shuffle, LossOptions loss)
        : base(loss)
    {
        _rows = rows;
        _shuffle = shuffle;
        (_labels, _targets, _weights) = truth.ToPinned(reader);
        (_kind, Bins) = (reader.Kind, reader.Bins);
        Facts = reader.Facts(stackalloc byte[ShardHash.Length]);
    }

    /// <inheritdoc/>
    public override ShardFacts Facts { get; }

    /// <inheritdoc/>
    public override Bins? Bins { get; }

    /// <inheritdoc/>
    public override ReadOnlySpan<float> FirstRow => _rows.AsSpan(0, TPass.FeatureCount);

    /// <summary>Reads a shard.</summary>
    public static KeptDenseShard<TPass> Read(ShardSource<TrainingBatch> source, int shards, LossOptions loss, bool keepsBins)
    {
        var rows = new GrowingMemory<float>();
        var truth = new ShardTruth();
        using var reader = new DenseShardReader<TPass>(source, loss, keepsBins);
        while (reader.Read())
        {
            rows.Add(reader.Batch.Rows.Span);
            truth.Add(reader);
        }

        return new KeptDenseShard<TPass>(rows.ToPinned(), truth, reader, new ShardShuffle(source.Shard, shards), loss);
    }

    /// <inheritdoc/>
    public override ShardPiece Piece(in ShardRange range, in ShardView view, DenseRows buffer)
    {
        Batch set = SetOf(view.Standardization is null ? _rows : Standardized(view.Standardization), view.Bins)
            .ToBatch(_shuffle.Of(range.Order, window: 0, Facts.Rows));
        return new ShardPiece(set.Slice(range.First, range.Count), _weights, before: 0);
    }

    private float[] Standardized(Standardization standardization)
    {
        if (ReferenceEquals(standardization, _standardization)) return _standardized;
        if (_standardized.Length == 0) _standardized = GC.AllocateUninitializedArray<float>(_rows.Length, pinned: true);
        standardization.Apply(_rows, _standardized);
        _standardization = standardization;
        return _standardized;
    }

    private PinnedSet<TPass> SetOf(float[] rows, Bins? bins) => new(
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(rows)),
        _labels is null ? null : (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_labels)),
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_targets)),
        _kind,
        Facts.Rows,
        bins);
}
