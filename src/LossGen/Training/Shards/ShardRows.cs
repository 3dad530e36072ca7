using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>Learning from shards of dense rows, wherever they are: sends the parameters and receives sums.</summary>
internal sealed class ShardRows : ITrainingRows
{
    private readonly ShardLink _link;
    private readonly Memory<float> _parameters;
    private readonly int _features;
    private readonly float[] _origin;
    private readonly SumQuestion _sums;
    private readonly Memory<float> _gradient;
    private Standardization? _standardization;

    /// <summary>Prepares, once the shards have been opened.</summary>
    /// <param name="link">The way to the shards.</param>
    /// <param name="open">What they answered to being opened.</param>
    /// <param name="parameters">The trained parameters.</param>
    /// <param name="features">Numbers in a row.</param>
    public ShardRows(ShardLink link, DenseOpenQuestion open, Memory<float> parameters, int features)
    {
        _link = link;
        _parameters = parameters;
        _features = features;
        _origin = open.Origin;
        _sums = new SumQuestion(link.Count, parameters.Length);
        _gradient = AlignedMemory.Allocate(parameters.Length);
    }

    /// <inheritdoc/>
    public bool IsPassLong => true;

    /// <inheritdoc/>
    public string Fingerprint => _link.Fingerprint;

    /// <inheritdoc/>
    public void Weigh()
    {
    }

    /// <inheritdoc/>
    public Standardization Measure() => Moments().ToStandardization();

    /// <inheritdoc/>
    public void Begin(TrainingOptions options, Standardization? standardization)
    {
        _standardization = standardization;
        _link.Use(options, standardization);
    }

    /// <inheritdoc/>
    public void Visit(StateVisitor visitor)
    {
    }

    /// <inheritdoc/>
    public StopReason? RunEpoch(int epoch, IBatchStep step)
    {
        for (long s = 0; s < _link.Plan.Steps; s++)
        {
            long rows = _link.Plan.RowsOf(s);
            if (rows == 0) continue;
            _sums.Begin(ShardRequestKind.Step, _parameters, epoch, s);
            _link.Ask(_sums);
            LossSums sums = Root(_gradient.Span);
            if (step.Take(sums, (float)(1 / (rows * _link.MeanWeight)), _gradient.Span) is { } reason) return reason;
        }

        return null;
    }

    /// <inheritdoc/>
    public LossSums Gradient(Span<float> gradient)
    {
        _sums.Begin(ShardRequestKind.Gradient, _parameters);
        _link.Ask(_sums);
        return Root(gradient);
    }

    /// <inheritdoc/>
    public void RootMeanSquares(Span<double> features)
    {
        // As standardisation leaves them, but for features that never change and have no gradient.
        if (_standardization is null) Moments().RootMeanSquares(features);
        else features.Fill(1);
    }

    /// <inheritdoc/>
    public void Deviations(Span<double> features)
    {
        if (_standardization is null) Moments().Deviations(features);
        else features.Fill(1);
    }

    /// <inheritdoc/>
    public double Loss() => Loss(ShardRequestKind.Loss, _parameters);

    /// <inheritdoc/>
    public double LossAsGiven(ReadOnlySpan<float> parameters) => Loss(ShardRequestKind.LossAsGiven, parameters.ToArray());

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private double Loss(ShardRequestKind kind, ReadOnlyMemory<float> parameters)
    {
        _sums.Begin(kind, parameters);
        _link.Ask(_sums);
        return _sums.Root?.Losses.Mean ?? 0;
    }

    private LossSums Root(Span<float> gradient)
    {
        if (_sums.Root is not { } root)
        {
            gradient.Clear();
            return default;
        }

        root.Gradient.CopyTo(gradient);
        return root.Losses;
    }

    private Standardization.Moments Moments()
    {
        var question = new MomentsQuestion(_link.Count, _origin);
        _link.Ask(question);
        return question.Sum(_features);
    }
}

/// <summary>Asks for losses and gradients at some parameters.</summary>
internal sealed class SumQuestion(int shards, int parameters) : ShardQuestion
{
    private readonly GradientSums _sums = new(shards, parameters);
    private ShardRequestKind _kind;
    private ReadOnlyMemory<float> _parameters;
    private int _epoch;
    private long _step;

    /// <inheritdoc/>
    public override ShardRequestKind Kind => _kind;

    /// <summary>The sum over all shards; null where none had anything to say.</summary>
    public GradientSum? Root => _sums.Tree.Root;

    /// <summary>Asks anew.</summary>
    public void Begin(ShardRequestKind kind, ReadOnlyMemory<float> at, int epoch = 0, long step = 0)
    {
        (_kind, _parameters, _epoch, _step) = (kind, at, epoch, step);
        _sums.Begin(kind is ShardRequestKind.Step or ShardRequestKind.Gradient);
    }

    /// <inheritdoc/>
    public override void Write(MessageWriter writer, int first, int count)
    {
        if (_kind == ShardRequestKind.Step)
        {
            writer.Int(_epoch);
            writer.Long(_step);
        }

        writer.Floats(_parameters.Span);
    }

    /// <inheritdoc/>
    public override void Read(ref MessageReader reader, int first, int count) => _sums.Read(ref reader);
}

/// <summary>Asks for the moments of the features, which are merged in the order of the shards.</summary>
internal sealed class MomentsQuestion(int shards, float[] origin) : ShardQuestion
{
    private readonly byte[]?[] _moments = new byte[]?[shards];

    /// <inheritdoc/>
    public override ShardRequestKind Kind => ShardRequestKind.Moments;

    /// <inheritdoc/>
    public override void Write(MessageWriter writer, int first, int count) => writer.Floats(origin);

    /// <inheritdoc/>
    public override void Read(ref MessageReader reader, int first, int count)
    {
        for (int shard = first; shard < first + count; shard++)
            _moments[shard] = reader.Flag() ? reader.Bytes(Standardization.Moments.BytesOf(origin.Length)).ToArray() : null;
    }

    /// <summary>Those of all rows.</summary>
    public Standardization.Moments Sum(int features)
    {
        var moments = new Standardization.Moments(features, origin);
        foreach (byte[]? ofShard in _moments)
        {
            if (ofShard is null) continue;
            var reader = new MessageReader(ofShard);
            moments.Add(ref reader);
        }

        return moments;
    }
}

/// <summary>Has shards of dense rows read.</summary>
internal sealed class DenseOpenQuestion(int shards, int features) : OpenQuestion(shards)
{
    /// <summary>The first row that is trained on.</summary>
    public float[] Origin { get; private set; } = [];

    /// <inheritdoc/>
    protected override void ReadRest(ref MessageReader reader, int shard)
    {
        if (reader.Flag()) Origin = reader.Floats(features).ToArray();
    }
}
