using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LossGen.Passes;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>Learning from a set in memory.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class MemoryRows<TPass> : ITrainingRows
    where TPass : struct, IPass
{
    private readonly PinnedSet<TPass> _given;
    private readonly SetGradients<TPass> _gradients;
    private readonly LossOptions? _loss;
    private readonly double _meanWeight;
    private PinnedSet<TPass> _set;
    private float[] _standardized = [];

    /// <summary>Enters the set; threads start with the run.</summary>
    /// <param name="set">Where it is; pinned for as long as this is in use.</param>
    /// <param name="parameters">The trained parameters, which never move.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    public MemoryRows(PinnedSet<TPass> set, Memory<float> parameters, TrainingOptions options, CancellationToken cancellationToken)
    {
        _given = _set = set;
        _loss = options.Loss;
        _gradients = new SetGradients<TPass>(parameters, options, cancellationToken);
        _meanWeight = SetWeight.Sum(set.ToBatch(), options.Loss, TPass.Task == ClassificationTask.MultiLabel ? TPass.ClassCount : 1) / set.Count;
        _gradients.Enter(set, _loss, _meanWeight);
    }

    /// <inheritdoc/>
    public bool IsPassLong => false;

    /// <inheritdoc/>
    public string Fingerprint => Training.Fingerprint.Of(_given.ToBatch(), _loss);

    /// <inheritdoc/>
    public void Weigh()
    {
    }

    /// <inheritdoc/>
    public Standardization Measure() => Moments().ToStandardization();

    /// <inheritdoc/>
    public unsafe void Begin(TrainingOptions options, Standardization? standardization)
    {
        _gradients.Use(options, options.Adversary is null ? null : new AdversaryStage<TPass>(options, standardization));
        if (standardization is not null)
        {
            _standardized = GC.AllocateUninitializedArray<float>(_given.Values.Length, pinned: true);
            standardization.Apply(_given.Values, _standardized);
            _set = _given.WithRows((float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_standardized)));
        }

        _gradients.Enter(_set, _loss, _meanWeight, _given);
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
    public void RootMeanSquares(Span<double> features) => Moments().RootMeanSquares(features);

    /// <inheritdoc/>
    public void Deviations(Span<double> features) => Moments().Deviations(features);

    /// <inheritdoc/>
    public double Loss() => _gradients.Loss().Mean;

    /// <inheritdoc/>
    public double LossAsGiven(ReadOnlySpan<float> parameters) => _gradients.Loss(parameters, _given).Mean;

    /// <inheritdoc/>
    public void Dispose() => _gradients.Dispose();

    /// <summary>The moments of the rows that are learned from: before the run begins, as they were given.</summary>
    private Standardization.Moments Moments()
    {
        var moments = new Standardization.Moments(TPass.FeatureCount);
        moments.Add(_set.Values);
        return moments;
    }
}
