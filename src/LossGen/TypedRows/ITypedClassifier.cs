namespace LossGen;

/// <summary>
/// What a model declared by <see cref="CrossEntropyModelAttribute{TRow}"/> offers besides, whether its rows become dense or sparse, for code that is generic over
/// models.
/// </summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The type of the label: an enum, bool, byte, short, int or long.</typeparam>
/// <remarks>
/// A row that is null is an <see cref="ArgumentException"/> that names the row; an enum value that its type does not define, and a label that is not a class, an
/// <see cref="ArgumentOutOfRangeException"/> that names row, member and value.
/// </remarks>
public interface ITypedClassifier<TSelf, TRow, TLabel> : ILabelledRows<TSelf, TRow, TLabel>
    where TSelf : class, ITypedClassifier<TSelf, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>The index of a class, or −1 if it is none of the model's; of a multi-label model −1 if it is not exactly one of the labels.</summary>
    /// <param name="label">The class or label.</param>
    static abstract int IndexOf(TLabel label);

    /// <summary>The class or label at an index, 0 to ClassCount − 1.</summary>
    /// <param name="index">The column of the class in the probabilities.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    static abstract TLabel ClassAt(int index);

    /// <summary>The most probable class of a row; of equally probable ones the lowest. Of a multi-label model all labels that are more probable than not.</summary>
    /// <param name="row">The row.</param>
    /// <exception cref="ArgumentException">The row is null, or a feature is NaN or infinite; the message names it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member that is an enum has a value its type does not define, or the label is not a class; the message names it.</exception>
    TLabel Predict(in TRow row);

    /// <summary>Writes the most probable class of each row, the lowest of equals, or of a multi-label model all labels that are more probable than not.</summary>
    /// <param name="rows">n rows.</param>
    /// <param name="destination">n predictions.</param>
    /// <exception cref="ArgumentException">A length does not fit, a row is null, or a feature is NaN or infinite; the message names it. Rows before it may be written.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member that is an enum has a value its type does not define, or the label is not a class; the message names it.</exception>
    void Predict(ReadOnlySpan<TRow> rows, Span<TLabel> destination);

    /// <summary>The probability of one class or label; NaN if a feature is NaN or infinite.</summary>
    /// <param name="row">The row.</param>
    /// <param name="label">The class or label.</param>
    /// <exception cref="ArgumentNullException">The row is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The label is not a class of the model, or a member has a value its type does not define.</exception>
    float Probability(in TRow row, TLabel label);

    /// <summary>Writes the probability of each class or label, in the order of ClassNames; NaN if a feature is NaN or infinite.</summary>
    /// <param name="row">The row.</param>
    /// <param name="destination">ClassCount numbers.</param>
    /// <exception cref="ArgumentException">The row is null, or the destination has another length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member that is an enum has a value its type does not define, or the label is not a class; the message names it.</exception>
    void Probabilities(in TRow row, Span<float> destination);

    /// <summary>Writes the probability of each class or label for each row.</summary>
    /// <param name="rows">n rows.</param>
    /// <param name="destination">n x ClassCount numbers, row by row.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a row is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member that is an enum has a value its type does not define, or the label is not a class; the message names it.</exception>
    void Probabilities(ReadOnlySpan<TRow> rows, Span<float> destination);

    /// <summary>Writes the most probable classes, the most probable first and the lower of equals before the higher; returns how many.</summary>
    /// <param name="row">The row.</param>
    /// <param name="destination">As many classes as are wanted; beyond ClassCount it stays as it is.</param>
    /// <exception cref="ArgumentException">The row is null, or a feature is NaN or infinite; the message names it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member that is an enum has a value its type does not define, or the label is not a class; the message names it.</exception>
    int TopK(in TRow row, Span<ClassProbability<TLabel>> destination);

    /// <summary>The mean cross-entropy of the rows against their labels, in nats.</summary>
    /// <param name="rows">n rows.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">There are no rows, or one is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member that is an enum has a value its type does not define, or the label is not a class; the message names it.</exception>
    double Loss(ReadOnlySpan<TRow> rows, LossOptions? options = null);

    /// <summary>Trains the model on rows and their labels, starting from its present parameters.</summary>
    /// <remarks>
    /// The rows are turned into numbers once. Deterministic: the same data, options and seed give the same parameters. The model receives them at the end of each
    /// epoch; an exception leaves it as the last finished epoch did. Other threads may read the model meanwhile, but see parameters of two epochs while they are
    /// copied.
    /// </remarks>
    /// <param name="rows">n rows.</param>
    /// <param name="options">Epochs, batch size, learning rate, optimizer, penalties, loss; null: the defaults.</param>
    /// <param name="progress">Receives a report after each epoch; may change the parameters, and training continues from them.</param>
    /// <param name="cancellationToken">Ends training; the model stays as the last finished epoch left it.</param>
    /// <exception cref="ArgumentException">There are no rows, one is null, or a feature is NaN or infinite; the message names it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member that is an enum has a value its type does not define, or the label is not a class; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Another call is changing the model, or it is the shared <c>Pretrained</c> of its class, which stays as it is.</exception>
    TrainingResult Fit(
        ReadOnlySpan<TRow> rows,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>One step of gradient descent on the cross-entropy of a row; returns the loss before it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="learningRate">The step's length, greater than 0.</param>
    /// <exception cref="ArgumentException">The row is null, or a feature is NaN or infinite; the message names it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member that is an enum has a value its type does not define, or the label is not a class; the message names it.</exception>
    /// <exception cref="InvalidOperationException">
    /// The loss or a parameter would not be finite, another call is changing the model, or it is the shared <c>Pretrained</c>. The model is unchanged.
    /// </exception>
    double Update(in TRow row, float learningRate);
}
