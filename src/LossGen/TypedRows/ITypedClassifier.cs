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
    /// <summary>The index of a class, or −1 if it is none; of a multi-label model the index of a single label.</summary>
    static abstract int IndexOf(TLabel label);

    /// <summary>The class at an index, 0 to ClassCount − 1.</summary>
    static abstract TLabel ClassAt(int index);

    /// <summary>The most probable class of a row, the lowest of equals; of a multi-label model all labels that are more probable than not.</summary>
    TLabel Predict(in TRow row);

    /// <summary>Writes the prediction for each row.</summary>
    void Predict(ReadOnlySpan<TRow> rows, Span<TLabel> destination);

    /// <summary>The probability of one class.</summary>
    float Probability(in TRow row, TLabel label);

    /// <summary>Writes the probabilities of a row: ClassCount numbers.</summary>
    void Probabilities(in TRow row, Span<float> destination);

    /// <summary>Writes the probabilities: n x ClassCount.</summary>
    void Probabilities(ReadOnlySpan<TRow> rows, Span<float> destination);

    /// <summary>Writes the most probable classes, the most probable first and the lower of equals before the higher; returns how many.</summary>
    int TopK(in TRow row, Span<ClassProbability<TLabel>> destination);

    /// <summary>Mean cross-entropy against the labels of the rows.</summary>
    double Loss(ReadOnlySpan<TRow> rows, LossOptions? options = null);

    /// <summary>Trains on the labels of the rows.</summary>
    TrainingResult Fit(
        ReadOnlySpan<TRow> rows,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>One online gradient step; returns the loss before it.</summary>
    double Update(in TRow row, float learningRate);
}
