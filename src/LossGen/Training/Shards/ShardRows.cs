using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>Learning from shards whose gradient is one number for each parameter, wherever they are: sends the parameters and receives sums.</summary>
internal abstract class ShardRows : ITrainingRows
{
    private readonly ShardLink _link;
    private readonly Memory<float> _parameters;
    private readonly SumQuestion _sums;
    private readonly Memory<float> _gradient;

    /// <summary>Prepares, once the shards have been opened.</summary>
    /// <param name="link">The way to the shards.</param>
    /// <param name="parameters">The trained parameters.</param>
    protected ShardRows(ShardLink link, Memory<float> parameters)
    {
        _link = link;
        _parameters = parameters;
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
    public abstract Standardization Measure();

    /// <inheritdoc/>
    public virtual void Begin(TrainingOptions options, Standardization? standardization) => _link.Use(options, standardization);

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
            if (step.Take(sums, (float)(1 / (rows * _link.MeanWeight)), new BatchGradient(_gradient.Span)) is { } reason) return reason;
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
    public abstract void RootMeanSquares(Span<double> features);

    /// <inheritdoc/>
    public abstract void Deviations(Span<double> features);

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
