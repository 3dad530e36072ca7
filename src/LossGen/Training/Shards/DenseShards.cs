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
        int length = TPass.Size.Length + TPass.Size.PartGradientLength;
        for (int member = 0; member < members; member++) _workspaces[member] = GC.AllocateArray<float>(length, pinned: true);
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
    protected override void Forget(int shard) => _shards[shard] = null;

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
        DenseShard<TPass> read = DenseShard<TPass>.Read(Shards, shard, Settings!.Loss);
        CheckUnchanged(shard, read.Facts);
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
        if (Kind == ShardRequestKind.Moments)
        {
            if (rows.Facts.IsForValidation) return;
            var moments = new Standardization.Moments(TPass.FeatureCount, _origin);
            moments.Add(rows.Values);
            _moments[shard] = moments;
            return;
        }

        if (_leaves[shard] is { } leaf) Compute(rows, shard, leaf, new Workspace(_workspaces[member], TPass.Size));
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
        if (isFirst) writer.Floats(read.Values[..TPass.FeatureCount]);
    }

    private void Compute(DenseShard<TPass> rows, int shard, GradientSum leaf, in Workspace workspace)
    {
        ReadOnlySpan<float> parameters = _parameters.Span;
        bool isAsGiven = Kind is ShardRequestKind.LossAsGiven or ShardRequestKind.Validation;
        Batch set = (isAsGiven ? rows.Given : rows.Learned(Settings!.Standardization)).ToBatch();
        leaf.Right = 0;
        switch (Kind)
        {
            case ShardRequestKind.Step:
                if (Settings!.Shuffle && Plan!.Steps > 1) set = set.InOrder(rows.Order(Settings.Seed, Epoch, shard));
                Dropout dropout = Settings.Dropout == 0 ? default : new Dropout(Settings.Dropout, RandomSource.Key(Settings.Seed, Epoch, shard));
                Batch batch = set.Slice(Plan!.First(shard, Step), Plan.Count(shard, Step));
                leaf.Losses = BatchPass<TPass>.Gradient(parameters, batch, new LossSettings(rows.Loss, dropout), workspace, leaf.Gradient);
                break;
            case ShardRequestKind.Gradient:
                leaf.Losses = BatchPass<TPass>.Gradient(parameters, set, new LossSettings(rows.Loss), workspace, leaf.Gradient);
                break;
            default:
                leaf.Losses = BatchPass<TPass>.Loss(parameters, set, new LossSettings(rows.Loss), workspace);
                if (Kind == ShardRequestKind.Validation) leaf.Right = TPass.CountRight(parameters, set, workspace);
                break;
        }
    }
}
