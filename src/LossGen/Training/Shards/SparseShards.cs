using LossGen.Kernels;
using LossGen.Numerics;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>The worker's side of sparse rows: a request brings the parameters of the features that its rows hold, an answer their gradient.</summary>
/// <remarks>
/// Which features these are follows from the shards and the step; an answer says it of the next step, so that the coordinator knows what to send. The
/// parameters of features that several shards of a request hold are sent once.
/// </remarks>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class SparseShards<TPass> : ShardEngine
    where TPass : struct, ISparsePass
{
    private readonly SparseShard<TPass>?[] _shards;
    private readonly SparseSum?[] _leaves;
    private readonly double[]?[] _squares;
    private readonly SparseSums _sums;
    private readonly FeatureSlots _slots = new(TPass.FeatureCount);
    private readonly FeatureSlots _merging = new(TPass.FeatureCount);
    private readonly float[][] _workspaces;
    private readonly SparseBuffer[] _buffers;
    private readonly float[] _rest = new float[TPass.RestCount];
    private readonly List<int> _list = [];
    private readonly IShardSet<TrainingBatch> _set;
    private float[] _values = [];

    /// <summary>Prepares; no shard is read yet.</summary>
    public SparseShards(IShardSet<TrainingBatch> shards, int members)
        : base(shards, members)
    {
        _set = shards;
        _shards = new SparseShard<TPass>?[Count];
        _leaves = new SparseSum?[Count];
        _squares = new double[]?[Count];
        _sums = new SparseSums(Count, TPass.Stride, TPass.RestCount, _merging);
        _workspaces = new float[members][];
        _buffers = new SparseBuffer[members];
        for (int member = 0; member < members; member++)
        {
            _workspaces[member] = GC.AllocateArray<float>(TPass.Size.Length, pinned: true);
            _buffers[member] = new SparseBuffer(TPass.ClassCount);
        }
    }

    private bool WantsGradient => Kind is ShardRequestKind.Step or ShardRequestKind.Gradient;

    private bool HasNumbers => Kind is not (ShardRequestKind.Features or ShardRequestKind.Squares);

    /// <inheritdoc/>
    protected override void SettingsChanged()
    {
        for (int shard = 0; shard < Count; shard++)
        {
            if (_shards[shard] is { } read && !Settings!.HasLoss(read.Loss)) Forget(shard);
        }
    }

    /// <inheritdoc/>
    protected override void Forget(int shard)
    {
        _shards[shard]?.Dispose();
        _shards[shard] = null;
    }

    /// <inheritdoc/>
    protected override void ReadHead(ref MessageReader reader)
    {
        if (Kind is ShardRequestKind.Step or ShardRequestKind.Features) (Epoch, Step) = (reader.Int(), reader.Long());
    }

    /// <inheritdoc/>
    protected override bool IsPrepared(int shard) =>
        _shards[shard] is { } rows && (!IsAboutStep(rows, Step) || rows.Holds(RangeOf(shard, Step))) && (!IsAboutStep(rows, Next) || rows.Holds(RangeOf(shard, Next)));

    /// <inheritdoc/>
    protected override void Prepare(int member, int shard)
    {
        if (_shards[shard] is not { } rows)
        {
            rows = SparseShard<TPass>.Open(SourceOf(_set, shard), Count, Settings!.Loss);
            CheckUnchanged(shard, rows.Facts, rows);
            _shards[shard] = rows;
        }

        if (IsAboutStep(rows, Step)) rows.Hold(RangeOf(shard, Step), Step);
        if (IsAboutStep(rows, Next)) rows.Hold(RangeOf(shard, Next), Next);
    }

    /// <inheritdoc/>
    protected override void ReadNumbers(ref MessageReader reader, int first, int count)
    {
        if (!HasNumbers) return;
        _sums.Begin(WantsGradient);
        _slots.Clear();
        for (int shard = first; shard < first + count; shard++)
        {
            _leaves[shard] = IsAbsent(shard) ? null : _sums.Rent();
            if (_leaves[shard] is not null) _slots.Take(ListOf(shard, RangeOf(shard)));
        }

        int length = _slots.Taken.Length * TPass.Units;
        Capacity.Ensure(ref _values, 0, length);
        reader.Floats(length).CopyTo(_values);
        reader.Floats(TPass.RestCount).CopyTo(_rest);
    }

    /// <inheritdoc/>
    protected override void Compute(int member, int shard)
    {
        SparseShard<TPass> rows = _shards[shard]!;
        if (Kind == ShardRequestKind.Squares) _squares[shard] = rows.Facts.IsForValidation ? null : rows.Squares(_buffers[member]);
        if (!HasNumbers || _leaves[shard] is not { } leaf) return;
        ShardRange range = RangeOf(shard);
        rows.Take(rows.NumbersIn(range, _buffers[member]), _slots, _values, _rest);
        leaf.Right = 0;
        if (!WantsGradient)
        {
            rows.AddLoss(_workspaces[member], _buffers[member], leaf, Kind == ShardRequestKind.Validation);
            return;
        }

        bool hasDropout = Kind == ShardRequestKind.Step && Settings!.Dropout > 0;
        Dropout dropout = hasDropout ? new Dropout(Settings!.Dropout, RandomSource.Key(Settings.Seed, Epoch, shard)) : default;
        rows.AddGradient(range, dropout, _workspaces[member], _buffers[member], leaf);
    }

    /// <inheritdoc/>
    protected override void Finish(MessageWriter writer, int first, int count)
    {
        if (HasNumbers && Kind != ShardRequestKind.Open)
        {
            for (int shard = first; shard < first + count; shard++) _sums.Tree.Put(0, shard, _leaves[shard]);
            _sums.Write(writer);
        }

        for (int shard = first; shard < first + count; shard++) WriteOf(writer, shard);
    }

    private void WriteOf(MessageWriter writer, int shard)
    {
        switch (Kind)
        {
            case ShardRequestKind.Open:
                _shards[shard]!.Facts.Write(writer);
                writer.Counted(_shards[shard]!.Features);
                break;
            case ShardRequestKind.Squares:
                writer.Flag(_squares[shard] is not null);
                writer.Doubles(_squares[shard]);
                _squares[shard] = null;
                break;
            case ShardRequestKind.Features:
                WriteFeatures(writer, shard, Step);
                break;
            case ShardRequestKind.Step when Step + 1 < Plan!.Steps:
                WriteFeatures(writer, shard, Step + 1);
                break;
        }
    }

    private void WriteFeatures(MessageWriter writer, int shard, long step)
    {
        SparseShard<TPass> rows = _shards[shard]!;
        bool isAbsent = !rows.Facts.IsPositive || rows.Facts.IsForValidation || Plan!.Count(shard, step) == 0;
        writer.Counted(isAbsent ? default : ListOf(shard, RangeOf(shard, step)));
    }

    /// <summary>The step behind the one that is asked about; −1 where it is not asked about.</summary>
    private long Next => Kind == ShardRequestKind.Step && Step + 1 < Plan!.Steps ? Step + 1 : -1;

    /// <summary>Whether a request is about rows of a shard in a step.</summary>
    private bool IsAboutStep(SparseShard<TPass> rows, long step) =>
        step >= 0 && Kind is (ShardRequestKind.Step or ShardRequestKind.Features) && rows.Facts is { IsPositive: true, IsForValidation: false };

    private ShardRange RangeOf(int shard) => Kind == ShardRequestKind.Step ? RangeOf(shard, Step) : _shards[shard]!.All;

    /// <summary>The features of some rows, as the model numbers them.</summary>
    private ReadOnlySpan<int> ListOf(int shard, in ShardRange range)
    {
        _list.Clear();
        SparseShard<TPass> rows = _shards[shard]!;
        foreach (int number in rows.NumbersIn(range, _buffers[0])) _list.Add(rows.Features[number]);
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_list);
    }
}
