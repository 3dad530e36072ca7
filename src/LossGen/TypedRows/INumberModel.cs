using LossGen.TypedRows;

namespace LossGen;

/// <summary>
/// What a model declared by <see cref="CrossEntropyModelAttribute{TRow}"/> offers whose label is a number through bins, for code that is generic over models.
/// </summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <remarks>
/// The rows are turned into numbers and handed to the members of <see cref="ILabelModel{TSelf}"/>, whose classes are the bins. A row that is null, or whose label is
/// needed and is missing, NaN or infinite, is an <see cref="ArgumentException"/> that names the row. What needs bins before they are known is an
/// <see cref="InvalidOperationException"/>.
/// </remarks>
public interface INumberModel<TSelf, TRow> : IDenseRows<TSelf, TRow, float>, ILabelModel<TSelf>, IBinnedModel
    where TSelf : class, INumberModel<TSelf, TRow>
{
    /// <summary>The smoothing that the declaration gives bins that <c>Fit</c> learns: the deviation of targets in bin widths; 0: two-hot.</summary>
    static abstract double Smoothing { get; }

    /// <inheritdoc/>
    Bins IBinnedModel.BinsBetween(float minimum, float maximum) => NumberRows<TSelf, TRow>.Between(minimum, maximum);

    /// <summary>The mean of the distribution of a row's number.</summary>
    double Predict(in TRow row);

    /// <summary>Writes the mean for each row.</summary>
    void Predict(ReadOnlySpan<TRow> rows, Span<double> destination);

    /// <summary>The number below which a row's lies with the probability <paramref name="q"/>.</summary>
    double PredictQuantile(in TRow row, double q);

    /// <summary>The probability that a row's number is above a value.</summary>
    double ProbabilityAbove(in TRow row, double value);

    /// <summary>Writes the probability of each bin.</summary>
    void Probabilities(in TRow row, Span<float> destination);

    /// <summary>Writes the probabilities of the bins: n x ClassCount.</summary>
    void Probabilities(ReadOnlySpan<TRow> rows, Span<float> destination);

    /// <summary>Mean cross-entropy against the targets that the bins make of the rows' labels.</summary>
    double Loss(ReadOnlySpan<TRow> rows, LossOptions? options = null);

    /// <summary>Trains on the labels of the rows; learns the bins from them where the model has none.</summary>
    TrainingResult Fit(
        ReadOnlySpan<TRow> rows,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default);

    /// <summary>One online gradient step; returns the loss before it.</summary>
    double Update(in TRow row, float learningRate);

    /// <summary>Evaluates the model on rows whose numbers are known.</summary>
    RegressionEvaluation Evaluate(ReadOnlySpan<TRow> rows, double interval = 0.9);
}
