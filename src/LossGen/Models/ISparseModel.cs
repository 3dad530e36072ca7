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
    /// <summary>Writes the logits of the rows.</summary>
    /// <param name="rows">n sparse rows of up to FeatureCount features.</param>
    /// <param name="destination">n x ClassCount numbers; of a binary model n, the logits of class 1.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    void Logits(SparseRows rows, Span<float> destination);

    /// <summary>Writes the probabilities of the classes or labels. A row that holds NaN or an infinity gets NaN throughout.</summary>
    /// <param name="rows">n sparse rows of up to FeatureCount features.</param>
    /// <param name="destination">n x ClassCount numbers, row by row.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    void Probabilities(SparseRows rows, Span<float> destination);

    /// <summary>The mean cross-entropy of the rows against targets, in nats; of a multi-label model over rows and labels.</summary>
    /// <param name="rows">n sparse rows of up to FeatureCount features.</param>
    /// <param name="targets">n x ClassCount targets: where a row has one true class, probabilities that sum to 1; of a multi-label model 0 to 1 each.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the targets or an option is out of its range; the message names it.</exception>
    double Loss(SparseRows rows, ReadOnlySpan<float> targets, LossOptions? options = null);

    /// <summary>The mean cross-entropy against targets and its gradient with respect to the parameters.</summary>
    /// <param name="rows">n sparse rows of up to FeatureCount features.</param>
    /// <param name="targets">n x ClassCount targets: where a row has one true class, probabilities that sum to 1; of a multi-label model 0 to 1 each.</param>
    /// <param name="gradient">ParameterCount numbers, laid out as the parameters.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the targets or an option is out of its range; the message names it.</exception>
    double LossAndGradient(SparseRows rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options = null);

    /// <summary>Trains the model on targets, starting from its present parameters.</summary>
    /// <remarks>
    /// Deterministic: the same data, options and seed give the same parameters. The model receives them at the end of each epoch; an exception leaves it as
    /// the last finished epoch did. Other threads may read the model meanwhile, but see parameters of two epochs while they are copied.
    /// </remarks>
    /// <param name="rows">n sparse rows of up to FeatureCount features, with finite values.</param>
    /// <param name="targets">n x ClassCount targets: where a row has one true class, probabilities that sum to 1; of a multi-label model 0 to 1 each.</param>
    /// <param name="options">Epochs, batch size, learning rate, optimizer, penalties, loss; null: the defaults.</param>
    /// <param name="progress">Receives a report after each epoch; may change the parameters, and training continues from them.</param>
    /// <param name="cancellationToken">Ends training; the model stays as the last finished epoch left it.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the targets or an option is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Another call is changing the model, or it is the shared <c>Pretrained</c> of its class, which stays as it is.</exception>
    TrainingResult Fit(
        SparseRows rows,
        ReadOnlySpan<float> targets,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>Trains the model on rows that come batch by batch, so that they need not fit into memory.</summary>
    /// <remarks>
    /// The batches are enumerated once an epoch (by L-BFGS for each point it tries), once more for the loss at the end, and once before where features are
    /// standardised. Each is divided further into steps of BatchSize rows, shuffled among themselves.
    /// </remarks>
    /// <param name="batches">Rows of finite numbers, with labels or targets; a batch has been used up when the next is asked for.</param>
    /// <param name="options">As for rows in memory; null: the defaults.</param>
    /// <param name="progress">Receives a report after each epoch; may change the parameters, and training continues from them.</param>
    /// <param name="cancellationToken">Ends training; the model stays as the last finished epoch left it.</param>
    /// <exception cref="ArgumentException">A batch cannot be learnt from, or there is none; the model stays as the last finished epoch left it.</exception>
    /// <exception cref="InvalidOperationException">Another call is changing the model, or it is the shared <c>Pretrained</c> of its class, which stays as it is.</exception>
    TrainingResult Fit(
        IEnumerable<TrainingBatch> batches,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>One step of gradient descent on the mean cross-entropy of these rows; returns the loss before it.</summary>
    /// <param name="rows">n sparse rows of up to FeatureCount features, with finite values; n may be 1.</param>
    /// <param name="targets">n x ClassCount targets: where a row has one true class, probabilities that sum to 1; of a multi-label model 0 to 1 each.</param>
    /// <param name="learningRate">The step's length, greater than 0.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the targets or an option is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">
    /// The loss or a parameter would not be finite, another call is changing the model, or it is the shared <c>Pretrained</c>. The model is unchanged.
    /// </exception>
    double Update(SparseRows rows, ReadOnlySpan<float> targets, float learningRate);
}

/// <summary>A model with sparse rows that each have exactly one true class: binary and multiclass.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
public interface ISparseLabelModel<TSelf> : ISparseModel<TSelf>
    where TSelf : class, ISparseLabelModel<TSelf>
{
    /// <summary>The most probable class of one row; of equally probable ones the lowest.</summary>
    /// <param name="row">One row.</param>
    /// <exception cref="ArgumentException">There is not exactly one row, or a value is NaN or infinite.</exception>
    int Predict(SparseRows row);

    /// <summary>Writes the most probable class of each row; of equally probable ones the lowest.</summary>
    /// <param name="rows">n sparse rows of up to FeatureCount features.</param>
    /// <param name="destination">n classes.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a row holds NaN or an infinity; rows before it are written.</exception>
    void Predict(SparseRows rows, Span<int> destination);

    /// <summary>The mean cross-entropy of the rows against their true classes, in nats.</summary>
    /// <param name="rows">n sparse rows of up to FeatureCount features.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the labels or an option is out of its range; the message names it.</exception>
    double Loss(SparseRows rows, ReadOnlySpan<int> labels, LossOptions? options = null);

    /// <summary>The mean cross-entropy against the true classes and its gradient with respect to the parameters.</summary>
    /// <param name="rows">n sparse rows of up to FeatureCount features.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    /// <param name="gradient">ParameterCount numbers, laid out as the parameters.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the labels or an option is out of its range; the message names it.</exception>
    double LossAndGradient(SparseRows rows, ReadOnlySpan<int> labels, Span<float> gradient, LossOptions? options = null);

    /// <summary>Trains the model on the true classes, starting from its present parameters.</summary>
    /// <remarks>
    /// Deterministic: the same data, options and seed give the same parameters. The model receives them at the end of each epoch; an exception leaves it as
    /// the last finished epoch did. Other threads may read the model meanwhile, but see parameters of two epochs while they are copied.
    /// </remarks>
    /// <param name="rows">n sparse rows of up to FeatureCount features, with finite values.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    /// <param name="options">Epochs, batch size, learning rate, optimizer, penalties, loss; null: the defaults.</param>
    /// <param name="progress">Receives a report after each epoch; may change the parameters, and training continues from them.</param>
    /// <param name="cancellationToken">Ends training; the model stays as the last finished epoch left it.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the labels or an option is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Another call is changing the model, or it is the shared <c>Pretrained</c> of its class, which stays as it is.</exception>
    TrainingResult Fit(
        SparseRows rows,
        ReadOnlySpan<int> labels,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>One step of gradient descent on the mean cross-entropy of these rows; returns the loss before it.</summary>
    /// <param name="rows">n sparse rows of up to FeatureCount features, with finite values; n may be 1.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    /// <param name="learningRate">The step's length, greater than 0.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the labels or an option is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">
    /// The loss or a parameter would not be finite, another call is changing the model, or it is the shared <c>Pretrained</c>. The model is unchanged.
    /// </exception>
    double Update(SparseRows rows, ReadOnlySpan<int> labels, float learningRate);
}
