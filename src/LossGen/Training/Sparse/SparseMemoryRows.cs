using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LossGen.Passes;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>Learning from a set of sparse rows in memory.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed unsafe class SparseMemoryRows<TPass> : ITrainingRows
    where TPass : struct, ISparsePass
{
    private readonly PinnedSparseSet _given;
    private readonly PinnedSparseSet _set;
    private readonly SparseGradients<TPass> _gradients;
    private readonly LossOptions? _loss;
    private readonly double _meanWeight;
    private readonly int[] _numbers;

    /// <summary>Enters the set.</summary>
    /// <param name="set">Where it is; pinned for as long as this is in use.</param>
    /// <param name="table">The numbers of its features.</param>
    /// <param name="parameters">The trained parameters, which never move.</param>
    /// <param name="options">The options of the run.</param>
    /// <param name="cancellationToken">Looked at before each batch.</param>
    public SparseMemoryRows(PinnedSparseSet set, FeatureTable table, Memory<float> parameters, TrainingOptions options, CancellationToken cancellationToken)
    {
        _given = set;
        _loss = options.Loss;
        _numbers = GC.AllocateUninitializedArray<int>(Math.Max(set.Rows.Features.Length, 1), pinned: true);
        int bad = table.NumbersOf(set.Rows.Features, _numbers);
        if (bad >= 0) throw new ArgumentException("The rows have changed while Fit was reading them; expected rows that nobody writes meanwhile.", "rows");
        _set = set.WithFeatures((int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_numbers)));
        _gradients = new SparseGradients<TPass>(parameters, options, cancellationToken);
        _meanWeight = SetWeight.Sum(set.ToBatch(), options.Loss, TPass.Task == ClassificationTask.MultiLabel ? TPass.ClassCount : 1) / set.Count;
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
    public Standardization Measure() => throw new UnreachableException("Sparse rows are not standardised.");

    /// <inheritdoc/>
    public void Begin(TrainingOptions options, Standardization? standardization)
    {
        _gradients.Use(options);
        _gradients.Enter(_set, _loss, _meanWeight, isLasting: true);
    }

    /// <inheritdoc/>
    public void Visit(StateVisitor visitor)
    {
    }

    /// <inheritdoc/>
    public StopReason? RunEpoch(int epoch, IBatchStep step) => _gradients.RunEpoch(epoch, portion: 0, (ISparseStep)step);

    /// <inheritdoc/>
    public LossSums Gradient(Span<float> gradient) => _gradients.Gradient(gradient);

    /// <inheritdoc/>
    public void RootMeanSquares(Span<double> features)
    {
        features.Clear();
        SparseRows rows = _set.Rows;
        for (int i = 0; i < rows.Features.Length; i++)
        {
            double x = rows.Values.IsEmpty ? 1 : rows.Values[i];
            features[rows.Features[i]] += x * x;
        }

        foreach (ref double feature in features) feature = Math.Sqrt(feature / _set.Count);
    }

    /// <inheritdoc/>
    /// <remarks>Nearly every feature is 0 in nearly every row: its size is its deviation.</remarks>
    public void Deviations(Span<double> features) => RootMeanSquares(features);

    /// <inheritdoc/>
    public double Loss() => _gradients.Loss().Mean;

    /// <inheritdoc/>
    public double LossAsGiven(ReadOnlySpan<float> parameters) => Loss();

    /// <inheritdoc/>
    public void Dispose() => _gradients.Dispose();
}
