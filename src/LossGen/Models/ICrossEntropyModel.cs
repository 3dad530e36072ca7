using LossGen.Models;

namespace LossGen;

/// <summary>What every generated model offers that takes dense rows, for code that is generic over models.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <remarks>All arrays are row-major and contiguous, n is the number of rows, losses are in nats.</remarks>
public interface ICrossEntropyModel<TSelf> : IClassifier<TSelf>
    where TSelf : class, ICrossEntropyModel<TSelf>
{
    /// <summary>Writes the logits of the rows.</summary>
    /// <param name="rows">n x FeatureCount numbers.</param>
    /// <param name="destination">n x ClassCount numbers; of a binary model n, the logits of class 1.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows, or what is written overlaps what is read.</exception>
    void Logits(ReadOnlySpan<float> rows, Span<float> destination);

    /// <summary>Writes the probabilities of the classes or labels. A row that holds NaN or an infinity gets NaN throughout.</summary>
    /// <param name="rows">n x FeatureCount numbers.</param>
    /// <param name="destination">n x ClassCount numbers, row by row.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows, or what is written overlaps what is read.</exception>
    void Probabilities(ReadOnlySpan<float> rows, Span<float> destination);

    /// <summary>The mean cross-entropy of the rows against targets, in nats; of a multi-label model over rows and labels.</summary>
    /// <param name="rows">n x FeatureCount numbers.</param>
    /// <param name="targets">n x ClassCount targets: where a row has one true class, probabilities that sum to 1; of a multi-label model 0 to 1 each.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the targets or an option is out of its range; the message names it.</exception>
    double Loss(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, LossOptions? options = null);

    /// <summary>The mean cross-entropy against targets and its gradient with respect to the parameters.</summary>
    /// <param name="rows">n x FeatureCount numbers.</param>
    /// <param name="targets">n x ClassCount targets: where a row has one true class, probabilities that sum to 1; of a multi-label model 0 to 1 each.</param>
    /// <param name="gradient">ParameterCount numbers, laid out as the parameters.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows, or what is written overlaps what is read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the targets or an option is out of its range; the message names it.</exception>
    double LossAndGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options = null);

    /// <summary>The mean cross-entropy against targets and its gradient with respect to the rows, as adversarial training needs it.</summary>
    /// <param name="rows">n x FeatureCount numbers.</param>
    /// <param name="targets">n x ClassCount targets: where a row has one true class, probabilities that sum to 1; of a multi-label model 0 to 1 each.</param>
    /// <param name="gradient">n x FeatureCount numbers.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows, or what is written overlaps what is read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the targets or an option is out of its range; the message names it.</exception>
    double InputGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options = null);

    /// <summary>Writes rows that are changed to raise the loss against targets, within epsilon and the valid range to the last bit.</summary>
    /// <param name="rows">n x FeatureCount finite numbers, within the adversary's range.</param>
    /// <param name="targets">n x ClassCount targets: where a row has one true class, probabilities that sum to 1; of a multi-label model 0 to 1 each.</param>
    /// <param name="destination">n x FeatureCount numbers; not the memory of the rows.</param>
    /// <param name="adversary">The attack: Fgsm or Pgd.</param>
    /// <param name="seed">Decides random starts.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows, or what is written overlaps what is read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the targets or an option is out of its range; the message names it.</exception>
    /// <exception cref="NotSupportedException">The model is hand-written and does not implement this.</exception>
    void Attack(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> destination, Adversary adversary, int seed = 0) =>
        throw new NotSupportedException($"{typeof(TSelf).Name} is not generated and does not implement Attack; expected a model that does.");

    /// <summary>Trains the model on targets, starting from its present parameters.</summary>
    /// <remarks>
    /// Deterministic: the same data, options and seed give the same parameters. The model receives them at the end of each epoch; an exception leaves it as
    /// the last finished epoch did. Other threads may read the model meanwhile, but see parameters of two epochs while they are copied.
    /// </remarks>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="targets">n x ClassCount targets: where a row has one true class, probabilities that sum to 1; of a multi-label model 0 to 1 each.</param>
    /// <param name="options">Epochs, batch size, learning rate, optimizer, penalties, loss; null: the defaults.</param>
    /// <param name="progress">Receives a report after each epoch; may change the parameters, and training continues from them.</param>
    /// <param name="cancellationToken">Ends training; the model stays as the last finished epoch left it.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the targets or an option is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Another call is changing the model, or it is the shared <c>Pretrained</c> of its class, which stays as it is.</exception>
    TrainingResult Fit(
        ReadOnlySpan<float> rows,
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
    /// <param name="rows">n x FeatureCount finite numbers; n may be 1.</param>
    /// <param name="targets">n x ClassCount targets: where a row has one true class, probabilities that sum to 1; of a multi-label model 0 to 1 each.</param>
    /// <param name="learningRate">The step's length, greater than 0.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the targets or an option is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">
    /// The loss or a parameter would not be finite, another call is changing the model, or it is the shared <c>Pretrained</c>. The model is unchanged.
    /// </exception>
    double Update(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, float learningRate);
}

/// <summary>A model whose rows each have exactly one true class: binary and multiclass.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
public interface ILabelModel<TSelf> : ICrossEntropyModel<TSelf>
    where TSelf : class, ILabelModel<TSelf>
{
    /// <summary>The most probable class of one row; of equally probable ones the lowest.</summary>
    /// <param name="row">FeatureCount numbers.</param>
    /// <exception cref="ArgumentException">The row does not have FeatureCount numbers, or one is NaN or infinite.</exception>
    int Predict(ReadOnlySpan<float> row);

    /// <summary>Writes the most probable class of each row; of equally probable ones the lowest.</summary>
    /// <param name="rows">n x FeatureCount numbers.</param>
    /// <param name="destination">n classes.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a row holds NaN or an infinity; rows before it are written.</exception>
    void Predict(ReadOnlySpan<float> rows, Span<int> destination);

    /// <summary>The mean cross-entropy of the rows against their true classes, in nats.</summary>
    /// <param name="rows">n x FeatureCount numbers.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the labels or an option is out of its range; the message names it.</exception>
    double Loss(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, LossOptions? options = null);

    /// <summary>The mean cross-entropy against the true classes and its gradient with respect to the parameters.</summary>
    /// <param name="rows">n x FeatureCount numbers.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    /// <param name="gradient">ParameterCount numbers, laid out as the parameters.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows, or what is written overlaps what is read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the labels or an option is out of its range; the message names it.</exception>
    double LossAndGradient(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, Span<float> gradient, LossOptions? options = null);

    /// <summary>The mean cross-entropy against the true classes and its gradient with respect to the rows, as adversarial training needs it.</summary>
    /// <param name="rows">n x FeatureCount numbers.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    /// <param name="gradient">n x FeatureCount numbers.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows, or what is written overlaps what is read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the labels or an option is out of its range; the message names it.</exception>
    double InputGradient(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, Span<float> gradient, LossOptions? options = null);

    /// <summary>Trains the model on the true classes, starting from its present parameters.</summary>
    /// <remarks>
    /// Deterministic: the same data, options and seed give the same parameters. The model receives them at the end of each epoch; an exception leaves it as
    /// the last finished epoch did. Other threads may read the model meanwhile, but see parameters of two epochs while they are copied.
    /// </remarks>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    /// <param name="options">Epochs, batch size, learning rate, optimizer, penalties, loss; null: the defaults.</param>
    /// <param name="progress">Receives a report after each epoch; may change the parameters, and training continues from them.</param>
    /// <param name="cancellationToken">Ends training; the model stays as the last finished epoch left it.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the labels or an option is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Another call is changing the model, or it is the shared <c>Pretrained</c> of its class, which stays as it is.</exception>
    TrainingResult Fit(
        ReadOnlySpan<float> rows,
        ReadOnlySpan<int> labels,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>One step of gradient descent on the mean cross-entropy of these rows; returns the loss before it.</summary>
    /// <param name="rows">n x FeatureCount finite numbers; n may be 1.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    /// <param name="learningRate">The step's length, greater than 0.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the labels or an option is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">
    /// The loss or a parameter would not be finite, another call is changing the model, or it is the shared <c>Pretrained</c>. The model is unchanged.
    /// </exception>
    double Update(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, float learningRate);

    /// <summary>The mean cross-entropy against the targets that bins make of numbers, in nats.</summary>
    /// <remarks>Unless a model implements it, the targets of all rows are made at once.</remarks>
    /// <param name="rows">n x FeatureCount numbers.</param>
    /// <param name="bins">ClassCount bins, whose targets generated models make block by block.</param>
    /// <param name="values">n finite numbers, one a row.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the values or an option is out of its range; the message names it.</exception>
    double Loss(ReadOnlySpan<float> rows, Bins bins, ReadOnlySpan<float> values, LossOptions? options = null) =>
        Loss(rows, TargetsOf(values, bins), options);

    /// <summary>Trains the model to predict numbers, as distributions over bins.</summary>
    /// <remarks>
    /// Deterministic: the same data, options and seed give the same parameters. The model receives them at the end of each epoch; an exception leaves it as
    /// the last finished epoch did. Other threads may read the model meanwhile, but see parameters of two epochs while they are copied.
    /// Unless a model implements it, the targets of all rows are made at once.
    /// </remarks>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="bins">ClassCount bins, whose targets generated models make block by block.</param>
    /// <param name="values">n finite numbers, one a row.</param>
    /// <param name="options">Epochs, batch size, learning rate, optimizer, penalties, loss; null: the defaults.</param>
    /// <param name="progress">Receives a report after each epoch; may change the parameters, and training continues from them.</param>
    /// <param name="cancellationToken">Ends training; the model stays as the last finished epoch left it.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the values or an option is out of its range; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Another call is changing the model, or it is the shared <c>Pretrained</c> of its class, which stays as it is.</exception>
    TrainingResult Fit(
        ReadOnlySpan<float> rows,
        Bins bins,
        ReadOnlySpan<float> values,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Fit(rows, TargetsOf(values, bins), options, progress, cancellationToken);

    /// <summary>Writes rows that are changed to raise the loss against their true classes, within epsilon and the valid range to the last bit.</summary>
    /// <param name="rows">n x FeatureCount finite numbers, within the adversary's range.</param>
    /// <param name="labels">The true class of each row, 0 to ClassCount − 1.</param>
    /// <param name="destination">n x FeatureCount numbers; not the memory of the rows.</param>
    /// <param name="adversary">The attack: Fgsm or Pgd.</param>
    /// <param name="seed">Decides random starts.</param>
    /// <exception cref="ArgumentException">A length does not fit the model or the number of rows, or what is written overlaps what is read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">One of the labels or an option is out of its range; the message names it.</exception>
    /// <exception cref="NotSupportedException">The model is hand-written and does not implement this.</exception>
    void Attack(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, Span<float> destination, Adversary adversary, int seed = 0) =>
        throw new NotSupportedException($"{typeof(TSelf).Name} is not generated and does not implement Attack; expected a model that does.");

    /// <summary>A size such that no smaller change of a row, within the valid range, changes its class; 0 where that is another already.</summary>
    /// <remarks>
    /// Of a linear model exact, up to the rounding of its logits: the smallest margin to another class over the dual norm of the difference of their weights. With
    /// hidden layers a lower bound: changes of that size may do no harm either. Interval bounds, for one hidden layer of ReLU or leaky ReLU also linear ones
    /// (CROWN); the rounding of the logits is accounted for.
    /// </remarks>
    /// <param name="row">FeatureCount finite numbers, within the range.</param>
    /// <param name="label">The class that the row is to keep.</param>
    /// <param name="norm">How changes are measured.</param>
    /// <param name="minimum">The smallest valid value of a feature.</param>
    /// <param name="maximum">The largest one.</param>
    /// <exception cref="ArgumentException">The row has another length, or a number is not finite or out of the range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The label is no class, or the minimum is above the maximum.</exception>
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
