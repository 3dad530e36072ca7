using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>The worker's side of dense rows.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class DenseShards<TPass> : ShardEngine
    where TPass : struct, IPass
{
    private readonly DenseShard<TPass>?[] _shards;
    private readonly Standardization.Moments?[] _moments;
    private readonly GradientSum?[] _leaves;
    private readonly GradientSums _sums;
    private readonly float[][] _workspaces;
    private readonly DenseRows[] _buffers;
    private readonly Memory<float>[] _pieceGradients;
    private readonly Memory<float> _parameters = AlignedMemory.Allocate(TPass.ParameterCount);
    private float[] _origin = [];

    /// <summary>Prepares; no shard is read yet.</summary>
    public DenseShards(ITrainingShards shards, int members)
        : base(shards, members)
    {
        _shards = new DenseShard<TPass>?[Count];
        _moments = new Standardization.Moments?[Count];
        _leaves = new GradientSum?[Count];
        _sums = new GradientSums(Count, TPass.ParameterCount);
        _workspaces = new float[members][];
        _buffers = new DenseRows[members];
        _pieceGradients = new Memory<float>[members];
        int length = TPass.Size.Length + TPass.Size.PartGradientLength;
        for (int member = 0; member < members; member++)
        {
            _workspaces[member] = GC.AllocateArray<float>(length, pinned: true);
            _buffers[member] = new DenseRows(TPass.FeatureCount, TPass.ClassCount, ShardPiece.MostRows);
        }
    }

    private bool WantsGradient => Kind is ShardRequestKind.Step or ShardRequestKind.Gradient;

    /// <inheritdoc/>
    // Facts depend on the options of the loss alone, which is among the settings from the beginning.
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
        if (Kind == ShardRequestKind.Step) (Epoch, Step) = (reader.Int(), reader.Long());
    }

    /// <inheritdoc/>
    protected override bool IsPrepared(int shard) => _shards[shard] is not null;

    /// <inheritdoc/>
    protected override void Prepare(int member, int shard)
    {
        if (_shards[shard] is not null) return;
        DenseShard<TPass> read = DenseShard<TPass>.Open(SourceOf(shard), Count, Settings!.Loss);
        CheckUnchanged(shard, read.Facts, read);
        _shards[shard] = read;
    }

    /// <inheritdoc/>
    protected override void ReadNumbers(ref MessageReader reader, int first, int count)
    {
        if (Kind == ShardRequestKind.Moments)
        {
            _origin = reader.Floats(TPass.FeatureCount).ToArray();
            return;
        }

        reader.Floats(TPass.ParameterCount).CopyTo(_parameters.Span);
        _sums.Begin(WantsGradient);
        for (int shard = first; shard < first + count; shard++) _leaves[shard] = IsAbsent(shard) ? null : _sums.Rent();
    }

    /// <inheritdoc/>
    protected override void Compute(int member, int shard)
    {
        DenseShard<TPass> rows = _shards[shard]!;
        if (Kind == ShardRequestKind.Moments) _moments[shard] = rows.Facts.IsForValidation ? null : MomentsOf(member, rows);
        else if (_leaves[shard] is { } leaf) Compute(member, rows, shard, leaf);
    }

    /// <inheritdoc/>
    protected override void Finish(MessageWriter writer, int first, int count)
    {
        if (Kind == ShardRequestKind.Open)
        {
            for (int shard = first; shard < first + count; shard++) Open(writer, shard);
        }
        else if (Kind == ShardRequestKind.Moments)
        {
            for (int shard = first; shard < first + count; shard++)
            {
                writer.Flag(_moments[shard] is not null);
                _moments[shard]?.Write(writer);
                _moments[shard] = null;
            }
        }
        else
        {
            for (int shard = first; shard < first + count; shard++) _sums.Tree.Put(0, shard, _leaves[shard]);
            _sums.Write(writer);
        }
    }

    /// <summary>Facts, and of the first shard that is trained on the first row, from which all moments are differences.</summary>
    private void Open(MessageWriter writer, int shard)
    {
        DenseShard<TPass> read = _shards[shard]!;
        read.Facts.Write(writer);
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
            Batch piece = rows.Piece(ShardPiece.Of(range, first), standardization: null, _buffers[member]).Rows;
            moments.Add(piece.Rows.Values.Slice(piece.Range.First * TPass.FeatureCount, piece.Count * TPass.FeatureCount));
        }

        return moments;
    }

    private void Compute(int member, DenseShard<TPass> rows, int shard, GradientSum leaf)
    {
        var workspace = new Workspace(_workspaces[member], TPass.Size);
        bool isStep = Kind == ShardRequestKind.Step, isAsGiven = Kind is ShardRequestKind.LossAsGiven or ShardRequestKind.Validation;
        ShardRange range = isStep ? RangeOf(shard, Step) : new ShardRange(ShardOrder.AsRead, 0, rows.Facts.Rows);
        Dropout dropout = isStep && Settings!.Dropout > 0 ? new Dropout(Settings.Dropout, RandomSource.Key(Settings.Seed, Epoch, shard)) : default;
        (leaf.Losses, leaf.Right) = (default, 0);
        for (int first = 0; first < range.Count; first += ShardPiece.MostRows)
        {
            ShardPiece piece = rows.Piece(ShardPiece.Of(range, first), isAsGiven ? null : Settings!.Standardization, _buffers[member]);
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
