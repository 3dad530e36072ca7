using LossGen.Models;

namespace LossGen;

/// <summary>What every generated model offers, for code that is generic over models.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <remarks>All arrays are row-major and contiguous, n is the number of rows, losses are in nats.</remarks>
public interface ICrossEntropyModel<TSelf>
    where TSelf : class, ICrossEntropyModel<TSelf>
{
    /// <summary>Numbers in one row.</summary>
    static abstract int FeatureCount { get; }

    /// <summary>Classes, or labels of a multi-label model.</summary>
    static abstract int ClassCount { get; }

    /// <summary>Weights and biases.</summary>
    static abstract int ParameterCount { get; }

    /// <summary>Where the weights and biases of each layer lie among the parameters; by default those of one linear layer.</summary>
    static virtual ParameterLayout Layout => LinearModel<TSelf>.Layout;

    /// <summary>The function that follows each layer of <see cref="Layout"/> except the last; null where there is one layer.</summary>
    static virtual Activation? Activation => null;

    /// <summary>What the outputs mean; never <see cref="ClassificationTask.Auto"/>.</summary>
    static abstract ClassificationTask Task { get; }

    /// <summary>The names of the numbers in a row, in their order; empty where the declaration gives none.</summary>
    static virtual ReadOnlySpan<string> FeatureNames => default;

    /// <summary>The names of the classes or labels, in their order; empty where the declaration gives none.</summary>
    static virtual ReadOnlySpan<string> ClassNames => default;

    /// <summary>
    /// Layer after layer, each weights [unit][input], then biases [unit], as <see cref="Layout"/> says. A linear model has one layer: weights
    /// [class][feature], then biases [class], or one weight row and one bias if it is binary.
    /// </summary>
    /// <exception cref="InvalidOperationException">The model is the shared <c>Pretrained</c> of its class, which stays as it is.</exception>
    Span<float> Parameters { get; }

    /// <summary>The same for reading only, which the shared <c>Pretrained</c> of a class allows too.</summary>
    ReadOnlySpan<float> ReadOnlyParameters => Parameters;

    /// <summary>
    /// The means and scales of the features that the last <c>Fit</c> trained with, in whose scale <c>Update</c> takes its steps; null if that run did
    /// not standardise, before the first one, and for a model that keeps none.
    /// </summary>
    /// <remarks>Files hold it, copies have it, initial values remove it; parameters that are written by hand leave it as it is.</remarks>
    FeatureScaling? Scaling => null;

    /// <summary>Another model with the same parameters and the same <see cref="Scaling"/>, which can be trained.</summary>
    /// <remarks>
    /// Generated models copy their other fields as <see cref="object.MemberwiseClone"/> does. The model must not be changed by another thread meanwhile,
    /// or the copy may have some numbers from before and some from after the change.
    /// </remarks>
    /// <exception cref="NotSupportedException">The model is hand-written and does not implement this.</exception>
    TSelf Clone() => throw new NotSupportedException($"{typeof(TSelf).Name} is not generated and does not implement Clone; expected a model that does.");

    /// <summary>Takes over the parameters and the <see cref="Scaling"/> of another model.</summary>
    /// <remarks>
    /// A change like any other: it is refused while another call changes the model, and threads that read the model meanwhile may see some numbers
    /// from before and some from after it. The other model is only read; it must not be changed meanwhile.
    /// </remarks>
    /// <param name="other">The other model; a shared <c>Pretrained</c> as well.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The model is the shared <c>Pretrained</c> of its class, or another call is changing it.</exception>
    void CopyFrom(TSelf other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.ReadOnlyParameters.CopyTo(Parameters);
    }

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

    private static float[] TargetsOf(ReadOnlySpan<float> values, Bins bins)
    {
        ArgumentNullException.ThrowIfNull(bins);
        var targets = new float[checked(values.Length * bins.Count)];
        bins.Targets(values, targets);
        return targets;
    }
}
