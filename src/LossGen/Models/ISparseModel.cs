namespace LossGen;

/// <summary>What every generated model offers that takes sparse rows, for code that is generic over models.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <remarks>
/// All arrays are row-major and contiguous, n is the number of rows, losses are in nats. The members are those of
/// <see cref="ICrossEntropyModel{TSelf}"/>, except the gradient with respect to the rows, which would not be sparse.
/// </remarks>
public interface ISparseModel<TSelf> : IClassifier<TSelf>
    where TSelf : class, ISparseModel<TSelf>
{
    /// <summary>Writes the logits: n x ClassCount, or n for a binary model.</summary>
    void Logits(SparseRows rows, Span<float> destination);

    /// <summary>Writes the probabilities: n x ClassCount.</summary>
    void Probabilities(SparseRows rows, Span<float> destination);

    /// <summary>Mean cross-entropy against targets, n x ClassCount.</summary>
    double Loss(SparseRows rows, ReadOnlySpan<float> targets, LossOptions? options = null);

    /// <summary>Mean cross-entropy against targets, and its gradient with respect to all parameters.</summary>
    double LossAndGradient(SparseRows rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options = null);

    /// <summary>Trains on targets, n x ClassCount.</summary>
    TrainingResult Fit(
        SparseRows rows,
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
    double Update(SparseRows rows, ReadOnlySpan<float> targets, float learningRate);
}

/// <summary>A model with sparse rows that each have exactly one true class: binary and multiclass.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
public interface ISparseLabelModel<TSelf> : ISparseModel<TSelf>
    where TSelf : class, ISparseLabelModel<TSelf>
{
    /// <summary>The most probable class of one row; the lowest of equals.</summary>
    int Predict(SparseRows row);

    /// <summary>Writes the most probable class of each row.</summary>
    void Predict(SparseRows rows, Span<int> destination);

    /// <summary>Mean cross-entropy against the true classes.</summary>
    double Loss(SparseRows rows, ReadOnlySpan<int> labels, LossOptions? options = null);

    /// <summary>Mean cross-entropy against the true classes, and its gradient with respect to all parameters.</summary>
    double LossAndGradient(SparseRows rows, ReadOnlySpan<int> labels, Span<float> gradient, LossOptions? options = null);

    /// <summary>Trains on the true classes.</summary>
    TrainingResult Fit(
        SparseRows rows,
        ReadOnlySpan<int> labels,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>One online gradient step; returns the loss before it.</summary>
    double Update(SparseRows rows, ReadOnlySpan<int> labels, float learningRate);
}
