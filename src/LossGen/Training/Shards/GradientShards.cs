using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>The worker's side of shards whose gradient is one number for each parameter.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
/// <typeparam name="TShard">A shard.</typeparam>
/// <typeparam name="TBuffer">Where rows of one are put together.</typeparam>
internal abstract class GradientShards<TPass, TShard, TBuffer> : ShardEngine
    where TPass : struct, IGradientPass
    where TShard : GradientShard<TBuffer>
{
    private readonly TShard?[] _shards;
    private readonly GradientSum?[] _leaves;
    private readonly GradientSums _sums;
    private readonly float[][] _workspaces;
    private readonly TBuffer[] _buffers;
    private readonly Memory<float>[] _pieceGradients;
    private readonly Memory<float> _parameters = AlignedMemory.Allocate(TPass.ParameterCount);

    /// <summary>Prepares; no shard is read yet.</summary>
    /// <param name="shards">The shards.</param>
    /// <param name="members">Threads, the caller's included.</param>
    /// <param name="createBuffer">Makes the buffer of a thread.</param>
    protected GradientShards(IShardSet shards, int members, Func<TBuffer> createBuffer)
        : base(shards, members)
    {
        _shards = new TShard?[Count];
        _leaves = new GradientSum?[Count];
        _sums = new GradientSums(Count, TPass.ParameterCount);
        _workspaces = new float[members][];
        _buffers = new TBuffer[members];
        _pieceGradients = new Memory<float>[members];
        int length = TPass.Size.Length + TPass.Size.PartGradientLength;
        for (int member = 0; member < members; member++)
        {
            _workspaces[member] = GC.AllocateArray<float>(length, pinned: true);
            _buffers[member] = createBuffer();
        }
    }

    private bool WantsGradient => Kind is ShardRequestKind.Step or ShardRequestKind.Gradient;

    /// <summary>Reads a shard.</summary>
    protected abstract TShard Open(int shard, LossOptions loss);

    /// <summary>Writes what there is to know of a shard.</summary>
    protected virtual void WriteOpened(MessageWriter writer, int shard) => ShardAt(shard).Facts.Write(writer);

    /// <summary>A shard that has been read.</summary>
    protected TShard ShardAt(int shard) => _shards[shard]!;

    /// <summary>The buffer of a thread.</summary>
    protected TBuffer BufferOf(int member) => _buffers[member];

    /// <inheritdoc/>
    // Facts depend on the options of the loss alone, which is among the settings from the beginning.
    protected sealed override void SettingsChanged()
    {
        for (int shard = 0; shard < Count; shard++)
        {
            if (_shards[shard] is { } read && !Settings!.HasLoss(read.Loss)) Forget(shard);
        }
    }

    /// <inheritdoc/>
    protected sealed override void Forget(int shard)
    {
        _shards[shard]?.Dispose();
        _shards[shard] = null;
    }

    /// <inheritdoc/>
    protected sealed override void ReadHead(ref MessageReader reader)
    {
        if (Kind == ShardRequestKind.Step) (Epoch, Step) = (reader.Int(), reader.Long());
    }

    /// <inheritdoc/>
    protected sealed override bool IsPrepared(int shard) => _shards[shard] is not null;

    /// <inheritdoc/>
    protected sealed override void Prepare(int member, int shard)
    {
        if (_shards[shard] is not null) return;
        TShard read = Open(shard, Settings!.Loss);
        CheckUnchanged(shard, read.Facts, read);
        _shards[shard] = read;
    }

    /// <inheritdoc/>
    protected override void ReadNumbers(ref MessageReader reader, int first, int count)
    {
        reader.Floats(TPass.ParameterCount).CopyTo(_parameters.Span);
        _sums.Begin(WantsGradient);
        for (int shard = first; shard < first + count; shard++) _leaves[shard] = IsAbsent(shard) ? null : _sums.Rent();
    }

    /// <inheritdoc/>
    protected override void Compute(int member, int shard)
    {
        if (_leaves[shard] is { } leaf) Compute(member, _shards[shard]!, shard, leaf);
    }

    /// <inheritdoc/>
    protected override void Finish(MessageWriter writer, int first, int count)
    {
        if (Kind == ShardRequestKind.Open)
        {
            for (int shard = first; shard < first + count; shard++) WriteOpened(writer, shard);
            return;
        }

        for (int shard = first; shard < first + count; shard++) _sums.Tree.Put(0, shard, _leaves[shard]);
        _sums.Write(writer);
    }

    private void Compute(int member, TShard rows, int shard, GradientSum leaf)
    {
        var workspace = new Workspace(_workspaces[member], TPass.Size);
        bool isStep = Kind == ShardRequestKind.Step, isAsGiven = Kind is ShardRequestKind.LossAsGiven or ShardRequestKind.Validation;
        ShardRange range = isStep ? RangeOf(shard, Step) : new ShardRange(ShardOrder.AsRead, 0, rows.Facts.Rows);
        Dropout dropout = isStep && Settings!.Dropout > 0 ? new Dropout(Settings.Dropout, RandomSource.Key(Settings.Seed, Epoch, shard)) : default;
        var view = new ShardView(isAsGiven ? null : Settings!.Standardization, Settings!.Bins);
        (leaf.Losses, leaf.Right) = (default, 0);
        for (int first = 0; first < range.Count; first += ShardPiece.MostRows)
        {
            ShardPiece piece = rows.Piece(ShardPiece.Of(range, first), view, _buffers[member]);
            if (WantsGradient) AddGradient(member, piece, piece.Settings(rows.Loss, dropout), workspace, leaf, isFirst: first == 0);
            else AddLoss(piece, piece.Settings(rows.Loss), workspace, leaf);
        }
    }

    private void AddGradient(int member, in ShardPiece piece, in LossSettings settings, in Workspace workspace, GradientSum leaf, bool isFirst)
    {
        ReadOnlySpan<float> parameters = _parameters.Span;
        if (isFirst)
        {
            leaf.Losses = BatchPass<TPass>.Gradient(parameters, piece.Rows, settings, workspace, leaf.Gradient);
            return;
        }

        ref Memory<float> memory = ref _pieceGradients[member];
        if (memory.IsEmpty) memory = AlignedMemory.Allocate(TPass.ParameterCount);
        leaf.Losses.Add(BatchPass<TPass>.Gradient(parameters, piece.Rows, settings, workspace, memory.Span));
        PartSums.Add(leaf.Gradient, memory.Span);
    }

    private void AddLoss(in ShardPiece piece, in LossSettings settings, in Workspace workspace, GradientSum leaf)
    {
        ReadOnlySpan<float> parameters = _parameters.Span;
        leaf.Losses.Add(BatchPass<TPass>.Loss(parameters, piece.Rows, settings, workspace));
        if (Kind == ShardRequestKind.Validation) leaf.Right += TPass.CountRight(parameters, piece.Rows, workspace);
    }
}
