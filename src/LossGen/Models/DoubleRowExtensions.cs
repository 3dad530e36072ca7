namespace LossGen;

/// <summary>The members that people meet first, for rows of <c>double</c>: each number is rounded to the nearest <c>float</c>, in which models compute.</summary>
/// <remarks>Each call converts its rows. Rows that are used again and again are converted once, by <see cref="FeatureRows"/>.</remarks>
public static class DoubleRowExtensions
{
    /// <summary>Trains on the true classes of rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">n x FeatureCount, finite.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="options">The options of training; null: the defaults.</param>
    /// <param name="progress">Receives a report after each epoch.</param>
    /// <param name="cancellationToken">Ends training; the model stays as the last finished epoch left it.</param>
    /// <exception cref="ArgumentException">There are no rows, a length does not fit, or a number is not finite or beyond the range of <c>float</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label or an option is out of range.</exception>
    public static TrainingResult Fit<TModel>(
        this TModel model,
        ReadOnlySpan<double> rows,
        ReadOnlySpan<int> labels,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TModel : class, ILabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Fit(FeatureRows.Of(rows), labels, options, progress, cancellationToken);
    }

    /// <summary>Trains on targets of rows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">n x FeatureCount, finite.</param>
    /// <param name="targets">n x ClassCount.</param>
    /// <param name="options">The options of training; null: the defaults.</param>
    /// <param name="progress">Receives a report after each epoch.</param>
    /// <param name="cancellationToken">Ends training; the model stays as the last finished epoch left it.</param>
    /// <exception cref="ArgumentException">There are no rows, a length does not fit, or a number is not finite or beyond the range of <c>float</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target or an option is out of range.</exception>
    public static TrainingResult Fit<TModel>(
        this TModel model,
        ReadOnlySpan<double> rows,
        ReadOnlySpan<float> targets,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Fit(FeatureRows.Of(rows), targets, options, progress, cancellationToken);
    }

    /// <summary>The mean cross-entropy against the true classes, in nats.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">n x FeatureCount.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="options">Weights, label smoothing, focal loss; null: none of them.</param>
    /// <exception cref="ArgumentException">There are no rows, a length does not fit, or a number is beyond the range of <c>float</c>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is out of range.</exception>
    public static double Loss<TModel>(this TModel model, ReadOnlySpan<double> rows, ReadOnlySpan<int> labels, LossOptions? options = null)
        where TModel : class, ILabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Loss(FeatureRows.Of(rows), labels, options);
    }

    /// <summary>The most probable class of one row; the lowest of equals.</summary>
    /// <param name="model">The model.</param>
    /// <param name="row">FeatureCount numbers.</param>
    /// <exception cref="ArgumentException">The length does not fit, or a number is not finite or beyond the range of <c>float</c>.</exception>
    public static int Predict<TModel>(this TModel model, ReadOnlySpan<double> row)
        where TModel : class, ILabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Predict(FeatureRows.Of(row));
    }

    /// <summary>Writes the most probable class of each row.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">n x FeatureCount.</param>
    /// <param name="destination">n classes.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a number is not finite or beyond the range of <c>float</c>.</exception>
    public static void Predict<TModel>(this TModel model, ReadOnlySpan<double> rows, Span<int> destination)
        where TModel : class, ILabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Predict(FeatureRows.Of(rows), destination);
    }

    /// <summary>Writes the probabilities.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">n x FeatureCount.</param>
    /// <param name="destination">n x ClassCount.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a number is beyond the range of <c>float</c>.</exception>
    public static void Probabilities<TModel>(this TModel model, ReadOnlySpan<double> rows, Span<float> destination)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Probabilities(FeatureRows.Of(rows), destination);
    }
}
