using LossGen.Models;

namespace LossGen;

/// <summary>What every generated model offers that takes dense rows, for code that is generic over models.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <remarks>All arrays are row-major and contiguous, n is the number of rows, losses are in nats.</remarks>
public interface ICrossEntropyModel<TSelf> : IClassifier<TSelf>
    where TSelf : class, ICrossEntropyModel<TSelf>
{
    /// <summary>Writes the logits: n x ClassCount, or n for a binary model.</summary>
    void Logits(ReadOnlySpan<float> rows, Span<float> destination);

    /// <summary>Writes the probabilities: n x ClassCount.</summary>
    void Probabilities(ReadOnlySpan<float> rows, Span<float> destination);

    /// <summary>Mean cross-entropy against targets, n x ClassCount.</summary>
    double Loss(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, LossOptions? options = null);

    /// <summary>Mean cross-entropy against targets, and its gradient with respect to the parameters.</summary>
    double LossAndGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options = null);

    /// <summary>Mean cross-entropy against targets, and its gradient with respect to the rows, n x FeatureCount.</summary>
    double InputGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options = null);

    /// <summary>Trains on targets, n x ClassCount.</summary>
    TrainingResult Fit(
        ReadOnlySpan<float> rows,
        ReadOnlySpan<float> targets,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>Trains on rows that come batch by batch, so that they do not have to fit into memory;
    /// enumerated at least once an epoch, and once more for the loss at the end.</summary>
    TrainingResult Fit(
        IEnumerable<TrainingBatch> batches,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>One online gradient step against targets; returns the loss before it.</summary>
    double Update(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, float learningRate);
}

/// <summary>A model whose rows each have exactly one true class: binary and multiclass.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
public interface ILabelModel<TSelf> : ICrossEntropyModel<TSelf>
    where TSelf : class, ILabelModel<TSelf>
{
    /// <summary>The most probable class of one row; the lowest of equals.</summary>
    int Predict(ReadOnlySpan<float> row);

    /// <summary>Writes the most probable class of each row.</summary>
    void Predict(ReadOnlySpan<float> rows, Span<int> destination);

    /// <summary>Mean cross-entropy against the true classes.</summary>
    double Loss(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, LossOptions? options = null);

    /// <summary>Mean cross-entropy against the true classes, and its gradient with respect to the parameters.</summary>
    double LossAndGradient(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, Span<float> gradient, LossOptions? options = null);

    /// <summary>Mean cross-entropy against the true classes, and its gradient with respect to the rows.</summary>
    double InputGradient(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, Span<float> gradient, LossOptions? options = null);

    /// <summary>Trains on the true classes.</summary>
    TrainingResult Fit(
        ReadOnlySpan<float> rows,
        ReadOnlySpan<int> labels,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>One online gradient step; returns the loss before it.</summary>
    double Update(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, float learningRate);

    /// <summary>Mean cross-entropy against the targets that bins make of numbers, one a row.</summary>
    /// <remarks>Unless a model implements it, the targets of all rows are made at once.</remarks>
    double Loss(ReadOnlySpan<float> rows, Bins bins, ReadOnlySpan<float> values, LossOptions? options = null) =>
        Loss(rows, TargetsOf(values, bins), options);

    /// <summary>Trains on numbers, one a row, through bins.</summary>
    /// <remarks>Unless a model implements it, the targets of all rows are made at once.</remarks>
    TrainingResult Fit(
        ReadOnlySpan<float> rows,
        Bins bins,
        ReadOnlySpan<float> values,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Fit(rows, TargetsOf(values, bins), options, progress, cancellationToken);

    /// <summary>Writes rows that are changed to raise the loss against their true classes: n x FeatureCount, within epsilon and the valid range to the last bit.</summary>
    /// <exception cref="NotSupportedException">The model is hand-written and does not implement this.</exception>
    void Attack(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, Span<float> destination, Adversary adversary, int seed = 0) =>
        throw new NotSupportedException($"{typeof(TSelf).Name} is not generated and does not implement Attack; expected a model that does.");

    /// <summary>
    /// A size such that no smaller change of a row, within the valid range, changes its class; 0 where that is another already. Exact for linear models, up to the rounding of
    /// their logits; a lower bound with hidden layers.
    /// </summary>
    double CertifiedRadius(ReadOnlySpan<float> row, int label, Norm norm, float minimum = float.NegativeInfinity, float maximum = float.PositiveInfinity) =>
        Passes.Certificate.Radius(ReadOnlyParameters, TSelf.Layout, TSelf.Activation, TSelf.ClassCount, row, label, norm, minimum, maximum);

    private static float[] TargetsOf(ReadOnlySpan<float> values, Bins bins)
    {
        ArgumentNullException.ThrowIfNull(bins);
        var targets = new float[checked(values.Length * bins.Count)];
        bins.Targets(values, targets);
        return targets;
    }
}
