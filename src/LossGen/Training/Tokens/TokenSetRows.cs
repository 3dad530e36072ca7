using System.Diagnostics;
using LossGen.Passes;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>Learning from contexts of tokens in memory, or from all contexts of a stream.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class TokenSetRows<TPass> : ITrainingRows
    where TPass : struct, ITokenPass
{
    private readonly PinnedSet<TPass> _set;
    private readonly SetGradients<TPass> _gradients;
    private readonly LossOptions? _loss;
    private readonly double _meanWeight;

    /// <summary>Enters the set; threads start with the run.</summary>
    /// <param name="set">Where it is; pinned for as long as this is in use.</param>
    /// <param name="parameters">The trained parameters, which never move.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    public TokenSetRows(PinnedSet<TPass> set, Memory<float> parameters, TrainingOptions options, CancellationToken cancellationToken)
    {
        _set = set;
        _loss = options.Loss;
        _gradients = new SetGradients<TPass>(parameters, options, cancellationToken);
        _meanWeight = SetWeight.Sum(set.ToBatch(), options.Loss, losses: 1) / set.Count;
        _gradients.Enter(set, _loss, _meanWeight);
    }

    /// <inheritdoc/>
    public bool IsPassLong => false;

    /// <inheritdoc/>
    public string Fingerprint => Training.Fingerprint.Of(_set.ToBatch(), _loss);

    /// <inheritdoc/>
    public void Weigh()
    {
    }

    /// <inheritdoc/>
    public Standardization Measure() => throw new UnreachableException("Tokens are not standardised.");

    /// <inheritdoc/>
    public void Begin(TrainingOptions options, Standardization? standardization)
    {
        _gradients.Use(options);
        _gradients.Enter(_set, _loss, _meanWeight);
        int threads = _gradients.ThreadCount;
        if (threads > 1) _gradients.StartThreads(threads);
    }

    /// <inheritdoc/>
    public void Visit(StateVisitor visitor)
    {
    }

    /// <inheritdoc/>
    public StopReason? RunEpoch(int epoch, IBatchStep step) => _gradients.RunEpoch(epoch, portion: 0, step);

    /// <inheritdoc/>
    public LossSums Gradient(Span<float> gradient) => _gradients.Gradient(gradient);

    /// <inheritdoc/>
    /// <remarks>A token is there or not.</remarks>
    public void RootMeanSquares(Span<double> features) => features.Fill(1);

    /// <inheritdoc/>
    public void Deviations(Span<double> features) => features.Fill(1);

    /// <inheritdoc/>
    public double Loss() => _gradients.Loss().Mean;

    /// <inheritdoc/>
    public double LossAsGiven(ReadOnlySpan<float> parameters) => _gradients.Loss(parameters, _set).Mean;

    /// <inheritdoc/>
    public void Dispose() => _gradients.Dispose();
}
